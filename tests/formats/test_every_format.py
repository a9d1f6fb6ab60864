"""What holds for every format: its readers fail in one way, it keeps what it says it keeps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import (
    READABLE,
    WRITABLE,
    Feature,
    Format,
    features,
    parse_bytes,
    parse_transcript,
    write_transcript,
)
from podscribe.transcript import Grain, Header, Line, Note, Span, Transcript, Word
from tests.fuzz_samples import samples
from tests.strategies import anything, captions, damaged, damaged_json, moderately, paragraphs

EITHER_WAY = [format for format in READABLE if format.serialize is not None]
NEED_WORDS = [format for format in WRITABLE if format.name != "json"]
JSON = [format for format in READABLE if ".json" in format.suffixes]

every_reader = pytest.mark.parametrize("format", READABLE, ids=lambda format: format.name)


def rich(grain: Grain) -> Transcript:
    """A transcript that holds all that one can hold."""
    first = (Word("Why", 1.0, 1.2, 0.9), Word("rye?", 1.2, 1.6, 0.8))
    styled = (("vtt-settings", "line:0"),) if grain is Grain.CUE else ()  # of captions only
    second = (Word("It", 2.0, 2.1, 0.7), Word("keeps.", 2.1, 2.5, 0.95))
    return Transcript(
        rows=(
            Header("What rye can do"),
            Note("NOTE still warm"),
            Line("Why rye?", 1.0, 1.6, "Mara", first, styled),
            Line("It keeps.", 2.0, 2.5, "Tom", second),
        ),
        grain=grain,
        spans=(Span(1.0, 1.6, "Mara"), Span(1.9, 2.5, "Tom")),
        language="en",
        duration=3.0,
        metadata={"title": "Rye", "guests": ["tom"]},
        provenance={"model": "small"},
    )


def texts_of(format: Format) -> list[str]:
    """The format's samples as the text that its reader gets."""
    return [format.decode(each.content) for each in samples() if each.format == format.name]


def reads_or_refuses(format: Format, text: str) -> None:
    """Whether reading ends in a transcript or in the one error that a user meets."""
    assert format.parse is not None
    format.sniff(text)
    try:
        transcript = format.parse(text)
    except PodscribeError:
        return
    assert isinstance(transcript, Transcript)
    write_transcript(transcript, "json").encode()


@every_reader
def test_a_reader_takes_or_refuses_any_text(format: Format) -> None:
    @settings(moderately)
    @given(anything())
    def holds(text: str) -> None:
        reads_or_refuses(format, text)

    holds()


@every_reader
def test_a_reader_takes_or_refuses_a_damaged_text(format: Format) -> None:
    @settings(moderately)
    @given(damaged(texts_of(format)))
    def holds(text: str) -> None:
        reads_or_refuses(format, text)

    holds()


@pytest.mark.parametrize("format", JSON, ids=lambda format: format.name)
def test_a_reader_of_json_takes_or_refuses_values_of_any_kind(format: Format) -> None:
    @settings(moderately)
    @given(damaged_json(texts_of(format)))
    def holds(text: str) -> None:
        reads_or_refuses(format, text)

    holds()


@every_reader
def test_a_reader_takes_or_refuses_any_bytes(format: Format) -> None:
    @settings(moderately, max_examples=20)
    @given(st.binary(max_size=80))
    def holds(content: bytes) -> None:
        try:
            assert isinstance(parse_bytes(content, format), Transcript)
        except PodscribeError:
            return

    holds()


@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize("format", EITHER_WAY, ids=lambda format: format.name)
def test_a_format_keeps_what_it_says_and_nothing_else(format: Format, grain: Grain) -> None:
    text = write_transcript(rich(grain), format.name)
    held = features(rich(grain)).keys()
    assert features(parse_transcript(text, format.name)).keys() == format.keeps & held


def test_the_rich_transcript_has_every_feature() -> None:
    assert features(rich(Grain.CUE)).keys() == set(Feature)


def unmistakable(transcript: Transcript) -> Transcript:
    """The transcript without what some formats take for speakers, dashes, headings and tags."""
    plain = str.maketrans("[-–#<{", "xxxxxx")
    lines = (replace(line, text=line.text.translate(plain)) for line in transcript.lines)
    return replace(transcript, rows=tuple(lines))


@pytest.mark.parametrize("format", EITHER_WAY, ids=lambda format: format.name)
def test_what_was_written_is_written_the_same_again(format: Format) -> None:
    @settings(moderately, max_examples=25)
    @given(st.one_of(captions(), paragraphs()))
    def holds(transcript: Transcript) -> None:
        try:
            once = write_transcript(unmistakable(transcript), format.name)
        except PodscribeError:
            return  # it has no time, or nobody speaks
        assert write_transcript(parse_transcript(once, format.name), format.name) == once

    holds()


@pytest.mark.parametrize("format", NEED_WORDS, ids=lambda format: format.name)
def test_a_transcript_without_words_is_refused_with_a_remedy(format: Format) -> None:
    with pytest.raises(PodscribeError, match=r"; ") as caught:
        write_transcript(Transcript(), format.name)
    assert caught.value.remedy


@pytest.mark.parametrize("format", READABLE, ids=lambda format: format.name)
def test_an_empty_text_is_refused_with_a_remedy(format: Format) -> None:
    assert format.parse is not None
    with pytest.raises(PodscribeError) as caught:
        format.parse("")
    assert caught.value.remedy
