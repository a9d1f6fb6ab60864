"""Transcripts from text and to text, one format a file.

>>> transcript = parse_transcript("1:02 so tell us how it began", "lines")
>>> print(write_transcript(transcript, "srt"))
1
00:01:02,000 --> 00:01:03,533
so tell us how it began
<BLANKLINE>
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import LIMIT_LINE_BYTES, read_bytes, refuse_endless_lines
from podscribe.formats.format import Feature, Format, WriteOptions, features, left_out
from podscribe.formats.registry import (
    FORMATS,
    READABLE,
    WRITABLE,
    fullest_first,
    is_transcript_name,
    named,
    readable,
    writable,
)
from podscribe.layout.cues import CueOptions
from podscribe.transcript import Transcript

__all__ = [
    "AS_THEY_ARE",
    "FORMATS",
    "READABLE",
    "WRITABLE",
    "Feature",
    "Format",
    "Source",
    "WriteOptions",
    "features",
    "fullest_first",
    "is_transcript_name",
    "left_out",
    "load",
    "load_transcript",
    "named",
    "parse_bytes",
    "parse_transcript",
    "readable",
    "writable",
    "write_transcript",
    "written_again",
]

_WHOLE = CueOptions(max_characters=10**9, max_seconds=10**9)
AS_THEY_ARE = WriteOptions(lines=_WHOLE, captions=_WHOLE)  # cues that were cut are not cut again
LIMIT_NAME = 5000  # characters; sentences slip into the place of names, and those are findings


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read."""

    format: Format
    content: bytes
    transcript: Transcript


def load_transcript(path: str | Path, format_name: str | None = None) -> Transcript:
    """The transcript in a file (`-`: standard input), its format told by name or by content."""
    return load(path, format_name).transcript


def load(path: str | Path, format_name: str | None = None) -> Source:
    """A file (`-`: standard input) with its transcript and what it was taken for."""
    format = named(format_name) if format_name else None
    content = read_bytes(path)
    try:
        format = format or readable(content, path)
        return Source(format, content, parse_bytes(content, format))
    except PodscribeError as error:
        raise error.in_file(path) from error


def parse_bytes(content: bytes, format: Format) -> Transcript:
    """The transcript in a file's bytes."""
    if format.parse is None:
        raise PodscribeError(
            f"{format.name} can be written but not read", remedy="give what it was made from"
        )
    text = format.decode(content)
    if format.made_of_lines:
        refuse_endless_lines(text)
    transcript = format.parse(text)
    _refuse_endless(transcript)
    return transcript


def _refuse_endless(transcript: Transcript) -> None:
    """What no line of a file may hold, no line of a transcript may, however it was put together."""
    for line in transcript.lines:
        if len(line.text) > LIMIT_LINE_BYTES:
            raise PodscribeError(
                f"one cue or paragraph of {len(line.text) / 1024**2:.0f} MB",
                place=line.place,
                remedy="this is no transcript",
            )
        if line.speaker is not None and len(line.speaker) > LIMIT_NAME:
            raise PodscribeError(
                f"a speaker's name of {len(line.speaker)} characters",
                place=line.place,
                remedy="this is no transcript",
            )


def parse_transcript(text: str, format_name: str) -> Transcript:
    """The transcript in a text of the named format."""
    return parse_bytes(text.encode(), named(format_name))


def write_transcript(
    transcript: Transcript, format_name: str, options: WriteOptions = WriteOptions()
) -> str:
    """The transcript as text of the named format."""
    format = named(format_name)
    if format.serialize is None:
        names = ", ".join(each.name for each in WRITABLE)
        raise PodscribeError(
            f"{format.name} can be read but not written", remedy=f"choose from {names}"
        )
    return format.serialize(transcript, options)


def written_again(transcript: Transcript, source: Source) -> str | None:
    """The text of a file that is to hold this transcript; None where that would lose something."""
    format = source.format
    text = write_transcript(transcript, format.name, AS_THEY_ARE)
    if format.parse is None or format.parse(text) != transcript:
        return None
    return None if format.passed_over(format.decode(source.content)) else text
