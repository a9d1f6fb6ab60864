"""The formats by name, by content and by suffix."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import (
    FORMATS,
    Format,
    load_transcript,
    named,
    parse_bytes,
    parse_transcript,
    readable,
    writable,
    write_transcript,
)
from podscribe.transcript import Line, Transcript
from tests.fuzz_samples import Sample, samples

TEXTS = [sample for sample in samples() if sample.format != "docx"]
CUE = Transcript(rows=(Line("So.", 1.0, 2.0),))


def test_every_format_can_be_read_or_written_and_has_a_name_of_its_own() -> None:
    assert len({format.name for format in FORMATS}) == len(FORMATS)
    assert all(format.parse or format.serialize for format in FORMATS)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_a_format_is_found_by_its_name(format: Format) -> None:
    assert named(format.name) is format


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("webvtt", "vtt"),
        ("pages", "page"),
        ("line", "lines"),
        ("txt", "lines"),
        ("md", "page"),
        (".XML", "timed-text"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(name: str, near: str) -> None:
    with pytest.raises(PodscribeError, match=f"did you mean {near}?"):
        named(name)


def test_a_name_that_is_nothing_like_one_is_answered_with_all() -> None:
    with pytest.raises(PodscribeError, match="the formats are page, vtt"):
        named("qqq")


@pytest.mark.parametrize("suffix", [None, ".txt", ".json", ".md", ""])
@pytest.mark.parametrize("sample", TEXTS, ids=lambda sample: sample.format)
def test_a_format_is_told_by_its_content_whatever_the_suffix(
    sample: Sample, suffix: str | None
) -> None:
    found = readable(sample.content, f"talk{sample.suffix if suffix is None else suffix}")
    if {found.name, sample.format} == {"whisper-json", "whisperx-json"}:
        return  # each reads what the other writes
    assert found.name == sample.format


def test_an_empty_file_is_refused_before_its_suffix_is_believed() -> None:
    with pytest.raises(PodscribeError, match="is empty"):
        readable(b" \n", "talk.vtt")


def test_a_file_that_is_nothing_gets_the_error_of_its_only_suffix() -> None:
    assert readable(b"so it began", "talk.vtt").name == "vtt"
    with pytest.raises(PodscribeError, match="holds no transcript") as caught:
        readable(b"so it began", "talk.txt")
    assert caught.value.remedy == "podscribe convert --from NAME reads it if it is one"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("talk.txt", "lines"),
        ("talk.json", "json"),
        ("talk.MD", "page"),
        ("a.b/talk.srt", "srt"),
        ("talk.html", "html"),
    ],
)
def test_a_suffix_names_the_format_to_write(path: str, name: str) -> None:
    assert writable(path).name == name


@pytest.mark.parametrize("path", ["talk", "talk.docx", "talk.mp3", ".txt"])
def test_a_suffix_that_names_none_is_refused(path: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        writable(path)
    assert caught.value.remedy == "name the format with --to"


def test_what_can_only_be_written_is_not_read() -> None:
    with pytest.raises(PodscribeError, match="can be written but not read"):
        parse_transcript("<p>So.</p>", "html")


def test_what_can_only_be_read_is_not_written() -> None:
    with pytest.raises(PodscribeError, match="can be read but not written"):
        write_transcript(CUE, "json3")


def test_an_error_names_the_file_and_its_line(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_bytes(b"WEBVTT\n\nstray\n")
    with pytest.raises(PodscribeError) as caught:
        load_transcript(path)
    assert str(caught.value).startswith(f"{path}:3: a cue without its times; ")


def test_a_line_of_megabytes_is_refused_where_lines_are_short() -> None:
    endless = b"1:02 " + b"so " * 400_000
    with pytest.raises(PodscribeError, match="a line of"):
        parse_bytes(endless, named("lines"))


def test_a_word_document_is_told_by_its_suffix() -> None:
    assert readable(b"PK", "talk.DOCX").name == "docx"
