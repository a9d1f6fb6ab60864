"""How a run is watched: one line that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from podscribe.clock import clock
from podscribe.pipeline.listener import Listener, Progress, Stage, silent

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars

PLAIN_EVERY_S = 30.0  # a line of a stage that goes on
LEAST_SPENT_S = 1.0  # before that a speed is chance
BAR_FROM = 70  # characters of a terminal from which on there is room for bars
BAR_WIDTH, WIDE_BAR_WIDTH = 12, 24
WIDE_FROM = 110
FIXED_WIDTH = 45  # of the stage, its percent, speed and time left, and what is between them
LEAST_ROOM = 10  # characters of the last words that are worth showing
NARROW_BELOW = 50  # characters of a terminal in which speeds are told in short


@contextmanager
def watched(quiet: bool, verbose: bool = False, stream: TextIO | None = None) -> Iterator[Listener]:
    """A listener that shows what it is told, until the work is over."""
    stream = stream or sys.stderr
    if quiet:
        yield Listener(on_notice=_noticing(stream))
    elif stream.isatty():
        with _bars(stream) as listener:
            yield replace(listener, on_detail=listener.on_notice) if verbose else listener
    else:
        tell = _noticing(stream)
        yield Listener(_Lines(stream), tell, tell if verbose else silent)


def _noticing(stream: TextIO) -> Callable[[str], None]:
    return lambda text: print(f"podscribe: {text}", file=stream, flush=True)


class _Lines:
    """A line when a stage begins, one every half minute, one when it ends."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun: dict[Stage, float] = {}
        self._told: dict[Stage, float] = {}
        self._ended: set[Stage] = set()
        self._lock = Lock()

    def __call__(self, now: Progress) -> None:
        with self._lock:
            self._tell(now)

    def _tell(self, now: Progress) -> None:
        at = time.monotonic()
        begun = self._begun.setdefault(now.stage, at)
        if now.share == 1.0:
            if now.stage not in self._ended:
                self._ended.add(now.stage)
                took = "kept from before" if now.kept else f"done in {clock(at - begun)}"
                self._print(f"{now.stage}: {took}")
        elif now.stage not in self._told or at - self._told[now.stage] > PLAIN_EVERY_S:
            self._told[now.stage] = at
            self._print(f"{now.stage}: {_state(now, at - begun)}")

    def _print(self, text: str) -> None:
        print(f"podscribe: {text}", file=self._stream, flush=True)


def _state(now: Progress, spent_s: float) -> str:
    if not now.share:
        return now.what or "begun"
    told = [f"{now.share:.0%}", _speed(now, spent_s), _left(now, spent_s)]
    return ", ".join(each for each in told if each)


def _left(now: Progress, spent_s: float) -> str:
    """How long it goes on, if it goes on as it did; what a run before this one did says nothing."""
    done = _done(now)
    if not done or now.share is None or now.kept or spent_s < LEAST_SPENT_S:
        return ""
    return f"{clock(spent_s * (1 - now.share) / done)} left"


def _speed(now: Progress, spent_s: float) -> str:
    """How many times as fast as the audio plays; nothing where that says nothing yet."""
    done = _done(now)
    if now.length_s is None or not done or now.kept or spent_s < LEAST_SPENT_S:
        return ""
    return f"{done * now.length_s / spent_s:.1f} × real time"


def _done(now: Progress) -> float:
    """The share that this run did."""
    return max(0.0, (now.share or 0.0) - now.share_before)


@contextmanager
def _bars(stream: TextIO) -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    console = Console(file=stream, highlight=False)
    fixed = [
        TextColumn("{task.description:8}", table_column=Column(no_wrap=True)),
        TaskProgressColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[speed]}", table_column=Column(no_wrap=True, justify="right")),
        TextColumn("{task.fields[left]}", table_column=Column(no_wrap=True, justify="right")),
    ]
    bar_width = _bar_width(console.width)
    bar = [BarColumn(bar_width, style="bright_black")] if bar_width else []
    room = console.width - FIXED_WIDTH - (bar_width and bar_width + 1) - 1
    last = [TextColumn("[dim]{task.fields[what]}", table_column=Column(no_wrap=True))]
    columns = (fixed[0], *bar, *fixed[1:], *(last if room >= LEAST_ROOM else []))
    with Bars(*columns, console=console, transient=True) as bars:
        shown = _Shown(bars, room, short=console.width < NARROW_BELOW)
        yield Listener(shown, partial(_tell, console))


def _tell(console: Console, text: str) -> None:
    console.print(f"podscribe: {text}", markup=False, emoji=False)


def _bar_width(width: int) -> int:
    """What a bar takes of a terminal's width; 0 where words and figures need it all."""
    if width < BAR_FROM:
        return 0
    return BAR_WIDTH if width < WIDE_FROM else WIDE_BAR_WIDTH


def _end_of(text: str, room: int) -> str:
    """The last words, as many as there is room for."""
    if len(text) <= room:
        return text
    return f"…{text[len(text) - room + 1 :]}" if room > 1 else ""


class _Shown:
    """One bar a stage."""

    def __init__(self, bars: Bars, room: int, *, short: bool) -> None:
        self._bars = bars
        self._room = room  # characters for what is being done
        self._short = short
        self._tasks: dict[Stage, int] = {}
        self._begun: dict[Stage, float] = {}
        self._lock = Lock()

    def __call__(self, now: Progress) -> None:
        from rich.markup import escape

        with self._lock:
            if now.stage not in self._tasks:
                self._begun[now.stage] = time.monotonic()
                self._tasks[now.stage] = self._bars.add_task(
                    now.stage, total=1.0, what="", speed="", left=""
                )
            what = "kept from before" if now.kept else _end_of(now.what, self._room)
            spent_s = time.monotonic() - self._begun[now.stage]
            speed = _speed(now, spent_s)
            self._bars.update(
                self._tasks[now.stage],  # type: ignore[arg-type]
                completed=now.share or 0.0,
                total=None if now.share is None else 1.0,
                what=escape(what),
                speed=speed.removesuffix(" real time") if self._short else speed,
                left="" if now.share == 1.0 else _left(now, spent_s),
            )
