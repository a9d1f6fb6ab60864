"""podscribe config: every key with its value and where it comes from, or one of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from podscribe.cli import main
from podscribe.config import KEYS
from tests.config.shows import show

UNABLE = 2
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """`podscribe config` in a folder with a show's file: its status, output and messages."""
    for name in [name for name in os.environ if name.startswith("PODSCRIBE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(show(tmp_path, "profile: fast\nhost: [Mara]\nlines:\n  max_seconds: 5\n"))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["podscribe", "config", *arguments])
        with pytest.raises(SystemExit) as done:
            main()
        assert isinstance(done.value.code, int)
        told = capsys.readouterr()
        return done.value.code, told.out, told.err

    return run


def test_every_key_is_shown_with_where_it_comes_from(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PODSCRIBE_OFFLINE", "1")
    status, shown, complaint = run()
    rows = {" ".join(row.split()) for row in shown.splitlines()}
    assert (status, complaint) == (0, "")
    assert {
        "profile: fast # podscribe.yaml:1",
        "host: [Mara] # podscribe.yaml:2",
        "model: small # preset fast",
        "device: auto # default",
        "offline: true # PODSCRIBE_OFFLINE",
        "max_seconds: 5.0 # podscribe.yaml:4",
    } <= rows


def test_the_option_goes_before_the_file(run: Run) -> None:
    _, shown, _ = run("--profile", "accurate", "--json")
    found = json.loads(shown)
    assert [*found] == [*KEYS]
    assert found["profile"] == {"value": "accurate", "from": "--profile"}
    assert found["model"] == {"value": "large-v3", "from": "preset accurate"}


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("model", "small\n"),
        ("formats", "page\nlines\njson\n"),
        ("hotwords", ""),
        ("speakers", "null\n"),
        ("lines.max_seconds", "5.0\n"),
    ],
)
def test_one_value_is_shown_alone(run: Run, key: str, shown: str) -> None:
    assert run(key) == (0, shown, "")


def test_a_group_is_shown_with_all_that_is_in_it(run: Run) -> None:
    _, shown, _ = run("lines")
    assert [row.split() for row in shown.splitlines()] == [
        ["lines:"],
        ["max_characters:", "40", "#", "default"],
        ["max_seconds:", "5.0", "#", "podscribe.yaml:4"],
    ]


def test_one_value_in_json_says_where_it_comes_from(run: Run) -> None:
    _, shown, _ = run("lines.max_seconds", "--json")
    assert json.loads(shown) == {"lines.max_seconds": {"value": 5.0, "from": "podscribe.yaml:4"}}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["modl"], "podscribe: unknown key 'modl'; did you mean model?\n"),
        (
            ["--profile", "fasst"],
            "podscribe: --profile: 'fasst' is no preset; did you mean fast?\n",
        ),
    ],
)
def test_what_does_not_exist_is_an_error(run: Run, arguments: list[str], complaint: str) -> None:
    assert run(*arguments) == (UNABLE, "", complaint)


def test_a_fault_in_the_file_or_a_variable_is_an_error(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PODSCRIBE_MODLE", "small")
    assert run("model") == (
        UNABLE,
        "",
        "podscribe: PODSCRIBE_MODLE is no setting; did you mean PODSCRIBE_MODEL?\n",
    )
    show(tmp_path, "# ours\nmodle: small\n")
    complaint = "podscribe: podscribe.yaml:2: unknown key 'modle'; did you mean model?\n"
    assert run("model") == (UNABLE, "", complaint)


def test_what_the_encoding_of_the_output_lacks_is_written_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "podscribe.yaml").write_text('host: ["Łukasz", "Zoë"]\n', encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "podscribe", "config", "host"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u0141ukasz" in done.stdout
    assert "Zoë".encode("latin-1") in done.stdout
