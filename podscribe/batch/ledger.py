"""The ledger of a batch: what became of each episode, on disk at every moment.

A SQLite database in WAL mode beside the outputs. The job's driver alone writes it and holds the
lock beside it; anybody may read it meanwhile. Each change is one transaction, so whoever is killed
at whatever moment leaves the state before or after it. No process may be forked from one that has
it open: workers are started afresh.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import IO

from podscribe.batch import schema
from podscribe.batch.filesystem import require_local, unsuitable
from podscribe.batch.item import Item
from podscribe.batch.plan import ANEW, Action, Plan
from podscribe.batch.rows import Outcome, Row
from podscribe.batch.schema import in_words
from podscribe.batch.states import State, TransitionError, require
from podscribe.errors import PodscribeError
from podscribe.files import as_text, unwritable
from podscribe.locks import NO_LOCKS
from podscribe.pipeline.listener import Stage

NAME = "ledger.sqlite"
_MOST_ERROR = 2000  # characters
_HEARING = frozenset({Stage.DECODE, Stage.WORDS, Stage.SPEAKERS})


class Ledger:
    """An open ledger; threads may call it at once."""

    def __init__(self, path: Path, connection: sqlite3.Connection, clock: Callable[[], float]):
        self.path = path
        self._connection = connection
        self._clock = clock
        self._alone = RLock()

    def rows(self) -> tuple[Row, ...]:
        """Every episode, in the order in which they came."""
        with self._alone, in_words(self.path):
            return schema.read_rows(self._connection)

    def row(self, id: str) -> Row | None:
        with self._alone, in_words(self.path):
            return next(iter(schema.read_rows(self._connection, id)), None)

    def apply(self, plan: Plan) -> None:
        """Write down what is to be done and why, all of it or nothing."""
        with self._changing() as now:
            for each in plan.decisions:
                if each.action is Action.LEAVE:
                    continue
                state = State.WAITING if each.action is Action.WORK else State.SKIPPED
                before = self._state(each.item.id)
                require(each.item.id, before, state)
                if before is None:
                    self._add(each.item, now)
                self._forget_other(each.item)
                values = _known(each.item) | {
                    "settings": plan.settings,
                    "state": state,
                    "reason": each.reason,
                    "failures": 0,
                    "error": None,
                    "stage": None,
                }
                self._set(each.item.id, values if before is state else values | {"since": now})

    def begin(self, id: str, worker: str, device: str) -> None:
        """A worker has taken it up."""
        with self._changing() as now:
            self._move(id, State.WORKING, now)
            self._set(
                id, {"worker": worker, "device": device, "begun": now, "ended": None, "stage": None}
            )
            self._connection.execute(
                "UPDATE episodes SET attempts = attempts + 1 WHERE id = ?", (id,)
            )

    def pass_on(self, id: str, worker: str, device: str) -> None:
        """Another worker goes on with it; nothing where it is not worked on any more."""
        with self._changing():
            self._connection.execute(
                "UPDATE episodes SET worker = ?, device = ? WHERE id = ? AND state = ?",
                (worker, device, id, State.WORKING),
            )

    def reach(self, id: str, stage: str) -> None:
        """It has come to a stage; nothing where it is not worked on any more."""
        with self._changing():
            self._connection.execute(
                "UPDATE episodes SET stage = ? WHERE id = ? AND state = ?",
                (stage, id, State.WORKING),
            )

    def finish(self, id: str, outcome: Outcome) -> None:
        """It is done, and its outputs are in their places."""
        with self._changing() as now:
            self._move(id, State.DONE, now)
            values: dict[str, object] = {
                name: getattr(outcome, name)
                for name in (
                    *("seconds", "audio_sha256", "model"),
                    *("language", "speakers", "doubtful_s"),
                )
            }
            values |= {"stage_s": json.dumps(dict(outcome.stage_s))}
            self._set(id, values | {"ended": now, "stage": None, "error": None, "failures": 0})
            self._connection.execute("DELETE FROM outputs WHERE episode = ?", (id,))
            self._connection.executemany(
                "INSERT INTO outputs VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (id, as_text(each.name), each.sha256, each.size_bytes, each.filled, each.mark)
                    for each in outcome.outputs
                ],
            )

    def fail(self, id: str, error: str) -> int:
        """It failed, and may be tried again; returns how often it has failed since it was asked."""
        with self._changing() as now:
            self._move(id, State.FAILED, now)
            self._set(id, {"error": as_text(error)[:_MOST_ERROR], "ended": now})
            self._connection.execute(
                "UPDATE episodes SET failures = failures + 1 WHERE id = ?", (id,)
            )
            return schema.read_rows(self._connection, id)[0].failures

    def set_aside(self, id: str, error: str) -> None:
        """It cannot be done, and is not tried again until somebody asks for it."""
        with self._changing() as now:
            self._move(id, State.ASIDE, now)
            self._set(id, {"error": as_text(error)[:_MOST_ERROR], "ended": now})

    def skip(self, id: str, reason: str, seconds: float | None = None) -> None:
        """A limit keeps it out, as was found while it was worked on."""
        with self._changing() as now:
            self._move(id, State.SKIPPED, now)
            self._set(id, {"reason": as_text(reason), "ended": now})
            if seconds is not None:
                self._set(id, {"seconds": seconds})

    def give_back(self, id: str, reason: str) -> None:
        """It waits again: it was stopped, or failed and is to be tried once more."""
        with self._changing() as now:
            self._move(id, State.WAITING, now)
            self._set(id, {"reason": self._lasting(id) or as_text(reason), "stage": None})

    def recover(self) -> tuple[str, ...]:
        """Everything a job that was killed had in hand waits again; returns what that was."""
        stopped = tuple(row.id for row in self.rows() if row.state is State.WORKING)
        for id in stopped:
            self.give_back(id, "the job was stopped")
        return stopped

    def _lasting(self, id: str) -> str | None:
        """Why it is to be done anew, as long as nothing of that has come about."""
        row = schema.read_rows(self._connection, id)[0]
        return row.reason if row.reason in ANEW and row.stage not in _HEARING else None

    def _state(self, id: str) -> State | None:
        found = self._connection.execute(
            "SELECT state FROM episodes WHERE id = ?", (id,)
        ).fetchone()
        return None if found is None else State(found[0])

    def _move(self, id: str, state: State, now: float) -> None:
        before = self._state(id)
        if before is None:
            raise TransitionError(id, None, state)
        require(id, before, state)
        self._set(id, {"state": state, "since": now})

    def _add(self, item: Item, now: float) -> None:
        self._connection.execute(
            "INSERT INTO episodes (id, stem, source, state, since, added) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (item.id, item.stem, as_text(item.shown), State.WAITING, now, now),
        )

    def _forget_other(self, item: Item) -> None:
        """The length of the audio, where that is another now."""
        self._connection.execute(
            "UPDATE episodes SET seconds = NULL WHERE id = ? AND mark IS NOT ?",
            (item.id, item.mark),
        )

    def _set(self, id: str, values: Mapping[str, object]) -> None:
        columns = ", ".join(f"{name} = ?" for name in values)
        self._connection.execute(
            f"UPDATE episodes SET {columns} WHERE id = ?", (*values.values(), id)
        )

    @contextmanager
    def _changing(self) -> Iterator[float]:
        """One transaction; gives the time at which it is made."""
        with self._alone, in_words(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._clock()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _known(item: Item) -> dict[str, object]:
    """What is written down of an episode before it is worked on."""
    return {
        "stem": item.stem,
        "source": as_text(item.shown),
        "title": None if item.title is None else as_text(item.title),
        "season": item.season,
        "episode": item.episode,
        "page": None if item.page is None else as_text(str(item.page)),
        "mark": item.mark,
        "size_bytes": item.size_bytes,
    }


@contextmanager
def open_ledger(path: Path, clock: Callable[[], float] = time.time) -> Iterator[Ledger]:
    """The ledger for the one who writes it; what an earlier job had in hand is for `recover`."""
    require_local(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = open(path.with_name(f"{path.name}.lock"), "a+")  # noqa: SIM115 - closed below
    except OSError as error:
        raise unwritable(path, error) from error
    with lock:
        _take(lock, path)
        with in_words(path):
            connection = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
        try:
            with in_words(path):
                schema.prepare(connection, path)
            yield Ledger(path, connection, clock)
        finally:
            connection.close()


def _take(lock: IO[str], path: Path) -> None:
    """Be the only writer as long as this process lives."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        who = lock.read(200).strip() or "another process"
        raise PodscribeError(
            f"another job is at work on it ({who})", file=path, remedy="wait for it, or stop it"
        ) from error
    except OSError as error:
        if error.errno in NO_LOCKS:
            raise unsuitable(path, "is on a drive without locks") from error
        raise unwritable(path, error) from error
    lock.truncate(0)
    lock.write(f"process {os.getpid()} on {socket.gethostname()}\n")
    lock.flush()


def read_ledger(path: Path) -> tuple[Row, ...]:
    """Every episode as it stands now, whether or not a job is at work; nothing is changed."""
    if not path.is_file():
        raise PodscribeError("no such ledger", file=path, remedy="name the folder of a batch")
    with in_words(path):
        connection = sqlite3.connect(schema.read_only(path), uri=True, timeout=30)
        try:
            schema.require_known(connection, path)
            return schema.read_rows(connection)
        finally:
            connection.close()


def states(rows: Iterable[Row]) -> dict[State, int]:
    """How many stand where, in the order of the states."""
    counted = dict.fromkeys(State, 0)
    for row in rows:
        counted[row.state] += 1
    return counted
