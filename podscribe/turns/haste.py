"""Words told in less time than anybody needs to say them.

Where two people talk at once, a recogniser tells the one and then the other. Its times only go
forward, so for the first words of the second there is no time left.
"""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.transcript import Word

FASTEST_S = 0.02  # a character, at three times the usual pace
LEAST_LACK_S = 0.02  # that words together are short of; less says nothing, times are as unsure


def haste_begins(words: Sequence[Word]) -> list[bool]:
    """Whether the recogniser has to hurry from this word on, and not before.

    >>> told = [Word("night", 0.0, 0.4), Word("because", 0.4, 0.42), Word("it", 0.42, 0.6)]
    >>> haste_begins(told)
    [False, True, False]
    """
    lacks = [_lack_s(word) for word in words]
    ahead = lacks[:]  # the most that is lacking from here to any word behind
    for place in range(len(words) - 2, -1, -1):
        pause_s = max(0.0, words[place + 1].start - words[place].end)
        ahead[place] += max(0.0, ahead[place + 1] - pause_s)
    hurried = [
        lack_s > 0 and all_s >= LEAST_LACK_S for lack_s, all_s in zip(lacks, ahead, strict=True)
    ]
    return [now and not before for before, now in zip([False, *hurried], hurried, strict=False)]


def _lack_s(word: Word) -> float:
    """What the word is short of; below zero, what it has to spare."""
    return FASTEST_S * len(word.text.strip()) - (word.end - word.start)
