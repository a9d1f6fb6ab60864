"""Chapters from whatever a user names: a file of any kind, the audio, the page, or nothing.

What a file is, its content tells: audio, a page or another transcript with headers, chapters JSON,
`quotableClips`, a CUE sheet, Audacity labels, a list of timecodes.

>>> parse_chapters("0:00 Hello\\n1:02 The bill\\n").chapters
(Chapter(start=0.0, title='Hello'), Chapter(start=62.0, title='The bill'))
"""

from __future__ import annotations

from pathlib import Path

from podscribe.chapters import cue_sheet, labels, recording
from podscribe.chapters.chapter import Found
from podscribe.clock import parse_duration
from podscribe.errors import PodscribeError
from podscribe.files import (
    STANDARD_STREAM,
    decode_text,
    read_bytes,
    refuse_endless_lines,
    unreadable,
)
from podscribe.formats import (
    READABLE,
    chapters_json,
    clips,
    front_matter,
    lines,
    page,
    parse_bytes,
    timecodes,
)
from podscribe.formats.page_source import read_page
from podscribe.formats.plain import BYTE_ORDER_MARK
from podscribe.layout.chapters import header_chapters
from podscribe.transcript import Transcript

# names for what is no file by that name
AUDIO, PAGE, NONE, AUTO = "audio", "page", "none", "auto"
_OPENING_BYTES = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def chapters_from(
    source: str | Path, *, audio: str | Path | None = None, episode_page: str | Path | None = None
) -> Found:
    """The chapters in a file (`-`: standard input), or those of `audio`, `page` or `none`.

    The last three are names for the two files that are given, and for no chapters. What is named
    and holds no chapters is an error.
    """
    if str(source) == NONE:
        return Found(())
    path = {AUDIO: audio, PAGE: episode_page}.get(str(source), source)
    if path is None:
        raise PodscribeError(
            f"there is no {source} to take chapters from", remedy="name a file that holds them"
        )
    try:
        found = _found(path)
    except PodscribeError as error:
        raise error.in_file(path) from error
    if not found.chapters:
        raise PodscribeError(
            "holds no chapters", remedy="name a file that does: a list of timecodes, a page, audio"
        ).in_file(path)
    return found


def _found(path: str | Path) -> Found:
    if is_text(path):
        return parse_chapters(decode_text(read_bytes(path)))
    return recording.read(Path(path))


def is_text(path: str | Path) -> bool:
    """Whether a file is text, by its first bytes; standard input is."""
    if str(path) == STANDARD_STREAM:
        return True
    try:
        with open(path, "rb") as file:
            opening = file.read(_OPENING_BYTES)
    except OSError as error:
        raise unreadable(path, error) from error
    return b"\0" not in opening or opening.startswith(_UTF16)


def parse_chapters(text: str) -> Found:
    """The chapters in a text of any kind that can hold some."""
    transcript = transcript_in(text)
    if transcript is None:
        return parse_list(text)
    found = transcript_chapters(transcript)
    if not found.chapters:
        raise PodscribeError(
            "has neither headers nor clips", remedy="name a file that holds chapters"
        )
    return found


def parse_list(text: str) -> Found:
    """The chapters in a text that holds nothing else."""
    refuse_endless_lines(text)
    said = text.removeprefix(BYTE_ORDER_MARK).lstrip()
    if not said:
        raise PodscribeError("is empty", remedy="give a list of chapters")
    if said.startswith("{"):
        return chapters_json.parse_chapters(text)
    if said.startswith(f"{clips.CLIPS}:"):
        return _of_block(said)
    if cue_sheet.sniff(text):
        return cue_sheet.parse(text)
    return labels.parse(text) if labels.sniff(text) else timecodes.parse_chapters(text)


def _of_block(text: str) -> Found:
    """The clips of a page in a file of their own."""
    node = front_matter.compose(text)
    block = None if node is None else front_matter.plain(node)
    return clips.parse_chapters(block if isinstance(block, dict) else {})


def transcript_in(text: str) -> Transcript | None:
    """The transcript in a text; None where it is none, or cannot be told from a list of times.

    That of a page may have no rows yet.
    """
    others = (format for format in READABLE if format is not lines.FORMAT)
    format = next((format for format in others if format.sniff(text)), None)
    if format is None:
        return None
    if format is page.FORMAT and not (taken := read_page(text)).rows:
        length = taken.metadata.get("duration")
        duration = parse_duration(length) if isinstance(length, str) else None
        return Transcript(duration=duration, metadata=taken.metadata)
    return parse_bytes(text.encode(), format)


def transcript_chapters(transcript: Transcript) -> Found:
    """The chapters that headers tell, else the clips that its metadata holds."""
    found = header_chapters(transcript)
    return found if found.chapters else clips.parse_chapters(transcript.metadata)
