"""Words without what spelling and punctuation add, as Whisper's normaliser sees them.

Text is normalised in pieces that do not depend on their neighbours, mostly single words. So each
word is worked out once, and every normalised word still knows which words it was made from.

>>> [(piece.first, piece.after, piece.tokens) for piece in
...  normalised(["Don't", "pay", "twenty", "five", "dollars!"], "en")]
[(0, 1, ('do', 'not')), (1, 2, ('pay',)), (2, 5, ('$25',))]
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

ENGLISH = "en"
UNSPACED = frozenset({"zh", "yue", "ja", "th", "lo", "my", "km"})  # written without blanks
LONGEST_PIECE = 30  # words; what is said in numbers is shorter
LONGEST_TEXT = 1_000  # characters at once: brackets cost the square of what they might hold
KNOWN_FORMS = 100_000  # that are remembered; an archive of 200 pages has 40,000
_APOSTROPHES = str.maketrans("’‘ʼ′", "''''")
_ELLIPSIS = re.compile(r"\.{2,}|…")
_OPENING = re.compile(r"[\[<]")
_CLOSING = "]>"
_ASIDE_BEGINS = re.compile(r"[^\w(]*\(")
_ASIDE_ENDS = re.compile(r"\)\W*$")
_ROUND = str.maketrans("()", "  ")
_NUMERIC = re.compile(r"[\d%$¢€£]")
_LETTERS = re.compile(r"[a-z]+")
_SUFFIXES = frozenset({"st", "nd", "rd", "th", "s"})  # go with the digits before them
_CONTRACTED = re.compile(r"'[sd]\W*$")  # "he's" is "he has" before "been"
_PARTICIPLE = re.compile(r"\W*(been|gone|done|got)\b")
_PLAIN = re.compile(r"[a-z]+(?:'[a-z]+)?[.,?!;:]?")
_BETWEEN = "qzqz"  # a word that no text has and no rule knows
_AND_A_HALF = ("and", "a", "half")

Normalise = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """The words from `first` up to `after`, and the normalised words they make.

    `aside`: they stand in round brackets, in which editors put what was said in passing. Whisper's
    normaliser drops such words, so no error rate counts them.
    """

    first: int
    after: int
    tokens: tuple[str, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """A word as it is written: what it makes alone, and how it may depend on its neighbours."""

    folded: str  # in small letters
    tokens: tuple[str, ...]
    opens: bool  # a square bracket that it does not close
    begins_aside: bool
    ends_aside: bool
    number: bool  # whether it may be part of one
    clings: bool  # to the word before it
    contracted: bool
    participle: bool


def normalised(words: Sequence[str], language: str | None) -> list[Piece]:
    """The pieces of a text in order; those that make no word at all are left out."""
    forms = _forms(words, language)
    return [piece for piece in _pieces(forms, language) if piece.tokens]


def _pieces(forms: Sequence[_Form], language: str | None) -> Iterator[Piece]:
    asides = _asides(forms)
    for first, after in _bounds(forms):
        aside = first in asides
        if after - first == 1:
            yield Piece(first, after, forms[first].tokens, aside)
            continue
        together = _tokens(" ".join(form.folded for form in forms[first:after]), language)
        apart = tuple(token for form in forms[first:after] for token in form.tokens)
        if together == apart:
            for at, form in enumerate(forms[first:after], first):
                yield Piece(at, at + 1, form.tokens, at in asides)
        else:
            yield Piece(first, after, together, aside)


def _asides(forms: Sequence[_Form]) -> frozenset[int]:
    """The words that stand in round brackets."""
    found: set[int] = set()
    for at, form in enumerate(forms):
        if form.begins_aside and at not in found:
            near = range(at, min(at + LONGEST_PIECE, len(forms)))
            last = next((end for end in near if forms[end].ends_aside), None)
            found.update(range(at, at if last is None else last + 1))
    return frozenset(found)


def _bounds(forms: Sequence[_Form]) -> Iterator[tuple[int, int]]:
    """Where pieces begin and end."""
    first = 0
    while first < len(forms):
        after = _closed(forms, first)
        while after < len(forms) and after - first < LONGEST_PIECE and _depends(forms, after):
            after = _closed(forms, after)
        yield first, after
        first = after


def _closed(forms: Sequence[_Form], at: int) -> int:
    """Behind the word, or behind the one that closes the bracket it opens."""
    if forms[at].opens:
        for after in range(at + 1, min(at + LONGEST_PIECE, len(forms))):
            if any(mark in forms[after].folded for mark in _CLOSING):
                return after + 1
    return at + 1


def _depends(forms: Sequence[_Form], at: int) -> bool:
    """Whether what a word makes depends on the word before it."""
    before, form = forms[at - 1], forms[at]
    return (
        form.clings
        or (before.number and form.number)
        or (before.contracted and form.participle)
        or (form.tokens[:1] in (("and",), ("a",), ("half",)) and _in_half(forms, at))
    )


def _in_half(forms: Sequence[_Form], at: int) -> bool:
    """Whether the word is one of "and a half"; a number before that takes it in."""
    back = _AND_A_HALF.index(forms[at].tokens[0])
    around = forms[max(0, at - back) : at - back + len(_AND_A_HALF)]
    return tuple(token for form in around for token in form.tokens) == _AND_A_HALF


def _forms(words: Sequence[str], language: str | None) -> list[_Form]:
    """The form of every word; those not met before are worked out together."""
    known = _known(language)
    if len(known) > KNOWN_FORMS:
        known.clear()
    new = [word for word in dict.fromkeys(words) if word not in known]
    plain = _plain_tokens([_folded(word) for word in new], language)
    for word in new:
        known[word] = _form(_folded(word), plain, language)
    return [known[word] for word in words]


@cache
def _known(language: str | None) -> dict[str, _Form]:
    return {}


def _folded(word: str) -> str:
    return _ELLIPSIS.sub(" ", word.translate(_APOSTROPHES).lower())


def _plain_tokens(folded: Sequence[str], language: str | None) -> dict[str, tuple[str, ...]]:
    """What words of letters make, each alone; one call for all, as each call costs much."""
    words = [word for word in folded if _PLAIN.fullmatch(word) and _BETWEEN not in word]
    if language != ENGLISH or not words:
        return {}
    text = _normal_text(f" {_BETWEEN} ".join(words), language)
    parts = [tuple(part.split()) for part in text.split(_BETWEEN)]
    assert len(parts) == len(words)
    return dict(zip(words, parts, strict=True))


def _form(folded: str, plain: Mapping[str, tuple[str, ...]], language: str | None) -> _Form:
    begins = _ASIDE_BEGINS.match(folded) is not None
    ends = _ASIDE_ENDS.search(folded) is not None and (begins or "(" not in folded)
    if begins or ends:
        folded = folded.translate(_ROUND)
    tokens = plain[folded] if folded in plain else _tokens(folded, language)
    if language != ENGLISH:
        return _Form(folded, tokens, _opens(folded), begins, ends, False, False, False, False)
    return _Form(
        folded,
        tokens,
        _opens(folded),
        begins,
        ends,
        number=_counts(folded),
        clings=folded.startswith("'"),
        contracted=bool(_CONTRACTED.search(folded)),
        participle=bool(_PARTICIPLE.match(folded)),
    )


def _opens(word: str) -> bool:
    """Whether the last square bracket that the word opens is not closed in it."""
    brackets = [*_OPENING.finditer(word)]
    return bool(brackets) and not any(mark in word[brackets[-1].end() :] for mark in _CLOSING)


def _counts(word: str) -> bool:
    numeric = _numeric_words()
    return (
        word in _SUFFIXES
        or _NUMERIC.search(word) is not None
        or any(part in numeric for part in _LETTERS.findall(word))
    )


def _tokens(text: str, language: str | None) -> tuple[str, ...]:
    parts = (text[at : at + LONGEST_TEXT] for at in range(0, len(text), LONGEST_TEXT))
    tokens = [token for part in parts for token in _normal_text(part, language).split()]
    return tuple(token for token in tokens if any(map(str.isalnum, token)))


def _normal_text(text: str, language: str | None) -> str:
    if language != ENGLISH:
        return _basic(language in UNSPACED)(text)
    try:
        return _english()(text)
    except (ArithmeticError, AssertionError, LookupError, TypeError, ValueError):
        # a row of number words that makes no number; that part of the normaliser is brittle
        return _basic(False)(text)


@contextmanager
def _quietly() -> Iterator[None]:
    """Python 3.12 and later warn of the package's patterns when they compile it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        yield


@cache
def _numeric_words() -> frozenset[str]:
    """Every word that the normaliser takes for a part of a number."""
    with _quietly():
        from whisper_normalizer.english import (  # type: ignore[import-untyped]
            EnglishNumberNormalizer,
        )

    return frozenset(EnglishNumberNormalizer().words)


@cache
def _english() -> Normalise:
    with _quietly():
        from whisper_normalizer.english import EnglishTextNormalizer

    normalise: Normalise = EnglishTextNormalizer()
    return normalise


@cache
def _basic(letters: bool) -> Normalise:
    with _quietly():
        from whisper_normalizer.basic import (  # type: ignore[import-untyped]
            BasicTextNormalizer,
        )

    normalise: Normalise = BasicTextNormalizer(split_letters=letters, preserve_marks=True)
    return normalise
