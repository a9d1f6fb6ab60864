"""Headers, turns and paragraphs: what both sides have, and where."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from podscribe.compare.positions import Positions
from podscribe.compare.result import HeaderAlone, HeaderPair, Structure
from podscribe.compare.side import Chapter, Side
from podscribe.spelling import folded

SAME_PLACE_WORDS = 12  # as much as a sentence, cut otherwise
SAME_TURN_WORDS = 3  # an editor's "so" or "yeah" at the beginning of a turn


def structure(reference: Side, hypothesis: Side, positions: Positions) -> Structure:
    """Which headers the hypothesis has, has elsewhere, worded otherwise or not; and its turns."""
    named = [*_named(reference.chapters, hypothesis.chapters, positions)]
    free = _others(reference.chapters, [first for first, _ in named])
    others = _others(hypothesis.chapters, [second for _, second in named])
    reworded = [*_in_place(free, others, positions)]
    pairs = [_pair(first, second, positions) for first, second in named]
    both = reference.has_turns and hypothesis.has_turns
    return Structure(
        matched=tuple(pair for pair in pairs if abs(pair.words) <= SAME_PLACE_WORDS),
        moved=tuple(pair for pair in pairs if abs(pair.words) > SAME_PLACE_WORDS),
        reworded=tuple(_pair(first, second, positions) for first, second in reworded),
        missing=_alone(_others(free, [first for first, _ in reworded])),
        added=_alone(_others(others, [second for _, second in reworded])),
        turns=(len(reference.turns), len(hypothesis.turns)) if both else None,
        common_turns=_common_turns(reference, hypothesis, positions) if both else None,
        paragraphs=(_paragraphs(reference), _paragraphs(hypothesis)) if both else None,
    )


Pair = tuple[Chapter, Chapter]


def _others(chapters: Sequence[Chapter], taken: Sequence[Chapter]) -> list[Chapter]:
    """The chapters that are not taken; two may say the same, so each is known by itself."""
    ids = {id(chapter) for chapter in taken}
    return [chapter for chapter in chapters if id(chapter) not in ids]


def _named(
    left: Sequence[Chapter], right: Sequence[Chapter], positions: Positions
) -> Iterator[Pair]:
    """Headers of one title; of several, those that stand nearest to each other."""
    by_title: dict[str, list[Chapter]] = {}
    for chapter in right:
        by_title.setdefault(folded(chapter.title), []).append(chapter)
    for chapter in left:
        free = by_title.get(folded(chapter.title), [])
        if free:
            at = _nearest(chapter, free, positions)
            yield chapter, free.pop(at)


def _in_place(
    left: Sequence[Chapter], right: Sequence[Chapter], positions: Positions
) -> Iterator[Pair]:
    """Headers of other titles that stand in the same place."""
    free = [*right]
    for chapter in left:
        if not free:
            return
        at = _nearest(chapter, free, positions)
        if abs(_distance(chapter, free[at], positions)) <= SAME_PLACE_WORDS:
            yield chapter, free.pop(at)


def _nearest(chapter: Chapter, free: Sequence[Chapter], positions: Positions) -> int:
    """Which of the chapters, which are in order, is nearest to the place of one."""
    low, _ = positions.place(chapter.first)
    after = bisect_left(free, low, key=lambda other: other.first)
    near = range(max(0, after - 1), min(len(free), after + 2))
    return min(near, key=lambda at: abs(_distance(chapter, free[at], positions)))


def _distance(first: Chapter, second: Chapter, positions: Positions) -> int:
    """How many words later the hypothesis has the header."""
    low, high = positions.place(first.first)
    return second.first - min(max(second.first, low), high)


def _pair(first: Chapter, second: Chapter, positions: Positions) -> HeaderPair:
    return HeaderPair(
        first.title, second.title, first.start, second.start, _distance(first, second, positions)
    )


def _alone(chapters: Sequence[Chapter]) -> tuple[HeaderAlone, ...]:
    return tuple(HeaderAlone(chapter.title, chapter.start) for chapter in chapters)


def _common_turns(reference: Side, hypothesis: Side, positions: Positions) -> int:
    """How many turns of the reference begin where one of the hypothesis does, each taken once."""
    starts = [turn.first for turn in hypothesis.turns]
    count = free = 0
    for turn in reference.turns:
        low, high = positions.place(turn.first)
        at = max(free, bisect_left(starts, low - SAME_TURN_WORDS))
        if at < len(starts) and starts[at] <= high + SAME_TURN_WORDS:
            count, free = count + 1, at + 1
    return count


def _paragraphs(side: Side) -> int:
    return sum(turn.paragraphs for turn in side.turns)
