"""How far apart both sides put the starts of turns, and from when on it is another distance."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from podscribe.compare.alignment import Stretch
from podscribe.compare.result import Drift, Jump, Point
from podscribe.compare.side import Side, Stand
from podscribe.layout.timing import USUAL_RATE

LEAD_TOKENS = 8  # into a turn, the first of which has to be found
BEGIN_WORDS = 8  # into a turn of the hypothesis, that count as its beginning
WINDOW_POINTS = 6  # before and after a jump, that agree among themselves
JUMP_S = 2.0
FEWEST_POINTS = 3  # on each side of a jump
SPREAD_SHARE = 0.25  # of a jump, by which most points around it may be off
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class _Step:
    """A place between two points: the offset before and after it, and how well these tell it."""

    at: int
    before: float
    after: float
    gain: float
    spread: float


def drift(reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> Drift | None:
    """The offsets of all turns that both sides time; None where there are none."""
    starts = [turn for turn in reference.turns if turn.start is not None]
    points = tuple(_points(starts, reference, hypothesis, stretches))
    if not points:
        return None
    offsets = sorted(point.offset for point in points)
    return Drift(
        unit="turns" if reference.has_turns else "cues",
        starts=len(starts),
        points=points,
        median=median(offsets),
        low=_percentile(offsets, LOW),
        high=_percentile(offsets, HIGH),
        within_1s=_within(offsets, 1.0),
        within_3s=_within(offsets, 3.0),
        jumps=tuple(_jumps(points)),
    )


def _points(
    starts: Sequence[Stand], reference: Side, hypothesis: Side, stretches: Sequence[Stretch]
) -> Iterator[Point]:
    partners = {
        first: second
        for stretch in stretches
        if stretch.equal
        for first, second in zip(stretch.reference, stretch.hypothesis, strict=True)
    }
    firsts = [token.first for token in reference.tokens]
    told = _Told(hypothesis, [*partners.values()])
    for turn in starts:
        begin, end = (bisect_left(firsts, at) for at in (turn.first, turn.after))
        near = range(begin, min(end, begin + LEAD_TOKENS))
        lead = next((at for at in near if at in partners), None)
        if lead is None or turn.start is None:
            continue
        said = reference.tokens[lead].first
        skipped_s = sum(len(word.text) for word in reference.words[turn.first : said]) / USUAL_RATE
        time = told.start(partners[lead], skipped_s)
        if time is not None:
            yield Point(turn.start, time - turn.start)


class _Told:
    """When turns of the reference begin in the hypothesis."""

    def __init__(self, side: Side, partnered: Sequence[int]) -> None:
        self._side = side
        self._partnered = partnered
        self._turns = [turn.first for turn in side.turns]

    def start(self, token: int, skipped_s: float) -> float | None:
        """When the turn begins, if that is told: the token is the first that both have of it.

        What the hypothesis says before it in its own turn, and the reference nowhere, belongs to
        the turn. What the reference says before it took `skipped_s`.
        """
        at = self._side.tokens[token].first
        turn = self._side.turns[bisect_right(self._turns, at) - 1]
        before = bisect_left(self._partnered, token) - 1
        alone = before < 0 or self._side.tokens[self._partnered[before]].after <= turn.first
        near = at - turn.first < BEGIN_WORDS
        if self._side.has_turns and alone and near and turn.start is not None:
            return turn.start
        word = self._side.words[at]
        return word.start - skipped_s if word.sure and word.start is not None else None


def _percentile(values: Sequence[float], share: float) -> float:
    """Of sorted values, between the two nearest in proportion."""
    at = share * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (at - low)


def _within(offsets: Sequence[float], limit_s: float) -> float:
    return sum(abs(offset) <= limit_s for offset in offsets) / len(offsets)


def _jumps(points: Sequence[Point]) -> Iterator[Jump]:
    """Where the points before agree on one offset and those after it on another."""
    offsets = [point.offset for point in points]
    taken: list[_Step] = []
    steps = (_step(offsets, at) for at in range(FEWEST_POINTS, len(offsets) - FEWEST_POINTS + 1))
    found = [step for step in steps if abs(step.after - step.before) >= JUMP_S]
    for step in sorted(found, key=lambda step: -step.gain):
        apart = all(abs(step.at - other.at) >= WINDOW_POINTS for other in taken)
        if apart and step.spread <= SPREAD_SHARE * abs(step.after - step.before):
            taken.append(step)
    for step in sorted(taken, key=lambda step: step.at):
        yield Jump(points[step.at].time, step.before, step.after)


def _step(offsets: Sequence[float], at: int) -> _Step:
    left, right = offsets[max(0, at - WINDOW_POINTS) : at], offsets[at : at + WINDOW_POINTS]
    apart = _deviations(left) + _deviations(right)
    gain = sum(_deviations([*left, *right])) - sum(apart)
    return _Step(at, median(left), median(right), gain, median(apart))


def _deviations(offsets: Sequence[float]) -> list[float]:
    middle = median(offsets)
    return [abs(offset - middle) for offset in offsets]
