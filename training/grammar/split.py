"""Which sentences are for training and which for scoring: a hash decides, so nothing is kept."""

from __future__ import annotations

import hashlib
import re

SHARE = 20  # one in so many sentences is held out
SHORTEST = 4  # words; below, "I see." and the like, every conversation has the same ones

_DIRECTION = re.compile(r"\[[^\]]*\]")
_END = re.compile(r"(?<=[.?!])\s+")
_NOT_WORD = re.compile(r"[^a-z0-9' ]+")


def normalized(text: str) -> str:
    """Lower case, without punctuation or stage directions.

    >>> normalized("Well, it's 40. [laughs] Right?")
    "well it's 40 right"
    """
    spoken = _NOT_WORD.sub(" ", _DIRECTION.sub(" ", text.casefold()))
    return " ".join(spoken.split())


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of an utterance, stage directions left out.

    >>> sentences_of("Well, yes. [laughs] Is it?")
    ('Well, yes.', 'Is it?')
    """
    spoken = " ".join(_DIRECTION.sub(" ", text).split())
    return tuple(sentence for sentence in _END.split(spoken) if sentence)


def held_out(text: str) -> bool:
    """Whether a sentence of the text is one that only scoring may use."""
    return any(_is_held_out(normalized(sentence)) for sentence in sentences_of(text))


def trainable(text: str) -> bool:
    """Whether training may use the text."""
    return not held_out(text)


def scorable(text: str) -> bool:
    """Whether scoring may use the text: every sentence is held out or a short, common one."""
    words = (normalized(sentence) for sentence in sentences_of(text))
    return all(len(each.split()) < SHORTEST or _is_held_out(each) for each in words)


def _is_held_out(words: str) -> bool:
    if len(words.split()) < SHORTEST:
        return False
    digest = hashlib.sha256(words.encode()).digest()
    return int.from_bytes(digest[:8], "big") % SHARE == 0
