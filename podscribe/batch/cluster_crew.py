"""The actors of a Ray cluster as a job's crew: who has what in hand, and what becomes of it.

Ray starts an actor that dies once more, and has it do again what it had in hand. An actor that
dies again is followed by another, and what it had is tried alone: one of them is to blame. What
lies with an actor that finds no computer any more goes to whoever has nothing to do. An actor that
hangs is ended, and is like one that died for good.
"""

from __future__ import annotations

import math
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from podscribe.batch.episode import Blame, Fault, Task
from podscribe.batch.events import Done, Event, Failed, Lost, Moved, Returned, Said, Taken
from podscribe.batch.messages import Ended, FromWorker, Notice, Reached, Step
from podscribe.batch.places import without_secrets
from podscribe.batch.silence import Passing, Silence

LOOK_S = 1.0  # between two questions to an actor how it goes, where these are few
MOST_LOOKS = 100  # in a second, at all of them
SILENCE_S = 60.0  # until it is told that no actor has found a computer
AWAY_S = 30.0  # until the episodes of an actor that found no computer are others'
ASIDE = "aside"  # the thread that answers while others work
_AS_OFTEN = -1  # as the actor is restarted: a line that breaks is no attempt
_MOST_DEATHS = 3  # in a row, of actors that were never up
_GONE = "the worker crashed, was killed as when memory is short, or lost its computer"
_FULL = "no worker has found a computer with room yet; it is waited for"
_MOST_REASON = 1000
_OWN_ERROR = re.compile(r"^podscribe\.errors\.\w+: (.+)$", re.MULTILINE)


def ray() -> Any:
    """Ray, once it is needed: it takes a second to load."""
    return import_module("ray")


@dataclass(slots=True, eq=False)
class _Member:
    """An actor, and what it has in hand."""

    name: str
    actor: Any
    silence: Silence
    looking: Any = None  # the question that is not answered yet
    looked: float = 0.0  # when the last one was
    up: bool = False
    seen: bool = False  # it has been up
    away: float | None = None  # since when it does not answer
    held: dict[Any, _Given] = field(default_factory=dict)  # by what Ray calls the result


@dataclass(slots=True)
class _Given:
    """A task in the crew's hands."""

    task: Task
    alone: bool  # beside another it might take that down with it
    moved: bool = False  # from an actor that was gone

    @property
    def id(self) -> str:
        return self.task.item.id


class RayCrew:
    """The actors of a job; `spawn` makes one."""

    def __init__(
        self,
        spawn: Callable[[], Any],
        names: Iterable[str],
        lanes: int,
        *,
        patience_s: float = math.inf,
        away_s: float = AWAY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spawn = spawn
        self._lanes = lanes
        self._away_s = away_s
        self._clock = clock
        self._patience_s = patience_s
        self._passing = Passing(clock)
        self._members = [_Member(name, spawn(), Silence(patience_s)) for name in names]
        self._deaths: dict[str, int] = {}
        self._back: deque[_Given] = deque()  # taken from actors that are gone
        self._events: deque[Event] = deque()
        self._stopping = False
        self._patient_until: float | None = clock() + SILENCE_S

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(member.name for member in self._members)

    @property
    def held(self) -> int:
        """Episodes in hand."""
        return len(self._back) + sum(len(member.held) for member in self._members)

    def has_room(self, size_bytes: int) -> bool:
        """An actor has as many episodes as it works on: nothing waits in the cluster."""
        return not self._stopping and not self._back and self._freest() is not None

    def give(self, task: Task, size_bytes: int, *, alone: bool = False) -> None:
        self._back.append(_Given(task, alone))
        self._assign()

    def wait(self, timeout_s: float) -> Iterator[Event]:
        """What has happened, after so long at the latest."""
        if not self._events:
            self._look()
            for member, ref in self._ready(timeout_s):
                self._hear(member, ref)
            self._end_silent()
            self._reclaim()
            self._assign()
            self._complain()
        while self._events:
            yield self._events.popleft()

    def stop(self) -> None:
        """Have everybody store what they have in hand, and end."""
        self._stopping = True
        for given in self._back:
            self._events.append(Returned(given.task))
        self._back.clear()
        for member in self._members:
            if member.up:
                member.actor.stop.options(concurrency_group=ASIDE).remote()
            else:
                self._events += [Returned(given.task) for given in member.held.values()]
                member.held.clear()

    def close(self) -> None:
        """End everybody at once."""
        library = ray()
        for member in self._members:
            library.kill(member.actor)
        self._members.clear()

    def _freest(self) -> _Member | None:
        """Who has room for one more, and most of it."""
        free = [
            member
            for member in self._members
            if member.up
            and len(member.held) < self._lanes
            and not any(given.alone for given in member.held.values())
        ]
        return min(free, key=lambda member: len(member.held), default=None)

    def _assign(self) -> None:
        while self._back and not self._stopping:
            member = self._freest()
            given = self._back[0]
            if member is None or (given.alone and member.held):
                return
            retries = 0 if given.alone else _AS_OFTEN
            work = member.actor.do.options(max_task_retries=retries)
            member.held[work.remote(given.task)] = self._back.popleft()
            self._events.append(Taken(given.id, member.name, Step.WORK))

    def _look(self) -> None:
        """Ask those who have not been asked for a while; who is away answers with an error."""
        now = self._clock()
        every_s = max(LOOK_S, len(self._members) / MOST_LOOKS)
        for member in self._members:
            if member.looking is None and now - member.looked >= every_s:
                look = member.actor.look.options(concurrency_group=ASIDE, enable_task_events=False)
                member.looking = look.remote()

    def _ready(self, timeout_s: float) -> Iterator[tuple[_Member, Any]]:
        """What Ray has answered, and whose it is, after so long at the latest."""
        library = ray()
        asked = {ref: member for member in self._members for ref in member.held}
        asked |= {each.looking: each for each in self._members if each.looking is not None}
        if not asked:
            time.sleep(timeout_s)
            return
        refs = list(asked)
        ready, _ = library.wait(refs, timeout=timeout_s, fetch_local=False)
        if ready:  # and what is ready besides
            ready, _ = library.wait(refs, num_returns=len(refs), timeout=0, fetch_local=False)
        yield from ((asked[ref], ref) for ref in ready)

    def _hear(self, member: _Member, ref: Any) -> None:
        if ref == member.looking:
            self._looked(member)
        elif ref in member.held:  # else it is somebody else's since
            self._ended(member, ref)

    def _looked(self, member: _Member) -> None:
        library = ray()
        ref, member.looking = member.looking, None
        member.looked = self._clock()
        try:
            messages: tuple[FromWorker, ...] = library.get(ref)
        except library.exceptions.ActorDiedError as error:
            self._died(member, _reason(error))
        except library.exceptions.RayError:
            member.up = False
            member.away = member.looked if member.away is None else member.away
        else:
            member.up, member.seen, member.away = True, True, None
            self._deaths[member.name] = 0
            self._patient_until = None
            for message in messages:
                member.silence.hear(message)
                self._heard(member, message)

    def _end_silent(self) -> None:
        """Have others in the place of those who hang."""
        passed_s = self._passing.seconds()
        for member in list(self._members):
            in_hand = {given.id for given in member.held.values()}
            busy = member.up and bool(in_hand - member.silence.waiting)
            member.silence.last(passed_s, busy=busy)
            if member.silence.too_long:
                self._died(member, member.silence.told)

    def _heard(self, member: _Member, message: FromWorker) -> None:
        """Of episodes that are still in its hands; of others something newer is known."""
        held = {given.id for given in member.held.values()}
        match message:
            case Reached(id, progress) if id in held:
                self._events.append(Moved(id, member.name, progress))
            case Notice(id, text) if id in held:
                self._events.append(Said(id, text))

    def _ended(self, member: _Member, ref: Any) -> None:
        library = ray()
        given = member.held.pop(ref)
        member.silence.hear(Ended(given.id, None))
        try:
            found = library.get(ref)
        except library.exceptions.RayError as error:
            member.up = False
            found = Fault(_reason(error), Blame.WORKER)
        if found is None:
            self._events.append(Returned(given.task))
            return
        if not isinstance(found, Fault):
            self._events.append(Done(given.task, found))
            return
        self._events.append(Failed(given.task, found))
        if found.blame is Blame.WORKER and member.up:
            library.kill(member.actor, no_restart=False)  # its device may not work any more

    def _died(self, member: _Member, reason: str) -> None:
        """For good: what it had in hand may be what it died of."""
        for given in member.held.values():
            self._fail(given, reason)
        self._follow(member, reason)

    def _reclaim(self) -> None:
        """Give what an actor has that finds no computer to somebody who has nothing to do."""
        idle = any(each.up and not each.held for each in self._members)
        for member in list(self._members):
            long = member.away is not None and self._clock() - member.away >= self._away_s
            if idle and long and member.held and not self._back:
                for given in member.held.values():
                    if given.moved:
                        self._fail(given, _GONE)
                    else:
                        self._back.append(replace(given, moved=True))
                self._follow(member, "it found no computer any more")

    def _fail(self, given: _Given, reason: str) -> None:
        self._events.append(Failed(given.task, Fault(reason, Blame.WORKER)))

    def _complain(self) -> None:
        """Once, where it seems that nothing will ever happen."""
        if self._patient_until is not None and self._clock() > self._patient_until:
            self._patient_until = None
            self._events.append(Said("cluster", _FULL))

    def _follow(self, member: _Member, reason: str) -> None:
        """Have another actor in the place of one that is gone."""
        library = ray()
        library.kill(member.actor)
        member.held.clear()
        self._members.remove(member)
        if self._stopping:
            return
        self._deaths[member.name] = 0 if member.seen else self._deaths.get(member.name, 0) + 1
        final = self._deaths[member.name] >= _MOST_DEATHS
        self._events.append(Lost(member.name, reason, final))
        if not final:
            actor, silence = self._spawn(), Silence(self._patience_s)
            self._members.append(_Member(member.name, actor, silence, looked=self._clock()))


def _reason(error: Exception) -> str:
    """Why an actor is gone; of a fault that was told in its beginning, what it says."""
    text = str(error)
    own = _OWN_ERROR.findall(text)
    if own:
        return str(own[-1]).strip()[:_MOST_REASON]
    if "creation task" not in text:
        return _GONE
    last = [line.strip() for line in text.splitlines() if line.strip()][-1]
    return without_secrets("".join(each for each in last if each.isprintable()))[:_MOST_REASON]
