"""What synthesizers are given: plain words, so that every engine reads a text the same way."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.speak.numbers import number_words

LAUGH = "[laughs]"
RESPELLED = {
    "mhm": ("um", "hum"),
    "hmm": ("hum",),
    "ok": ("okay",),
    "er": ("err",),
    "dr": ("doctor",),
    "mr": ("mister",),
    "mrs": ("missus",),
    "ms": ("miz",),
    "vs": ("versus",),
    "etc": ("et", "cetera"),
}
ABBREVIATED = ("dr.", "mr.", "mrs.", "ms.", "vs.", "etc.")
LETTER_NAMES = (
    "ay bee see dee ee eff gee aitch eye jay kay ell em en oh pee cue are ess tee you vee "
    "double-you ex why zee"
)
LETTERS = dict(zip(string.ascii_lowercase, LETTER_NAMES.split(), strict=True))
SYMBOLS = {"%": "percent", "&": "and", "+": "plus", "@": "at", "=": "equals", "$": "dollars"}

_PART = re.compile(r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|s)?|[A-Za-z]+(?:'[A-Za-z]+)*|[%&+@=$]")
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}")
_SPELLED = re.compile(r"([A-Z]{2,4})(s?)")
_STOPS = ((".", ".!"), ("?", "?"), (",", ",;:—–…"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """A token of the text: the words it is spoken with and the stop after them."""

    text: str
    words: tuple[str, ...]
    stop: str = ""


def spoken(text: str, rng: np.random.Generator) -> tuple[Spoken, ...]:
    """Each whitespace-separated token of the text as it is spoken."""
    plain = text.translate(str.maketrans("’‘", "''"))
    return tuple(
        Spoken(token, _words(bare, rng), _stop(bare))
        for token, bare in zip(text.split(), plain.split(), strict=True)
    )


def plain_text(tokens: Sequence[Spoken]) -> str:
    """What an engine is given: each whitespace-separated word of it is one spoken word.

    >>> plain_text(spoken("It's A/B, no?", np.random.default_rng(0)))
    "it's ay bee, no?"
    """
    words: list[str] = []
    for token in tokens:
        words += token.words
        if token.stop and words:
            words[-1] = words[-1].rstrip(",.?") + token.stop
    return " ".join(words)


def _words(token: str, rng: np.random.Generator) -> tuple[str, ...]:
    """The words of a token: none for a dash or a stage direction, several for a number."""
    if token.strip(",.?!") == LAUGH:
        return ("ha",) * int(rng.integers(3, 6))
    if "[" in token:
        return ()
    if found := _INITIALS.match(token):
        return _spelled(found[0].replace(".", ""))
    return tuple(word for part in _PART.findall(token) for word in _part(part, token, rng))


def _part(part: str, token: str, rng: np.random.Generator) -> tuple[str, ...]:
    if part[0].isdigit():
        return number_words(part, rng)
    if part in SYMBOLS:
        return (SYMBOLS[part],)
    if part.lower() in RESPELLED:
        return RESPELLED[part.lower()]
    if found := _SPELLED.fullmatch(part):
        return _spelled(found[1], found[2])
    if len(part) == 1 and (part.lower() not in "ai" or len(token.strip(",.?!:;\"'()")) > 1):
        return _spelled(part)
    return (part.lower(),)


def _spelled(letters: str, plural: str = "") -> tuple[str, ...]:
    """Letters by their names.

    >>> _spelled("AI"), _spelled("PM", "s")
    (('ay', 'eye'), ('pee', 'ems'))
    """
    words = " ".join(LETTERS[letter] for letter in letters.lower()).replace("-", " ").split()
    return (*words[:-1], words[-1] + plural)


def _stop(token: str) -> str:
    """The stop after a token; the full stop of an abbreviation is none."""
    if _INITIALS.match(token) or token.lower() in ABBREVIATED:
        return ""
    tail = re.search(r"[^\w]*$", token)
    marks = tail[0] if tail else ""
    return next((stop for stop, group in _STOPS if set(group) & set(marks)), "")
