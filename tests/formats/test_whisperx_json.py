"""JSON of WhisperX: words without times, segments of several speakers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podscribe.formats import whisperx_json
from podscribe.transcript import Line, Word


def word(
    text: str, start: float | None = None, end: float | None = None, **more: Any
) -> dict[str, Any]:
    known = {"start": start, "end": end}
    return {"word": text, **{key: at for key, at in known.items() if at is not None}, **more}


def read(*words: dict[str, Any], **more: Any) -> tuple[Line, ...]:
    """The lines of one segment from 1.0 to 5.0."""
    text = " ".join(each["word"] for each in words)
    segment = {"start": 1.0, "end": 5.0, "text": text, "words": words, **more}
    return whisperx_json.parse(json.dumps({"segments": [segment], "word_segments": []})).lines


def times(*words: dict[str, Any]) -> list[tuple[str, float, float]]:
    (line,) = read(*words)
    return [(each.text, each.start, each.end) for each in line.words]


def test_words_have_their_scores_and_lines_their_speakers() -> None:
    (line,) = read(word("Rye.", 1.0, 2.0, score=0.9), speaker="SPEAKER_01")
    assert line == Line("Rye.", 1.0, 5.0, "SPEAKER_01", (Word("Rye.", 1.0, 2.0, 0.9),))


def test_numbers_without_times_get_them_from_their_neighbours() -> None:
    assert times(word("In", 1.0, 2.0), word("2019"), word("we", 3.0, 4.0)) == [
        ("In", 1.0, 2.0),
        ("2019", 2.0, 3.0),
        ("we", 3.0, 4.0),
    ]


def test_several_words_without_times_share_the_gap() -> None:
    assert times(word("In", 1.0, 2.0), word("20"), word("%"), word("we", 4.0, 5.0))[1:3] == [
        ("20", 2.0, 3.0),
        ("%", 3.0, 4.0),
    ]


def test_words_without_times_at_the_edges_reach_to_those_of_the_segment() -> None:
    assert times(word("20"), word("%", 3.0, 4.0), word("5"))[0] == ("20", 1.0, 3.0)
    assert times(word("20"), word("%", 3.0, 4.0), word("5"))[2] == ("5", 4.0, 5.0)


def test_a_segment_of_which_no_word_has_a_time_has_no_word_times() -> None:
    assert read(word("20"), word("%")) == (Line("20 %", 1.0, 5.0),)


def test_no_word_ends_before_it_begins() -> None:
    assert all(
        start <= end for _, start, end in times(word("a", 3.0, 2.0), word("b"), word("c", 1.0, 2.0))
    )


def test_a_segment_that_changes_speaker_is_a_line_for_each() -> None:
    first, second, third = read(
        word("Why?", 1.0, 2.0, speaker="S0"),
        word("Rye", 2.0, 3.0, speaker="S1"),
        word("keeps.", 3.0, 3.5, speaker="S1"),
        word("Oh.", 4.0, 4.5, speaker="S0"),
    )
    assert (first.speaker, first.text, first.start, first.end) == ("S0", "Why?", 1.0, 2.0)
    assert (second.speaker, second.text, second.start, second.end) == ("S1", "Rye keeps.", 2.0, 3.5)
    assert [each.text for each in second.words] == ["Rye", "keeps."]
    assert (third.speaker, third.text) == ("S0", "Oh.")


def test_words_without_a_speaker_are_the_segments() -> None:
    lines = read(word("Why?", 1.0, 2.0), word("Rye.", 2.0, 3.0, speaker="S1"), speaker="S0")
    assert [(line.speaker, line.text) for line in lines] == [("S0", "Why?"), ("S1", "Rye.")]


def test_numbers_without_times_are_said_by_who_speaks_around_them() -> None:
    lines = read(
        word("2", 1.0, 1.2, speaker="S0"),
        word("or"),
        word("7?", speaker=None),
        word("Right,", 2.0, 2.5, speaker="S1"),
        word("12."),
        speaker="S1",
    )
    told = [(line.speaker, line.text) for line in lines]
    assert told == [("S0", "2 or 7?"), ("S1", "Right, 12.")]
    first = read(word("7"), word("years.", 1.2, 2.0, speaker="S0"), speaker="S1")
    assert [(line.speaker, line.text) for line in first] == [("S0", "7 years.")]


def test_scripts_without_blanks_keep_none_where_the_speaker_changes() -> None:
    said = [word(sign, 1.0 + at, 2.0 + at, speaker="S0") for at, sign in enumerate("机器")]
    lines = read(*said, *(word(sign, 4.0, 4.5, speaker="S1") for sign in "很好"))
    assert [line.text for line in lines] == ["机器", "很好"]


def test_the_speaker_that_all_words_name_is_the_lines() -> None:
    (line,) = read(word("Why?", 1.0, 2.0, speaker="S1"), speaker="S0")
    assert line.speaker == "S1"


def test_the_language_is_read() -> None:
    text = '{"segments": [{"text": "So."}], "language": "de"}'
    assert whisperx_json.parse(text).language == "de"
    assert whisperx_json.parse(text).rows == (Line("So."),)


@pytest.mark.parametrize(
    ("text", "sniffed"),
    [
        ('{"segments": [], "word_segments": []}', True),
        ('{"segments": [{"speaker": "S0"}]}', True),
        ('{"segments": [{"text": "So."}]}', False),
        ('{"word_segments": []}', False),
    ],
)
def test_it_is_told_by_what_only_it_writes(text: str, sniffed: bool) -> None:
    assert whisperx_json.sniff(text) is sniffed
