"""How much what is said before a place has in common with what is said after it.

After M. Hearst, TextTiling (1997): two windows slide over the words, and where few words are in
both the topic changes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from podscribe.chapters.proposing.words import stems, weights

WINDOW_WORDS = 60  # that tell something, on each side


def cohesion(texts: Sequence[str]) -> list[float]:
    """For the beginning of each text, from 0 (nothing in common) to 1 (the same words)."""
    told = [stems(text) for text in texts]
    weight = weights([word for words in told for word in words])
    telling = [[word for word in words if word in weight] for words in told]
    stream = [word for words in telling for word in words]
    starts = [0, *accumulate(map(len, telling))][:-1]
    return [
        _alike(
            Counter(stream[max(0, at - WINDOW_WORDS) : at]),
            Counter(stream[at : at + WINDOW_WORDS]),
            weight,
        )
        for at in starts
    ]


def _alike(before: Counter[str], after: Counter[str], weight: Mapping[str, float]) -> float:
    """The cosine of two bags of words."""
    common = sum(before[word] * after[word] * weight[word] ** 2 for word in before & after)
    return common / (_length(before, weight) * _length(after, weight)) if common else 0.0


def _length(bag: Counter[str], weight: Mapping[str, float]) -> float:
    return math.sqrt(sum((count * weight[word]) ** 2 for word, count in bag.items()))
