"""The tables of docs/conversions.md say what conversions do."""

from __future__ import annotations

import re
from functools import cache

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import (
    READABLE,
    WRITABLE,
    Feature,
    Format,
    features,
    named,
    parse_bytes,
    write_transcript,
)
from podscribe.transcript import Grain, Header, Line, Note, Span, Transcript, Word
from tests.docs.markdown import DOCS, tables, word_document

PAGE = DOCS / "conversions.md"
CANNOT, NOTHING = "–", "nothing"
LETTERS = {
    "E": Feature.ENDS,
    "S": Feature.SPEAKERS,
    "H": Feature.HEADERS,
    "W": Feature.WORDS,
    "P": Feature.SPANS,
    "N": Feature.NOTES,
    "L": Feature.LANGUAGE,
    "D": Feature.DURATION,
    "M": Feature.METADATA,
    "O": Feature.PROVENANCE,
    "C": Feature.STYLING,
    "T": Feature.TEXT,
}
OF_TEXT = {Feature.TIMES, Feature.ENDS, Feature.SPEAKERS, Feature.WORDS, Feature.STYLING}

QUESTION = (Word("How", 0.0, 0.4), Word("much", 0.5, 0.8), Word("bread?", 0.9, 1.5))
ANSWER = (Word("Two", 2.0, 2.4), Word("crates.", 2.5, 3.0))
RICH = Transcript(
    rows=(
        Note("NOTE the oven was still warm"),
        Header("Flour"),
        Line("How much bread?", 0.0, 1.5, "Mara", QUESTION, (("vtt-settings", "line:0"),)),
        Line("Two crates.", 2.0, 3.0, "Tom", ANSWER),
    ),
    grain=Grain.CUE,
    spans=(Span(0.0, 1.5, "Mara"), Span(2.0, 3.0, "Tom")),
    language="en",
    duration=6.0,
    metadata={"title": "Counting bread", "duration": "PT6S"},
    provenance={"model": "small"},
)
READ_ONLY = {  # together, the texts of one format hold all it can hold
    "whisper-json": [
        """{"language": "en", "duration": 3, "segments": [{"start": 0, "end": 1, "text": " Rye.",
            "words": [{"word": " Rye.", "start": 0, "end": 0.9, "probability": 0.8}]}]}"""
    ],
    "whisperx-json": [
        """{"language": "en", "word_segments": [], "segments": [
            {"start": 0, "end": 1, "text": "Rye.", "speaker": "SPEAKER_00",
             "words": [{"word": "Rye.", "start": 0, "end": 0.9, "score": 0.8}]}]}"""
    ],
    "json3": [
        """{"events": [{"tStartMs": 0, "dDurationMs": 900,
            "segs": [{"utf8": "rye"}, {"utf8": " bread", "tOffsetMs": 240}]}]}"""
    ],
    "timed-text": [
        """<timedtext format="3"><body><p t="0" d="900"><s>rye</s><s t="240"> bread</s></p></body>
           </timedtext>""",
        """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:m="http://www.w3.org/ns/ttml#metadata"
            xml:lang="en"><body><p begin="0s" end="1s" m:agent="Mara">Rye.</p></body></tt>""",
    ],
}

every_source = pytest.mark.parametrize("source", READABLE, ids=lambda format: format.name)


@cache
def transcripts(source: Format) -> tuple[Transcript, ...]:
    """What was read from the format, as rich as it gets."""
    return tuple(parse_bytes(content, source) for content in _contents(source))


def _contents(source: Format) -> list[bytes]:
    if source.serialize is not None:
        return [write_transcript(RICH, source.name).encode()]
    if source.name == "docx":
        return [word_document(write_transcript(RICH, "speaker-blocks").split("\n"))]
    return [text.encode() for text in READ_ONLY[source.name]]


def held(transcript: Transcript) -> set[Feature]:
    return set(features(transcript))


def written(transcript: Transcript, target: Format) -> str | None:
    """The transcript in another format, or None where it cannot be written."""
    try:
        return write_transcript(transcript, target.name)
    except PodscribeError:
        return None


def lost_as_shown(source: Format, target: str) -> set[Feature] | None:
    cell = tables(PAGE)[1][source.name][target]
    if cell == CANNOT:
        return None
    return set() if cell == NOTHING else {LETTERS[letter] for letter in cell.split()}


@every_source
def test_a_format_is_shown_to_hold_what_is_read_from_it(source: Format) -> None:
    row = tables(PAGE)[0][f"[{source.name}](formats/{source.name}.md)"]
    shown = {feature for feature in Feature if row[feature.value]}
    assert shown == set().union(*map(held, transcripts(source)))


def test_every_pair_of_formats_is_in_a_table() -> None:
    _, losses, made = tables(PAGE)
    for source in READABLE:
        targets = [*losses[source.name], *made[source.name]]
        assert sorted(name for name in targets if name != "from") == sorted(
            format.name for format in WRITABLE
        )


def test_the_letters_of_the_table_are_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for letter, feature in LETTERS.items():
        assert f"\n- {letter}: {feature.value}\n" in text


@every_source
def test_a_conversion_loses_what_the_table_names_and_nothing_else(source: Format) -> None:
    for name in tables(PAGE)[1][source.name]:
        if name == "from":
            continue
        target, shown = named(name), lost_as_shown(source, name)
        for transcript in transcripts(source):
            text = written(transcript, target)
            if shown is None or len(transcripts(source)) == 1:
                assert (text is None) == (shown is None), name
            if text is not None and shown is not None:
                lost = held(transcript) - kept(text, target)
                named_lost = lost - OF_TEXT if Feature.TEXT in lost else lost
                assert named_lost == shown & held(transcript), name


def kept(text: str, target: Format) -> set[Feature]:
    """What is read back; where nothing can be read, what stands in the text."""
    if target.parse is not None:
        return held(parse_bytes(text.encode(), target))
    assert target.name == "html"
    marks = {
        Feature.TEXT: "<p>",
        Feature.TIMES: "<time>",
        Feature.SPEAKERS: "<cite>",
        Feature.HEADERS: "<h2>",
    }
    return {feature for feature, mark in marks.items() if mark in text}


@every_source
def test_what_the_table_calls_possible_can_be_made_and_nothing_else(source: Format) -> None:
    for name, cell in tables(PAGE)[2][source.name].items():
        if name != "from":
            texts = [written(transcript, named(name)) for transcript in transcripts(source)]
            assert any(texts) == (cell == "yes"), name


def test_the_formats_that_round_times_down_are_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    (sentence,) = re.findall(r"^- Whole seconds, rounded down: (.*)$", text, re.MULTILINE)
    named_there = set(re.findall(r"`([\w-]+)`", sentence))
    late = Transcript(rows=(Line("Two crates.", 1.7, 3.0, "Tom"),))
    for target in WRITABLE:
        if target.parse is not None and Feature.TIMES in target.keeps:
            (line,) = parse_bytes(write_transcript(late, target.name).encode(), target).lines
            assert line.start == (1.0 if target.name in named_there else 1.7), target.name
