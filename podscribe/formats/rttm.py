"""RTTM: who speaks when, no words.

    SPEAKER episode 1 62.040 3.500 <NA> <NA> Mara <NA> <NA>

The fields are type, recording, channel, start, duration, then two that do not matter here, then
the speaker. The recording's name is kept and written again. Lines of other types and comments
(`;;`) are passed over.

>>> parse("SPEAKER episode 1 62.04 3.5 <NA> <NA> Mara <NA> <NA>").spans[0].end
65.54
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from podscribe.clock import LONGEST_S
from podscribe.errors import PodscribeError
from podscribe.files import as_text
from podscribe.formats.format import RECORDING, Feature, Format, WriteOptions
from podscribe.formats.plain import head, numbered_lines
from podscribe.layout.timing import timed
from podscribe.transcript import Span, Transcript

_FIELDS = 8  # up to the speaker; what follows is often left out
_NOTHING = "<NA>"
_COMMENT = ";;"


def parse(text: str) -> Transcript:
    """Every span of the one recording the file is about."""
    spans: list[Span] = []
    recordings: dict[str, int] = {}
    for place, line in numbered_lines(text):
        fields = line.split()
        if not fields or fields[0].startswith(_COMMENT) or fields[0] != "SPEAKER":
            continue
        if len(fields) < _FIELDS:
            raise PodscribeError(
                f"{len(fields)} fields where at least {_FIELDS} belong",
                place=place,
                remedy="write SPEAKER name channel start duration <NA> <NA> speaker",
            )
        recordings.setdefault(fields[1], place)
        spans.append(_span(fields, place))
    if not spans:
        raise PodscribeError("has no SPEAKER line", remedy="give an RTTM file that has some")
    if len(recordings) > 1:
        names = ", ".join(name[:40] for name in [*recordings][:3])
        raise PodscribeError(
            f"is about {len(recordings)} recordings ({names})",
            place=[*recordings.values()][1],
            remedy="give a file for each",
        )
    (name,) = recordings
    return Transcript(spans=tuple(_in_order(spans)), provenance={RECORDING: name})


def _in_order(spans: Iterable[Span]) -> list[Span]:
    return sorted(spans, key=lambda span: (span.start, span.end))


def _span(fields: list[str], place: int) -> Span:
    start, length = _seconds(fields[3], place), _seconds(fields[4], place)
    return Span(start, round(start + length, 6), fields[7])


def _seconds(field: str, place: int) -> float:
    try:
        value = float(field)
    except ValueError:
        value = math.nan
    if not 0 <= value <= LONGEST_S:
        raise PodscribeError(f"{field[:40]!r} is no time", place=place, remedy="write seconds")
    return value


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript's spans, or where it has none, its speakers' lines joined."""
    spans = transcript.spans or _spans_of_lines(transcript)
    if not spans:
        raise PodscribeError(
            "has no speakers with times to write", remedy="give a transcript that has them"
        )
    recording = transcript.provenance.get(RECORDING)
    name = _field(recording if isinstance(recording, str) else as_text(options.name))
    return "".join(
        f"SPEAKER {name} 1 {span.start:.3f} {max(0.0, span.end - span.start):.3f} "
        f"<NA> <NA> {_field(span.speaker)} <NA> <NA>\n"
        for span in _in_order(spans)
    )


def _spans_of_lines(transcript: Transcript) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line in timed(transcript.lines, transcript.duration, transcript.grain) or ():
        if line.speaker is None or line.start is None or line.end is None:
            continue
        if spans and spans[-1].speaker == line.speaker and line.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, line.end), line.speaker)
        else:
            spans.append(Span(line.start, line.end, line.speaker))
    return tuple(spans)


def _field(text: str) -> str:
    """RTTM's fields are separated by blanks, so a name has none."""
    return "_".join(text.split()) or "unknown"


def passed_over(text: str) -> bool:
    """Whether there is anything beside the spans: comments, other types, channels, certainties."""
    lines = [line.split() for _, line in numbered_lines(text) if line.strip()]
    return any(
        fields[0] != "SPEAKER" or fields[2] != "1" or {*fields[5:7], *fields[8:]} - {_NOTHING}
        for fields in lines
    )


def sniff(text: str) -> bool:
    return any(
        line.startswith(("SPEAKER ", "SPKR-INFO ")) and len(line.split()) >= _FIELDS
        for line in head(text, 20)
    )


FORMAT = Format(
    name="rttm",
    title="RTTM speaker spans",
    suffixes=(".rttm",),
    keeps=frozenset({Feature.SPANS}),
    parse=parse,
    serialize=serialize,
    sniff=sniff,
    passed_over=passed_over,
)
