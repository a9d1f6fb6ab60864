"""Of what kind a difference is: what an editor may change, or what changes what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.compare.blocks import Block, Part
from podscribe.compare.english import (
    DEGREES,
    FILLERS,
    NEGATIONS,
    PERSONS,
    PHRASES,
    SMALL,
    SOUNDS,
    stem,
)
from podscribe.compare.normal import ENGLISH
from podscribe.compare.result import Kind
from podscribe.compare.side import Side, Token

WEIGHED_TOKENS = 100  # of a long difference, by which its kind is told
NEAR_TOKENS = 8  # said so close by, a word is not lost
LONGEST_REPEAT = 6  # tokens said twice in a row
LONGEST_RESTART = 6  # tokens of a sentence that is begun anew
SOON_TOKENS = 5  # after a word that is broken off it is said whole
CUT_OFF_LETTERS = 2  # of a word that is broken off and said whole
_OTHER_SOUNDS = frozenset({"äh", "ähm", "öh", "öhm", "euh", "ehm", "eeh", "este", "hum", "häh"})
_MARKS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[\[<]")
_DIGITS = re.compile(r"\d+")
_ORDINALS = frozenset({"1st"})  # "first, …" counts nothing
_NO = ["no"]
Tokens = Sequence[str]


@dataclass(frozen=True, slots=True)
class _View:
    """One side of a block: its tokens, those before and after, and its own without fillers."""

    before: tuple[str, ...]
    tokens: tuple[str, ...]
    after: tuple[str, ...]
    spoken: tuple[str, ...]


def kind_of(block: Block, reference: Side, hypothesis: Side, names: frozenset[str]) -> Kind:
    """The weightiest kind of what differs in the block."""
    left, right = _texts(reference, block.reference), _texts(hypothesis, block.hypothesis)
    if block.equal:
        return _rewritten(left, right)
    english = ENGLISH in (reference.language, hypothesis.language)
    first = _view(reference, block.reference, english)
    second = _view(hypothesis, block.hypothesis, english)
    if not first.tokens and not second.tokens:
        said = any(map(str.isalnum, "".join((*left, *right))))
        return Kind.FILLER if said else Kind.PUNCTUATION
    if _bare(left) != _bare(right) and _once(_bare(left)) == _once(_bare(right)):
        return Kind.REPETITION  # of a number, which the normaliser joins
    return _style(first, second, english) or _substance(first, second, names, english)


def _texts(side: Side, part: Part) -> list[str]:
    return [word.text for word in side.words[part.words.start : part.words.stop]]


def _view(side: Side, part: Part, english: bool) -> _View:
    def texts(first: int, after: int) -> tuple[str, ...]:
        return tuple(_text(side, token) for token in side.tokens[max(0, first) : after])

    start, stop = part.tokens.start, part.tokens.stop
    before, after = texts(start - NEAR_TOKENS, start), texts(stop, stop + NEAR_TOKENS)
    tokens = texts(start, min(stop, start + WEIGHED_TOKENS))
    return _View(before, tokens, after, tuple(_spoken(tokens, english)))


def _text(side: Side, token: Token) -> str:
    """The token; "oh" is one, though the normaliser takes it for a zero."""
    return "oh" if token.text == "0" and side.words[token.first].text[:1] in "oO" else token.text


def _spoken(tokens: Tokens, english: bool) -> Iterator[str]:
    """The tokens without fillers."""
    sounds = FILLERS if english else SOUNDS | _OTHER_SOUNDS
    for token in _without_phrases(tokens) if english else tokens:
        if token not in sounds:
            yield token


def _without_phrases(tokens: Tokens) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        phrases = PHRASES.get(tokens[at], ())
        skipped = max((len(p) for p in phrases if tuple(tokens[at : at + len(p)]) == p), default=0)
        if not skipped:
            yield tokens[at]
        at += skipped or 1


def _rewritten(left: Tokens, right: Tokens) -> Kind:
    """How words differ that make the same tokens."""
    if _bare(left) == _bare(right):
        return Kind.PUNCTUATION
    both = " ".join((*left, *right))
    if _BRACKETS.search(both):
        return Kind.FILLER
    if any(map(str.isdigit, both)):
        return Kind.NUMERAL
    return Kind.CONTRACTION if "'" in both or "’" in both else Kind.SPELLING


def _bare(words: Tokens) -> list[str]:
    return [bare for word in words if (bare := _MARKS.sub("", word).casefold())]


def _style(first: _View, second: _View, english: bool) -> Kind | None:
    """The kind of a difference that leaves every word of weight where it was."""
    if "".join(first.tokens) == "".join(second.tokens):
        digits = any(map(str.isdigit, "".join(first.tokens)))
        return Kind.NUMERAL if digits else Kind.SPELLING
    if "".join(first.spoken) == "".join(second.spoken) or _answers(first, second):
        return Kind.FILLER
    if _plain(first.spoken) == _plain(second.spoken):
        return Kind.NUMERAL
    if _repeats(first, second) or _heard(first, english) == _heard(second, english):
        return Kind.REPETITION
    return None


def _heard(view: _View, english: bool) -> list[str]:
    """The tokens and those around them, without fillers and without what is said twice."""
    return _once([*_spoken((*view.before, *view.tokens, *view.after), english)])


def _answers(first: _View, second: _View) -> bool:
    """Whether one side says nothing, and the other "no" among fillers, as in "right, no, yeah"."""
    said, silent = (first, second) if first.spoken else (second, first)
    return not silent.spoken and set(said.spoken) == set(_NO) and len(said.tokens) > 1


def _plain(tokens: Tokens) -> list[str]:
    """The tokens, numbers without units."""
    return [_number(token) if _is_number(token) else token for token in tokens]


def _once(tokens: Tokens) -> list[str]:
    """The tokens without what is said twice in a row."""
    said: list[str] = []
    for token in tokens:
        said.append(token)
        for length in range(1, LONGEST_REPEAT + 1):
            if len(said) >= 2 * length and said[-length:] == said[-2 * length : -length]:
                del said[-length:]
                break
    return said


def _repeats(first: _View, second: _View) -> bool:
    """Whether one side says nothing, and the other what it says around that as well."""
    said, silent = (first, second) if first.spoken else (second, first)
    if silent.spoken:
        return False
    around = (*said.before, *said.after)
    pairs = {*pairwise(said.before), *pairwise(said.after)}
    return set(said.spoken) <= set(around) and any(pair in pairs for pair in pairwise(said.spoken))


def _substance(first: _View, second: _View, names: frozenset[str], english: bool) -> Kind:
    left, right = (_lost(first, second), _lost(second, first)) if english else ([], [])
    if any(token in names for token in (*left, *right)):
        return Kind.NAME
    if _numbers(first) != _numbers(second):
        return Kind.NUMBER
    if not english:
        return Kind.CONTENT
    if _negations(first) != _negations(second):
        return Kind.NEGATION
    if _restarts(first, second) or _restarts(second, first):
        return Kind.REPETITION
    if "".join(left) != "".join(right) or _other_person(first, second):
        return Kind.CONTENT
    return Kind.WORDING


def _negations(view: _View) -> int:
    return sum(token in NEGATIONS for token in view.spoken)


def _numbers(view: _View) -> Counter[str]:
    return Counter(_number(token) for token in view.spoken if _is_number(token))


def _is_number(token: str) -> bool:
    return any(map(str.isdigit, token)) and token not in _ORDINALS


def _number(token: str) -> str:
    return ".".join(_DIGITS.findall(token))


def _lost(view: _View, other: _View) -> list[str]:
    """The words of weight that the other side does not have, there or close by."""
    there = {stem(token) for token in (*other.before, *other.spoken, *other.after)}
    degrees = any(token in DEGREES for token in other.spoken)
    return [
        token
        for token in view.spoken
        if (degrees if token in DEGREES else token not in SMALL and stem(token) not in SMALL)
        and stem(token) not in there
        and not _is_cut_off(token, view, other)
    ]


def _is_cut_off(token: str, view: _View, other: _View) -> bool:
    """Whether the token is the beginning of one that is said close by."""
    if len(token) < CUT_OFF_LETTERS or token in view.before:
        return False
    near = (*other.spoken, *other.after[:SOON_TOKENS])
    return any(each.startswith(token) and each != token for each in near)


def _other_person(first: _View, second: _View) -> bool:
    return (
        len(first.spoken) == len(second.spoken) == 1
        and {*first.spoken, *second.spoken} <= PERSONS
        and first.spoken != second.spoken
    )


def _restarts(view: _View, other: _View) -> bool:
    """Whether the words begin what is then begun anew, or take up what was begun."""
    said = view.spoken
    if other.spoken or not said or len(said) > LONGEST_RESTART:
        return False
    if said[:1] == view.after[:1] or said[-1:] == view.before[-1:]:
        return True
    return len(said[-1]) >= CUT_OFF_LETTERS and "".join(view.after[:1]).startswith(said[-1])
