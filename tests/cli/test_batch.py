"""`podscribe batch` and its options, as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from podscribe.batch.states import State
from tests.batch.clips import clip, write_clips
from tests.batch.jobs import DEMO, WORDS, batch, command, environment, outputs, rows

PAGE = """---
title: Counting bread
season: 1
episode: 7
---
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes out of a list, one of them with a page, and one that is not there."""
    folder = tmp_path_factory.mktemp("show")
    write_clips(folder / "audio", 2)
    (folder / "pages").mkdir()
    (folder / "pages" / "counting-bread.md").write_text(PAGE)
    (folder / "audio" / "e01.wav").rename(folder / "audio" / "s01e07.wav")
    (folder / "list.txt").write_text("audio/e00.wav\naudio/s01e07.wav\naudio/absent.wav\n")
    arguments = ("--pages", "pages", "--cache", "work", "--ledger", "here.sqlite", "--log-json")
    found = batch(folder, "list.txt", "-o", "out", *WORDS, *arguments)
    assert found.returncode == 1, found.stderr
    (folder / "stderr").write_text(found.stderr)
    return folder


def status(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command("status", *arguments), cwd=folder, capture_output=True, text=True, check=False
    )


def test_pages_are_filled_and_outputs_called_like_them(finished: Path) -> None:
    assert "transcript:" in (finished / "pages" / "counting-bread.md").read_text()
    names = {"e00.json", "e00.txt", "counting-bread.json", "counting-bread.txt"}
    assert set(outputs(finished / "out")) == names
    assert (finished / "work" / ".podscribe").is_dir()


def test_the_log_is_json_from_its_first_line_to_its_last(finished: Path) -> None:
    events = [json.loads(line) for line in (finished / "stderr").read_text().splitlines()]
    assert [each["event"] for each in events].count("done") == 2
    assert events[-1]["event"] == "end" and events[-1]["failed"] == 1
    assert any("absent.wav: no such file" in each.get("text", "") for each in events)


def test_the_status_is_for_people_programs_and_spreadsheets(finished: Path) -> None:
    plain = status(finished, "out", "--ledger", "here.sqlite")
    assert plain.stdout.startswith("3 episodes: 2 done, 1 set aside; ")
    assert "absent  set aside: " in plain.stdout
    found = json.loads(status(finished, "out", "--ledger", "here.sqlite", "--json").stdout)
    assert [each["state"] for each in found] == ["done", "done", "set aside"]
    text = status(finished, "out", "--ledger", "here.sqlite", "--csv").stdout
    assert [each["stem"] for each in csv.DictReader(io.StringIO(text))] == [
        each["stem"] for each in found
    ]


def test_the_watch_ends_when_nothing_is_left(finished: Path) -> None:
    assert status(finished, "out", "--ledger", "here.sqlite", "--watch").returncode == 0


def test_a_status_of_nothing_is_an_error(tmp_path: Path) -> None:
    found = status(tmp_path, "out")
    assert found.returncode == 2 and "no such ledger" in found.stderr
    both = status(tmp_path, "out", "--json", "--csv")
    assert both.returncode == 2 and "contradict" in both.stderr


def test_limits_keep_episodes_out_and_that_is_no_fault(tmp_path: Path) -> None:
    folder = tmp_path
    write_clips(folder / "long", 2)
    limits = ("--max-hours", "0.0005", "--max-bytes", "120kB")
    found = batch(folder, "long", "-o", "none", *WORDS, *limits)
    assert found.returncode == 0, found.stderr
    assert {row.reason for row in rows(folder / "none").values()} == {"larger than --max-bytes"}
    found = batch(folder, "long", "-o", "none", *WORDS, "--max-hours", "0.0005")
    assert {row.reason for row in rows(folder / "none").values()} == {"longer than --max-hours"}
    assert all(row.state is State.SKIPPED for row in rows(folder / "none").values())
    assert "2 skipped" in found.stderr


def test_metrics_can_be_read_while_episodes_are_worked_on(tmp_path: Path) -> None:
    write_clips(tmp_path / "audio", 1)
    process = subprocess.Popen(
        command("audio", "-o", "out", *WORDS, "--metrics-port", "0"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    line = next(line for line in process.stderr if "metrics are at" in line)
    rest = threading.Thread(target=process.stderr.read)
    rest.start()
    address = line.split()[-1]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 60
    while "podscribe_batch_up 1" not in (text := opener.open(address).read().decode()):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert 'podscribe_batch_episodes{state="left"}' in text
    assert process.wait(120) == 0
    rest.join()
    process.stderr.close()


def test_what_was_set_aside_is_tried_again_when_asked_and_others_redone(finished: Path) -> None:
    (finished / "audio" / "absent.wav").write_bytes(clip(3))
    usual = ("list.txt", "-o", "out", *WORDS, "--cache", "work", "--ledger", "here.sqlite")
    before = outputs(finished / "out")
    redo = ("--redo", "stem=e00")
    found = batch(finished, *usual, "--pages", "pages", "--retry-failed", *redo, "--metrics-port=0")
    assert found.returncode == 0, found.stderr
    assert "podscribe: metrics are at http://127.0.0.1:" in found.stderr
    assert "absent: done, 0:04 in " in found.stderr and "e00: done, 0:04 in " in found.stderr
    assert "counting-bread: done" not in found.stderr
    after = outputs(finished / "out")
    assert {name: after[name] for name in before} == before and len(after) == len(before) + 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument"),
        (("a.mp3",), "Missing option '-o'"),
        (("absent.mp3", "-o", "out", *DEMO), "absent.mp3"),
        (("x", "-o", "out", *DEMO, "--redo", "colour=red"), "'colour' is nothing"),
        (("x", "-o", "out", *DEMO, "--max-bytes", "many"), "is no size such as"),
        (("x", "-o", "out", *DEMO, "--max-hours", "0"), "--max-hours should be more than 0"),
        (("x", "-o", "out", *DEMO, "--quiet", "--verbose"), "contradict each other"),
        (("x", "-o", "out", "--speakers", "none", "--diarizer", "a"), "is not looked at"),
        (("x", "-o", "out", "--profile", "demo", "--devices", "tpu"), "is no device"),
        (("x", "-o", "s3://bucket/out", *DEMO), "--cache"),
    ],
)
def test_what_cannot_be_done_is_said_with_status_2(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    found = batch(tmp_path, *arguments)
    assert found.returncode == 2 and message in found.stderr, found.stderr
    assert "Traceback" not in found.stderr


def test_an_archive_is_for_a_gpu_unless_something_else_is_said(tmp_path: Path) -> None:
    write_clips(tmp_path / "audio", 1, 1.0)
    found = batch(tmp_path, "audio", "-o", "out", "--offline")
    assert found.returncode == 2
    assert "no GPU is found" in found.stderr or "large-v3-turbo" in found.stderr
