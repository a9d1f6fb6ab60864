"""Edited transcripts in every format: what was left out stays out, and JSON brings it back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.formats import WRITABLE, Feature, Format, parse_transcript, write_transcript
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.text import Glossary, as_heard, clean
from podscribe.transcript import Grain, Line, Transcript
from podscribe.turns import assemble, to_transcript
from tests.corpus import pages, seed
from tests.strategies import heard, moderately
from tests.text.talk import talk, words

GLOSSARY = Glossary.parse({"pie torch": "PyTorch", "kafka": "Apache Kafka"})
SAID = (
    "Um, so this is, um, this is about pie torch, and it's, it's also about kafka, um.",
    "Uh, I I think the the mo- the model w-we bake is, uh, better than any other pie torch.",
    "It was and um, I was, I was going to say that kafka is uh, great.",
)
WRITTEN = (
    "So this is about PyTorch, and it's also about Apache Kafka.",
    "I think the model we bake is better than any other PyTorch.",
    "It was and I was going to say that Apache Kafka is great.",
)
OF_TEXT = [format for format in WRITABLE if Feature.TEXT in format.keeps]


def edited() -> Transcript:
    return clean(talk(*SAID), glossary=GLOSSARY)[0]


def test_the_sample_is_edited() -> None:
    assert tuple(line.text for line in edited().lines) == WRITTEN


@pytest.mark.parametrize("format", OF_TEXT, ids=lambda format: format.name)
def test_what_is_left_out_is_in_no_file(format: Format) -> None:
    if format.parse is None:
        text = write_transcript(edited(), format.name)
        assert "Apache Kafka" in text
        assert "Um" not in text
        return
    again = parse_transcript(write_transcript(edited(), format.name), format.name)
    assert " ".join(line.text for line in again.lines).split() == " ".join(WRITTEN).split()


def test_lines_are_written_as_heard() -> None:
    text = write_transcript(as_heard(edited()), "lines")
    assert text == write_transcript(talk(*SAID), "lines")
    assert " ".join(line.split(" ", 1)[1] for line in text.splitlines()) == " ".join(SAID)


def test_captions_begin_with_the_first_word_that_is_left() -> None:
    captions = parse_transcript(write_transcript(edited(), "vtt"), "vtt")
    assert captions.lines[0].start == 0.5


def test_cues_that_are_joined_keep_what_was_heard() -> None:
    cues = replace(edited(), grain=Grain.CUE)
    assert as_heard(join_paragraphs(cues)).lines[0].text == " ".join(SAID)


def test_words_that_get_other_speakers_keep_what_was_heard() -> None:
    edited_words = [word for line in edited().lines for word in line.words]
    again = to_transcript(assemble(edited_words, edited().spans))
    assert " ".join(line.text for line in as_heard(again).lines) == " ".join(SAID)


def test_json_holds_every_word_that_was_heard() -> None:
    text = write_transcript(edited(), "json")
    assert write_transcript(parse_transcript(text, "json"), "json") == text
    assert as_heard(parse_transcript(text, "json")) == talk(*SAID)
    first = json.loads(text)["rows"][0]["words"][0]
    assert first == {
        "text": "So",
        "start": 0.5,
        "end": 0.9,
        "probability": 0.9,
        "heard": [
            {"text": "Um,", "start": 0, "end": 0.4, "probability": 0.9},
            {"text": "so", "start": 0.5, "end": 0.9, "probability": 0.9},
        ],
    }


@moderately
@given(heard(), st.sampled_from(["um", "Um,", "the the", "I, I was,", "mo- model"]))
def test_any_line_is_undone_from_its_json(said: Line, more: str) -> None:
    added = words(more, said.end or 0.0)
    line = replace(said, text=f"{said.text} {more}", words=(*said.words, *added))
    given = Transcript((line,), language="en")
    kept = parse_transcript(write_transcript(clean(given)[0], "json"), "json")
    assert write_transcript(as_heard(kept), "json") == write_transcript(given, "json")


WORDS_AN_EDIT = 10_000  # in all the pages 22 of 466,000 are left out, all faults of their editors


def test_hardly_anything_is_left_out_of_what_editors_have_been_over() -> None:
    words = edits = 0
    for page in [page for page in pages() if not page.name.startswith("_")][::6]:
        rows = parse_transcript(page.read_text(encoding="utf-8"), "page").lines
        given = talk(*(row.text for row in rows if row.text.strip()))
        words += sum(len(row.words) for row in given.lines)
        edits += len(clean(given)[1])
    assert words > 0
    assert edits * WORDS_AN_EDIT <= words


def test_hesitations_go_from_a_raw_transcript() -> None:
    for number in ("002", "003"):
        cues = parse_transcript(seed(number).read_text(encoding="utf-8"), "lines").lines
        texts = [cue.text for cue in cues]
        turns = (" ".join(texts[at : at + 40]) for at in range(0, len(texts), 40))
        transcript, edits = clean(talk(*turns))
        left = {word for line in transcript.lines for word in line.text.split()}
        assert {"um", "uh"}.isdisjoint(left)
        assert len(edits) > 100
