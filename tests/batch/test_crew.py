"""The processes of a crew: what they are given, and what becomes of it when they die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from podscribe.batch.crew import AHEAD, LocalCrew
from podscribe.batch.episode import Blame, Orders, Task
from podscribe.batch.events import Done, Event, Failed, Lost, Returned, Taken
from podscribe.batch.inputs import gather
from podscribe.batch.messages import Step
from podscribe.batch.seats import Seat
from podscribe.config import Flag, load_settings
from tests.batch.clips import write_clips

USUAL = {"profile": "demo", "speakers": "none", "formats": "json", "device": "cpu"}
SETTINGS = load_settings(
    flags=[Flag("", name, value) for name, value in USUAL.items()], environment={}
)
SEATS = (Seat("ahead", Step.PREPARE, 2), Seat("cpu-1", Step.WORK))
PLENTY = 1 << 40
LONGEST_S = 120.0


def tasks(folder: Path, count: int) -> list[Task]:
    write_clips(folder / "in", count)
    orders = Orders(SETTINGS, str(folder / "out"), folder / "out")
    return [Task(item, orders) for item in gather([str(folder / "in")]).items]


@contextmanager
def started(seats: tuple[Seat, ...] = SEATS) -> Iterator[LocalCrew]:
    crew = LocalCrew(seats, SETTINGS, PLENTY)
    try:
        crew.start()
        yield crew
    finally:
        crew.close()


def until(crew: LocalCrew, kind: type, count: int = 1) -> list[Event]:
    """All events up to so many of a kind."""
    seen: list[Event] = []
    ends = time.monotonic() + LONGEST_S
    while sum(isinstance(event, kind) for event in seen) < count:
        assert time.monotonic() < ends, seen
        seen += crew.wait(0.1)
    return seen


def process_of(crew: LocalCrew, name: str) -> int:
    return next(each.process.pid for each in crew._members if each.seat.name == name)


def test_only_so_many_and_so_much_is_ahead(tmp_path: Path) -> None:
    first, *rest = tasks(tmp_path, 2 * AHEAD)
    crew = LocalCrew(SEATS, SETTINGS, 1000)  # nobody takes anything: it is not started
    assert crew.has_room(5000)  # one at least, or it would never be done
    crew.give(first, 600)
    assert crew.has_room(300) and not crew.has_room(400)
    for task in rest[: AHEAD - 1]:
        crew.give(task, 1)
    assert not crew.has_room(1) and crew.held == AHEAD


def test_episodes_are_prepared_by_one_and_heard_by_another(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, 1)
    with started() as crew:
        crew.give(task, 0)
        seen = until(crew, Done)
        assert crew.held == 0 and crew.names == ("cpu-1",)
    taken = [(event.worker, event.step) for event in seen if isinstance(event, Taken)]
    assert taken == [("ahead", Step.PREPARE), ("cpu-1", Step.WORK)]
    (done,) = (event for event in seen if isinstance(event, Done))
    assert {"decoding", "words", "writing"} <= set(done.outcome.stage_s)


def test_who_dies_is_replaced_and_what_was_not_begun_is_nobody_s_fault(tmp_path: Path) -> None:
    both = tasks(tmp_path, 2)
    with started() as crew:
        for task in both:
            crew.give(task, 0)
        seen = until(crew, Taken, 3)  # both are prepared, and one is being heard
        os.kill(process_of(crew, "cpu-1"), signal.SIGKILL)
        seen = until(crew, Failed)
        (failed,) = (event for event in seen if isinstance(event, Failed))
        assert failed.fault.blame is Blame.WORKER and "was killed" in failed.fault.text
        seen += until(crew, Done)
    (lost,) = (event for event in seen if isinstance(event, Lost))
    assert lost.worker == "cpu-1" and not lost.final
    (done,) = (event for event in seen if isinstance(event, Done))
    assert {done.task.item.id, failed.task.item.id} == {task.item.id for task in both}


def test_a_worker_that_is_told_to_end_gives_back_what_it_has(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, 1)
    with started() as crew:
        crew.give(task, 0)
        until(crew, Taken, 2)
        os.kill(process_of(crew, "cpu-1"), signal.SIGTERM)
        assert Returned(task) in [
            Returned(replace(event.task, file=None, stage_s={}))
            for event in until(crew, Returned)
            if isinstance(event, Returned)
        ]
        crew.give(task, 0)
        until(crew, Done)


def test_sigterm_is_heard_whichever_thread_it_reaches(tmp_path: Path) -> None:
    with started() as crew:
        (task,) = tasks(tmp_path, 1)
        crew.give(task, 0)
        until(crew, Taken, 2)
        process = process_of(crew, "cpu-1")
        threads = {int(each.name) for each in Path(f"/proc/{process}/task").iterdir()}
        os.kill(max(threads - {process}), signal.SIGTERM)
        until(crew, Returned)


def test_who_stops_gives_everything_back(tmp_path: Path) -> None:
    three = tasks(tmp_path, 3)
    with started() as crew:
        for task in three:
            crew.give(task, 0)
        until(crew, Taken, 4)
        crew.stop()
        assert not crew.has_room(0)
        seen = until(crew, Returned, 3)
        assert crew.held == 0
    assert {event.task.item.id for event in seen if isinstance(event, Returned)} == {
        task.item.id for task in three
    }


def test_a_worker_that_never_comes_up_is_given_up(tmp_path: Path) -> None:
    broken = replace(SEATS[1], environment={"PYTHONHOME": "/nowhere"})
    with started((SEATS[0], broken)) as crew:
        (lost,) = (event for event in until(crew, Lost) if isinstance(event, Lost))
        assert lost.final and "the worker ended (status 1)" in lost.text
        assert crew.names == ()


def test_suspects_have_a_process_for_themselves(tmp_path: Path) -> None:
    with started() as crew:
        for task in tasks(tmp_path, 2):
            crew.give(task, 0, alone=True)
        seen: list[Event] = []
        while sum(isinstance(event, Done) for event in seen) < 2:
            seen += crew.wait(0.1)
            assert all(len(each.held) <= 1 for each in crew._members)
