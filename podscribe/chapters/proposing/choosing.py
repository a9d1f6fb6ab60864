"""The best of all ways to divide an episode into so many chapters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from podscribe.chapters.proposing.scoring import Candidate

SPREAD = 1.2  # of the natural logarithm of a chapter's length: two in three within a factor of 3.3
LONGEST = 6  # times the usual length: what is longer is divided wherever it can be
NEAREST = 0.1  # of the usual length: of places closer than this the best is enough
ROUNDS = 16  # halvings of the price of a chapter
DEAREST = 32.0


@dataclass(frozen=True, slots=True)
class _Step:
    """From one place to a later one, and what the length between them counts for."""

    source: int
    length: float


def choose(
    candidates: Sequence[Candidate], begin: float, end: float, usual_s: float
) -> list[Candidate]:
    """The candidates that divide the time best, about as many as it has usual lengths.

    Best is the highest sum of their scores and of how usual the lengths between them are. What a
    chapter costs is not known beforehand: the price is halved in until the number comes out.
    """
    wanted = max(1, round((end - begin) / usual_s)) - 1
    if not wanted or not candidates:
        return []
    able = _thinned(candidates, NEAREST * usual_s)
    steps = _steps([begin, *(candidate.start for candidate in able), end], usual_s)
    scores = [candidate.score for candidate in able]
    low, high = -DEAREST, DEAREST
    for _ in range(ROUNDS):
        price = (low + high) / 2
        chosen = _best(steps, scores, price)
        if len(chosen) == wanted:
            break
        low, high = (price, high) if len(chosen) > wanted else (low, price)
    return [able[index] for index in chosen]


def _thinned(candidates: Sequence[Candidate], apart_s: float) -> list[Candidate]:
    """The best of each stretch, so that a quick talk takes no longer than a slow one."""
    best: dict[float, Candidate] = {}
    for candidate in candidates:
        stretch = candidate.start // apart_s
        if stretch not in best or candidate.score > best[stretch].score:
            best[stretch] = candidate
    return list(best.values())


def _steps(times: Sequence[float], usual_s: float) -> list[list[_Step]]:
    """The ways to each place but the first."""
    ways: list[list[_Step]] = []
    for place in range(1, len(times)):
        way: list[_Step] = []
        for source in range(place - 1, -1, -1):
            gap_s = times[place] - times[source]
            if way and gap_s > LONGEST * usual_s:
                break
            unusual = math.log(max(gap_s, 1.0) / usual_s) / SPREAD
            way.append(_Step(source, -(unusual**2) / 2))
        ways.append(way)
    return ways


def _best(steps: Sequence[Sequence[_Step]], scores: Sequence[float], price: float) -> list[int]:
    """The candidates on the best way from the first place to the last (Viterbi)."""
    best, came = [0.0], [0]
    for place, way in enumerate(steps):
        value, source = max((best[step.source] + step.length, step.source) for step in way)
        gain = scores[place] - price if place < len(scores) else 0.0
        best.append(value + gain)
        came.append(source)
    chosen: list[int] = []
    place = came[-1]
    while place:
        chosen.append(place - 1)
        place = came[place]
    return chosen[::-1]
