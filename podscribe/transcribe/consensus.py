"""Of the sentences that a search has found, the one that the others agree with most.

The likeliest sentence as a whole need not be the one with the most words right: where several
differ in other places, what most of them say is right more often.
"""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.transcribe.languages import WITHOUT_SPACES

_TRUST = 0.7  # in the probabilities: models are surer of themselves than they are right
_NEVER = -1e9


def most_agreed(texts: Sequence[str], log_probabilities: Sequence[float], language: str) -> int:
    """The number of the text of which the fewest words are wrong, as far as the others tell.

    Case and punctuation do not count; of texts that differ in nothing else, the likeliest is taken.

    >>> most_agreed(["the dog sat", "a cat sat", "a dog sat"], [-1.0, -1.1, -1.2], "en")
    2
    """
    if len(texts) == 1:
        return 0
    import numpy as np
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    told = [_words(text, language) for text in texts]
    likely = np.nan_to_num(np.array(log_probabilities, np.float64), nan=_NEVER, neginf=_NEVER)
    weights = np.exp(_TRUST * (likely - likely.max()))
    wrong = cdist(told, told, scorer=Levenshtein.distance) @ weights
    order = np.argsort(-likely, kind="stable")
    return int(order[np.argmin(np.round(wrong[order], 9))])


def _words(text: str, language: str) -> list[str]:
    """What is compared: words, or letters where a language has no spaces."""
    parts = list(text) if language in WITHOUT_SPACES else text.split()
    bare = ("".join(filter(str.isalnum, part)).casefold() for part in parts)
    return [part for part in bare if part]
