"""Timestamped lines: a cue a line, its time, one space, its text.

    0:00 hello everyone welcome to our show
    59:58 these two lines show
    1:00:00 the change at one hour

Minutes are not padded below one hour, hours never; seconds are floored. At most 40 characters a
cue, no speakers, no blank lines, none after the last. Other tools' habits are read as well:
brackets around the time, a dash after it, padded hours, the text on the next line.

>>> parse("1:02 so tell us\\n1:04 how it began").lines[1].start
64.0
>>> serialize(parse("[00:01:02] so tell us\\r\\n\\r\\n[00:01:04] how it began\\r\\n"))
'1:02 so tell us\\n1:04 how it began'
"""

from __future__ import annotations

import re
from dataclasses import replace

from podscribe.clock import TIME, clock, parse_clock
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.plain import head, numbered_lines
from podscribe.layout.cues import cut_cues
from podscribe.transcript import Line, Transcript

_CUE = re.compile(rf"\s*(?:\[({TIME})\]|\(({TIME})\)|({TIME}))(?:\s+(.*)|\s*)", re.DOTALL)
_DASH = re.compile(r"[-–—]\s+")


def parse(text: str) -> Transcript:
    """Every cue of the text; what stands on lines of its own belongs to the cue above."""
    cues: list[Line] = []
    said: list[list[str]] = []  # what belongs to each cue, row by row
    for place, line in numbered_lines(text):
        if not line.strip():
            continue
        cue = _cue(line, place)
        if cue is not None:
            cues.append(cue)
            said.append([cue.text])
        elif cues:
            said[-1].append(line.strip())
        else:
            raise PodscribeError(
                "no line before this one begins with a time",
                place=place,
                remedy="timestamped lines look like '1:02 text'",
            )
    if not cues:
        raise PodscribeError("is empty", remedy="give a file with lines like '1:02 text'")
    whole = [
        replace(cue, text=" ".join(filter(None, rows)))
        for cue, rows in zip(cues, said, strict=True)
    ]
    return Transcript(rows=tuple(_without_dashes(whole)))


def _cue(line: str, place: int) -> Line | None:
    match = _CUE.fullmatch(line)
    if not match:
        return None
    start = parse_clock(match[1] or match[2] or match[3])
    if start is None:
        return None
    return Line((match[4] or "").strip(), start, place=place)


def _without_dashes(cues: list[Line]) -> list[Line]:
    """Cues without the dash between time and text, where every one of them has it."""
    if not all(_DASH.match(cue.text) for cue in cues):
        return cues
    return [Line(_DASH.sub("", cue.text, count=1), cue.start, place=cue.place) for cue in cues]


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript as timestamped lines, times in order."""
    return "\n".join(
        f"{clock(cue.start or 0.0)} {' '.join(cue.text.split())}"
        for cue in cut_cues(transcript, options.lines)
    )


def sniff(text: str) -> bool:
    first = head(text, 1)
    return bool(first) and _cue(first[0], 1) is not None


FORMAT = Format(
    name="lines",
    title="Timestamped lines",
    suffixes=(".txt",),
    keeps=frozenset({Feature.TEXT, Feature.TIMES}),
    parse=parse,
    serialize=serialize,
    fills_times=True,
    sniff=sniff,
)
