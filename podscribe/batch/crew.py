"""The worker processes of this computer: started, given episodes, replaced when they die.

Episodes are fetched and decoded ahead by one process, and heard by the others. What a process had
not begun when it died is nobody's fault and goes to another one; what it had begun may have been
what killed it, and is reported. One that hangs is ended, and is like one that died.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import IO

from podscribe.batch.episode import Blame, Fault, Prepared, Task
from podscribe.batch.events import Done, Event, Failed, Lost, Moved, Returned, Said, Taken
from podscribe.batch.messages import (
    Begun,
    Ended,
    FromWorker,
    Notice,
    Order,
    Reached,
    Start,
    Step,
    Stop,
    ToWorker,
    Unfit,
    Up,
)
from podscribe.batch.places import without_secrets
from podscribe.batch.rows import Outcome
from podscribe.batch.seats import Seat
from podscribe.batch.silence import GRACE_S, Passing, Silence, patience_s
from podscribe.config import Settings

READY_A_LANE = 2  # episodes that are here and decoded, for each lane of a worker
_MOST_DEATHS = 5  # in a row, of processes that were never up
_TAIL_BYTES = 2000


@dataclass(frozen=True, slots=True)
class Given:
    """A task in the crew's hands."""

    task: Task
    size_bytes: int  # on disk, once it is decoded
    alone: bool  # beside another it might take that down with it

    @property
    def id(self) -> str:
        return self.task.item.id


@dataclass(slots=True, eq=False)
class _Member:
    """A process at a seat."""

    seat: Seat
    process: subprocess.Popen[bytes]
    connection: Connection
    log: IO[bytes]
    silence: Silence
    up: bool = False
    held: dict[str, Given] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    hung: str | None = None  # why it was told to end: it had told of no step for too long
    grace_s: float = GRACE_S  # that it has left, once it was told to end
    fault: str | None = None  # of its memory or its device, for which it is ended

    @property
    def busy(self) -> bool:
        """Whether something is to be heard of it: who waits for others' results is silent."""
        in_hand = self.begun or self.held.keys()
        return not self.up or bool(in_hand - self.silence.waiting)

    @property
    def free(self) -> int:
        """For how many more it has room: none waits with it that another could begin."""
        if self.hung is not None or any(each.alone for each in self.held.values()):
            return 0
        return self.seat.lanes - len(self.held)


class LocalCrew:
    """Processes of this computer."""

    def __init__(
        self,
        seats: Sequence[Seat],
        settings: Settings,
        ahead_bytes: int,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seats = tuple(seats)
        self._settings = settings
        self._ahead_bytes = ahead_bytes
        self._patience_s = patience_s(settings)
        self._passing = Passing(clock)
        self._members: list[_Member] = []
        self._deaths: dict[str, int] = {}
        self._new: deque[Given] = deque()
        self._ready: deque[Given] = deque()
        self._events: deque[Event] = deque()
        self._stopping = False

    def start(self) -> None:
        for seat in self._seats:
            self._fill(seat)

    @property
    def names(self) -> tuple[str, ...]:
        """Of those who hear episodes and are not lost; none where nobody works ahead of them."""
        there = [seat for seat in self._seats if self._deaths.get(seat.name, 0) < _MOST_DEATHS]
        if not any(seat.step is Step.PREPARE for seat in there):
            return ()
        return tuple(seat.name for seat in there if seat.step is Step.WORK)

    @property
    def held(self) -> int:
        """Episodes in hand."""
        return len(self._new) + len(self._ready) + sum(len(each.held) for each in self._members)

    def has_room(self, size_bytes: int) -> bool:
        """Whether another episode may come: so many, and so much on disk, are ahead at most."""
        ahead = [*self._new, *self._ready]
        ahead += [each for member in self._of(Step.PREPARE) for each in member.held.values()]
        lanes = sum(seat.lanes for seat in self._seats if seat.step is Step.WORK)
        if self._stopping or len(ahead) >= READY_A_LANE * lanes:
            return False
        return not ahead or sum(each.size_bytes for each in ahead) + size_bytes < self._ahead_bytes

    def give(self, task: Task, size_bytes: int, *, alone: bool = False) -> None:
        self._new.append(Given(task, size_bytes, alone))
        self._assign()

    def wait(self, timeout_s: float) -> Iterator[Event]:
        """What has happened, after so long at the latest."""
        if not self._events:
            for ready in wait([each.connection for each in self._members], timeout_s):
                member = next(each for each in self._members if each.connection is ready)
                self._hear(member)
            self._end_silent()
            self._assign()
        while self._events:
            yield self._events.popleft()

    def stop(self) -> None:
        """Have everybody store what they have in hand, and end."""
        self._stopping = True
        for given in (*self._new, *self._ready):
            self._events.append(Returned(given.task))
        self._new.clear()
        self._ready.clear()
        for member in self._members:
            for id in [id for id in member.held if id not in member.begun]:
                self._events.append(Returned(member.held.pop(id).task))
            self._send(member, Stop())

    def close(self) -> None:
        """End everybody at once."""
        for member in self._members:
            member.process.kill()
            member.process.wait()
            member.connection.close()
            member.log.close()
        self._members.clear()

    def _of(self, step: Step) -> list[_Member]:
        return [each for each in self._members if each.seat.step is step]

    def _fill(self, seat: Seat) -> None:
        """Seat a process; where the system starts none, the seat is lost."""
        try:
            process, connection, log = _spawned(seat)
        except OSError as error:
            self._deaths[seat.name] = _MOST_DEATHS
            text = f"the worker could not be started ({error.strerror or error})"
            self._events.append(Lost(seat.name, text, final=True))
            return
        member = _Member(seat, process, connection, log, Silence(self._patience_s))
        self._send(member, Start(self._settings, seat.step, seat.lanes, seat.cores, seat.together))
        self._members.append(member)

    def _send(self, member: _Member, message: ToWorker) -> None:
        with suppress(OSError):  # it is dead, which is heard of soon
            member.connection.send(message)

    def _assign(self) -> None:
        """Tasks to those who have room for them, in the order in which they came."""
        if self._stopping:
            return
        self._hand_out(self._new, [each for each in self._of(Step.PREPARE) if each.up])
        self._hand_out(self._ready, [each for each in self._of(Step.WORK) if each.up])

    def _hand_out(self, queue: deque[Given], members: list[_Member]) -> None:
        while queue and members:
            member = max(members, key=lambda each: each.free)
            if member.free < 1 or (queue[0].alone and member.held):
                return
            given = queue.popleft()
            member.held[given.id] = given
            self._send(member, Order(given.task))

    def _hear(self, member: _Member) -> None:
        """All that a member has said."""
        try:
            while member.connection.poll():
                self._heard(member, member.connection.recv())
        except (EOFError, OSError):
            self._bury(member)

    def _end_silent(self) -> None:
        """Tell those to end who hang, and kill those who hang all the same."""
        passed_s = self._passing.seconds()
        for member in self._members:
            if member.hung is not None:
                member.grace_s -= passed_s
                if member.grace_s <= 0.0:
                    member.process.kill()
                continue
            member.silence.last(passed_s, busy=member.busy)
            if member.silence.too_long:
                member.hung = member.silence.told
                member.process.terminate()

    def _heard(self, member: _Member, message: FromWorker) -> None:
        member.silence.hear(message)
        match message:
            case Up():
                member.up = True
                self._deaths[member.seat.name] = 0
            case Unfit(text):
                self._deaths[member.seat.name] = _MOST_DEATHS  # another one would be no better
                self._events.append(Lost(member.seat.name, text, final=True))
            case Begun(id):
                member.begun.add(id)
                self._events.append(Taken(id, member.seat.name, member.seat.step))
            case Reached(id, progress):
                self._events.append(Moved(id, member.seat.name, progress))
            case Notice(id, text):
                self._events.append(Said(id, text))
            case Ended(id, found):
                self._ended(member, id, found)

    def _ended(self, member: _Member, id: str, found: Prepared | Outcome | Fault | None) -> None:
        member.begun.discard(id)
        given = member.held.pop(id, None)
        if given is None:
            return
        if isinstance(found, Prepared):
            self._prepared(given, found)
        elif isinstance(found, Fault):
            self._events.append(Failed(given.task, found))
            if found.blame is Blame.WORKER:
                member.fault = f"the worker was ended after a fault: {found.text}"
                member.process.kill()
        elif found is None and member.hung is not None:
            self._events.append(Failed(given.task, Fault(member.hung, Blame.WORKER)))
        elif found is None:
            self._events.append(Returned(given.task))
        else:
            self._events.append(Done(given.task, found))

    def _prepared(self, given: Given, found: Prepared) -> None:
        task = given.task.prepared(found)
        if self._stopping:
            self._events.append(Returned(task))
        else:
            self._ready.append(Given(task, given.size_bytes, given.alone))

    def _bury(self, member: _Member) -> None:
        """Take a dead process' episodes back, and seat another one."""
        reason = _reason(member)
        member.connection.close()
        member.log.close()
        self._members.remove(member)
        self._take_back(member, reason)
        name = member.seat.name
        self._deaths[name] = self._deaths.get(name, 0) + 1
        final = self._deaths[name] >= _MOST_DEATHS
        if self._stopping or self._deaths[name] > _MOST_DEATHS:
            return
        if final or member.up:
            self._events.append(Lost(name, reason, final))
        if not final:
            self._fill(member.seat)

    def _take_back(self, member: _Member, reason: str) -> None:
        queue = self._new if member.seat.step is Step.PREPARE else self._ready
        for id, given in reversed(member.held.items()):
            if id in member.begun:
                self._events.append(Failed(given.task, Fault(reason, Blame.WORKER)))
            elif self._stopping:
                self._events.append(Returned(given.task))
            else:
                queue.appendleft(given)


def _spawned(seat: Seat) -> tuple[subprocess.Popen[bytes], Connection, IO[bytes]]:
    """A process, the line to it, and what it prints."""
    ours, theirs = socket.socketpair()
    with ExitStack() as opened:
        opened.enter_context(theirs)
        opened.callback(ours.close)
        log = opened.enter_context(tempfile.TemporaryFile())
        program = (
            f"import sys; sys.path[:] = {sys.path!r}; "
            f"from podscribe.batch.worker import main; main({theirs.fileno()})"
        )
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            pass_fds=[theirs.fileno()],
            env={**os.environ, **seat.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        theirs.close()
        opened.pop_all()  # they are closed with the process
    return process, Connection(ours.detach()), log


def _reason(member: _Member) -> str:
    """What a process died of, as far as it can be told."""
    code = member.process.wait()
    if (known := member.hung or member.fault) is not None:
        return known
    if code == -signal.SIGKILL:
        what = "was killed, as the system does when memory is short"
    elif code < 0:
        what = f"crashed ({signal.Signals(-code).name})"
    else:
        what = f"ended (status {code})"
    said = _last_line(member.log)
    return f"the worker {what}{f': {said}' if said else ''}"


def _last_line(log: IO[bytes]) -> str:
    """The last that a process has printed: libraries say there what they died of."""
    size = log.seek(0, os.SEEK_END)
    log.seek(max(0, size - _TAIL_BYTES))
    lines = log.read().decode(errors="replace").split("\n")
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return without_secrets("".join(each for each in said if each.isprintable()))[:300]
