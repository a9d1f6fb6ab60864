"""The words of a text as they stand, with what is known of their times.

In scripts without blanks each sign is a word by itself, with the marks around it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from podscribe.scripts import is_unspaced
from podscribe.transcript import Line, Word

SHORT_S = 10.0  # a cue no longer than this tells the time of each of its words
_ASIDE = re.compile(r"(\[[^\]>]*[\]>]|<[^\]>]*[\]>]|\([^)]*\))")  # in it nothing is divided
_CLINGING = "\u0e33\u0eb3\uff9e\uff9f\u200d"  # to the sign before; though no marks: vowels, voicing
_LINKING = "\u1039\u17d2"  # the consonant that follows is written beneath
_OPENING = ("Ps", "Pi")


@dataclass(frozen=True, slots=True)
class Said:
    """A word as it stands. `sure`: its start is told, not estimated over more than one cue.

    `clings`: no blank stands before it.
    """

    text: str
    line: int
    speaker: str | None
    start: float | None
    end: float | None
    sure: bool
    clings: bool = False


def said_in(number: int, line: Line, told: Line, opens: bool, *, by_sign: bool) -> Iterator[Said]:
    """The words of a line; `told` is it with its times, `opens`: its own start is believed."""
    texts = [*pieces(line.text, by_sign=by_sign)]
    clinging = [*_clinging(line.text, texts)]
    known = _known(line.words, texts, by_sign=by_sign)
    if known:
        for text, clings, (start, end) in zip(texts, clinging, known, strict=True):
            yield Said(text, number, line.speaker, start, end, True, clings)
        return
    if told.start is None or told.end is None:
        for text, clings in zip(texts, clinging, strict=True):
            yield Said(text, number, line.speaker, None, None, False, clings)
        return
    span, begin = told.end - told.start, told.start
    short = opens and span <= SHORT_S
    bounds = [0, *accumulate(map(len, texts))]
    rate = span / bounds[-1]
    for at, text in enumerate(texts):
        start, end = begin + bounds[at] * rate, begin + bounds[at + 1] * rate
        sure = short or (opens and at == 0)
        yield Said(text, number, line.speaker, start, end, sure, clinging[at])


def pieces(text: str, *, by_sign: bool) -> Iterator[str]:
    """What stands between blanks, or each sign of it.

    >>> [*pieces("他说「用Python。」 好", by_sign=True)]
    ['他', '说', '「用', 'Python。」', '好']
    >>> [*pieces("ขนมปัง 25 บาท", by_sign=True)]
    ['ข', 'น', 'ม', 'ปั', 'ง', '25', 'บ', 'า', 'ท']
    """
    for run in text.split():
        if by_sign and any(map(is_unspaced, run)):
            yield from _signs(run)
        else:
            yield run


def _signs(run: str) -> Iterator[str]:
    piece = last = ""  # and the last letter in the piece
    for part in _ASIDE.split(run):
        whole = _ASIDE.fullmatch(part) is not None
        for character in [part] if whole else part:
            if last and (whole or _begins(character, last, piece[-1])):
                yield piece
                piece = last = ""
            piece += character
            if whole or (character.isalnum() and character not in _CLINGING):
                last = character
    if piece:
        yield piece


def _begins(character: str, last: str, before: str) -> bool:
    """Whether a piece begins with a character; `last` is the letter that the piece before has."""
    if unicodedata.category(character) in _OPENING:
        return True
    if not character.isalnum() or character in _CLINGING or before in _LINKING:
        return False
    return len(last) > 1 or is_unspaced(last) or is_unspaced(character)


def _clinging(text: str, texts: Sequence[str]) -> Iterator[bool]:
    """Whether no blank stands before each of the pieces of a text."""
    at = 0
    for piece in texts:
        found = text.index(piece, at)
        yield 0 < found == at
        at = found + len(piece)


def _known(
    words: Sequence[Word], texts: Sequence[str], *, by_sign: bool
) -> Sequence[tuple[float, float]]:
    """The times of the pieces, where the line's words tell them."""
    if by_sign:
        return _of_signs([(word, "".join(word.text.split())) for word in words], texts)
    if len(words) != len(texts):
        return ()
    return [(word.start, max(word.start, word.end)) for word in words]


def _of_signs(
    words: Sequence[tuple[Word, str]], texts: Sequence[str]
) -> Sequence[tuple[float, float]]:
    """The same where a word has several pieces: its signs share its time."""
    if "".join(text for _, text in words) != "".join(texts):
        return ()
    spans = [
        (word.start + at * length, word.start + (at + 1) * length)
        for word, text in words
        for length in [max(0.0, word.end - word.start) / max(1, len(text))]
        for at in range(len(text))
    ]
    bounds = [0, *accumulate(map(len, texts))]
    return [(spans[first][0], spans[after - 1][1]) for first, after in pairwise(bounds)]
