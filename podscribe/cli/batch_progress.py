"""How a batch is watched: lines that move on a terminal, plain lines or JSON elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from podscribe.batch.board import Board, Line
from podscribe.batch.job import Happened, Watcher
from podscribe.clock import HOUR_S, clock
from podscribe.pipeline.listener import Listener, Progress, Stage

if TYPE_CHECKING:
    from rich.table import Table

    from podscribe.batch.running import Ending

PLAIN_EVERY_S = 30.0  # a line of how far the whole has come
_SHOWN = 40  # characters of a name
_FAULTS = frozenset({"failed", "set aside", "worker"})
_DETAILS = frozenset({"begun", "notice"})  # of which an archive has too many


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of a job, and of what comes before it."""

    watcher: Watcher
    listener: Listener
    end: Callable[[Ending], None]


@contextmanager
def watched(
    quiet: bool, verbose: bool, log_json: bool, stream: TextIO | None = None
) -> Iterator[Watch]:
    """Shows a job on standard error until it is over."""
    stream = stream or sys.stderr
    if log_json:
        yield _as_json(stream, quiet)
    elif quiet or not stream.isatty():
        yield _as_lines(stream, quiet, verbose)
    else:
        with _live(stream, verbose) as watch:
            yield watch


def summed_up(board: Board) -> str:
    """How far the whole has come, in a line."""
    parts = [f"{board.settled} of {board.total} episodes"]
    if board.failed:
        parts.append(f"{board.failed} failed")
    if board.skipped:
        parts.append(f"{board.skipped} skipped")
    parts.append(f"{board.audio_s / HOUR_S:.1f} hours of audio in {clock(board.spent_s)}")
    if board.speed is not None:
        parts.append(f"{board.speed:.1f} × real time")
    if board.remaining_s is not None and board.settled < board.total:
        parts.append(f"{clock(board.remaining_s)} left")
    return ", ".join(parts)


def told(event: Happened) -> str:
    """A line of something that has happened."""
    where = f"{event.stem or event.worker}: "
    if event.what == "done":
        return f"{where}done{_speed(event)}"
    if event.what == "begun":
        return f"{where}begun"
    if event.what in ("notice", "worker"):
        return f"{where}{event.text}"
    what = {"again": "to be tried again"}.get(event.what, event.what)
    return f"{where}{what}{f': {event.text}' if event.text else ''}"


def _speed(event: Happened) -> str:
    if event.seconds is None:
        return ""
    if not event.spent_s:
        return f", {clock(event.seconds)} (kept from before)"
    speed = event.seconds / event.spent_s
    return f", {clock(event.seconds)} in {clock(event.spent_s)} ({speed:.1f} × real time)"


class _Lines:
    """A line for each episode that ends, and now and then one for the whole."""

    def __init__(self, tell: Callable[[str], None], quiet: bool, verbose: bool) -> None:
        self._tell = tell
        self._quiet = quiet
        self._verbose = verbose
        self._told = time.monotonic()

    def on_event(self, event: Happened) -> None:
        """Where all is quiet, faults are told at the end."""
        if not self._quiet and (self._verbose or event.what not in _DETAILS):
            self._tell(told(event))

    def on_tick(self, board: Board) -> None:
        at = time.monotonic()
        if not self._quiet and at - self._told > PLAIN_EVERY_S:
            self._told = at
            self._tell(summed_up(board))


def _as_lines(stream: TextIO, quiet: bool, verbose: bool) -> Watch:
    def tell(text: str) -> None:
        print(f"podscribe: {text}", file=stream, flush=True)

    return Watch(_Lines(tell, quiet, verbose), Listener(on_notice=tell), _ending(tell, quiet))


def _ending(tell: Callable[[str], None], quiet: bool) -> Callable[[Ending], None]:
    """Tells what has become of the episodes, those that failed one by one."""

    def end(ending: Ending) -> None:
        if not quiet:
            tell(_in_all(ending))
        for row in ending.failed:
            tell(f"{row.stem}: {row.state}: {row.error}")
        if ending.stopped:
            tell(f"stopped: {ending.way_on}")

    return end


def _in_all(ending: Ending) -> str:
    from podscribe.batch.summary import totals

    found = totals(ending)
    parts = [f"{found.done} of {found.episodes} episodes are done"]
    if found.finished:
        speed = "" if found.speed is None else f" ({found.speed:.1f} × real time)"
        spent = clock(found.spent_s)
        parts.append(f"{found.finished} of them now: {clock(found.audio_s)} in {spent}{speed}")
    for count, what in (
        (found.failed, "failed"),
        (found.skipped, "skipped"),
        (found.waiting, "waiting"),
    ):
        if count:
            parts.append(f"{count} {what}")
    if ending.unread:
        number = len(ending.unread)
        parts.append(f"{number} input{'' if number == 1 else 's'} could not be read")
    return "; ".join(parts)


class _Json:
    """An object a line, for programs."""

    def __init__(self, stream: TextIO, quiet: bool) -> None:
        self._stream = stream
        self._quiet = quiet
        self._told = time.monotonic()

    def on_event(self, event: Happened) -> None:
        if event.what in _FAULTS or not self._quiet:
            facts = {
                name: value for name, value in asdict(event).items() if value not in ("", None)
            }
            self.write(facts.pop("what"), **{_KEYS.get(name, name): facts[name] for name in facts})

    def on_tick(self, board: Board) -> None:
        at = time.monotonic()
        if not self._quiet and at - self._told > PLAIN_EVERY_S:
            self._told = at
            self.write("progress", **numbers(board))

    def end(self, ending: Ending) -> None:
        from podscribe.batch.summary import totals

        facts = asdict(totals(ending))
        self.write("end", stopped=ending.stopped, unread=len(ending.unread), **facts)

    def write(self, event: str, **facts: Any) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": at, "event": event, **facts}, ensure_ascii=False)
        print(line, file=self._stream, flush=True)


_KEYS = {"stem": "episode", "seconds": "audio_s"}


def numbers(board: Board) -> dict[str, float | int | None]:
    """What a program wants to know of a job."""
    return {
        "episodes": board.total,
        "done": board.done,
        "failed": board.failed,
        "skipped": board.skipped,
        "audio_s": round(board.audio_s, 3),
        "spent_s": round(board.spent_s, 3),
        "speed": None if board.speed is None else round(board.speed, 3),
        "left_s": None if board.remaining_s is None else round(board.remaining_s, 3),
    }


def _as_json(stream: TextIO, quiet: bool) -> Watch:
    writing = _Json(stream, quiet)
    listener = Listener(on_notice=lambda text: writing.write("notice", text=text))
    return Watch(writing, listener, writing.end)


@contextmanager
def _live(stream: TextIO, verbose: bool) -> Iterator[Watch]:
    from rich.console import Console
    from rich.live import Live

    console = Console(file=stream, highlight=False)
    with Live(console=console, transient=True, refresh_per_second=4) as live:

        def tell(text: str) -> None:
            console.print(f"podscribe: {text}", markup=False, emoji=False)

        def fetching(now: Progress) -> None:
            share = "" if now.share is None else f" {now.share:.0%}"
            live.update(f"{now.stage}: {now.what}{share}")

        yield Watch(
            _Live(lambda board: live.update(_table(board, console.height)), tell, verbose),
            Listener(fetching, tell),
            _ending(tell, quiet=False),
        )


class _Live:
    """A line for each worker and one for the whole; above them what has ended."""

    def __init__(
        self, show: Callable[[Board], None], tell: Callable[[str], None], verbose: bool
    ) -> None:
        self._show = show
        self._tell = tell
        self._verbose = verbose

    def on_event(self, event: Happened) -> None:
        if self._verbose or event.what not in _DETAILS:
            self._tell(told(event))

    def on_tick(self, board: Board) -> None:
        self._show(board)


def _table(board: Board, height: int) -> Table:
    """As many workers as there is room for: the line of the whole is the one to be seen."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(no_wrap=True, overflow="ellipsis")
    busy = [
        (worker, Text(line.stem[:_SHOWN]), Text(_stage(line)))
        for worker, lines in sorted(board.lines.items())
        for line in lines.values()
        if line.progress is None or not _waits(line.progress)
    ]
    room = max(1, height - 3)  # the line of the whole may need two
    shown = busy if len(busy) <= room else busy[: room - 1]
    for row in shown:
        table.add_row(*row)
    if len(shown) < len(busy):
        table.add_row("", Text(f"and {len(busy) - len(shown)} more"), "")
    whole = Table.grid()
    whole.add_row(table)
    whole.add_row(Text(summed_up(board), style="bold"))
    return whole


def _waits(now: Progress) -> bool:
    """Whether it is decoded, and waits for somebody to hear it."""
    return now.stage is Stage.DECODE and now.share == 1.0


def _stage(line: Line) -> str:
    now = line.progress
    if now is None:
        return "begun"
    share = "" if now.share is None else f" {now.share:.0%}"
    return f"{now.stage}{share}  {now.what[-_SHOWN:]}"
