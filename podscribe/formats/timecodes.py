"""The list of timecodes that goes under a video.

    00:00 How it began
    12:40 What it cost
    1:02:05 What comes next

The first is written at 00:00, as video sites demand; minutes are padded. Read is what people paste:
times in brackets, dashes and bullets around them, times behind the titles, text in between.

>>> parse_chapters("Our guest is Tom.\\n\\n(0:00) Hello\\n- 1:02:05 | The bill\\n").chapters
(Chapter(start=0.0, title='Hello'), Chapter(start=3725.0, title='The bill'))
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from podscribe.chapters.chapter import Chapter, Found, in_order
from podscribe.clock import HOUR_S, TIME, clock, parse_clock
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.plain import numbered_lines
from podscribe.layout.chapters import chapters
from podscribe.transcript import Transcript

LONGEST_LINE = 1000  # characters; what is longer is no title
CUES_FROM = 10  # so many times, so close to each other, are those of a transcript's cues
CUES_WITHIN_S = 10.0  # video sites take no chapter that is shorter
_TIME = rf"[\[(]?(?P<time>{TIME})[\])]?(?!\w|:\d)"
_LINK = r"(?:\(https?://[^)\s]*\))?"  # of a time that Markdown makes a link
_UNTIL = rf"(?:\s*[-–—]+\s*[\[(]?{TIME}[\])]?(?!\w|:\d))?"
_BETWEEN = r"(?:[\s\-–—:|•·]|\.(?!\w)|(?<!\s)\.)*"  # the full stop of .NET is the title's
_AHEAD = re.compile(rf"[^\w\[(]*(?:\d{{1,3}}[.)]\s+)?{_TIME}{_LINK}{_UNTIL}{_BETWEEN}(?P<title>.*)")
_BEHIND = re.compile(rf"(?P<title>.*?)[\s\-–—:|•·.]+{_TIME}{_UNTIL}\s*")


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A line for each chapter that its headers tell."""
    return write_chapters(chapters(transcript))


def write_chapters(given: Sequence[Chapter]) -> str:
    """A line for each chapter."""
    starts = [0.0, *(chapter.start for chapter in given[1:])]
    return "".join(
        f"{_padded(start)} {chapter.title}\n" for start, chapter in zip(starts, given, strict=False)
    )


def _padded(seconds: float) -> str:
    return clock(seconds).rjust(5, "0") if seconds < HOUR_S else clock(seconds)


def parse_chapters(text: str) -> Found:
    """A chapter for each line with a time; the other lines are no part of the list."""
    lines = [(place, line.strip()) for place, line in numbered_lines(text) if line.strip()]
    told = _told(lines, _AHEAD) or _told(lines, _BEHIND)
    if not told:
        raise PodscribeError(
            "has no line with the time of a chapter", remedy="write them as '12:40 Title'"
        )
    _refuse_cues([chapter.start for chapter in told.values()])
    others = [str(place) for place, _ in lines if place not in told]
    notes = [f"no time in line {', '.join(others)}: left out"] if others else []
    return in_order([*told.values()], notes)


def _told(lines: Sequence[tuple[int, str]], pattern: re.Pattern[str]) -> dict[int, Chapter]:
    """The chapters by the numbers of their lines."""
    found: dict[int, Chapter] = {}
    for place, line in lines:
        match = pattern.fullmatch(line) if len(line) <= LONGEST_LINE else None
        start = parse_clock(match["time"]) if match else None
        if match and start is not None:
            found[place] = Chapter(start, match["title"].strip())
    return found


def _refuse_cues(starts: Sequence[float]) -> None:
    if len(starts) < CUES_FROM:
        return
    gap = median(abs(after - before) for before, after in pairwise(starts))
    if gap < CUES_WITHIN_S:
        raise PodscribeError(
            f"has {len(starts)} times, one every {gap:.0f} s: it is a transcript, no chapters",
            remedy="give the list of its chapters",
        )


FORMAT = Format(
    name="timecodes",
    title="Timecodes for a video's description",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
