"""Podcast Namespace chapters JSON, version 1.2.0, write only.

    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "How it began"}]}

Times are seconds.
"""

from __future__ import annotations

from podscribe.clock import tidy
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.chapters import chapters
from podscribe.transcript import Transcript

VERSION = "1.2.0"


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """An entry for each chapter."""
    entries = [
        {"startTime": tidy(chapter.start), "title": chapter.title}
        for chapter in chapters(transcript)
    ]
    return json_text.dump({"version": VERSION, "chapters": entries})


FORMAT = Format(
    name="chapters-json",
    title="Podcast Namespace chapters JSON 1.2.0",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
