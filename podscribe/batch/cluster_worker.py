"""What an actor of a Ray cluster does: loads its models once, then one episode after the other.

Ray may call from several threads: each of them does an episode, and one more is asked how they go.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock

from podscribe import __version__
from podscribe.batch.episode import (
    Blame,
    Fault,
    Orders,
    Task,
    attempt,
    drop_audio,
    prepare,
    work,
)
from podscribe.batch.messages import FromWorker, Notice, Reached
from podscribe.batch.places import Kind
from podscribe.batch.rows import Outcome
from podscribe.batch.seats import CUDA
from podscribe.batch.worker import StopAsked, both_fit
from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener, Progress, Stage
from podscribe.pipeline.running import usual_options

CORES = 1  # that Ray keeps for an actor


@dataclass(frozen=True, slots=True)
class Posting:
    """What an actor is told when it begins."""

    orders: Orders
    version: str  # of podscribe, where the job is driven
    shared: Path | None = None  # a file that every computer sees, where they share folders
    folder: Path = Path()  # where the job is driven: what is no address is meant from there


class ClusterWorker:
    """An actor, and its models."""

    def __init__(self, posting: Posting) -> None:
        with suppress(OSError):  # a job of addresses needs no folder of the driver's
            os.chdir(posting.folder)
        _require_same(posting)
        self._telling = Lock()
        self._told: list[FromWorker] = []
        self._reached: dict[tuple[str, Stage], Reached] = {}
        self._stop = Event()
        settings = _on_one_core(posting.orders.settings)
        self._orders = replace(posting.orders, settings=settings)
        self._kept = Kept(
            together=settings.device == CUDA and both_fit(), sharing=settings.batch.share_batches
        )
        self._kept.load(usual_options(settings))

    def do(self, task: Task) -> Outcome | Fault | None:
        """The whole of an episode; None where it was stopped, and what it had is stored."""
        id = task.item.id
        listener = Listener(
            lambda now: self._reach(id, now), lambda text: self._tell(Notice(id, text))
        )
        try:
            return _done(replace(task, orders=self._orders), self._kept, listener)
        except StopAsked:
            return None
        finally:
            with self._telling:
                for stage in Stage:
                    self._reached.pop((id, stage), None)

    def look(self) -> tuple[FromWorker, ...]:
        """What there is to tell since somebody looked; of a stage's progress the last alone."""
        with self._telling:
            told = (*self._told, *self._reached.values())
            self._told.clear()
            self._reached.clear()
        return told

    def stop(self) -> None:
        """Store what is in hand, and begin nothing more."""
        self._stop.set()

    def _reach(self, id: str, now: Progress) -> None:
        if self._stop.is_set():
            raise StopAsked
        with self._telling:
            self._reached[id, now.stage] = Reached(id, now)

    def _tell(self, message: FromWorker) -> None:
        if self._stop.is_set():
            raise StopAsked
        with self._telling:
            self._told.append(message)


def _done(task: Task, kept: Kept, listener: Listener) -> Outcome | Fault:
    """Fetched, decoded and heard in one go: another computer would not find what is here."""
    if task.item.kind is Kind.FILE and not Path(task.item.source).exists():
        host = socket.gethostname()
        return Fault(f"{task.item.shown}: is not there on {host}", Blame.PASSING)
    prepared = attempt(prepare, task, kept, listener)
    if isinstance(prepared, Fault):
        return prepared
    task = task.prepared(prepared)
    found = attempt(work, task, kept, listener)
    if not (isinstance(found, Fault) and found.blame in (Blame.PASSING, Blame.WORKER)):
        drop_audio(task)
    return found


def _on_one_core(settings: Settings) -> Settings:
    """Where nothing else is set: several actors may share a computer."""
    words, speakers = settings.transcribe, settings.diarize
    return replace(
        settings,
        transcribe=replace(words, cpu_threads=words.cpu_threads or CORES),
        diarize=replace(speakers, threads=speakers.threads or CORES),
    )


def _require_same(posting: Posting) -> None:
    """The same podscribe, and the same folder of outputs, as where the job is driven."""
    if posting.version != __version__:
        raise PodscribeError(
            f"podscribe {__version__} is installed on {socket.gethostname()}, and the job is of "
            f"{posting.version}",
            remedy="install the same on every computer of the cluster",
        )
    if posting.shared is not None and not posting.shared.is_file():
        raise PodscribeError(
            f"{socket.gethostname()} has another folder of that name",
            file=posting.orders.out,
            remedy="give -o an s3:// or gs:// place, or a folder that all computers share",
        )
