"""Word errors that count a word under the wrong speaker as wrong: cpWER and tcpWER.

Both score every speaker's words against those of one speaker of the other side, whichever way
makes the fewest errors. In tcpWER, words can also only stand for each other where they are said at
the same time, give or take a collar. The numbers are those of MeetEval; its own implementation of
the second needs memory that grows with the square of the words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

from podscribe.compare.result import Meeting

MOST_SPEAKERS = 12  # with more, the transcript is no talk
MOST_PAIRS = 50_000_000  # of words that could stand for each other
COLLAR_S = 5.0

Name = str | None
Matrix = Sequence[Sequence[int]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A normalised word and when it is said."""

    text: str
    start: float
    end: float


def cp_errors(
    reference: Mapping[Name, Sequence[str]], hypothesis: Mapping[Name, Sequence[str]]
) -> Meeting | None:
    """The errors of the concatenated words of each speaker; None with too many speakers."""
    from rapidfuzz.distance import Levenshtein

    return _scored(reference, hypothesis, Levenshtein.distance)


def tcp_errors(
    reference: Mapping[Name, Sequence[TimedWord]],
    hypothesis: Mapping[Name, Sequence[TimedWord]],
    collar_s: float = COLLAR_S,
) -> Meeting | None:
    """The same with times; None with too many speakers, or where times tell nothing."""
    shifted = {
        name: [_point(word, collar_s) for word in words] for name, words in hypothesis.items()
    }
    pairs = sum(
        len(window)
        for left in reference.values()
        for right in shifted.values()
        for window in _windows(left, right)
    )
    return _scored(reference, shifted, timed_distance) if pairs <= MOST_PAIRS else None


def _point(word: TimedWord, collar_s: float) -> TimedWord:
    middle = (word.start + word.end) / 2
    return TimedWord(word.text, middle - collar_s, middle + collar_s)


def _scored(
    reference: Mapping[Name, Sequence[T]],
    hypothesis: Mapping[Name, Sequence[T]],
    distance: Callable[[Sequence[T], Sequence[T]], int],
) -> Meeting | None:
    size = max(len(reference), len(hypothesis))
    if size > MOST_SPEAKERS:
        return None
    nobody: list[T] = []
    left = [*reference.values(), *[nobody] * (size - len(reference))]
    right = [*hypothesis.values(), *[nobody] * (size - len(hypothesis))]
    costs = [[distance(first, second) for second in right] for first in left]
    chosen = assignment(costs)
    names = [*reference, *[None] * (size - len(reference))]
    others = [*hypothesis, *[None] * (size - len(hypothesis))]
    return Meeting(
        sum(costs[row][column] for row, column in enumerate(chosen)),
        sum(map(len, reference.values())),
        tuple((names[row], others[column]) for row, column in enumerate(chosen)),
    )


def assignment(costs: Matrix) -> tuple[int, ...]:
    """The column for each row that makes the least sum; no column is taken twice.

    >>> assignment([[4, 1], [2, 0]])
    (1, 0)
    """

    @cache
    def best(row: int, taken: int) -> tuple[int, tuple[int, ...]]:
        if row == len(costs):
            return 0, ()
        choices = []
        for column, cost in enumerate(costs[row]):
            if not taken >> column & 1:
                rest, columns = best(row + 1, taken | 1 << column)
                choices.append((cost + rest, (column, *columns)))
        return min(choices)

    return best(0, 0)[1]


def timed_distance(reference: Sequence[TimedWord], hypothesis: Sequence[TimedWord]) -> int:
    """The fewest errors where only words that overlap in time can stand for each other.

    A word that stands for the same one saves two errors, for another one saves one. So this looks
    for the order-keeping pairs that save most, word by word of the reference.
    """
    same = _same_beginning(reference, hypothesis)
    reference, hypothesis = reference[same:], hypothesis[same:]
    saved = [0]  # by how many words of the hypothesis are used; what is not there yet is the last
    for word, window in zip(reference, _windows(reference, hypothesis), strict=True):
        if not window:
            continue
        first, stop = window.start, window.stop
        saved += saved[-1:] * (stop + 1 - len(saved))
        row = _row(word, hypothesis[first:stop], saved[first : stop + 1])
        saved[first : stop + 1] = row
        for at in range(stop + 1, len(saved)):
            if saved[at] >= row[-1]:
                break
            saved[at] = row[-1]
    return len(reference) + len(hypothesis) - saved[-1]


def _same_beginning(reference: Sequence[TimedWord], hypothesis: Sequence[TimedWord]) -> int:
    """How many words are the same at the same time before any differ; nothing saves more."""
    pairs = zip(reference, hypothesis, strict=False)
    ends = (at for at, (word, other) in enumerate(pairs) if not _is_there(word, other))
    return next(ends, min(len(reference), len(hypothesis)))


def _is_there(word: TimedWord, other: TimedWord) -> bool:
    return word.text == other.text and word.start < other.end and word.end > other.start


def _row(word: TimedWord, others: Sequence[TimedWord], above: Sequence[int]) -> list[int]:
    """What is saved at most by each number of words, once the word may stand for one of them.

    This is called for every word and loops over all that are near, so it is spelled out.
    """
    text, start, end = word.text, word.start, word.end
    left = above[0]
    row = [left]
    for at, other in enumerate(others):
        best = above[at + 1]
        if left > best:
            best = left
        if other.text == text:
            if start < other.end and end > other.start and above[at] + 2 > best:
                best = above[at] + 2
        elif above[at] >= best and start < other.end and end > other.start:
            best = above[at] + 1
        row.append(best)
        left = best
    return row


def _windows(reference: Sequence[TimedWord], hypothesis: Sequence[TimedWord]) -> list[range]:
    """For each word of the reference, those of the hypothesis among which some may overlap it."""
    ends = [*accumulate((word.end for word in hypothesis), max)]
    starts = [*accumulate((word.start for word in reversed(hypothesis)), min)][::-1]
    return [
        range(bisect_right(ends, word.start), bisect_left(starts, word.end)) for word in reference
    ]
