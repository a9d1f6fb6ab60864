"""Words that are told in no time, because they were said while another was heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcript import Word
from podscribe.turns import assemble
from podscribe.turns.haste import haste_begins
from tests.turns.talk import span, told

QUESTION = [
    Word("so", 0.0, 0.3),
    Word("what", 0.3, 0.6),
    Word("did", 0.6, 0.9),
    Word("you", 0.9, 1.2),
    Word("bake", 1.2, 1.6),
]
ANSWER = [
    Word("mostly", 1.6, 1.62),
    Word("some", 1.62, 1.64),
    Word("bread", 1.64, 1.9),
    Word("and", 2.1, 2.3),
    Word("rolls", 2.3, 2.7),
]


def hasty(words: list[Word]) -> list[str]:
    return [word.text for word, begins in zip(words, haste_begins(words), strict=True) if begins]


def test_haste_begins_with_its_first_word_only() -> None:
    assert hasty([*QUESTION, *ANSWER]) == ["mostly"]


def test_words_that_share_a_little_time_are_in_haste_together() -> None:
    shared = [
        Word(text, 1.6 + n * 0.08, 1.68 + n * 0.08)
        for n, text in enumerate(["thanks", "indeed", "everybody"])
    ]
    assert hasty([*QUESTION, *shared]) == ["thanks"]


@pytest.mark.parametrize("text", ["a", "the", "I"])
def test_a_short_word_said_quickly_is_no_haste(text: str) -> None:
    assert hasty([*QUESTION, Word(text, 1.6, 1.66), Word("bakery", 1.66, 2.1)]) == []


def test_a_pause_ends_the_haste() -> None:
    said = [Word("the", 1.6, 1.66), Word("bakery", 2.0, 2.02), Word("rose", 2.02, 2.4)]
    assert hasty([*QUESTION, *said]) == ["bakery"]


@given(st.lists(st.floats(0.2, 3.0), max_size=20))
def test_words_that_take_their_time_are_never_in_haste(lengths_s: list[float]) -> None:
    at, said = 0.0, []
    for length_s in lengths_s:
        said.append(Word("flour", at, at + length_s))
        at += length_s
    assert hasty(said) == []


def test_without_punctuation_a_change_is_where_the_haste_begins() -> None:
    turns = assemble([*QUESTION, *ANSWER], [span("Mara", 0.0, 1.9), span("Tom", 1.75, 2.7)])
    assert told(turns) == ["Mara: So what did you bake", "Tom: Mostly some bread and rolls"]


def test_haste_alone_changes_no_speaker() -> None:
    turns = assemble([*QUESTION, *ANSWER], [span("Mara", 0.0, 2.7), span("Tom", 9.0, 12.0)])
    assert [turn.speaker for turn in turns] == ["Mara"]
