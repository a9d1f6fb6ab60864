"""CUE sheets: the tracks of a disc, or the chapters of one long file.

    FILE "episode.mp3" MP3
      TRACK 01 AUDIO
        TITLE "How it began"
        INDEX 01 00:00:00

A time is minutes, seconds and frames, 75 of them a second. A track begins at its index 01.

>>> parse('TRACK 01 AUDIO\\nTITLE "Flour"\\nINDEX 01 62:30:15').chapters
(Chapter(start=3750.2, title='Flour'),)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from podscribe.chapters.chapter import Chapter, Found, in_order
from podscribe.clock import LONGEST_S, MINUTE_S
from podscribe.errors import PodscribeError
from podscribe.formats.plain import numbered_lines

FRAMES = 75  # a second
_TRACK = re.compile(r"^\s*TRACK\s+\d+\s+\w+", re.IGNORECASE | re.MULTILINE)
_COMMAND = re.compile(r"\s*(?P<name>FILE|TRACK|TITLE|INDEX)\s+(?P<rest>.*?)\s*", re.IGNORECASE)
_INDEX = re.compile(r"(?P<number>\d{1,2})\s+(?P<m>\d{1,5}):(?P<s>[0-5]?\d):(?P<f>\d{1,2})")
_BEGIN = 1  # the index at which a track begins; index 0 is the pause before it


@dataclass(frozen=True, slots=True)
class _Track:
    place: int
    title: str = ""
    starts: tuple[tuple[int, float], ...] = ()  # by the numbers of its indices


def sniff(text: str) -> bool:
    return _TRACK.search(text) is not None


def parse(text: str) -> Found:
    """A chapter for each track."""
    tracks = [*_tracks(text)]
    if not tracks:
        raise PodscribeError("has no TRACK", remedy="give a cue sheet with its tracks")
    return in_order([Chapter(_start(track), track.title) for track in tracks])


def _tracks(text: str) -> Iterator[_Track]:
    track: _Track | None = None
    files = 0
    for place, line in numbered_lines(text):
        match = _COMMAND.fullmatch(line)
        name, rest = (match["name"].upper(), match["rest"]) if match else ("", "")
        if name == "FILE":
            files += 1
            _refuse_several(files, place)
        elif name == "TRACK":
            if track is not None:
                yield track
            track = _Track(place)
        elif name == "TITLE" and track is not None:
            track = replace(track, title=_unquoted(rest))
        elif name == "INDEX" and track is not None:
            track = replace(track, starts=(*track.starts, _index(rest, place)))
    if track is not None:
        yield track


def _refuse_several(files: int, place: int) -> None:
    if files > 1:
        raise PodscribeError(
            "names several files, and times count anew in each",
            place=place,
            remedy="give the cue sheet of the one episode",
        )


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _index(text: str, place: int) -> tuple[int, float]:
    match = _INDEX.fullmatch(text)
    seconds: float = LONGEST_S + 1
    if match and int(match["f"]) < FRAMES:
        seconds = int(match["m"]) * MINUTE_S + int(match["s"]) + int(match["f"]) / FRAMES
    if not match or seconds > LONGEST_S:
        raise PodscribeError(
            f"its INDEX is no time: {text[:40]!r}",
            place=place,
            remedy="write minutes:seconds:frames, with up to 74 frames",
        )
    return int(match["number"]), seconds


def _start(track: _Track) -> float:
    starts = dict(track.starts)
    if not starts:
        raise PodscribeError(
            "a TRACK without its INDEX", place=track.place, remedy="add 'INDEX 01 mm:ss:ff'"
        )
    return starts.get(_BEGIN, min(starts.values()))
