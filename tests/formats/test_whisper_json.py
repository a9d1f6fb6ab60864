"""JSON of Whisper, faster-whisper and whisper.cpp."""

from __future__ import annotations

import json

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import whisper_json
from podscribe.scripts import joined
from podscribe.transcript import Line, Word

WORDS = [
    {"word": " So", "start": 62.0, "end": 62.2, "probability": 0.98},
    {"word": " tell us.", "start": 62.2, "end": 63.0, "probability": 0.5},
]
SEGMENT = {"start": 62.0, "end": 63.5, "text": " So tell us.", "words": WORDS}
LINE = Line(
    "So tell us.",
    62.0,
    63.5,
    words=(Word("So", 62.0, 62.2, 0.98), Word("tell us.", 62.2, 63.0, 0.5)),
)


def test_segments_are_cues_with_their_words() -> None:
    text = json.dumps({"text": " So tell us.", "segments": [SEGMENT], "language": "en"})
    transcript = whisper_json.parse(text)
    assert transcript.rows == (LINE,)
    assert (transcript.language, transcript.duration) == ("en", None)
    assert whisper_json.sniff(text)


def test_a_dumped_list_of_segments_is_read() -> None:
    text = json.dumps([SEGMENT, {"id": 2, "start": 64, "end": 65, "text": "Yes.", "words": None}])
    assert whisper_json.parse(text).rows == (LINE, Line("Yes.", 64.0, 65.0))
    assert whisper_json.sniff(text)


def test_what_whisper_cpp_writes_is_read() -> None:
    offsets = {"from": 1500, "to": 2250}
    text = json.dumps({"transcription": [{"offsets": offsets, "text": " So."}]})
    assert whisper_json.parse(text).rows == (Line("So.", 1.5, 2.25),)
    assert whisper_json.sniff(text)


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        (["[_BEG_]", " So", ",", " tell", " us", ".", "[_TT_150]"], ["So,", "tell", "us."]),
        ([" In", " ", "2024", " we"], ["In", "2024", "we"]),  # a blank by itself
        ([" In ", "rye", " or", "\n", "not"], ["In", "rye", "or", "not"]),  # at the end
        ([" sour", "d", "ough"], ["sourdough"]),
        (["sour", "dough"], ["sourdough"]),
        (["面", "包", "。"], ["面", "包。"]),
    ],
)
def test_tokens_of_whisper_cpp_are_the_words_of_its_text(
    tokens: list[str], words: list[str]
) -> None:
    said = [
        {"text": token, "offsets": {"from": 100 * at, "to": 100 * at + 100}, "p": 1 - at / 10}
        for at, token in enumerate(tokens)
    ]
    text = "".join(token for token in tokens if not token.startswith("[_"))
    segment = {"offsets": {"from": 0, "to": 900}, "text": text, "tokens": said}
    (line,) = whisper_json.parse(json.dumps({"transcription": [segment]})).lines
    assert [word.text for word in line.words] == words
    assert joined(words) == " ".join(line.text.split())
    assert all(word.start < word.end for word in line.words)


def test_a_word_of_several_tokens_lasts_as_long_as_they_do() -> None:
    tokens = [
        {"text": " sour", "offsets": {"from": 100, "to": 300}, "p": 0.9},
        {"text": "dough", "offsets": {"from": 300, "to": 700}, "p": 0.5},
    ]
    segment = {"offsets": {"from": 0, "to": 900}, "text": " sourdough", "tokens": tokens}
    (line,) = whisper_json.parse(json.dumps({"transcription": [segment]})).lines
    assert line.words == (Word("sourdough", 0.1, 0.7, 0.5),)


def test_a_duration_that_stands_beside_the_segments_is_read() -> None:
    text = json.dumps({"segments": [SEGMENT], "duration": 90})
    assert whisper_json.parse(text).duration == 90.0


def test_a_word_of_blanks_is_no_word() -> None:
    segment = {**SEGMENT, "words": [*WORDS, {"word": "  ", "start": 63.0, "end": 63.1}]}
    assert whisper_json.parse(json.dumps([segment])).rows == (LINE,)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ({}, "segments should be a list and is missing"),
        ([], "has no segments"),
        ("so", "the file should be an object and is text"),
        ([{"start": 1}], r"segments\[0\].text should be text and is missing"),
        ([{"text": "a", "words": [{"word": 1}]}], r"segments\[0\].words\[0\].word should be text"),
        ([{"text": "a", "words": {}}, 1], r"segments\[1\] should be an object"),
        ([{"text": "a", "words": "b"}], r"segments\[0\].words should be a list"),
        ({"transcription": [{"text": "a"}]}, r"transcription\[0\].offsets should be an object"),
        ({"transcription": [{"offsets": {}, "text": "a"}]}, r"offsets.from should be a number"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(value: object, what: str) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        whisper_json.parse(json.dumps(value))
    assert caught.value.remedy


@pytest.mark.parametrize(("written", "read"), [("english", "en"), ("de", "de"), ("German", "de")])
def test_a_language_named_in_full_is_read_as_its_code(written: str, read: str) -> None:
    text = json.dumps({"language": written, "segments": [{"text": "So."}]})
    assert whisper_json.parse(text).language == read
