"""Podcast Namespace transcript JSON, version 1.0.0.

    {"version": "1.0.0",
     "segments": [{"speaker": "Mara", "startTime": 62.0, "endTime": 63.5, "body": "So tell us."}]}

>>> parse('{"version": "1.0.0", "segments": [{"startTime": 2, "body": "Yes."}]}').lines[0].start
2.0
"""

from __future__ import annotations

from podscribe.clock import tidy
from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.layout.timing import timed_lines
from podscribe.transcript import Line, Transcript

VERSION = "1.0.0"
_KEYS = {"version", "segments"}
_SEGMENT_KEYS = {"speaker", "startTime", "endTime", "body"}


def parse(text: str) -> Transcript:
    """Every segment as a cue."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    segments = json_text.as_sequence(document.get("segments"), "segments")
    if not segments:
        raise PodscribeError("has no segments", remedy="give a transcript that has some")
    places = json_text.places(text, "segments")
    return Transcript(
        rows=tuple(
            _line(value, f"segments[{number}]", place)
            for number, (value, place) in enumerate(zip(segments, places, strict=True))
        )
    )


def _line(value: object, path: str, place: int) -> Line:
    segment = json_text.as_mapping(value, path)
    return Line(
        text=json_text.as_text(segment.get("body"), f"{path}.body").strip(),
        start=json_text.optional_seconds(segment.get("startTime"), f"{path}.startTime"),
        end=json_text.optional_seconds(segment.get("endTime"), f"{path}.endTime"),
        speaker=json_text.optional_text(segment.get("speaker"), f"{path}.speaker") or None,
        place=place,
    )


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """Every line as a segment with its own start and end."""
    segments = [_segment(line) for line in timed_lines(transcript)]
    return json_text.dump({"version": VERSION, "segments": segments})


def _segment(line: Line) -> dict[str, object]:
    speaker = {"speaker": line.speaker} if line.speaker else {}
    return {
        **speaker,
        "startTime": tidy(line.start or 0.0),
        "endTime": tidy(line.end or 0.0),
        "body": line.text,
    }


def passed_over(text: str) -> bool:
    """Whether there are keys that the format does not know."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    segments = json_text.as_sequence(document.get("segments"), "segments")
    keys = {key for segment in segments if isinstance(segment, dict) for key in segment}
    return not (document.keys() <= _KEYS and keys <= _SEGMENT_KEYS)


def sniff(text: str) -> bool:
    if not json_text.looks_like(text, "segments"):
        return False
    document = json_text.load(text)
    segments = document["segments"] if isinstance(document, dict) else None
    return isinstance(segments, list) and any(
        isinstance(segment, dict) and "body" in segment for segment in segments[:3]
    )


FORMAT = Format(
    name="podcast-json",
    title="Podcast Namespace transcript JSON 1.0.0",
    suffixes=(".json",),
    keeps=frozenset({Feature.TEXT, Feature.TIMES, Feature.ENDS, Feature.SPEAKERS}),
    parse=parse,
    serialize=serialize,
    fills_times=True,
    sniff=sniff,
    passed_over=passed_over,
    made_of_lines=False,
)
