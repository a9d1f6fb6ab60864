"""Every format podscribe knows. A new one is a file beside this one and a line in FORMATS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path, PurePath

from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text
from podscribe.formats import (
    chapters_json,
    clips,
    docx,
    html,
    json3,
    json_text,
    lines,
    page,
    podcast_json,
    podscribe_json,
    rttm,
    speaker_blocks,
    srt,
    timecodes,
    timed_text,
    vtt,
    whisper_json,
    whisperx_json,
)
from podscribe.formats.format import Format

FORMATS: Sequence[Format] = (  # where several could read a text, the first is taken
    page.FORMAT,
    vtt.FORMAT,
    srt.FORMAT,
    rttm.FORMAT,
    podscribe_json.FORMAT,
    podcast_json.FORMAT,
    json3.FORMAT,
    whisperx_json.FORMAT,
    whisper_json.FORMAT,
    timed_text.FORMAT,
    docx.FORMAT,
    speaker_blocks.FORMAT,
    lines.FORMAT,
    timecodes.FORMAT,
    chapters_json.FORMAT,
    clips.FORMAT,
    html.FORMAT,
)
READABLE = tuple(format for format in FORMATS if format.parse is not None)
WRITABLE = tuple(format for format in FORMATS if format.serialize is not None)
_HELD = {  # how much files of a suffix can hold
    suffix: len(format.reads) for format in reversed(READABLE) for suffix in format.suffixes
}
BY_NAME = {format.name: format for format in FORMATS}


def named(name: str) -> Format:
    """The format of a name, or an error with the nearest one."""
    if name in BY_NAME:
        return BY_NAME[name]
    suffix = f".{name.lower().removeprefix('.')}"
    near = [format.name for format in _preferred(FORMATS) if suffix in format.suffixes]
    near = near or get_close_matches(name, BY_NAME, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"the formats are {', '.join(BY_NAME)}"
    raise PodscribeError(f"{name!r} is no format", remedy=remedy)


def readable(content: bytes, path: str | Path) -> Format:
    """The format of what a file holds: told by its content among those of its suffix first."""
    suffix = PurePath(path).suffix.lower()
    candidates = [format for format in READABLE if suffix in format.suffixes]
    for format in candidates:
        if format.decode is not decode_text:
            return format
    text = decode_text(content)
    if not text.strip():
        raise PodscribeError("is empty", remedy="give a transcript")
    others = [format for format in READABLE if format not in candidates]
    for format in [*candidates, *others]:
        if format.sniff(text):
            return format
    if len(candidates) == 1:
        return candidates[0]  # its own error says best what is missing
    if suffix == ".json":
        json_text.load(text)  # says where it is broken
    raise PodscribeError(
        "holds no transcript that podscribe recognizes",
        remedy="podscribe convert --from NAME reads it if it is one",
    )


def is_transcript_name(path: PurePath) -> bool:
    """Whether a file's name is one of a transcript that podscribe reads."""
    return path.suffix.lower() in _HELD


def fullest_first(paths: Iterable[Path], *, edited: bool) -> list[Path]:
    """Transcripts of one episode, those that can hold most first.

    Of `edited` ones, the page comes before all others: it is what people correct.
    """

    def rank(path: Path) -> tuple[bool, int]:
        suffix = path.suffix.lower()
        return not (edited and suffix in page.FORMAT.suffixes), -_HELD[suffix]

    return sorted(paths, key=rank)


def writable(path: str | Path) -> Format:
    """The format to write to a path, told by its suffix."""
    suffix = PurePath(path).suffix.lower()
    for format in _preferred(WRITABLE):
        if suffix in format.suffixes:
            return format
    what = f"no format is written to {suffix!r} files" if suffix else "the name tells no format"
    if str(path) == STANDARD_STREAM:
        path, what = "standard output", "has no name that tells the format"
    raise PodscribeError(what, file=path, remedy="name the format with --to")


def _preferred(formats: Sequence[Format]) -> Sequence[Format]:
    """Timestamped lines before other texts, podscribe's own JSON before others."""
    first = (lines.FORMAT, podscribe_json.FORMAT)
    return (*first, *(format for format in formats if format not in first))
