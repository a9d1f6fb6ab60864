"""Podcast Namespace chapters JSON, version 1.2.0.

    {"version": "1.2.0", "chapters": [{"startTime": 0, "title": "How it began"}]}

Times are seconds. A chapter with `"toc": false` only changes the picture and is none to list.

>>> parse_chapters('{"chapters": [{"startTime": 62.5, "title": "Flour"}]}').chapters
(Chapter(start=62.5, title='Flour'),)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from podscribe.chapters.chapter import Chapter, Found, in_order
from podscribe.clock import tidy
from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.chapters import chapters
from podscribe.transcript import Transcript

VERSION = "1.2.0"
KEY = "chapters"
_CHAPTER_KEYS = {"startTime", "title"}


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """An entry for each chapter that its headers tell."""
    return write_chapters(chapters(transcript))


def write_chapters(given: Sequence[Chapter]) -> str:
    """An entry for each chapter."""
    entries = [{"startTime": tidy(each.start), "title": each.title} for each in given]
    return json_text.dump({"version": VERSION, KEY: entries})


def parse_chapters(text: str) -> Found:
    """The chapters of any 1.x version; what else is known of them stays in the file."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    entries = [
        json_text.as_mapping(entry, f"{KEY}[{number}]")
        for number, entry in enumerate(json_text.as_sequence(document.get(KEY), KEY))
    ]
    if not entries:
        raise PodscribeError("has no chapters", remedy='add some under "chapters"')
    listed = {
        number: entry for number, entry in enumerate(entries) if entry.get("toc") is not False
    }
    hidden = len(entries) - len(listed)
    notes = [f"{hidden} of its chapters not to be listed (toc): left out"] if hidden else []
    return in_order([_chapter(entry, number) for number, entry in listed.items()], notes)


def passed_over(text: str) -> bool:
    """Whether there is anything beside times and titles: pictures, links, who made it."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    entries = json_text.as_sequence(document.get(KEY), KEY)
    keys = {key for entry in entries if isinstance(entry, dict) for key in entry}
    return not (document.keys() <= {"version", KEY} and keys <= _CHAPTER_KEYS)


def _chapter(entry: Mapping[str, object], number: int) -> Chapter:
    path = f"{KEY}[{number}]"
    title = json_text.optional_text(entry.get("title"), f"{path}.title")
    return Chapter(json_text.as_seconds(entry.get("startTime"), f"{path}.startTime"), title or "")


FORMAT = Format(
    name="chapters-json",
    title="Podcast Namespace chapters JSON 1.2.0",
    suffixes=(),
    keeps=frozenset({Feature.HEADERS}),
    serialize=serialize,
)
