"""Podcast Namespace HTML transcript, write only.

    <cite>Mara:</cite>
    <time>1:02</time>
    <p>So tell us how it began.</p>

A header becomes an `<h2>`; all text is escaped.
"""

from __future__ import annotations

from html import escape

from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.transcript import Header, Line, Transcript


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A fragment for a page or a podcast feed: name and time once a turn."""
    written: list[str] = []
    before: Line | None = None
    for row in join_paragraphs(transcript).rows:
        if isinstance(row, Header):
            written.append(f"<h2>{escape(row.text)}</h2>")
            before = None
        elif isinstance(row, Line) and row.text.strip():
            if before is None or (before.speaker, before.start) != (row.speaker, row.start):
                written += _beginning(row)
            written.append(f"<p>{escape(' '.join(row.text.split()))}</p>")
            before = row
    if not any(line.startswith("<p>") for line in written):
        raise PodscribeError("has no words to write", remedy="give a transcript that has some")
    return "\n".join(written) + "\n"


def _beginning(line: Line) -> list[str]:
    name = [f"<cite>{escape(line.speaker)}:</cite>"] if line.speaker else []
    time = [f"<time>{clock(line.start)}</time>"] if line.start is not None else []
    return name + time


FORMAT = Format(
    name="html",
    title="Podcast Namespace HTML transcript",
    suffixes=(".html",),
    keeps=frozenset({Feature.TEXT, Feature.TIMES, Feature.SPEAKERS, Feature.HEADERS}),
    serialize=serialize,
)
