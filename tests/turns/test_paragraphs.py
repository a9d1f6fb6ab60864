"""Turns in paragraphs, and as a transcript."""

from __future__ import annotations

import pytest

from podscribe.layout.paragraphs import AIM_CHARACTERS, MAX_CHARACTERS
from podscribe.transcript import Grain, Turn, Word
from podscribe.turns import assemble, to_transcript
from tests.turns.talk import span, words

SENTENCE = "Every loaf was weighed before it went into the oven."


def lengths(turn: Turn) -> list[int]:
    return [len(" ".join(word.text for word in paragraph)) for paragraph in turn.paragraphs]


def one_turn(text: str) -> Turn:
    (turn,) = assemble(words(text), [span("Mara", 0.0, 9000.0)])
    return turn


def test_paragraphs_end_with_sentences_and_are_about_as_long_as_aimed_at() -> None:
    turn = one_turn(" ".join([SENTENCE] * 30))
    assert len(turn.paragraphs) > 3
    assert all(paragraph[-1].text == "oven." for paragraph in turn.paragraphs)
    assert all(length <= AIM_CHARACTERS + len(SENTENCE) + 1 for length in lengths(turn))


def test_a_pause_after_a_sentence_is_where_a_paragraph_ends() -> None:
    turn = one_turn(" ".join([*[SENTENCE] * 4, "|", *[SENTENCE] * 4]))
    assert lengths(turn)[0] == 4 * len(SENTENCE) + 3


def test_no_paragraph_is_too_long_where_a_sentence_ends() -> None:
    long = " ".join(["flour"] * 75) + "."
    turn = one_turn(" ".join([long, "Yes.", long, "No.", long]))
    assert max(lengths(turn)) <= MAX_CHARACTERS
    assert all(paragraph[-1].text[-1] == "." for paragraph in turn.paragraphs)


def test_speech_without_sentences_is_divided_all_the_same() -> None:
    assert max(lengths(one_turn(" ".join(["flour"] * 400)))) <= MAX_CHARACTERS


def test_an_abbreviation_or_a_small_letter_ends_no_paragraph() -> None:
    text = " ".join(["flour"] * 45) + " said Dr. Okafor and J. Bach et al. at once. " + SENTENCE * 2
    first, *_ = one_turn(text).paragraphs
    assert first[-1].text == "once."


def test_a_few_words_are_not_left_over_at_the_end() -> None:
    turn = one_turn(" ".join([SENTENCE] * 5 + ["Yeah."]))
    assert len(turn.paragraphs) == 1


def test_a_transcript_has_a_line_for_each_paragraph_that_begins_with_its_turn() -> None:
    said = [*words(f"why? {SENTENCE}"), *words(" ".join([SENTENCE] * 9), 10.0)]
    spans = [span("Mara", 0.0, 4.0), span("Tom", 10.0, 60.0)]
    turns = assemble(said, spans)
    transcript = to_transcript(turns, spans=spans, language="en", duration=60.0)
    assert transcript.grain is Grain.PARAGRAPH
    assert transcript.spans == tuple(spans)
    assert (transcript.language, transcript.duration) == ("en", 60.0)
    asked, *answered = transcript.lines
    assert (asked.text, asked.start, asked.speaker) == (f"Why? {SENTENCE}", 0.0, "Mara")
    assert {(line.start, line.speaker) for line in answered} == {(10.0, "Tom")}
    assert answered[1].words[0].start > 10.0
    assert answered[1].end == answered[1].words[-1].end
    assert tuple(word for line in transcript.lines for word in line.words) == tuple(
        word for turn in turns for word in turn.words
    )


def test_paragraphs_of_nobody_begin_where_they_do() -> None:
    (turn,) = assemble(words(" ".join([SENTENCE] * 9)), [])
    starts = [line.start for line in to_transcript([turn]).lines]
    assert len(starts) > 1
    assert starts == [paragraph[0].start for paragraph in turn.paragraphs]


@pytest.mark.parametrize("text", [" so", "so ", "so\tit"])
def test_blanks_are_single(text: str) -> None:
    turns = assemble([Word(text, 0.0, 0.2), Word(" began", 0.2, 0.5)], [])
    (line,) = to_transcript(turns).lines
    assert line.text == " ".join(f"{text} began".split()).capitalize()
