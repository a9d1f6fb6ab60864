"""The axes of plots: from where to where, and which places on the way are named.

>>> [written for _, written in resolved(times("time"), [12.0, 3000.0]).ticks]
['0:00', '10:00', '20:00', '30:00', '40:00', '50:00']
>>> resolved(numbers("offset"), [-1.2, 4.9]).ticks
((-2.0, '-2'), (0.0, '0'), (2.0, '2'), (4.0, '4'), (6.0, '6'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from podscribe.clock import HOUR_S, MINUTE_S, clock

MOST_TICKS = 6  # more do not fit on a phone
_ROUND = (1, 2, 5, 10)
_TIMES_S = (
    *(1, 2, 5, 10, 20, 30),
    *(MINUTE_S * minutes for minutes in (1, 2, 5, 10, 15, 20, 30)),
    *(HOUR_S * hours for hours in (1, 2, 3, 6, 12, 24, 48, 96, 192)),
)
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis tells and how its numbers are written.

    Without `low` and `high` it reaches as far as the values do; with them, what lies beyond is
    drawn at the edge. `least` is a value that it reaches at any rate, `most` one that it does not
    go beyond. `steps` are the distances that may lie between two ticks; without them these are 1,
    2 or 5 times a power of ten. `named` are places with names in place of numbers.
    """

    label: str
    write: Write
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    steps: tuple[float, ...] = ()
    named: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis with its ends and ticks."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def percent(self, value: float) -> float:
        """How far along a value is, from 0 to 100; what lies beyond an end is at it."""
        return 100 * min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def times(label: str, low: float | None = 0.0, high: float | None = None) -> Axis:
    """An axis of seconds, written as on a clock."""
    return Axis(label, lambda seconds: clock(max(0.0, seconds)), low, high, steps=_TIMES_S)


def numbers(
    label: str,
    write: Write = "{:g}".format,
    low: float | None = None,
    high: float | None = None,
    least: float | None = None,
) -> Axis:
    """An axis of numbers; `write` puts a unit to them."""
    return Axis(label, write, low, high, least)


def shares(label: str, least: float = 0.05, most: float | None = None) -> Axis:
    """An axis of shares from nothing on, to `most` at the most, written in percent."""
    return Axis(label, lambda share: f"{100 * share:g} %", 0.0, None, least, most)


def places(label: str, names: Sequence[str]) -> Axis:
    """An axis of things in order, the first at 0; of many, as many are named as fit."""
    every = max(1, ceil(len(names) / MOST_TICKS))
    named = tuple((float(at), name) for at, name in enumerate(names) if at % every == 0)
    return Axis(label, "{:g}".format, 0.0, max(1.0, len(names) - 1.0), named=named)


def resolved(axis: Axis, values: Iterable[float]) -> Scale:
    """The axis over these values."""
    known = [value for value in (*values, axis.least) if value is not None and isfinite(value)]
    low = axis.low if axis.low is not None else min(known, default=0.0)
    high = axis.high if axis.high is not None else max(known, default=low)
    high = high if axis.most is None else min(high, axis.most)
    if high <= low:
        low, high = (low if axis.low is not None else low - 0.5), low + 0.5
    if axis.named:
        return Scale(low, high, tuple(tick for tick in axis.named if low <= tick[0] <= high))
    step = _step(high - low, axis.steps)
    if axis.low is None:
        low = floor(low / step) * step
    if axis.high is None and not axis.steps:
        high = ceil(high / step - 1e-9) * step
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    at = (round(number * step, 9) + 0.0 for number in range(first, last + 1))
    return Scale(low, high, tuple((value, axis.write(value)) for value in at))


def _step(span: float, steps: Sequence[float]) -> float:
    """The smallest distance of ticks of which there are not too many."""
    least = span / (MOST_TICKS - 1)
    for step in steps:
        if step >= least:
            return step
    power = 10.0 ** floor(log10(least))
    return next(power * number for number in _ROUND if power * number >= least * (1 - 1e-9))
