"""How far the times of a page are off, and from where on it is another distance.

>>> [run.offset for run in runs([0.2, 0.9, 0.4, 0.1, 0.3, 60.1, 59.8, 60.4, 60.2])]
[0, 60]
>>> [run.offset for run in runs([903.0, -77.5, 1411.0, 12.0, -600.0])]
[None]
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

FIT_S = 3.0  # how far from their offset times may be that follow it
FEWEST_ROWS = 3  # that follow an offset, or it is chance
MOST_OFFSETS = 40
AGREES_S = 2  # less than this is no offset: whole seconds, and where in a cue a turn begins
_MISS = 1.0  # what it costs that a row does not follow the offset
_NONE = 0.8  # that no offset is said to hold
_CHANGE = 2.0  # that another offset holds from here on


@dataclass(frozen=True, slots=True)
class Run:
    """Rows in order that are off by the same seconds; None where their times follow nothing."""

    first: int
    after: int
    offset: int | None


def runs(differences: Sequence[float]) -> tuple[Run, ...]:
    """The offsets that explain best how much later each row should be, with few changes."""
    offsets: list[float | None] = [None, *_candidates(differences)]
    found: list[Run] = []
    first = 0
    for state, rows in groupby(_path(differences, offsets)):
        after = first + sum(1 for _ in rows)
        told = _told(differences[first:after], offsets[state])
        last = found[-1] if found else None
        if last is not None and _same(last.offset, told):
            found[-1] = Run(last.first, after, last.offset)
        else:
            found.append(Run(first, after, told))
        first = after
    return tuple(found)


def _candidates(differences: Sequence[float]) -> list[float]:
    """The offsets that the most rows follow, each row counted for one."""
    left = sorted(differences)
    found: list[float] = []
    while len(left) >= FEWEST_ROWS and len(found) < MOST_OFFSETS:
        afters = [bisect_left(left, low + FIT_S) for low in left]
        first = max(range(len(left)), key=lambda at: afters[at] - at)
        after = max(first + 1, afters[first])
        if after - first < FEWEST_ROWS:
            break
        found.append(median(left[first:after]))
        del left[first:after]
    return found


def _path(differences: Sequence[float], offsets: Sequence[float | None]) -> list[int]:
    """For each row the number of the offset, so that the whole costs least."""
    if not differences:
        return []
    costs = [0.0] * len(offsets)
    came: list[list[int]] = []
    for difference in differences:
        best = min(range(len(offsets)), key=costs.__getitem__)
        change = costs[best] + _CHANGE
        came.append([best if change < cost else state for state, cost in enumerate(costs)])
        costs = [
            min(cost, change) + _cost(difference, offset)
            for cost, offset in zip(costs, offsets, strict=True)
        ]
    path = [min(range(len(offsets)), key=costs.__getitem__)]
    for row in range(len(differences) - 1, 0, -1):
        path.append(came[row][path[-1]])
    return path[::-1]


def _cost(difference: float, offset: float | None) -> float:
    if offset is None:
        return _NONE
    return min(_MISS, abs(difference - offset) / FIT_S)


def _told(differences: Sequence[float], offset: float | None) -> int | None:
    """The offset of some rows in whole seconds."""
    if offset is None:
        return None
    following = [each for each in differences if abs(each - offset) <= FIT_S]
    told = round(median(following or [offset]))
    return told if abs(told) >= AGREES_S else 0


def _same(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < AGREES_S
