"""JSON of openai-whisper, faster-whisper and whisper.cpp, read only.

    {"text": "So tell us.", "language": "en",
     "segments": [{"start": 62.0, "end": 63.5, "text": " So tell us.",
                   "words": [{"word": " So", "start": 62.0, "end": 62.2, "probability": 0.98}]}]}

faster-whisper writes no file of its own; what people dump from it is a list of its segments, or
such an object. whisper.cpp has `transcription` with `offsets` in milliseconds.

>>> parse('[{"start": 62.0, "end": 63.5, "text": " So tell us."}]').lines[0].text
'So tell us.'
"""

from __future__ import annotations

from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format
from podscribe.formats.segments import segment_lines
from podscribe.transcript import Line, Transcript


def parse(text: str) -> Transcript:
    """Every segment with its words."""
    value = json_text.load(text)
    document = {"segments": value} if isinstance(value, list) else value
    fields = json_text.as_mapping(document, "the file")
    if "transcription" in fields:
        lines = _whisper_cpp(fields["transcription"])
    else:
        segments = json_text.as_sequence(fields.get("segments"), "segments")
        lines = [
            line
            for number, segment in enumerate(segments)
            for line in segment_lines(
                segment, f"segments[{number}]", word_key="word", share_key="probability"
            )
        ]
    if not lines:
        raise PodscribeError("has no segments", remedy="give a transcript that has some")
    return Transcript(
        rows=tuple(lines),
        language=json_text.optional_text(fields.get("language"), "language"),
        duration=json_text.optional_seconds(fields.get("duration"), "duration"),
    )


def _whisper_cpp(value: object) -> list[Line]:
    lines: list[Line] = []
    for number, item in enumerate(json_text.as_sequence(value, "transcription")):
        path = f"transcription[{number}]"
        segment = json_text.as_mapping(item, path)
        offsets = json_text.as_mapping(segment.get("offsets"), f"{path}.offsets")
        lines.append(
            Line(
                text=json_text.as_text(segment.get("text"), f"{path}.text").strip(),
                start=json_text.as_milliseconds(offsets.get("from"), f"{path}.offsets.from"),
                end=json_text.as_milliseconds(offsets.get("to"), f"{path}.offsets.to"),
            )
        )
    return lines


def sniff(text: str) -> bool:
    if json_text.looks_like(text, "segments", "transcription"):
        return True
    start = text[:200].lstrip("\ufeff \t\r\n")
    return start.startswith("[") and start[1:].lstrip().startswith("{") and '"text"' in text


FORMAT = Format(
    name="whisper-json",
    title="JSON of Whisper, faster-whisper and whisper.cpp",
    suffixes=(".json",),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.ENDS,
            Feature.WORDS,
            Feature.LANGUAGE,
            Feature.DURATION,
        }
    ),
    parse=parse,
    sniff=sniff,
    made_of_lines=False,
)
