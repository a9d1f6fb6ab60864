"""The list of timecodes that goes under a video, write only.

    00:00 How it began
    12:40 What it cost
    1:02:05 What comes next

The first stands at 00:00, as video sites demand; minutes are padded.
"""

from __future__ import annotations

from podscribe.clock import HOUR_S, clock
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.chapters import chapters
from podscribe.transcript import Transcript


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A line for each chapter."""
    return "".join(
        f"{_padded(chapter.start)} {chapter.title}\n" for chapter in chapters(transcript)
    )


def _padded(seconds: float) -> str:
    return clock(seconds).rjust(5, "0") if seconds < HOUR_S else clock(seconds)


FORMAT = Format(
    name="timecodes",
    title="Timecodes for a video's description",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
