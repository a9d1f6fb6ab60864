"""Where in a text a term may begin and end, in any script."""

from __future__ import annotations

import re
import unicodedata

from podscribe.scripts import KATAKANA, OTHERS

_UNSPACED = re.compile(f"[{OTHERS}]")
_KATAKANA = re.compile(f"[{KATAKANA}]")  # a word by itself between Hiragana and Han
_BINDS = ".@&#+"  # between letters these bind: node.js, r&d
_APOSTROPHES = "'’"
_NOT = re.compile(r"['’]t(?!\w)", re.IGNORECASE)
_LEAST_LETTERS = 3  # of a term behind an apostrophe (l'mlops) or before a plural s
NO_PLURALS = frozenset(["does", "news", "this", "thus", "lens", "has", "was", "his", "its"])


def divides(text: str, at: int) -> bool:
    """Whether a word may end and another begin at this place.

    >>> [divides("mlops我", at) for at in (4, 5)]
    [False, True]
    """
    if not 0 < at < len(text) or not (_is_letter(text[at - 1]) and _is_letter(text[at])):
        return True
    if unicodedata.category(text[at]).startswith("M"):
        return False
    kinds = _kind(text[at - 1]), _kind(text[at])
    return kinds[0] != kinds[1] or kinds[0] == "unspaced"


def _is_letter(character: str) -> bool:
    """Whether it is part of a word: letters, their marks, digits."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def _kind(character: str) -> str:
    if _UNSPACED.match(character):
        return "unspaced"
    return "katakana" if _KATAKANA.match(character) else "spaced"


def _is_spaced_letter(character: str) -> bool:
    return _is_letter(character) and _kind(character) == "spaced"


def may_begin(text: str, start: int, end: int) -> bool:
    """Whether a term may begin at the start."""
    if not divides(text, start):
        return False
    if start and not _is_letter(text[start]) and _is_spaced_letter(text[start - 1]):
        return False
    before, mark = text[start - 2 : start - 1], text[start - 1 : start]
    if start >= 1 and mark in "#@":
        return False
    if start < 2 or not _is_letter(before):
        return True
    if mark in _APOSTROPHES:
        return end - start >= _LEAST_LETTERS
    return mark not in _BINDS


def may_end(text: str, start: int, end: int) -> bool:
    """Whether a term may end at the end: a plural s and what an apostrophe adds may follow."""
    if divides(text, end):
        return not _goes_on(text, end)
    plural = text[end] in "sS" and divides(text, end + 1) and not _goes_on(text, end + 1)
    long = end - start >= _LEAST_LETTERS and text[end - 1] not in "sS"
    return plural and long and text[start : end + 1].casefold() not in NO_PLURALS


def _goes_on(text: str, at: int) -> bool:
    """Whether a mark binds what follows to the word, as in node.js, c++ and don't."""
    mark, behind = text[at : at + 1], text[at + 1 : at + 2]
    if mark and mark in "+#":
        return True
    if _NOT.match(text, at):
        return True
    return bool(mark and mark in _BINDS and behind and _is_letter(behind))
