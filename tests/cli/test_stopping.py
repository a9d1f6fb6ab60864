"""Ctrl-C while Python still imports."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from podscribe.cli import STOPPED, main

PRESSED_AT = """
import importlib.abc, os, signal, sys
class Pressed(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Pressed())
import runpy
sys.argv = ["podscribe", *{arguments}]
runpy.run_module("podscribe", run_name="__main__")
"""


@pytest.mark.parametrize(
    ("imported", "arguments"),
    [
        ("podscribe.cli.commands", ["--help"]),
        ("click", ["--help"]),
        ("podscribe.files", ["convert", "page.md", "-"]),
        ("podscribe.cli.run", ["run", "episode.mp3"]),
        ("podscribe.clock", ["run", "episode.mp3"]),
        ("podscribe.cli.voices", ["voices", "list"]),
    ],
)
def test_it_ends_in_silence(imported: str, arguments: list[str], tmp_path: Path) -> None:
    code = PRESSED_AT.format(name=imported, arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (STOPPED, "", "")


def test_a_process_that_does_not_hear_it_still_does_not(tmp_path: Path) -> None:
    code = f"import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n{PRESSED_AT}"
    done = subprocess.run(
        [sys.executable, "-c", code.format(name="click", arguments=["--version"])],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("podscribe")


@pytest.mark.parametrize("arguments", [["--help"], ["convert", "--help"], ["no-such"]])
def test_afterwards_it_is_heard_as_before(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["podscribe", *arguments])
    with pytest.raises(SystemExit):
        main()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_nothing_but_the_main_thread_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[object] = []

    def work() -> None:
        try:
            main()
        except SystemExit as error:
            ended.append(error.code)

    monkeypatch.setattr(sys, "argv", ["podscribe", "--version"])
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert ended == [os.EX_OK]
