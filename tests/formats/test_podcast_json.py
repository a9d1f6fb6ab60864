"""Podcast Namespace transcript JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.formats import podcast_json
from podscribe.transcript import Grain, Header, Line, Span, Transcript
from tests.strategies import captions, moderately


def segments(*rows: Line | Header, grain: Grain = Grain.CUE) -> list[dict[str, object]]:
    document = json.loads(podcast_json.serialize(Transcript(rows=rows, grain=grain)))
    assert document["version"] == "1.0.0"
    found: list[dict[str, object]] = document["segments"]
    return found


def read(*fields: dict[str, object]) -> tuple[Line, ...]:
    return podcast_json.parse(json.dumps({"version": "1.0.0", "segments": fields})).lines


def test_a_segment_has_what_the_specification_names() -> None:
    assert segments(Header("Flour"), Line("So tell us.", 62.0404, 63.5, "Mara")) == [
        {"speaker": "Mara", "startTime": 62.04, "endTime": 63.5, "body": "So tell us."}
    ]


def test_a_speaker_nobody_knows_is_left_out() -> None:
    assert "speaker" not in segments(Line("So.", 1.0, 2.0))[0]


def test_paragraphs_of_one_turn_get_a_start_each() -> None:
    rows = Line("a" * 10, 4.0), Line("b" * 10, 4.0), Line("c", 6.0, 7.0)
    starts = [each["startTime"] for each in segments(*rows, grain=Grain.PARAGRAPH)]
    assert starts == [4, 5, 6]


def test_missing_fields_are_unknown() -> None:
    assert read({"body": " So. ", "speaker": ""}) == (Line("So."),)


@settings(moderately)
@given(captions())
def test_captions_survive(transcript: Transcript) -> None:
    assert podcast_json.parse(podcast_json.serialize(transcript)) == transcript


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "segments should be a list and is missing"),
        ('{"segments": []}', "has no segments"),
        ('{"segments": [{"startTime": 1}]}', r"segments\[0\].body should be text"),
        ('{"segments": [{"body": "a", "startTime": "1"}]}', r"segments\[0\].startTime"),
        ('{"segments": [{"body": "a", "speaker": 1}]}', r"segments\[0\].speaker"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(text: str, what: str) -> None:
    with pytest.raises(PodscribeError, match=what):
        podcast_json.parse(text)


def test_a_transcript_without_times_is_refused() -> None:
    with pytest.raises(PodscribeError, match="has no times") as caught:
        podcast_json.serialize(Transcript(rows=(Line("So."),)))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "sniffed"),
    [
        ('{"segments": [{"body": "a"}]}', True),
        ('{"segments": [{"text": "a"}]}', False),
        ('{"segments": {"body": 1}}', False),
        ('{"segments": [[]]}', False),
        ('{"rows": []}', False),
    ],
)
def test_it_is_told_by_its_bodies(text: str, sniffed: bool) -> None:
    assert podcast_json.sniff(text) is sniffed


def test_a_transcript_without_words_lacks_words_before_times() -> None:
    with pytest.raises(PodscribeError, match="has no words to write"):
        podcast_json.serialize(Transcript(spans=(Span(0.0, 1.0, "Mara"),)))
