"""The processes of a crew: what they are given, and what becomes of it when they die."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from podscribe.batch.crew import READY_A_LANE, Given, LocalCrew, _Member
from podscribe.batch.episode import Blame, Fault, Orders, Task
from podscribe.batch.events import Done, Event, Failed, Lost, Returned, Said, Taken
from podscribe.batch.inputs import gather
from podscribe.batch.messages import Ended, Step
from podscribe.batch.seats import Seat
from podscribe.batch.silence import Silence
from podscribe.config import Flag, load_settings
from podscribe.files import checksum
from podscribe.pipeline.store import store_for
from tests.batch.clips import write_clips

USUAL = {"profile": "demo", "speakers": "none", "formats": "json", "device": "cpu"}
SETTINGS = load_settings(
    flags=[Flag("", name, value) for name, value in USUAL.items()], environment={}
)
SEATS = (Seat("ahead", Step.PREPARE, 2), Seat("cpu-1", Step.WORK))
PLENTY = 1 << 40
LONGEST_S = 300.0
LASTING_S = 40.0  # of sound: it is still being heard when a test comes to disturb it


def tasks(folder: Path, count: int, seconds: float = 4.0) -> list[Task]:
    write_clips(folder / "in", count, seconds)
    orders = Orders(SETTINGS, str(folder / "out"), folder / "out")
    return [Task(item, orders) for item in gather([str(folder / "in")]).items]


@dataclass
class Clock:
    """Time that goes by faster, once that is asked, as often as somebody looks."""

    now: float = 0.0
    step_s: float = 0.0

    def __call__(self) -> float:
        self.now += self.step_s
        return self.now


@contextmanager
def started(
    seats: tuple[Seat, ...] = SEATS, clock: Callable[[], float] = time.monotonic
) -> Iterator[LocalCrew]:
    crew = LocalCrew(seats, SETTINGS, PLENTY, clock=clock)
    try:
        crew.start()
        yield crew
    finally:
        crew.close()


def until(crew: LocalCrew, kind: type, count: int = 1, wait_s: float = 0.1) -> list[Event]:
    """All events up to so many of a kind."""
    seen: list[Event] = []
    ends = time.monotonic() + LONGEST_S
    while sum(isinstance(event, kind) for event in seen) < count:
        assert time.monotonic() < ends, seen
        seen += crew.wait(wait_s)
    return seen


def process_of(crew: LocalCrew, name: str) -> int:
    return next(each.process.pid for each in crew._members if each.seat.name == name)


def until_up(crew: LocalCrew) -> None:
    """Until everybody has loaded what it needs."""
    ends = time.monotonic() + LONGEST_S
    while not all(each.up for each in crew._members):
        assert time.monotonic() < ends
        list(crew.wait(0.1))


def until_it_has(crew: LocalCrew, name: str, count: int) -> None:
    """Until a worker has so many episodes in hand."""
    ends = time.monotonic() + LONGEST_S
    while not any(each.seat.name == name and len(each.held) == count for each in crew._members):
        assert time.monotonic() < ends
        list(crew.wait(0.1))


def test_only_so_many_and_so_much_is_ahead(tmp_path: Path) -> None:
    first, *rest = tasks(tmp_path, 2 * READY_A_LANE)
    crew = LocalCrew(SEATS, SETTINGS, 1000)  # nobody takes anything: it is not started
    assert crew.has_room(5000)  # one at least, or it would never be done
    crew.give(first, 600)
    assert crew.has_room(300) and not crew.has_room(400)
    for task in rest[: READY_A_LANE - 1]:
        crew.give(task, 1)
    assert not crew.has_room(1) and crew.held == READY_A_LANE


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
    (lasting,) = tasks(tmp_path / "lasting", 1, LASTING_S)
    (waiting,) = tasks(tmp_path / "waiting", 1)
    with started() as crew:
        until_up(crew)
        os.kill(process_of(crew, "cpu-1"), signal.SIGSTOP)
        crew.give(waiting, 0)
        until_it_has(crew, "cpu-1", 1)
        os.kill(process_of(crew, "cpu-1"), signal.SIGKILL)
        seen = until(crew, Done)
        assert not [event for event in seen if isinstance(event, Failed)]
        crew.give(lasting, 0)
        until(crew, Taken, 2)  # it is prepared, and being heard
        os.kill(process_of(crew, "cpu-1"), signal.SIGKILL)
        seen += until(crew, Lost)
    (failed,) = (event for event in seen if isinstance(event, Failed))
    assert failed.task.item.id == lasting.item.id
    assert failed.fault.blame is Blame.WORKER and "was killed" in failed.fault.text
    lost = [event for event in seen if isinstance(event, Lost)]
    assert [(event.worker, event.final) for event in lost] == [("cpu-1", False)] * 2


def test_who_hangs_is_ended_and_another_takes_its_place(tmp_path: Path) -> None:
    (first,) = tasks(tmp_path / "first", 1, LASTING_S)
    (second,) = tasks(tmp_path / "second", 1)
    clock = Clock()
    two = (*SEATS, replace(SEATS[1], name="cpu-2"))
    with started(two, clock) as crew:
        until_up(crew)
        crew.give(first, 0)
        until(crew, Taken, 2)
        hanging = process_of(crew, "cpu-1")
        os.kill(hanging, signal.SIGSTOP)
        crew.give(second, 0)
        assert "cpu-2" in [event.worker for event in until(crew, Done) if isinstance(event, Taken)]
        clock.step_s = 8.0
        seen = until(crew, Lost, wait_s=0.0)
        clock.step_s = 0.0
        (failed,) = (event for event in seen if isinstance(event, Failed))
        assert failed.task.item.id == first.item.id and failed.fault.blame is Blame.WORKER
        assert failed.fault.text == "the worker told of no step for 30 minutes, and was ended"
        assert not os.path.exists(f"/proc/{hanging}")
        (lost,) = (event for event in seen if isinstance(event, Lost))
        assert (lost.worker, lost.final) == ("cpu-1", False)
        crew.give(first, 0, alone=True)
        until(crew, Done)


def test_who_waits_for_another_run_does_not_hang(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, 1)
    clock = Clock()
    store = store_for(tmp_path / "out", checksum(task.item.source))
    store.folder.mkdir(parents=True, exist_ok=True)
    with started(clock=clock) as crew:
        with (store.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            crew.give(task, 0)
            until(crew, Said)
            clock.step_s = 9.0
            for _ in range(1000):  # two and a half hours, of patience for half an hour
                assert not [event for event in crew.wait(0.0) if not isinstance(event, Taken)]
            clock.step_s = 0.0
        until(crew, Done)


@pytest.mark.parametrize(
    ("up", "held", "begun", "waiting", "busy"),
    [
        (False, "", "", "", True),  # its models are on their way
        (True, "", "", "", False),
        (True, "a", "", "", True),  # it does not take up what it was given
        (True, "a", "a", "", True),
        (True, "a", "a", "a", False),
        (True, "ab", "a", "a", False),  # the other one's turn comes later
        (True, "ab", "ab", "a", True),
    ],
)
def test_who_has_nothing_to_tell_is_not_busy(
    tmp_path: Path, up: bool, held: str, begun: str, waiting: str, busy: bool
) -> None:
    (task,) = tasks(tmp_path, 1)
    silence = Silence(100.0, waiting=set(waiting))
    given = {id: Given(task, 0, alone=False) for id in held}
    no_one: Any = None
    member = _Member(SEATS[1], no_one, no_one, no_one, silence, up, given, set(begun))
    assert member.busy is busy


def test_a_worker_that_is_told_to_end_gives_back_what_it_has(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, 1, LASTING_S)
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
        (task,) = tasks(tmp_path, 1, LASTING_S)
        crew.give(task, 0)
        until(crew, Taken, 2)
        process = process_of(crew, "cpu-1")
        threads = {int(each.name) for each in Path(f"/proc/{process}/task").iterdir()}
        os.kill(max(threads - {process}), signal.SIGTERM)
        until(crew, Returned)


def test_who_stops_gives_everything_back(tmp_path: Path) -> None:
    three = tasks(tmp_path, 3, LASTING_S)
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


def test_who_ends_because_it_was_silent_has_failed(tmp_path: Path) -> None:
    """Though it stores what it has: else it would be tried again for ever."""
    (task,) = tasks(tmp_path, 1, LASTING_S)
    clock = Clock()
    with started(clock=clock) as crew:
        crew.give(task, 0)
        until(crew, Taken, 2)
        (member,) = (each for each in crew._members if each.seat.name == "cpu-1")
        os.kill(member.process.pid, signal.SIGSTOP)
        clock.step_s = 9.0
        while member.hung is None:
            list(crew.wait(0.0))
        clock.step_s = 0.0
        os.kill(member.process.pid, signal.SIGCONT)  # it hears now that it shall end
        (failed,) = (event for event in until(crew, Lost) if isinstance(event, Failed))
        assert failed.fault.text == "the worker told of no step for 30 minutes, and was ended"
    assert member.process.returncode == 0


def test_who_is_ended_for_a_fault_of_its_device_did_not_die_of_memory(tmp_path: Path) -> None:
    first, second = tasks(tmp_path, 2, LASTING_S)
    fault = Fault("CUDA error: an illegal memory access", Blame.WORKER)
    with started((SEATS[0], replace(SEATS[1], lanes=2))) as crew:
        for task in (first, second):
            crew.give(task, 0)
        until(crew, Taken, 4)
        (member,) = (each for each in crew._members if each.seat.name == "cpu-1")
        crew._heard(member, Ended(first.item.id, fault))
        seen = until(crew, Lost)
    told = {each.task.item.id: each.fault.text for each in seen if isinstance(each, Failed)}
    assert told[first.item.id] == fault.text
    ended = "the worker was ended after a fault: CUDA error: an illegal memory access"
    assert told[second.item.id] == ended
    assert [each.text for each in seen if isinstance(each, Lost)] == [ended]


def test_a_worker_that_never_comes_up_is_given_up(tmp_path: Path) -> None:
    broken = replace(SEATS[1], environment={"PYTHONHOME": "/nowhere"})
    with started((SEATS[0], broken)) as crew:
        (lost,) = (event for event in until(crew, Lost) if isinstance(event, Lost))
        assert lost.final and "the worker ended (status 1)" in lost.text
        assert crew.names == ()


def test_a_seat_for_which_the_system_starts_no_process_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def refusing(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        if len(before) >= len(SEATS):
            raise OSError(errno.EAGAIN, "Resource temporarily unavailable")
        before.append(command)
        return start(command, **options)

    before: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", refusing)
    with started() as crew:
        opened = len(os.listdir("/proc/self/fd"))
        member = next(each for each in crew._members if each.seat.step is Step.WORK)
        member.process.kill()
        lost = [event for event in until(crew, Lost) if isinstance(event, Lost)]
        assert lost[-1].final and "could not be started (Resource temporarily" in lost[-1].text
        assert crew.names == ()
        assert len(os.listdir("/proc/self/fd")) <= opened


def test_suspects_have_a_process_for_themselves(tmp_path: Path) -> None:
    with started() as crew:
        for task in tasks(tmp_path, 2):
            crew.give(task, 0, alone=True)
        seen: list[Event] = []
        ends = time.monotonic() + LONGEST_S
        while sum(isinstance(event, Done) for event in seen) < 2:
            assert time.monotonic() < ends, seen
            seen += crew.wait(0.1)
            assert all(len(each.held) <= 1 for each in crew._members)
