"""How many of the words that are right have a wrong speaker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="install podscribe[training]")

from podscribe.transcript import Turn, Word
from training.data import Conversation, SpokenTurn, TimedWord
from training.whose import Given, wrongly_given


def truth(*said: tuple[str, str, float]) -> Conversation:
    """Turns of a speaker, a text and a time; a word each tenth of a second."""
    turns = tuple(
        SpokenTurn(who, text, "statement", start, start + 1, tuple(timed(text, start)))
        for who, text, start in said
    )
    return Conversation("talk", "talk.flac", 60.0, {}, turns)


def timed(text: str, start: float) -> list[TimedWord]:
    return [
        TimedWord(word, start + number / 10, start + number / 10 + 0.1)
        for number, word in enumerate(text.split())
    ]


def found(*said: tuple[str | None, str, float]) -> Sequence[Turn]:
    return [
        Turn(who, (tuple(Word(each.text, each.start, each.end) for each in timed(text, start)),))
        for who, text, start in said
    ]


TALK = truth(
    ("Vera", "Who bakes at night?", 0.0), ("Tom", "I do, as the oven is free. [laughs]", 2.0)
)


def test_labels_stand_for_those_whose_words_they_mostly_have() -> None:
    right = found(("B", "who bakes at night", 0.0), ("A", "I do as the oven is free", 2.0))
    assert wrongly_given(TALK, right) == (11, 0)
    torn = found(("B", "who bakes at night I do", 0.0), ("A", "as the oven is free", 2.2))
    assert wrongly_given(TALK, torn) == (11, 2)


def test_only_words_that_are_right_count() -> None:
    heard = found(("B", "who bakes all night", 0.0), ("A", "I do", 2.0))
    assert wrongly_given(TALK, heard) == (5, 0)


def test_a_person_has_one_label() -> None:
    parted = found(("B", "who bakes at night", 0.0), ("A", "I do", 2.0), ("C", "as the oven", 2.2))
    assert wrongly_given(TALK, parted) == (9, 2)


def test_what_nobody_is_named_for_is_given_to_nobody() -> None:
    assert wrongly_given(TALK, found((None, "who bakes at night I do", 0.0))) == (0, 0)
    assert wrongly_given(TALK, []) == (0, 0)


def test_figures_add_up() -> None:
    both = Given(10, 1, 2) + Given(30, 1, 4)
    assert both.figures == {"words": 40, "wrong": 0.05, "wrong_by_spans": 0.15}
    assert Given().figures["wrong"] == 0.0


def test_the_smoke_run_scores_it(smoke: Path) -> None:
    scores = json.loads((smoke / "scores.json").read_text())
    assert scores["whose"].keys() == {"words", "wrong", "wrong_by_spans", "by_folder"}
