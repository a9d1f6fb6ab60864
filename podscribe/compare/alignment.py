"""Two texts laid side by side, word by word, in near-linear time and memory.

First come anchors: runs of words that occur once in each text, in the same order. What is left
between two anchors is short and is aligned exactly. Where a passage is missing on one side, words
that happen to stand in it would be paired with words far away: such islands are given up.

>>> texts = "so we bake bread and cake".split(), "we baked bread and then cake".split()
>>> for stretch in align(*texts):
...     print(stretch.reference, stretch.hypothesis, stretch.equal)
range(0, 1) range(0, 0) False
range(1, 2) range(0, 1) True
range(2, 3) range(1, 2) False
range(3, 5) range(2, 4) True
range(5, 5) range(4, 5) False
range(5, 6) range(5, 6) True
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Times = Sequence[float | None]

ANCHOR_WORDS = (5, 3)  # how long a run is that makes an anchor: in all, then between two anchors
SMALL_GAP = 2_500  # pairs of words that are aligned at once: 50 words against as many
LARGEST_GAP = 2_500_000_000  # pairs that are tried at all: 50,000 words against as many
ISLAND_WORDS = 4  # more words than these in one place are no chance
SEA_WORDS = 8  # missing on one side, on both shores, for each word of an island
STRAY_WORDS = 12  # words that are not believed against their times
STRAY_S = 30.0  # how far off those times are, where those before and after agree


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words of each text: the same, word for word, or different."""

    reference: range
    hypothesis: range
    equal: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that both texts share: where they begin in each, and how many there are."""

    left: int
    right: int
    words: int


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of each text that lies between two anchors."""

    left: range
    right: range

    @property
    def pairs(self) -> int:
        return len(self.left) * len(self.right)


def align(
    reference: Sequence[str],
    hypothesis: Sequence[str],
    reference_times: Times | None = None,
    hypothesis_times: Times | None = None,
) -> tuple[Stretch, ...]:
    """Every word of both texts in order, in equal and in different stretches.

    Where times are known, a few words that stand elsewhere in time than those before and after
    them are not taken for the same.
    """
    numbers: dict[str, int] = {}
    left = [numbers.setdefault(word, len(numbers)) for word in reference]
    right = [numbers.setdefault(word, len(numbers)) for word in hypothesis]
    box = _Box(range(len(left)), range(len(right)))
    runs = _joined(_runs(left, right, box, ANCHOR_WORDS))
    ends = _Run(len(left), len(right), 0)
    believed = _without_islands(runs, ends, _offset(reference_times, hypothesis_times))
    return tuple(_stretches(believed, ends))


def _runs(
    left: Sequence[int], right: Sequence[int], box: _Box, sizes: Sequence[int]
) -> Iterator[_Run]:
    """What both share within a box, in order: by anchors of the sizes, then exactly."""
    if not box.pairs:
        return
    if not sizes or box.pairs <= SMALL_GAP:
        yield from _exact(left, right, box)
        return
    at_left, at_right = box.left.start, box.right.start
    for run in _anchors(left, right, box, sizes[0]):
        between = _Box(range(at_left, run.left), range(at_right, run.right))
        yield from _runs(left, right, between, sizes[1:])
        yield run
        at_left, at_right = run.left + run.words, run.right + run.words
    rest = _Box(range(at_left, box.left.stop), range(at_right, box.right.stop))
    yield from _runs(left, right, rest, sizes[1:])


def _exact(left: Sequence[int], right: Sequence[int], box: _Box) -> Iterator[_Run]:
    """The runs of an alignment with the fewest errors."""
    from rapidfuzz.distance import Levenshtein

    if box.pairs > LARGEST_GAP:
        return
    first, second = (
        left[box.left.start : box.left.stop],
        right[box.right.start : box.right.stop],
    )
    for block in Levenshtein.editops(first, second).as_matching_blocks():
        if block.size:
            yield _Run(box.left.start + block.a, box.right.start + block.b, block.size)


def _anchors(left: Sequence[int], right: Sequence[int], box: _Box, size: int) -> Iterator[_Run]:
    """Runs of at least `size` words that begin with words unique in the box, on both sides."""
    there = _unique(right, box.right, size)
    pairs = [
        (at, there[words]) for words, at in _unique(left, box.left, size).items() if words in there
    ]
    at_left, at_right = box.left.start, box.right.start
    for first, second in _longest_rising(sorted(pairs)):
        if first < at_left or second < at_right:
            continue  # part of the run before
        run = _grown(left, right, _Run(first, second, size), (at_left, at_right), box)
        yield run
        at_left, at_right = run.left + run.words, run.right + run.words


def _unique(words: Sequence[int], part: range, size: int) -> dict[tuple[int, ...], int]:
    """Every run of so many words that occurs once in a part, and where."""
    found: dict[tuple[int, ...], int] = {}
    shifted = [words[part.start + step : part.stop] for step in range(size)]
    for at, run in enumerate(zip(*shifted, strict=False), part.start):
        found[run] = -1 if run in found else at
    return {run: at for run, at in found.items() if at >= 0}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs whose second numbers rise as their first ones do."""
    tails: list[int] = []
    holders: list[int] = []
    previous: list[int] = []
    for index, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        previous.append(holders[length - 1] if length else -1)
        tails[length : length + 1] = [second]
        holders[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    step = holders[-1] if holders else -1
    while step >= 0:
        chain.append(pairs[step])
        step = previous[step]
    return chain[::-1]


def _grown(
    left: Sequence[int], right: Sequence[int], run: _Run, least: tuple[int, int], box: _Box
) -> _Run:
    """The run with all equal words before and behind it that are free."""
    first, second = run.left, run.right
    while first > least[0] and second > least[1] and left[first - 1] == right[second - 1]:
        first, second = first - 1, second - 1
    after, other = run.left + run.words, run.right + run.words
    while after < box.left.stop and other < box.right.stop and left[after] == right[other]:
        after, other = after + 1, other + 1
    return _Run(first, second, after - first)


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """Runs that follow each other on both sides as one."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else _Run(-1, -1, 0)
        if (last.left + last.words, last.right + last.words) == (run.left, run.right):
            joined[-1] = _Run(last.left, last.right, last.words + run.words)
        else:
            joined.append(run)
    return joined


_Offset = Callable[[_Run], float | None]  # how much later the words of a run are in the hypothesis


def _offset(reference_times: Times | None, hypothesis_times: Times | None) -> _Offset:
    def offset(run: _Run) -> float | None:
        if reference_times is None or hypothesis_times is None:
            return None
        middle = run.words // 2
        first, second = reference_times[run.left + middle], hypothesis_times[run.right + middle]
        return None if first is None or second is None else second - first

    return offset


def _without_islands(runs: Sequence[_Run], ends: _Run, offset: _Offset) -> list[_Run]:
    """The runs without those that stand alone where much is missing, or far away in time."""
    while True:
        groups = [*_groups(runs)]
        around = [[_Run(0, 0, 0)], *groups, [ends]]
        kept = [
            group
            for before, group, after in zip(around, groups, around[2:], strict=False)
            if not _is_island(before, group, after) and not _is_stray(before, group, after, offset)
        ]
        runs = [run for group in kept for run in group]
        if len(kept) == len(groups):
            return runs


def _groups(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Runs between which about as much is missing on one side as on the other."""
    group: list[_Run] = []
    for run in runs:
        if group and _missing(group[-1], run) >= SEA_WORDS:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _missing(before: _Run, after: _Run) -> int:
    """How many words more are between two runs on one side than on the other."""
    return abs((after.left - after.right) - (before.left - before.right))


def _is_island(before: Sequence[_Run], group: Sequence[_Run], after: Sequence[_Run]) -> bool:
    words = sum(run.words for run in group)
    missing = min(_missing(before[-1], group[0]), _missing(group[-1], after[0]))
    return words <= ISLAND_WORDS and missing >= SEA_WORDS * words


def _is_stray(
    before: Sequence[_Run], group: Sequence[_Run], after: Sequence[_Run], offset: _Offset
) -> bool:
    if sum(run.words for run in group) > STRAY_WORDS or not before[-1].words or not after[0].words:
        return False
    earlier, here, later = offset(before[-1]), offset(group[0]), offset(after[0])
    if earlier is None or here is None or later is None or abs(later - earlier) > STRAY_S:
        return False
    return min(abs(here - earlier), abs(here - later)) > STRAY_S


def _stretches(runs: Sequence[_Run], ends: _Run) -> Iterator[Stretch]:
    """The runs, and what lies between them."""
    left = right = 0
    for run in (*runs, ends):
        if run.left > left or run.right > right:
            yield Stretch(range(left, run.left), range(right, run.right), equal=False)
        left, right = run.left + run.words, run.right + run.words
        if run.words:
            yield Stretch(range(run.left, left), range(run.right, right), equal=True)
