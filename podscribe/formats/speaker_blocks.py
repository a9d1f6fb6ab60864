"""The editor's text: a time, a name, paragraphs.

    ## How it began

    [1:02]
    Mara
    So tell us how it began.

    And do not leave out the dull parts.

Where blank lines stand between the paragraphs of any block, lines that follow each other are one
paragraph; where none do, every line is one. `?` in the place of the name: nobody knows who. A line
right below the time that ends in a colon is a name, whatever it looks like. A heading marked with
`#` is a header. A backslash before `[`, `#` or another one at the beginning of a line keeps it from
being a time or a heading.

>>> transcript = parse("[1:02]\\nMara\\nSo tell us.\\nAnd do not stop.\\n")
>>> [(line.speaker, line.text) for line in transcript.lines]
[('Mara', 'So tell us.'), ('Mara', 'And do not stop.')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podscribe.clock import TIME, clock, parse_clock
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.plain import head, no_time, numbered_lines
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.layout.timing import timed_lines
from podscribe.transcript import Grain, Header, Line, Row, Transcript

_TIME_LINE = re.compile(rf"\s*\[({TIME})\]\s*")
_HEADING = re.compile(r"\s*#{1,6}\s+(\S.*)")
_ESCAPED = re.compile(r"\\(?=[\[#\\])")
_NOBODY = "?"
_LONGEST_NAME = 60


@dataclass(slots=True)
class _Block:
    """What stands under one time: paragraphs as lists of lines, the headings after them."""

    start: float
    place: int
    stanzas: list[list[str]]
    headings: list[Header]


def parse(text: str) -> Transcript:
    """Every block's paragraphs, and the headings between the blocks."""
    opening, blocks = _blocks(text)
    if not blocks:
        raise PodscribeError(
            "has no line with a time like [12:34]", remedy="begin each block with one"
        )
    stanza_counts = [len(_body(block.stanzas)) for block in blocks]
    wrapped = any(count > 1 for count in stanza_counts)
    rows: list[Row] = [*opening]
    for block in blocks:
        rows += _lines(block, wrapped)
        rows += block.headings
    return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)


def _blocks(text: str) -> tuple[list[Header], list[_Block]]:
    opening: list[Header] = []
    blocks: list[_Block] = []
    fresh = True
    for place, line in numbered_lines(text):
        time, heading = _TIME_LINE.fullmatch(line), _HEADING.fullmatch(line)
        start = parse_clock(time[1]) if time else None
        if time and start is None:
            raise no_time(time[1], place)
        if start is not None:
            blocks.append(_Block(start, place, [], []))
        elif heading:
            (blocks[-1].headings if blocks else opening).append(Header(heading[1].strip(), place))
        elif line.strip():
            _add(blocks, line.strip(), place, fresh)
            fresh = False
            continue
        fresh = True
    return opening, blocks


def _add(blocks: Sequence[_Block], line: str, place: int, fresh: bool) -> None:
    if not blocks:
        raise PodscribeError(
            "text before the first time", place=place, remedy="begin with a line like [0:00]"
        )
    if fresh:
        blocks[-1].stanzas.append([])
    blocks[-1].stanzas[-1].append(_ESCAPED.sub("", line, count=1) if _ESCAPED.match(line) else line)


def _name(stanzas: Sequence[Sequence[str]]) -> str | None:
    """The block's first line, if it looks like a name and more follows."""
    lines = [line for stanza in stanzas for line in stanza]
    return lines[0] if len(lines) > 1 and _is_name(lines[0]) else None


def _is_name(line: str) -> bool:
    if line.endswith(":") or line == _NOBODY:
        return True
    return len(line) <= _LONGEST_NAME and line[-1] not in ".!?,;…"


def _body(stanzas: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The stanzas without the name."""
    if _name(stanzas) is None:
        return [*stanzas]
    rest = stanzas[0][1:]
    return [rest, *stanzas[1:]] if rest else [*stanzas[1:]]


def _lines(block: _Block, wrapped: bool) -> Iterator[Line]:
    name = _name(block.stanzas)
    speaker = None if name == _NOBODY else (name or "").removesuffix(":").strip() or None
    for stanza in _body(block.stanzas):
        for text in [" ".join(stanza)] if wrapped else stanza:
            yield Line(text, block.start, speaker=speaker, place=block.place)


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """The transcript as blocks, a blank line between paragraphs."""
    rows = _with_times(join_paragraphs(transcript))
    blocks: list[str] = []
    before = ""
    for row in rows:
        text = " ".join(row.text.split())
        if isinstance(row, Header):
            blocks += [f"## {text}"] if text else []
            before = ""
            continue
        text = _escaped(text)
        opening = f"[{clock(row.start or 0.0)}]\n{_spoken_by(row)}\n"
        blocks.append(text if opening == before else opening + text)
        before = opening
    return "\n\n".join(blocks) + "\n"


def _spoken_by(line: Line) -> str:
    name = " ".join((line.speaker or "").split())
    if not name:
        return _NOBODY
    told_apart = _is_name(name) and not name.endswith(":") and name != _NOBODY
    return _escaped(name if told_apart else f"{name}:")


def _escaped(line: str) -> str:
    """The line so that it is read as what it is, no time and no heading."""
    marks = _TIME_LINE.fullmatch(line) or _HEADING.fullmatch(line) or _ESCAPED.match(line)
    return f"\\{line}" if marks else line


def _with_times(transcript: Transcript) -> list[Header | Line]:
    """Headers, and the lines that say something, those without a time given one."""
    times = iter(timed_lines(transcript))
    rows: list[Header | Line] = []
    for row in transcript.rows:
        if isinstance(row, Header):
            rows.append(row)
        elif isinstance(row, Line) and row.text.strip():
            estimate = next(times)
            rows.append(row if row.start is not None else replace(row, start=estimate.start))
    return rows


def sniff(text: str) -> bool:
    first = next((line for line in head(text, 10) if not _HEADING.fullmatch(line)), "")
    return _TIME_LINE.fullmatch(first) is not None


FORMAT = Format(
    name="speaker-blocks",
    title="Speaker blocks",
    suffixes=(".txt",),
    keeps=frozenset({Feature.TEXT, Feature.TIMES, Feature.SPEAKERS, Feature.HEADERS}),
    parse=parse,
    serialize=serialize,
    fills_times=True,
    sniff=sniff,
)
