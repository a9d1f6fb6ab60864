"""Which words are names, as far as capitals tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from podscribe.compare.english import SMALL
from podscribe.compare.normal import ENGLISH, normalised
from podscribe.compare.side import Side
from podscribe.compare.words import Said

MOST_CAPITALS = 0.5  # of the words; a text with more is written in capitals and tells nothing
LOWER_SHARE = 0.25  # of a name's occurrences may be written small
_ENDS = tuple('.?!:…–—-"”“(*')


def names_in(*sides: Side) -> frozenset[str]:
    """The tokens that are written with a capital within sentences, and the speakers' names."""
    found: set[str] = set()
    for side in sides:
        found |= _written_large(side)
        for speaker in side.transcript.speakers:
            pieces = normalised(speaker.split(), side.language)
            found.update(token for piece in pieces for token in piece.tokens)
    return frozenset(token for token in found if len(token) > 1 and token not in SMALL)


def _written_large(side: Side) -> set[str]:
    words = side.words
    capitals = sum(word.text[:1].isupper() for word in words)
    if side.language != ENGLISH or capitals > MOST_CAPITALS * len(words):
        return set()  # German writes every noun large
    large: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for token, word in _within_sentences(side):
        (large if word.text.lstrip("\"“'‘([")[:1].isupper() else small)[token] += 1
    return {token for token, count in large.items() if small[token] <= LOWER_SHARE * count}


def _within_sentences(side: Side) -> Iterator[tuple[str, Said]]:
    """Tokens of a word each, but for those that begin a sentence or a line."""
    for token in side.tokens:
        before = side.words[token.first - 1] if token.first else None
        word = side.words[token.first]
        if before is None or before.line != word.line or before.text.endswith(_ENDS):
            continue
        yield token.text, word
