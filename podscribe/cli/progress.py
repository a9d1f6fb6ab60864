"""How a run is watched: one line that moves on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, TextIO

from podscribe.clock import clock
from podscribe.pipeline.listener import Listener, Progress, Stage, silent

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

PLAIN_EVERY_S = 30.0  # a line of a stage that goes on
SHOWN = 46  # characters of the last words heard
LEAST_SPENT_S = 1.0  # before that a speed is chance


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
    left_s = spent_s * (1 - now.share) / now.share
    told = [f"{now.share:.0%}", _speed(now, spent_s), f"{clock(left_s)} left"]
    return ", ".join(each for each in told if each)


def _speed(now: Progress, spent_s: float) -> str:
    """How many times as fast as the audio plays; nothing where that says nothing yet."""
    if now.length_s is None or not now.share or now.kept or spent_s < LEAST_SPENT_S:
        return ""
    return f"{now.share * now.length_s / spent_s:.1f} × real time"


@contextmanager
def _bars(stream: TextIO) -> Iterator[Listener]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    console = Console(file=stream, highlight=False)
    columns = (
        TextColumn("{task.description:9}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TextColumn("{task.fields[speed]:>17}"),
        TimeRemainingColumn(compact=True),
        TextColumn("[dim]{task.fields[what]}"),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield Listener(_Shown(bars), lambda text: console.print(f"podscribe: {text}", markup=False))


class _Shown:
    """One bar a stage."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[Stage, int] = {}
        self._begun: dict[Stage, float] = {}
        self._lock = Lock()

    def __call__(self, now: Progress) -> None:
        from rich.markup import escape

        with self._lock:
            if now.stage not in self._tasks:
                self._begun[now.stage] = time.monotonic()
                self._tasks[now.stage] = self._bars.add_task(
                    now.stage, total=1.0, what="", speed=""
                )
            what = "kept from before" if now.kept else now.what[-SHOWN:]
            self._bars.update(
                self._tasks[now.stage],  # type: ignore[arg-type]
                completed=now.share or 0.0,
                total=None if now.share is None else 1.0,
                what=escape(what),
                speed=_speed(now, time.monotonic() - self._begun[now.stage]),
            )
