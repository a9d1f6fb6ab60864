"""YouTube's `json3` captions, read only.

    {"wireMagic": "pb3",
     "events": [{"tStartMs": 62000, "dDurationMs": 3500,
                 "segs": [{"utf8": "so"}, {"utf8": " tell", "tOffsetMs": 240}]}]}

Automatic captions give every word its offset; events that only append a line break say nothing.

>>> parse('{"events": [{"tStartMs": 62000, "dDurationMs": 900, "segs": [{"utf8": "so"},'
...       '{"utf8": " tell", "tOffsetMs": 240}]}]}').lines[0].words[1].start
62.24
"""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.errors import PodscribeError
from podscribe.formats import json_text
from podscribe.formats.format import Feature, Format
from podscribe.formats.rolling import not_past_the_next
from podscribe.transcript import Line, Transcript, Word


def parse(text: str) -> Transcript:
    """Every event that shows text as a cue."""
    document = json_text.as_mapping(json_text.load(text), "the file")
    events = json_text.as_sequence(document.get("events"), "events")
    places = json_text.places(text, "events")
    cues = [
        _cue(event, f"events[{number}]", place)
        for number, (event, place) in enumerate(zip(events, places, strict=True))
    ]
    rows = tuple(cue for cue in cues if cue is not None)
    if not rows:
        raise PodscribeError("has no events with text", remedy="give captions that have some")
    return Transcript(rows=not_past_the_next(rows))


def _cue(value: object, path: str, place: int) -> Line | None:
    event = json_text.as_mapping(value, path)
    segments = json_text.as_sequence(event.get("segs") or [], f"{path}.segs")
    pieces: list[tuple[str, float | None]] = []
    for number, item in enumerate(segments):
        segment = json_text.as_mapping(item, f"{path}.segs[{number}]")
        text = json_text.optional_text(segment.get("utf8"), f"{path}.segs[{number}].utf8")
        offset = segment.get("tOffsetMs")
        seconds = None
        if offset is not None:
            seconds = json_text.as_milliseconds(offset, f"{path}.segs[{number}].tOffsetMs")
        pieces.append((text or "", seconds))
    text = " ".join("".join(piece for piece, _ in pieces).split())
    if not text:
        return None
    start = json_text.as_milliseconds(event.get("tStartMs", 0), f"{path}.tStartMs")
    length = event.get("dDurationMs")
    end = None
    if length is not None:
        end = start + json_text.as_milliseconds(length, f"{path}.dDurationMs")
    return Line(text, start, end, words=_words(pieces, start, end), place=place)


def _words(
    pieces: Sequence[tuple[str, float | None]], start: float, end: float | None
) -> tuple[Word, ...]:
    """The words of an event that times them; captions typed by hand do not."""
    if all(offset is None for _, offset in pieces):
        return ()
    spoken = [(text.strip(), start + (offset or 0.0)) for text, offset in pieces if text.strip()]
    begins = [begin for _, begin in spoken]
    last = end if end is not None else begins[-1]
    finishes = [*begins[1:], max(last, begins[-1])]
    return tuple(
        Word(text, begin, max(begin, finish))
        for (text, begin), finish in zip(spoken, finishes, strict=True)
    )


def sniff(text: str) -> bool:
    return json_text.looks_like(text, "events")


FORMAT = Format(
    name="json3",
    title="YouTube's json3 captions",
    suffixes=(".json3", ".json"),
    keeps=frozenset({Feature.TEXT, Feature.TIMES, Feature.ENDS, Feature.WORDS}),
    parse=parse,
    sniff=sniff,
    made_of_lines=False,
)
