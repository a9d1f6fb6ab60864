"""How a batch is watched."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest
from rich.console import Console

from podscribe.batch.board import Board
from podscribe.batch.job import Happened
from podscribe.batch.rows import Row
from podscribe.batch.running import Ending
from podscribe.batch.states import State
from podscribe.cli import batch_progress
from podscribe.cli.batch_progress import summed_up, told, watched
from podscribe.cli.batch_status import show
from podscribe.pipeline.listener import Progress, Stage

DONE = Happened("done", "e1", seconds=3600.0, spent_s=60.0)
ASIDE = Happened("set aside", "e2", "is text, not sound")
NOTICE = Happened("notice", "e1", "two voices")
ROWS = (
    Row("1", "e1", "e1.mp3", State.DONE, 0.0, 0.0, seconds=3600.0, ended=5.0),
    Row("2", "e2", "e2.mp3", State.ASIDE, 0.0, 0.0, error="is text, not sound"),
    Row("3", "e3", "e3.mp3", State.WORKING, 0.0, 0.0, stage="words", worker="cpu-1"),
)
ENDING = Ending(ROWS, 0.0, 60.0, stopped=True)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def board() -> Board:
    clock = Clock()
    found = Board({"1": 3600.0, "2": 60.0, "3": 1800.0}, clock)
    found.take("cpu-1", "3", "[e3]")
    found.hear()
    clock.now = 120.0
    found.move("cpu-1", "3", Progress(Stage.WORDS, 0.5, "and the [bread] was"))
    found.done, found.failed, found.audio_s = 1, 1, 3600.0
    found.settle("1")
    found.settle("2")
    return found


def test_the_whole_is_a_line(board: Board) -> None:
    assert summed_up(board) == (
        "2 of 3 episodes, 1 failed, 1.0 hours of audio in 2:00, 35.2 × real time, 0:33 left"
    )


def test_each_event_is_a_line() -> None:
    assert told(DONE) == "e1: done, 1:00:00 in 1:00 (60.0 × real time)"
    assert told(Happened("done", "e1", seconds=60.0)) == "e1: done, 1:00 (kept from before)"
    assert told(ASIDE) == "e2: set aside: is text, not sound"
    assert told(Happened("worker", text="crashed", worker="cpu-1")) == "cpu-1: crashed"
    assert told(Happened("again", "e1", "busy")) == "e1: to be tried again: busy"


@pytest.mark.parametrize(
    ("quiet", "verbose", "expected"),
    [
        (False, False, ["e1: done", "e2: set aside"]),
        (False, True, ["e1: done", "e2: set aside", "e1: two voices"]),
        (True, False, []),
    ],
)
def test_lines_for_who_reads_a_log(quiet: bool, verbose: bool, expected: list[str]) -> None:
    stream = io.StringIO()
    with watched(quiet, verbose, False, stream) as watch:
        for event in (DONE, ASIDE, NOTICE):
            watch.watcher.on_event(event)
        lines = stream.getvalue().splitlines()
        assert [
            line.removeprefix("podscribe: ")[: len(e)]
            for line, e in zip(lines, expected, strict=True)
        ] == expected
        watch.end(ENDING)
    rest = stream.getvalue().splitlines()[len(expected) :]
    assert "podscribe: e2: set aside: is text, not sound" in rest
    assert rest[-1] == "podscribe: stopped: the same command goes on from here"
    assert ("podscribe: 1 of 3 episodes are done" in rest[0]) is not quiet


def test_now_and_then_the_whole_is_told(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_progress, "PLAIN_EVERY_S", -1.0)
    for as_json in (False, True):
        stream = io.StringIO()
        with watched(False, False, as_json, stream) as watch:
            watch.watcher.on_tick(board)
        assert "2" in stream.getvalue()


def test_programs_get_an_object_a_line(board: Board) -> None:
    stream = io.StringIO()
    with watched(False, False, True, stream) as watch:
        watch.listener.on_notice("a feed is long")
        for event in (DONE, ASIDE, NOTICE):
            watch.watcher.on_event(event)
        watch.end(ENDING)
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [each["event"] for each in found] == ["notice", "done", "set aside", "notice", "end"]
    assert found[1]["episode"] == "e1" and found[1]["audio_s"] == 3600.0
    assert found[-1]["done"] == 1 and found[-1]["stopped"] is True
    assert all(each["time"].endswith("+00:00") for each in found)


def test_on_a_terminal_each_worker_has_a_line(board: Board) -> None:
    stream = Terminal()
    with watched(False, False, False, stream) as watch:
        watch.watcher.on_event(DONE)
        watch.watcher.on_event(NOTICE)
        watch.watcher.on_tick(board)
        watch.listener.on_progress(Progress(Stage.MODELS, 0.5, "large"))
        watch.watcher.on_tick(board)
    shown = stream.getvalue()
    assert "e1: done, 1:00:00" in shown and "two voices" not in shown
    assert "cpu-1" in shown and "[e3]" in shown and "words 50%" in shown and "[bread]" in shown
    assert "2 of 3 episodes" in shown


@pytest.mark.parametrize("width", [120, 80, 60])
def test_the_line_of_the_whole_is_seen_however_many_work(board: Board, width: int) -> None:
    for number in range(40):
        worker, id = f"cuda:{number:02}", f"x{number}"
        board.take(worker, id, f"a-long-name-of-an-episode-{number:02}")
        board.move(worker, id, Progress(Stage.WORDS, 0.5, "what was heard last, in some words"))
    console = Console(file=io.StringIO(), width=width)
    console.print(batch_progress._table(board, 24))
    lines = [line for line in console.file.getvalue().splitlines() if line.strip()]
    assert len(lines) <= 24
    more = next(number for number, line in enumerate(lines) if line.strip() == "and 21 more")
    assert "2 of 3 episodes" in lines[more + 1]


def test_what_is_told_has_no_pictures_for_words() -> None:
    stream = Terminal()
    with watched(False, False, False, stream) as watch:
        watch.listener.on_notice("people/x.md:100: odd")
    assert "people/x.md:100: odd" in stream.getvalue()


def test_a_ledger_is_shown_in_a_few_lines() -> None:
    assert show(ROWS).splitlines() == [
        "3 episodes: 1 working, 1 done, 1 set aside; 1.0 hours of audio are done",
        "e3  words  cpu-1",
        "e2  set aside: is text, not sound",
    ]
    assert show(()) == "no episodes; 0.0 hours of audio are done\n"
