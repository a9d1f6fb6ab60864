"""podscribe's own JSON: everything goes in and comes out."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from podscribe.errors import PodscribeError
from podscribe.formats import podscribe_json
from podscribe.transcript import Doubt, Grain, Header, Line, Note, Span, Transcript, Word
from tests.strategies import moderately, transcripts

WORD: dict[str, Any] = {"text": "a", "start": 0, "end": 1}
START = '{"format": "podscribe-transcript", "version": 1, "rows": '


@cache
def schema() -> Draft202012Validator:
    path = files("podscribe.formats") / "podscribe-transcript.schema.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def document(**fields: object) -> dict[str, object]:
    return {"format": "podscribe-transcript", "version": 1, "rows": [], **fields}


def test_everything_that_is_known_is_written_and_nothing_else() -> None:
    rows = (
        Header("Flour"),
        Note("NOTE x"),
        Line("So.", 62.0404, 63.5, "Mara", (Word("So.", 62.0404, 62.2, 0.98765),), (("a", "b"),)),
        Line("Yes."),
    )
    spans = (Span(62.0, 63.5, "Mara"),)
    written = podscribe_json.serialize(
        Transcript(rows, Grain.PARAGRAPH, spans, "en", 64.0, {"title": "Rye"}, {"model": "small"})
    )
    assert json.loads(written) == {
        "format": "podscribe-transcript",
        "version": 1,
        "language": "en",
        "duration": 64,
        "grain": "paragraph",
        "metadata": {"title": "Rye"},
        "provenance": {"model": "small"},
        "rows": [
            {"header": "Flour"},
            {"note": "NOTE x"},
            {
                "line": "So.",
                "start": 62.04,
                "end": 63.5,
                "speaker": "Mara",
                "words": [{"text": "So.", "start": 62.04, "end": 62.2, "probability": 0.9877}],
                "extra": {"a": "b"},
            },
            {"line": "Yes."},
        ],
        "spans": [{"start": 62, "end": 63.5, "speaker": "Mara"}],
    }
    assert written.endswith("}\n")


def test_a_word_whose_speaker_is_a_guess_says_so() -> None:
    word = Word("So.", 1.0, 1.5, doubts=(Doubt.SPEAKER,))
    written = podscribe_json.serialize(Transcript((Line("So.", words=(word,)),)))
    (row,) = json.loads(written)["rows"]
    assert row["words"] == [{"text": "So.", "start": 1, "end": 1.5, "doubts": ["speaker"]}]
    assert podscribe_json.parse(written).lines[0].words == (word,)


def test_a_word_that_was_edited_holds_what_was_heard() -> None:
    um = Word("Um,", 2.0, 2.2, 0.5, (Doubt.TEXT,))
    words = (
        Word("I", 2.25, 2.5, 0.9, heard=(um, Word("I", 2.25, 2.5, 0.9))),
        Word("use", 2.5, 2.75),
        Word("Apache", 2.75, 3.0, heard=(Word("kafka.", 2.75, 3.5),)),
        Word("Kafka.", 3.0, 3.5, heard=()),
    )
    written = podscribe_json.serialize(Transcript((Line("I use Apache Kafka.", words=words),)))
    schema().validate(json.loads(written))
    told = json.loads(written)["rows"][0]["words"]
    assert told[0]["heard"] == [
        {"text": "Um,", "start": 2, "end": 2.2, "probability": 0.5, "doubts": ["text"]},
        {"text": "I", "start": 2.25, "end": 2.5, "probability": 0.9},
    ]
    assert ["heard" in word for word in told] == [True, False, True, True]
    assert told[3]["heard"] == []
    assert podscribe_json.parse(written).lines[0].words == words


@settings(moderately)
@given(transcripts(), st.integers(0, 3))
def test_any_word_that_was_edited_survives(transcript: Transcript, count: int) -> None:
    rows = tuple(
        replace(row, words=tuple(replace(word, heard=row.words[:count]) for word in row.words))
        if isinstance(row, Line)
        else row
        for row in transcript.rows
    )
    edited = replace(transcript, rows=rows)
    written = podscribe_json.serialize(edited)
    schema().validate(json.loads(written))
    assert podscribe_json.parse(written) == edited


def test_an_empty_transcript_has_its_rows_and_its_grain() -> None:
    assert json.loads(podscribe_json.serialize(Transcript())) == document(grain="cue")


@settings(moderately)
@given(transcripts())
def test_any_transcript_survives_and_fits_the_schema(transcript: Transcript) -> None:
    written = podscribe_json.serialize(transcript)
    schema().validate(json.loads(written))
    assert podscribe_json.sniff(written)
    assert podscribe_json.parse(written) == transcript


@pytest.mark.parametrize(
    "fields",
    [
        {"rows": None},
        {"rows": [{}]},
        {"rows": [{"header": "a", "line": "b"}]},
        {"rows": [{"line": "a", "start": -1}]},
        {"rows": [{"line": "a", "words": [{"text": "a"}]}]},
        {"rows": [{"line": "a", "words": [WORD | {"heard": "a"}]}]},
        {"rows": [{"line": "a", "words": [WORD | {"heard": [{"text": "a"}]}]}]},
        {"rows": [{"line": "a", "words": [WORD | {"heard": [WORD | {"heard": []}]}]}]},
        {"rows": [{"line": "a", "words": [WORD | {"mood": "warm"}]}]},
        {"rows": [{"line": "a", "extra": {"a": 1}}]},
        {"grain": "word"},
        {"spans": [{"start": 1, "end": 2}]},
        {"mood": "warm"},
        {"version": 2},
    ],
)
def test_the_schema_refuses_what_is_no_transcript(fields: dict[str, Any]) -> None:
    assert not schema().is_valid(document(**fields))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not valid JSON"),
        ("[]", "the file should be an object and is a list"),
        ("{}", '"format" is not'),
        (START.replace("1,", "2,") + "[]}", "version is not 1"),
        (START + "{}}", "rows should be a list and is an object"),
        (START + "[7]}", r"rows\[0\] should be an object and is a number"),
        (START + '[{"line": "a"}, {}]}', r"rows\[1\].line should be text and is missing"),
        (START + '[{"header": null}]}', r"rows\[0\].header should be text"),
        (START + '[{"line": "a", "start": "1"}]}', r"rows\[0\].start should be a number"),
        (START + '[{"line": "a", "start": true}]}', r"rows\[0\].start should be a number"),
        (START + '[{"line": "a", "end": -1}]}', r"rows\[0\].end is -1, which is no time"),
        (START + '[{"line": "a", "speaker": 1}]}', r"rows\[0\].speaker should be text"),
        (START + '[{"line": "a", "words": [{}]}]}', r"rows\[0\].words\[0\].text should be text"),
        (
            START + '[{"line": "a", "words": [{"text": "a", "start": 0, "end": 1, '
            '"doubts": ["mood"]}]}]}',
            r"rows\[0\].words\[0\].doubts holds something other than text, speaker",
        ),
        (
            START
            + '[{"line": "a", "words": [{"text": "a", "start": 0, "end": 1, "heard": "b"}]}]}',
            r"rows\[0\].words\[0\].heard should be a list and is text",
        ),
        (
            START
            + '[{"line": "a", "words": [{"text": "a", "start": 0, "end": 1, "heard": [{}]}]}]}',
            r"rows\[0\].words\[0\].heard\[0\].text should be text and is missing",
        ),
        (START + '[], "spans": [{"start": 1}]}', r"spans\[0\].end should be a number of seconds"),
        (START + '[], "grain": ["cue"]}', "grain is neither cue nor paragraph"),
        (START + '[], "metadata": []}', "metadata should be an object"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(text: str, what: str) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        podscribe_json.parse(text)
    assert caught.value.remedy


def test_a_field_that_is_not_known_is_passed_over() -> None:
    text = START + '[{"line": "a", "mood": 1}], "more": {}}'
    assert podscribe_json.parse(text).rows == (Line("a"),)
