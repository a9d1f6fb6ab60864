"""Pieces make what Whisper's normaliser makes of the whole, and know their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whisper_normalizer.basic import BasicTextNormalizer  # type: ignore[import-untyped]
from whisper_normalizer.english import EnglishTextNormalizer  # type: ignore[import-untyped]

from podscribe.compare.normal import LONGEST_TEXT, normalised
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from tests.corpus import pages
from tests.strategies import anything, thoroughly

ENGLISH = EnglishTextNormalizer()
MOST_THAT_DIFFER = 0.001  # a dash between two numbers joins them for the normaliser


def scored(text: str, language: str | None = "en") -> list[str]:
    """The tokens that count in error rates."""
    pieces = normalised(text.split(), language)
    return [token for piece in pieces if not piece.aside for token in piece.tokens]


def theirs(text: str) -> list[str]:
    """What the normaliser makes of the text, but for dots that end nothing."""
    straight = re.sub(r"\.{2,}|…", " ", text.replace("’", "'").replace("‘", "'"))
    return [token for token in ENGLISH(straight).split() if any(map(str.isalnum, token))]


@pytest.mark.parametrize(
    "text",
    [
        "It's been twenty five years, hasn't it? I'm sure they’d gone.",
        "Twenty-five dollars and fifty cents, or $25.50; two hundred and one percent",
        "one oh one, double seven, point five, three and a half, a year and a half later",
        "the 1990s, 21st of May, 1,000,000 people, minus five degrees, nineteen eighty four",
        "Mr. Park visited Assoc. Prof. Kim Jr. in St. Louis, y'all gonna wanna go",
        "[laughs] well [Mara agrees to all of it] no, um, uh-huh, mhm (she nods) yes <b>bold</b>",
        "colour favourite organised Zoë naïve façade",
        "don 't you, it 's been 's gone",
        "a [ b and ( c without an end",
        "and a half of it, half and a half",
    ],
)
def test_pieces_make_what_the_normaliser_makes_of_the_whole(text: str) -> None:
    assert scored(text) == theirs(text)


NUMBERS = (
    *("one", "two", "twenty", "five", "hundred", "thousand", "and", "point", "double", "oh"),
    *("percent", "dollars", "minus", "third", "twenties", "bread", "$5", "12", "3rd", "the"),
)


@thoroughly
@given(st.lists(st.sampled_from(NUMBERS), max_size=12).map(" ".join))
def test_numbers_in_a_row_are_one_piece(text: str) -> None:
    assert scored(text) == theirs(text)


def test_pages_are_normalised_as_a_whole() -> None:
    lines = [line for page in pages()[::4] for line in lines_of(page)]
    differ = sum(scored(line) != theirs(line) for line in lines)
    assert differ <= MOST_THAT_DIFFER * len(lines)


def lines_of(page: Path) -> list[str]:
    try:
        return [line.text for line in load_transcript(page).lines]
    except PodscribeError:
        return []


def test_a_piece_knows_its_words() -> None:
    said = "We paid twenty five euros (in cash) and it's been fine"
    words = said.split()
    pieces = normalised(words, "en")
    found = [(" ".join(words[p.first : p.after]), p.tokens, p.aside) for p in pieces]
    assert found == [
        ("We", ("we",), False),
        ("paid", ("paid",), False),
        ("twenty five euros", ("€25",), False),
        ("(in", ("in",), True),
        ("cash)", ("cash",), True),
        ("and", ("and",), False),
        ("it's been", ("it", "has", "been"), False),
        ("fine", ("fine",), False),
    ]


def test_other_languages_keep_their_letters_and_marks() -> None:
    assert scored("Ich wäre gern dabei, [lacht] ja!", "de") == [
        "ich",
        "wäre",
        "gern",
        "dabei",
        "ja",
    ]
    assert scored("यह हिन्दी है।", "hi") == ["यह", "हिन्दी", "है"]
    assert scored("これはパンです。", "ja") == [*"これはパンです"]
    basic = BasicTextNormalizer(preserve_marks=True)
    assert scored("Žluťoučký kůň", "cs") == basic("Žluťoučký kůň").split()


@thoroughly
@given(
    st.text(st.characters(exclude_categories=["Cs"])) | anything(), st.sampled_from(["en", None])
)
def test_no_text_is_too_odd(text: str, language: str | None) -> None:
    words = text.split()
    pieces = normalised(words, language)
    bounds = [bound for piece in pieces for bound in (piece.first, piece.after)]
    assert bounds == sorted(bounds)
    assert all(0 <= piece.first < piece.after <= len(words) for piece in pieces)


@pytest.mark.parametrize("text", ["a[" * 30_000, "a(" * 30_000, "million " * 3000, "9" * 6000])
def test_no_text_takes_for_ever(text: str) -> None:
    assert len(text) > LONGEST_TEXT
    assert scored(text)
