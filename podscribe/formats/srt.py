"""SubRip captions.

    1
    00:00:01,000 --> 00:00:03,500
    So tell us how it began.

A speaker in brackets before the text, as WhisperX writes it (`[Mara]: text`), is read as one; none
is written, since players would show it as text. Tags for bold and italic are dropped, and
references like `&lt;` read as what they stand for; they are written only where the text itself
would be read as a tag or a reference. Of rolling captions, which show each row twice, it is read
once.

>>> parse("1\\n00:00:01,000 --> 00:00:03,500\\n<i>So</i> tell us.\\n").lines[0].text
'So tell us.'
"""

from __future__ import annotations

import re
from html import escape, unescape

from podscribe.clock import TIME, parse_clock, stamp
from podscribe.errors import PodscribeError
from podscribe.formats.caption import ARROW, blocks, timing_of, wrapped
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.plain import numbered_lines
from podscribe.formats.rolling import Rows, roll, unrolled
from podscribe.layout.cues import SENTENCE_END, cut_captions
from podscribe.transcript import Line, Transcript

_TAG = re.compile(r"</?(?:[biu]|font)(?:\s[^<>]*)?>|\{\\an?\d\}", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_LIKE_TIMES = re.compile(rf"\s*{TIME}\s*\W{{1,4}}\s*{TIME}\s*$")  # the arrow is broken
_SPEAKER = re.compile(r"\[\s*([^\[\]\s][^\[\]\n]{0,59})\]:\s*")


def parse(text: str) -> Transcript:
    """Every cue of the text."""
    cues: list[tuple[list[str], float, float, int]] = []
    found = [*blocks(text)]
    rolling = Rows(timing_of, _plain, lambda _: False)
    for block in unrolled(found, rolling) if roll(found, rolling) else found:
        timing = timing_of(block)
        is_number = block is found[-1] and block.lines == (str(len(cues) + 1),)
        if is_number and cues and SENTENCE_END.search(_plain(" ".join(cues[-1][0]))):
            continue  # of a cue that never came
        if timing is None and cues and not any(map(_LIKE_TIMES.match, block.lines)):
            cues[-1][0].extend(block.lines)  # a blank line inside a cue
            continue
        match = ARROW.fullmatch(block.lines[timing]) if timing is not None else None
        start, end = (parse_clock(match[1]), parse_clock(match[2])) if match else (None, None)
        if timing is None or start is None or end is None:
            raise PodscribeError(
                "a cue without its times",
                place=block.place + (timing or 0),
                remedy="it must have a line like '00:00:01,000 --> 00:00:03,500'",
            )
        cues.append(([*block.lines[timing + 1 :]], start, end, block.place + timing))
    if not cues:
        raise PodscribeError("has no cues", remedy="give captions that have some")
    return Transcript(rows=tuple(_cue(*cue) for cue in cues))


def _cue(rows: list[str], start: float, end: float, place: int) -> Line:
    text = _plain(" ".join(rows))
    match = _SPEAKER.match(text)
    if match:
        return Line(text[match.end() :], start, end, match[1].strip(), place=place)
    return Line(text, start, end, place=place)


def _plain(payload: str) -> str:
    text = _REFERENCE.sub(lambda match: unescape(match[0]), _TAG.sub("", payload))
    return " ".join(text.split())


def _payload(text: str) -> str:
    rows = wrapped(text)
    return rows if _plain(text) == " ".join(text.split()) else escape(rows, quote=False)


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript as numbered captions."""
    return "\n".join(
        f"{number}\n{stamp(cue.start or 0.0, ',')} --> {stamp(cue.end or 0.0, ',')}\n"
        f"{_payload(cue.text)}\n"
        for number, cue in enumerate(cut_captions(transcript, options.captions), 1)
    )


def passed_over(text: str) -> bool:
    """Whether there are tags, or places on the screen."""
    times = (ARROW.fullmatch(line) for _, line in numbered_lines(text))
    return _TAG.search(text) is not None or any(match and match[3] for match in times)


def sniff(text: str) -> bool:
    head = next(blocks(text[:4000]), None)
    return head is not None and any(ARROW.fullmatch(line) for line in head.lines[:2])


FORMAT = Format(
    name="srt",
    title="SubRip captions",
    suffixes=(".srt",),
    keeps=frozenset({Feature.TEXT, Feature.TIMES, Feature.ENDS}),
    reads_too=frozenset({Feature.SPEAKERS}),
    parse=parse,
    serialize=serialize,
    fills_times=True,
    sniff=sniff,
    passed_over=passed_over,
)
