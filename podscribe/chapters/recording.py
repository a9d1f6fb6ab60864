"""The chapters that an audio file holds: in its ID3 tag, its MP4 boxes, its Vorbis comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.audio.container import OpenSound, open_sound
from podscribe.chapters import mp3
from podscribe.chapters.chapter import Chapter, Found, in_order
from podscribe.clock import LONGEST_S, parse_clock
from podscribe.errors import PodscribeError

if TYPE_CHECKING:
    from av.container import InputContainer

MP3 = "mp3"
_GUESSED = (MP3, "aac")  # whose length is guessed from their first bytes, where it is not stated
_SAME_S = 1.0  # within which one title is one chapter: MP4 files tell theirs twice
_COMMENT = re.compile(r"chapter(\d+)")


def read(path: Path) -> Found:
    """The chapters in an audio file; none where it holds none."""
    with open_sound(path) as sound:
        if sound.source.container == MP3:
            return mp3.read(path)
        return _from_container(sound)


def length_s(path: Path) -> float | None:
    """How long an audio file is, as far as it tells."""
    with open_sound(path) as sound:
        return _length_s(sound)


def require_mp3(path: Path) -> None:
    """Say what an audio file is, if no MP3."""
    with open_sound(path) as sound:
        kind = sound.source.container.partition(",")[0]
    if kind != MP3:
        raise PodscribeError(
            f"is {kind}, and chapters are written into MP3 only",
            file=path,
            remedy="give the episode as MP3",
        )


def _length_s(sound: OpenSound) -> float | None:
    if sound.stated_s is not None or sound.source.container not in _GUESSED:
        return sound.stated_s or sound.duration_s
    return _counted_s(sound.container, sound.stream.index) or sound.duration_s


def _counted_s(container: InputContainer, stream: int) -> float | None:
    """The length of all its packets, none of which is decoded."""
    import av

    seconds = 0.0
    try:
        for packet in container.demux(stream):
            seconds += float((packet.duration or 0) * packet.time_base) if packet.time_base else 0.0
    except av.FFmpegError:  # damaged from here on: what came before is no length
        return None
    return seconds


def _from_container(sound: OpenSound) -> Found:
    origin_s = sound.origin_s or 0.0
    chapters = [
        Chapter(
            float(each["start"] * each["time_base"]) - origin_s, each["metadata"].get("title", "")
        )
        for each in sound.container.chapters()
        if each["time_base"]
    ]
    chapters += _from_comments(dict(sound.source.tags))
    given = [chapter for chapter in chapters if chapter.start <= LONGEST_S]
    found = in_order(given)
    again = {
        after
        for before, after in pairwise(found.chapters)
        if after.title == before.title and after.start - before.start < _SAME_S
    }
    return Found(tuple(each for each in found.chapters if each not in again), found.notes)


def _from_comments(tags: Mapping[str, str]) -> list[Chapter]:
    """Vorbis comments that FFmpeg leaves as they are, as their times have no milliseconds."""
    numbered = {key: match for key in tags if (match := _COMMENT.fullmatch(key))}
    times = {key: parse_clock(tags[key]) for key in sorted(numbered)}
    return [
        Chapter(start, tags.get(f"{key}name", ""))
        for key, start in times.items()
        if start is not None
    ]
