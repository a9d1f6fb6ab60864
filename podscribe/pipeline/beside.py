"""Two stages at once, as far as memory allows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import TypeVar

from podscribe.pipeline.listener import Listener, Progress
from podscribe.pipeline.memory import make_room, unless_short

_First = TypeVar("_First")
_Second = TypeVar("_Second")
_Result = TypeVar("_Result")
SHORT = (
    "the memory of the GPU does not suffice for words and speakers at once: "
    "going on with one after the other"
)


class _StoppedError(Exception):
    """The other stage failed, or a person stopped both."""


def beside(
    first: Callable[[Listener], _First], second: Callable[[Listener], _Second], listener: Listener
) -> tuple[_First, _Second]:
    """What comes of both; one that runs out of memory is done again when it has it for itself.

    What is short then is short indeed, and raised. Where one fails, or Ctrl-C is pressed, the
    other stops at its next sign of progress: what it had is kept for the next run.
    """
    stop = Event()
    watched = replace(listener, on_progress=_until(stop, listener.on_progress))
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(_attempt, second, watched, stop)
        try:
            one = _attempt(first, watched, stop)
            another = other.result()
        except _StoppedError:
            other.result()
            raise
        except BaseException:
            stop.set()
            raise
    if one is None or another is None:
        listener.on_notice(SHORT)
        make_room()
    return (
        first(listener) if one is None else one[0],
        second(listener) if another is None else another[0],
    )


def _until(stop: Event, tell: Callable[[Progress], None]) -> Callable[[Progress], None]:
    def told(now: Progress) -> None:
        if stop.is_set():
            raise _StoppedError
        tell(now)

    return told


def _attempt(
    stage: Callable[[Listener], _Result], listener: Listener, stop: Event
) -> tuple[_Result] | None:
    """None where memory was short."""
    try:
        return unless_short(lambda: stage(listener))
    except BaseException:
        stop.set()
        raise
