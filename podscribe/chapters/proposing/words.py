"""Words as they are counted: of one kind in all their endings, and how much each of them tells.

No list of any language is needed: words that turn up everywhere in an episode tell nothing of
what it is about at one place, and the first letters of a word are the same in most of its forms.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

STEM_LETTERS = 6
STRETCH_WORDS = 50  # an episode is looked at in stretches of so many
EVERYWHERE_SHARE = 0.15  # a word in more of the stretches than this tells nothing
EVERYWHERE_LEAST = 3  # and a short text has too few stretches to say so

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")  # Thai, Lao, kana, Han


def stems(text: str) -> list[str]:
    """The words of a text, those of scripts without spaces as pairs of letters.

    >>> stems("She models models' modelling."), stems("機械学習")
    (['she', 'models', 'models', 'modell'], ['機械', '械学', '学習'])
    """
    return [stem for word in WORD.findall(text.lower()) for stem in _stems_of(word)]


@cache
def _stems_of(word: str) -> tuple[str, ...]:
    if _UNSPACED.fullmatch(word):
        return tuple(word[at : at + 2] for at in range(len(word) - 1))
    return (word.replace("’", "'").split("'")[0][:STEM_LETTERS],)


def weights(words: Sequence[str]) -> Mapping[str, float]:
    """How much each word tells of the place where it stands, but for those that tell nothing."""
    stretches = [set(words[at : at + STRETCH_WORDS]) for at in range(0, len(words), STRETCH_WORDS)]
    counts = Counter(word for stretch in stretches for word in stretch)
    most = max(EVERYWHERE_LEAST, EVERYWHERE_SHARE * len(stretches))
    return {
        word: math.log(1 + len(stretches) / count)
        for word, count in counts.items()
        if count <= most
    }
