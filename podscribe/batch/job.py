"""A job at work: episodes out of a queue to a crew, and what becomes of them into the ledger.

It knows nothing of processes or computers: a crew is whatever takes tasks and tells what comes of
them.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Protocol

from podscribe.batch.board import Board
from podscribe.batch.episode import Blame, Fault, Task, drop_audio, drop_sound
from podscribe.batch.events import Done, Event, Failed, Lost, Moved, Returned, Said, Taken
from podscribe.batch.ledger import Ledger
from podscribe.batch.messages import Step
from podscribe.batch.plan import Reason
from podscribe.errors import PodscribeError
from podscribe.pipeline.listener import Stage

TICK_S = 0.25
STOP_S = 25.0  # that workers get to store what they have in hand: systems kill after 30
_BYTES_PER_S = 64_000  # of decoded sound


class Crew(Protocol):
    """Those who do the work, wherever they are."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of those who hear episodes and are still there."""
        ...

    @property
    def held(self) -> int:
        """Episodes in hand."""
        ...

    def has_room(self, size_bytes: int) -> bool: ...

    def give(self, task: Task, size_bytes: int, *, alone: bool = False) -> None: ...

    def wait(self, timeout_s: float) -> Iterator[Event]:
        """What has happened, after so long at the latest."""
        ...

    def stop(self) -> None:
        """Have everybody store what they have in hand, and end."""
        ...


class Watcher(Protocol):
    """Who shows how a job goes."""

    def on_event(self, event: Happened) -> None: ...

    def on_tick(self, board: Board) -> None: ...


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that is worth a line: what it is in one word, of which episode, and details."""

    what: str  # begun, done, failed, set aside, skipped, again, stopped, notice, worker
    stem: str = ""
    text: str = ""
    worker: str = ""
    seconds: float | None = None  # of audio
    spent_s: float | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How often an episode is tried once more, and how long is waited before."""

    passing: int = 2  # times after a fault that may pass
    worker: int = 2  # times after its worker died
    pause_s: float = 5.0  # before the first of them, and three times as long before each further


class Job:
    """The driver of a job."""

    def __init__(
        self,
        ledger: Ledger,
        crew: Crew,
        board: Board,
        watchers: Iterable[Watcher] = (),
        *,
        device: str = "cpu",
        patience: Patience = Patience(),
        way_on: str = "the same command goes on",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ledger = ledger
        self._crew = crew
        self._board = board
        self._watchers = tuple(watchers)
        self._device = device
        self._patience = patience
        self._way_on = way_on
        self._clock = clock
        self._queue: deque[Task] = deque()
        self._later: list[tuple[float, int, Task]] = []  # when they are due, and in which order
        self._order = count()
        self._begun: dict[str, float] = {}  # when, of those that are in hand
        self._stems: dict[str, str] = {}
        self._deaths: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._stages: dict[str, str] = {}
        self._lost = "they all ended"  # why the last one did
        self._stop_asked = 0
        self._stopped_at: float | None = None

    @property
    def stopped(self) -> bool:
        return self._stopped_at is not None

    def stop(self) -> None:
        """End soon; asked twice, at once. May be called by a signal's handler."""
        self._stop_asked += 1

    def run(self, tasks: Iterable[Task]) -> None:
        """Until everything is settled, or the job was stopped."""
        self._queue.extend(tasks)
        self._stems = {task.item.id: task.item.stem for task in self._queue}
        try:
            while self._going():
                self._give()
                for event in self._crew.wait(TICK_S):
                    self._handle(event)
                for watcher in self._watchers:
                    watcher.on_tick(self._board)
        finally:
            for id in list(self._begun):
                self._return(id)

    def _going(self) -> bool:
        now = self._clock()
        if self._stop_asked and self._stopped_at is None:
            self._stopped_at = now
            self._crew.stop()
        if self._stopped_at is not None:
            patient = self._stop_asked < 2 and now - self._stopped_at < STOP_S
            return patient and self._crew.held > 0
        if not self._crew.names:
            raise PodscribeError(
                f"no worker is left: {self._lost}", remedy=f"mend that; {self._way_on}"
            )
        return bool(self._queue or self._later or self._crew.held)

    def _give(self) -> None:
        """As many tasks as the crew has room for; those that failed when their time has come."""
        while self._later and self._later[0][0] <= self._clock():
            self._queue.appendleft(heapq.heappop(self._later)[2])
        while self._queue and not self._stop_asked:
            task = self._queue[0]
            size = self._size(task)
            if not self._crew.has_room(size):
                return
            self._crew.give(self._queue.popleft(), size, alone=self._deaths[task.item.id] > 0)

    def _size(self, task: Task) -> int:
        """What it takes on disk, as far as can be told."""
        seconds = self._board.estimated_s.get(task.item.id, 0.0)
        return round(seconds * _BYTES_PER_S) + (task.item.size_bytes or 0)

    def _handle(self, event: Event) -> None:
        match event:
            case Taken():
                self._taken(event)
            case Moved(id, worker, progress):
                self._board.move(worker, id, progress)
                if self._stages.get(id) != progress.stage:
                    self._stages[id] = progress.stage
                    self._ledger.reach(id, progress.stage)
            case Said(id, text):
                self._tell("notice", id, text)
            case Done():
                self._done(event)
            case Failed(task, fault):
                self._failed(task, fault)
            case Returned(task):
                self._returned(task)
            case Lost(worker, text, final):
                self._board.replaced += not final
                self._lost = text
                what = text if final else f"{text}; another takes its place"
                self._notify(Happened("worker", text=what, worker=worker))

    def _taken(self, event: Taken) -> None:
        id = event.id
        device = self._device if event.step is Step.WORK else "cpu"
        self._board.leave(id)
        self._board.take(event.worker, id, self._stems[id])
        if event.step is Step.WORK:
            self._board.hear()
        if id in self._begun:
            self._ledger.pass_on(id, event.worker, device)
            return
        self._begun[id] = self._clock()
        self._ledger.begin(id, event.worker, device)
        self._tell("begun", id, worker=event.worker)

    def _done(self, event: Done) -> None:
        id, outcome = event.task.item.id, event.outcome
        self._ledger.finish(id, outcome)
        drop_audio(event.task)
        self._board.done += 1
        self._board.audio_s += outcome.seconds or 0.0
        spent_s = sum(outcome.stage_s.get(stage, 0.0) for stage in (Stage.WORDS, Stage.SPEAKERS))
        self._settle(id)
        self._tell("done", id, seconds=outcome.seconds, spent_s=spent_s)

    def _failed(self, task: Task, fault: Fault) -> None:
        id = task.item.id
        self._board.leave(id)
        if fault.blame is Blame.LENGTH:
            self._ledger.skip(id, Reason.TOO_LONG, fault.seconds)
            self._board.skipped += 1
            self._settle(id)
            self._tell("skipped", id, Reason.TOO_LONG)
        elif fault.blame is Blame.LASTING:
            self._set_aside(task, fault.text)
        else:
            self._try_again(task, fault)

    def _try_again(self, task: Task, fault: Fault) -> None:
        """Twice at most; then a worker's death is the episode's fault, and another is nobody's."""
        id = task.item.id
        by_worker = fault.blame is Blame.WORKER
        counted = self._deaths if by_worker else self._faults
        counted[id] += 1
        allowed = self._patience.worker if by_worker else self._patience.passing
        self._ledger.fail(id, fault.text)
        if counted[id] <= allowed:
            self._ledger.give_back(id, f"tried again: {fault.text}")
            pause_s = 0.0 if by_worker else self._patience.pause_s * 3 ** (counted[id] - 1)
            self._forget(id)
            self._board.tried_again += 1
            due = self._clock() + pause_s
            heapq.heappush(self._later, (due, next(self._order), replace(task, file=None)))
            self._tell("again", id, fault.text)
        elif by_worker:
            drop_sound(task)
            self._set_aside(task, fault.text)
        else:
            self._board.failed += 1
            self._settle(id)
            self._tell("failed", id, fault.text)

    def _set_aside(self, task: Task, text: str) -> None:
        id = task.item.id
        self._ledger.set_aside(id, text)
        drop_audio(task)
        self._board.failed += 1
        self._settle(id)
        self._tell("set aside", id, text)

    def _returned(self, task: Task) -> None:
        id = task.item.id
        self._board.leave(id)
        if id in self._begun:
            self._return(id)
        if not self._stop_asked:  # a worker was told to end by somebody else
            self._queue.appendleft(task)

    def _return(self, id: str) -> None:
        self._ledger.give_back(id, Reason.STOPPED)
        self._forget(id)
        self._tell("stopped", id)

    def _settle(self, id: str) -> None:
        self._board.settle(id)
        self._forget(id)

    def _forget(self, id: str) -> None:
        self._begun.pop(id, None)
        self._stages.pop(id, None)

    def _tell(
        self,
        what: str,
        id: str,
        text: str = "",
        *,
        worker: str = "",
        seconds: float | None = None,
        spent_s: float | None = None,
    ) -> None:
        self._notify(Happened(what, self._stems.get(id, id), text, worker, seconds, spent_s))

    def _notify(self, event: Happened) -> None:
        for watcher in self._watchers:
            watcher.on_event(event)
