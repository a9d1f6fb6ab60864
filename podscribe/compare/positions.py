"""Where a place between the words of one text is in the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from podscribe.compare.alignment import Stretch
from podscribe.compare.side import Side


class Positions:
    """From places in the reference's words to places in the hypothesis'.

    A place is the number of the word behind it. Where words differ, it may be at many places: at
    any of a range, whose last is the stop.
    """

    def __init__(self, reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> None:
        self._firsts = [token.first for token in reference.tokens]
        self._stretches = stretches
        self._stops = [stretch.reference.stop for stretch in stretches]
        self._hypothesis = hypothesis

    def token(self, word: int) -> int:
        """The first token that is made from the word or one behind it."""
        return bisect_left(self._firsts, word)

    def place(self, word: int) -> tuple[int, int]:
        """The first and the last place in the hypothesis for the place before the word."""
        token = self.token(word)
        at = bisect_left(self._stops, token)
        first = last = None
        for stretch in self._stretches[at : at + 3]:
            if stretch.reference.start > token:
                break
            if stretch.equal:
                low = high = stretch.hypothesis.start + token - stretch.reference.start
            else:
                low, high = stretch.hypothesis.start, stretch.hypothesis.stop
            first = low if first is None else min(first, low)
            last = high if last is None else max(last, high)
        return self._word(first or 0), self._word(last or 0)

    def _word(self, token: int) -> int:
        tokens = self._hypothesis.tokens
        return tokens[token].first if token < len(tokens) else len(self._hypothesis.words)
