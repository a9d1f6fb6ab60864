"""Two texts cut into rows, so that what both say in one place stands side by side.

Rows begin where turns, paragraphs and chapters of either side do. A turn that only one side has
faces nothing; one that the other side runs on with is cut there as well. Rows that are long
nevertheless are cut where lines begin.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.compare.alignment import Stretch
from podscribe.compare.result import Passage
from podscribe.compare.side import Side
from podscribe.compare.structure import SAME_TURN_WORDS
from podscribe.transcript import Grain

LONG_WORDS = 160  # a row is cut further
SHORT_WORDS = 60  # but into none shorter
_ENDS = (".", "?", "!", "…", '."', ".”", '?"', "?”", "]")
Cut = tuple[int, int]  # the words of both sides that a row begins with


@dataclass(frozen=True, slots=True)
class Facing:
    """Ranges of both sides' words that stand side by side; one of them may be empty."""

    reference: range
    hypothesis: range


def facing(
    reference: Side,
    hypothesis: Side,
    stretches: Sequence[Stretch],
    passages: Sequence[Passage] = (),
) -> tuple[Facing, ...]:
    """All words of both sides, in rows; passages that one side lacks are rows by themselves."""
    anchors = [*_anchors(reference, hypothesis, stretches)]
    there = _Way(anchors, (len(reference.words), len(hypothesis.words)))
    back = _Way([(b, a) for a, b in anchors], (len(hypothesis.words), len(reference.words)))
    apart = sorted(
        cut
        for passage in passages
        for cut in zip(
            (passage.reference_words.start, passage.reference_words.stop),
            (passage.hypothesis_words.start, passage.hypothesis_words.stop),
            strict=True,
        )
    )
    cuts = _cuts(apart, [*_beginnings(reference)], [*_beginnings(hypothesis)], there, back)
    cuts = [(0, 0), *cuts, (len(reference.words), len(hypothesis.words))]
    rows = (
        row
        for first, after in pairwise(cuts)
        for row in _divided(first, after, (reference, hypothesis), (there, back))
    )
    return tuple(row for row in rows if row.reference or row.hypothesis)


def _anchors(reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> Iterator[Cut]:
    """The words that are the same on both sides, rising on both."""
    last = (-1, -1)
    for stretch in stretches:
        if not stretch.equal:
            continue
        for first, second in zip(stretch.reference, stretch.hypothesis, strict=True):
            pair = reference.tokens[first].first, hypothesis.tokens[second].first
            if pair[0] > last[0] and pair[1] > last[1]:
                yield pair
                last = pair


class _Way:
    """From places in the words of one side to those of the other."""

    def __init__(self, anchors: Sequence[Cut], ends: Cut) -> None:
        self._here = [here for here, _ in anchors]
        self._there = [there for _, there in anchors]
        self._ends = ends

    def span(self, place: int) -> tuple[range, range]:
        """The words around the place, here and there, that are not the same."""
        after = bisect_left(self._here, place)
        first = (self._here[after - 1] + 1, self._there[after - 1] + 1) if after else (0, 0)
        last = (self._here[after], self._there[after]) if after < len(self._here) else self._ends
        return range(first[0], last[0]), range(first[1], last[1])

    def place(self, place: int) -> int:
        """Where the place is; among words that differ, in proportion."""
        here, there = self.span(place)
        if place == here.start:
            return there.start
        if place == here.stop:
            return there.stop
        return there.start + round(len(there) * (place - here.start) / len(here))


def _beginnings(side: Side) -> Iterator[int]:
    """The words that turns, paragraphs and chapters begin with, but for the first of all."""
    starts = {chapter.first for chapter in side.chapters}
    if side.has_turns:
        starts.update(turn.first for turn in side.turns)
    if side.transcript.grain is Grain.PARAGRAPH:
        starts.update(_lines(side, range(len(side.words))))
    yield from sorted(start for start in starts if 0 < start < len(side.words))


def _lines(side: Side, words: range) -> Iterator[int]:
    """The words within a range that lines begin with, but for the first word."""
    for at in words[1:]:
        if side.words[at].line != side.words[at - 1].line:
            yield at


def _cuts(
    apart: Sequence[Cut], left: Sequence[int], right: Sequence[int], there: _Way, back: _Way
) -> list[Cut]:
    """Where rows begin: around passages, where both sides begin something, where one does."""
    cuts = [*apart]
    for _, first, second in sorted(_near(left, right, there)):
        at = bisect_left(cuts, (first, second))
        before, after = cuts[at - 1 : at] if at else [], cuts[at : at + 1]
        if all(a < first and b < second for a, b in before) and all(
            a > first and b > second for a, b in after
        ):
            cuts.insert(at, (first, second))
    for first in _without(left, [first for first, _ in cuts]):
        at = bisect_left(cuts, first, key=lambda cut: cut[0])
        insort(cuts, (first, _within(there.place(first), 1, cuts, at)))
    for second in _without(right, [second for _, second in cuts]):
        at = bisect_left(cuts, second, key=lambda cut: cut[1])
        insort(cuts, (_within(back.place(second), 0, cuts, at), second))
    return cuts


def _near(left: Sequence[int], right: Sequence[int], there: _Way) -> Iterator[tuple[int, int, int]]:
    """Beginnings of both sides that can be one, and by how many words they are apart."""
    for first in left:
        _, span = there.span(first)
        low = bisect_left(right, span.start - SAME_TURN_WORDS)
        high = bisect_right(right, max(span.start, span.stop) + SAME_TURN_WORDS)
        middle = there.place(first)
        for second in right[low:high]:
            outside = max(span.start - second, second - max(span.start, span.stop), 0)
            yield 2 * outside + min(abs(second - middle), SAME_TURN_WORDS), first, second


def _without(places: Sequence[int], taken: Iterable[int]) -> Iterator[int]:
    known = frozenset(taken)
    return (place for place in places if place not in known)


def _within(place: int, side: int, cuts: Sequence[Cut], at: int) -> int:
    """The place, but not beyond the cuts around it."""
    low = cuts[at - 1][side] if at else 0
    high = cuts[at][side] if at < len(cuts) else place
    return max(low, min(place, high))


def _divided(
    first: Cut, after: Cut, sides: tuple[Side, Side], ways: tuple[_Way, _Way]
) -> Iterator[Facing]:
    """The row between two cuts; in several where it is long."""
    row = Facing(range(first[0], after[0]), range(first[1], after[1]))
    if max(len(row.reference), len(row.hypothesis)) <= LONG_WORDS:
        yield row
        return
    which = _written(row, sides)
    ours, other = (row.reference, row.hypothesis)[:: 1 if which == 0 else -1]
    here, there = ours.start, other.start
    for place in _breaks(sides[which], ours):
        if place - here < SHORT_WORDS or ours.stop - place < SHORT_WORDS:
            continue
        opposite = max(there, min(ways[which].place(place), other.stop))
        yield _facing(range(here, place), range(there, opposite), which)
        here, there = place, opposite
    yield _facing(range(here, ours.stop), range(there, other.stop), which)


def _written(row: Facing, sides: tuple[Side, Side]) -> int:
    """The side by which a row is cut: that which has sentences, or else the longer."""
    lengths = len(row.reference), len(row.hypothesis)
    for which, side in enumerate(sides):
        if side.transcript.grain is Grain.PARAGRAPH and 2 * lengths[which] >= max(lengths):
            return which
    return 0 if lengths[0] >= lengths[1] else 1


def _breaks(side: Side, words: range) -> Iterator[int]:
    """Where a row can be cut: between lines, in paragraphs between sentences."""
    if side.transcript.grain is not Grain.PARAGRAPH:
        return _lines(side, words)
    return (at for at in words[1:] if side.words[at - 1].text.endswith(_ENDS))


def _facing(longer: range, other: range, which: int) -> Facing:
    return Facing(longer, other) if which == 0 else Facing(other, longer)
