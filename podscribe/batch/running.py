"""The whole: what was named, what of it is to be done, and what became of it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from podscribe.batch.board import Board
from podscribe.batch.conditions import Condition
from podscribe.batch.episode import Orders, Task, written_in
from podscribe.batch.inputs import Gathered, InputOptions, gather
from podscribe.batch.item import Item
from podscribe.batch.job import Crew, Job, Patience, Watcher
from podscribe.batch.ledger import NAME, Ledger, open_ledger
from podscribe.batch.limits import Limits
from podscribe.batch.order import estimates, longest_first
from podscribe.batch.places import Kind, kind_of, not_here, shown
from podscribe.batch.plan import Action, Plan, PlanOptions, Reason, plan, settings_key
from podscribe.batch.rows import Row
from podscribe.batch.states import State
from podscribe.batch.written import standings, taken, unfilled
from podscribe.chapters.sources import PAGE
from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.models import EMBEDDED_NOTICE
from podscribe.pipeline.editing import read_sources
from podscribe.pipeline.engines import Models, find_models
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People
from podscribe.pipeline.running import usual_options

_MOST_LEFT = 20  # episodes that are named one by one


class Engine(Protocol):
    """Where the work is done."""

    @property
    def device(self) -> str:
        """What the settings of every task name: cpu or cuda."""
        ...

    def require(self, items: Iterable[Item], orders: Orders) -> None:
        """An error where it could not work on them."""
        ...

    def open(self, orders: Orders) -> AbstractContextManager[Crew]:
        """Those who do it, until the job is over."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a job."""

    inputs: tuple[str, ...] = field(repr=False)
    out: str  # a folder, or a place in a storage
    settings: Settings
    ledger: Path | None = None  # beside the outputs by default
    pages: Path | None = None
    limits: Limits = Limits()
    retry_failed: bool = False
    redo: Condition | None = None
    skip_published: bool = False
    allow_cut_off: bool = False
    keep_audio: bool = False  # that was fetched
    patience: Patience = Patience()

    @property
    def cache(self) -> Path:
        """Where stages keep their results."""
        if self.settings.cache is not None:
            return self.settings.cache
        if kind_of(self.out) is Kind.STORAGE:
            raise PodscribeError(
                "a storage is no place for work that goes on",
                remedy="name a folder of this computer with --cache",
            )
        return Path(self.out)

    @property
    def ledger_path(self) -> Path:
        """Beside the outputs, where these are on this computer."""
        return self.ledger or self.report_folder / NAME

    @property
    def report_folder(self) -> Path:
        """Where reports are written on this computer: that of the outputs, if it is here."""
        return self.cache if kind_of(self.out) is Kind.STORAGE else Path(self.out)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended."""

    rows: tuple[Row, ...]  # of the episodes that were named, as they are now
    begun: float  # seconds since 1970
    ended: float
    stopped: bool = False
    redone: bool = False  # by --redo
    unread: tuple[str, ...] = ()  # faults of what was named, and stands for no episode

    @property
    def way_on(self) -> str:
        return f"{_way_on(self.redone)} from here"

    def with_state(self, *wanted: State) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.state in wanted)

    @property
    def failed(self) -> tuple[Row, ...]:
        return self.with_state(State.FAILED, State.ASIDE)


def _way_on(redone: bool) -> str:
    """Which command does the rest: --redo would begin once more."""
    return f"the same command{' without --redo' if redone else ''} goes on"


def run_batch(
    request: Request,
    engine: Engine,
    watchers: Sequence[Watcher] = (),
    *,
    listener: Listener = Listener(),
    now: Callable[[], float] = time.time,
) -> Ending:
    """Do what is new, changed or failed of the inputs; the rest is left as it is."""
    begun = now()
    request = replace(request, settings=replace(request.settings, device=engine.device))
    if request.settings.offline and kind_of(request.out) is Kind.STORAGE:
        raise not_here(shown(request.out))
    _require_usable(request.settings, listener)
    with open_ledger(request.ledger_path, now) as ledger:
        ledger.recover()
        gathered = _gathered(request, ledger)
        for notice in gathered.notices:
            listener.on_notice(notice)
        planned = _planned(request, gathered, ledger, listener)
        stopped = _worked(request, planned, engine, ledger, watchers)
        named = {item.id for item in gathered.items}
        rows = tuple(row for row in ledger.rows() if row.id in named)
    return Ending(rows, begun, now(), stopped, request.redo is not None, gathered.unread)


def _require_usable(settings: Settings, listener: Listener) -> None:
    """An error for what no episode could be done with; chapters of pages come with the episodes."""
    if settings.chapters in (PAGE, STANDARD_STREAM):
        settings = replace(settings, chapters=None)
    read_sources(settings, People(), listener=listener)


def _gathered(request: Request, ledger: Ledger) -> Gathered:
    options = InputOptions(request.pages, request.limits, request.settings.offline)
    return gather(request.inputs, options, {row.id: row.stem for row in ledger.rows()})


def _planned(request: Request, gathered: Gathered, ledger: Ledger, listener: Listener) -> Plan:
    """What is to be done, written down."""
    models = find_models(usual_options(request.settings), listener)
    if models.embedded:
        listener.on_notice(EMBEDDED_NOTICE)
    rows = {row.id: row for row in ledger.rows()}
    known = [rows[item.id] for item in gathered.items if item.id in rows]
    folder = written_in(request.out, request.cache)
    options = PlanOptions(
        settings=settings_key(request.settings, _revisions(models)),
        retry_failed=request.retry_failed,
        redo=request.redo,
        skip_published=request.skip_published,
        unfilled=unfilled(gathered.items, rows, folder),
        limits=request.limits,
    )
    found = plan(gathered.items, rows, options, standings(known, request.out, folder))
    work = found.items(Action.WORK)
    found = replace(found, taken=taken(work, rows, request.out, request.settings.formats))
    ledger.apply(found)
    for notice in _left(found):
        listener.on_notice(notice)
    return found


def _left(found: Plan) -> Iterator[str]:
    """What was asked for and is not done, since somebody has changed what was written."""
    left = [each for each in found.decisions if each.but is not None]
    for each in left[:_MOST_LEFT]:
        yield f"{each.item.stem}: left as it is: {each.but}, but {each.reason}"
    if len(left) > _MOST_LEFT:
        yield f"and {len(left) - _MOST_LEFT} more are left as they are"


def _revisions(models: Models) -> list[str]:
    found = [models.recogniser.folder.revision]
    return found if models.diarizer is None else [*found, models.diarizer.folder.revision]


def _worked(
    request: Request, planned: Plan, engine: Engine, ledger: Ledger, watchers: Iterable[Watcher]
) -> bool:
    """Do what is planned; returns whether it was stopped."""
    lengths = {row.id: row.seconds for row in ledger.rows() if row.seconds}
    items = longest_first(planned.items(Action.WORK), lengths)
    if not items:
        return False
    orders = Orders(
        settings=request.settings,
        out=request.out,
        cache=request.cache,
        limits=request.limits,
        allow_cut_off=request.allow_cut_off,
        keep_audio=request.keep_audio,
    )
    engine.require(items, orders)
    board = Board(estimates(items, lengths))
    with engine.open(orders) as crew:
        job = Job(
            ledger,
            crew,
            board,
            watchers,
            device=engine.device,
            patience=request.patience,
            way_on=_way_on(request.redo is not None),
        )
        with _stopped_by_signals(job.stop):
            job.run(_tasks(items, planned, orders))
    return job.stopped


def _tasks(items: Iterable[Item], planned: Plan, orders: Orders) -> Iterator[Task]:
    reasons = {each.item.id: each.reason for each in planned.decisions}
    return (_task(item, orders, reasons[item.id], planned.taken.get(item.id)) for item in items)


def _task(item: Item, orders: Orders, reason: Reason, taken: str | None) -> Task:
    """What is kept is kept by the audio's content: of other audio there is nothing to forget."""
    return Task(
        item,
        orders,
        fresh=reason is Reason.REDONE,
        refetch=reason is Reason.CHANGED_AUDIO,
        taken=taken,
    )


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the job where it can go on; elsewhere than in the main thread, not."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: stop()) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
