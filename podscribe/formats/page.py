"""The episode page: YAML front matter with the transcript in it, then a Markdown body.

    ---
    title: How a bakery learned to count
    transcript:
    - header: How it began
    - line: So tell us how it began.
      sec: 62
      time: '1:02'
      who: Mara
    ---

A row is a header or a line; every paragraph of a turn carries the `sec` and `time` of the turn's
start. What a page holds beside the rows it is given stays as it is, to the byte, and so does every
row that does not change.

>>> page = "---\\ntitle: X\\ntranscript:\\n- line: Hi.\\n  sec: 3\\n  time: 0:03\\n---\\nBody\\n"
>>> parse(page).lines[0].start
3.0
>>> replace_transcript(page, parse(page)) == page
True
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from podscribe.clock import LONGEST_S, clock, duration, parse_clock, parse_duration
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter
from podscribe.formats.format import Feature, Format, WriteOptions
from podscribe.formats.front_matter import FrontMatter
from podscribe.layout.paragraphs import join_paragraphs
from podscribe.transcript import Grain, Header, Line, Row, Transcript

KEY_ORDER = (  # as most of the show's pages have them
    "title",
    "short",
    "season",
    "episode",
    "guests",
    "image",
    "ids",
    "links",
    "description",
    "intro",
    "topics",
    "dateadded",
    "date",
    "duration",
    "quotableClips",
    "keywords",
    "transcript",
    "context",
)
TRANSCRIPT = "transcript"
ROW_KEYS = ("header", "line", "sec", "time", "who")

_DASH = re.compile(r"[ \t]*-[ \t]+")
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")

_Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Field:
    """A row's value as it is written, what YAML takes it for (`str`, `int`, …), and as what."""

    text: str
    kind: str
    value: object


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the page's transcript as it stands in the file.

    `start` and `end` bound its text in the page, where it stands on lines of its own.
    """

    fields: Mapping[str, Field]
    place: int
    start: int | None
    end: int | None

    @property
    def row(self) -> Row:
        """What the row says."""
        header = self.fields.get("header")
        if header is not None and "line" not in self.fields:
            return Header(header.text, self.place)
        return Line(
            text=self.fields["line"].text if "line" in self.fields else "",
            start=_seconds(self.fields),
            speaker=self._text("who"),
            place=self.place,
        )

    def _text(self, key: str) -> str | None:
        field = self.fields.get(key)
        return None if field is None else field.text.strip() or None


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart: its text, its front matter, and the bounds of its transcript block."""

    text: str
    matter: FrontMatter
    rows: tuple[SourceRow, ...]
    block: tuple[int, int] | None

    @property
    def metadata(self) -> dict[str, object]:
        """All the front matter says beside the transcript."""
        return {
            self.matter.key_text(key): front_matter.plain(value)
            for key, value in self.matter.nodes()
            if self.matter.key_text(key) != TRANSCRIPT
        }


def read_page(text: str) -> Page:
    """Take a page apart; one without a transcript has no rows."""
    matter = front_matter.read(text)
    found = [pair for pair in matter.nodes() if matter.key_text(pair[0]) == TRANSCRIPT]
    if not found:
        return Page(text, matter, (), None)
    if len(found) > 1:
        raise PodscribeError(
            "has two transcripts", place=matter.place(found[1][0]), remedy="keep one of them"
        )
    key, value = found[0]
    start = matter.offset(key.start_mark)
    end = _line_end(text, matter.offset(key.end_mark), matter.offset(_last_mark(value)))
    rows = tuple(_source_rows(matter, value, end))
    return Page(text, matter, rows, (start, min(end, matter.end)))


def _last_mark(node: yaml.Node) -> yaml.Mark:
    """Where the last thing inside a node ends: a block's own end lies beyond the comments after.

    The end of the key counts too: an alias has the marks of what it stands for.
    """
    marks: list[yaml.Mark] = []
    while isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        if isinstance(node, yaml.MappingNode):
            marks.append(last[0].end_mark)
            last = last[1]
        node = last
    return max([*marks, node.end_mark], key=lambda mark: int(mark.index))


def _line_end(text: str, key_end: int, value_end: int) -> int:
    """Where the value's last line ends; a block scalar's own end lies beyond blank lines after."""
    said = text[key_end:value_end].rstrip(" \t\r\n")
    end = text.find("\n", key_end + len(said))
    return len(text) if end < 0 else end + 1


def _source_rows(matter: FrontMatter, node: yaml.Node, end: int) -> Iterator[SourceRow]:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
        return
    if not isinstance(node, yaml.SequenceNode):
        raise PodscribeError(
            "its transcript is no list", place=matter.place(node), remedy="write rows as '- line:'"
        )
    starts = [_row_start(matter, item) for item in node.value]
    whole = all(start is not None for start in starts) and len(set(starts)) == len(starts)
    bounds = [*starts, end] if whole else [None] * (len(starts) + 1)
    for number, item in enumerate(node.value):
        fields = _fields(matter, item)
        yield SourceRow(fields, matter.place(item), bounds[number], bounds[number + 1])


def _row_start(matter: FrontMatter, item: yaml.Node) -> int | None:
    """Where the row's line begins, if nothing but its dash stands before it."""
    at = matter.offset(item.start_mark)
    line = matter.page.rfind("\n", 0, at) + 1
    return line if _DASH.fullmatch(matter.page, line, at) else None


def _fields(matter: FrontMatter, item: yaml.Node) -> dict[str, Field]:
    if not isinstance(item, yaml.MappingNode):
        raise PodscribeError(
            "a row that has no keys",
            place=matter.place(item),
            remedy="write it as {header} or {line, sec, time, who}",
        )
    fields: dict[str, Field] = {}
    for key, value in item.value:
        name = matter.key_text(key)
        if name in ROW_KEYS and not isinstance(value, yaml.ScalarNode):
            raise PodscribeError(
                f"'{name}' holds a list or a mapping",
                place=matter.place(value),
                remedy="put the text in quotes",
            )
        if name in ROW_KEYS and "\0" in value.value:
            raise PodscribeError(
                f"'{name}' holds a NUL character", place=matter.place(value), remedy="remove it"
            )
        kind = value.tag.rpartition(":")[2]
        text = "" if kind == "null" else str(value.value)
        fields[name] = Field(text, kind, front_matter.plain(value))
    return fields


def _seconds(fields: Mapping[str, Field]) -> float | None:
    """A row's start: `sec` if it is a number, else `time` if it is one."""
    seconds = seconds_of(fields["sec"]) if "sec" in fields else None
    if seconds is None and "time" in fields:
        return time_of(fields["time"])
    return seconds


def seconds_of(field: Field) -> float | None:
    """`sec` as a number, be it quoted or not."""
    text = field.text.strip()
    if not re.fullmatch(r"\d{1,7}(?:\.\d{1,6})?", text):
        return None
    seconds = float(text)
    return seconds if seconds <= LONGEST_S else None


def time_of(field: Field) -> float | None:
    """`time` as seconds, be it broken across lines or not."""
    return parse_clock("".join(field.text.split()))


def parse(text: str) -> Transcript:
    """Everything the page says, rows without time or speaker included."""
    page = read_page(text)
    if not page.rows:
        raise PodscribeError(
            "has no transcript", remedy="give a page with rows under its 'transcript' key"
        )
    metadata = page.metadata
    length = metadata.get("duration")
    return Transcript(
        rows=tuple(source.row for source in page.rows),
        grain=Grain.PARAGRAPH,
        duration=parse_duration(length) if isinstance(length, str) else None,
        metadata=metadata,
    )


def serialize(transcript: Transcript, options: WriteOptions = WriteOptions()) -> str:
    """A new page: the transcript's metadata in the show's order, its rows, no body."""
    metadata = {**_duration(transcript), **transcript.metadata}
    ordered = {key: metadata[key] for key in KEY_ORDER if key in metadata}
    others = {key: value for key, value in metadata.items() if key not in ordered}
    place = KEY_ORDER.index(TRANSCRIPT)
    before = {key: value for key, value in ordered.items() if KEY_ORDER.index(key) < place}
    after = {key: value for key, value in ordered.items() if KEY_ORDER.index(key) > place}
    block = _block(_rows(transcript), Style())
    return f"---\n{_yaml(before | others)}{block}{_yaml(after)}---\n"


def _duration(transcript: Transcript) -> dict[str, str]:
    return {} if transcript.duration is None else {"duration": duration(transcript.duration)}


def _yaml(fields: Mapping[str, object]) -> str:
    return _dumped(dict(fields), allow_unicode=True, sort_keys=False) if fields else ""


def _dumped(value: object, *, allow_unicode: bool, sort_keys: bool = True) -> str:
    """As PyYAML writes it; what YAML would read back as line breaks is escaped."""
    text = yaml.dump(value, allow_unicode=allow_unicode, sort_keys=sort_keys)
    if _ODD_BREAK.search(text):
        text = yaml.dump(value, allow_unicode=False, sort_keys=sort_keys)
    return text


def _rows(transcript: Transcript) -> list[Row]:
    """The rows a page holds."""
    rows: list[Row] = [
        row for row in join_paragraphs(transcript).rows if isinstance(row, Header | Line)
    ]
    if not any(isinstance(row, Line) for row in rows):
        raise PodscribeError("has no words to write", remedy="give a transcript that has some")
    return rows


def _block(rows: Sequence[Row], style: Style) -> str:
    written = "".join(style.written(row_fields(row)) for row in rows)
    return f"{TRANSCRIPT}:{style.newline}{written}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a page's rows are written; the defaults are PyYAML's, which nearly all pages have."""

    indent: str = ""
    newline: str = "\n"
    allow_unicode: bool = True

    def written(self, fields: Mapping[str, object]) -> str:
        """A row of these keys and values."""
        text = _dumped([dict(fields)], allow_unicode=self.allow_unicode)
        lines = text.removesuffix("\n").split("\n")
        return "".join(f"{self.indent}{line}{self.newline}" for line in lines)


def style_of(page: Page) -> Style:
    """The manner of the page's own rows."""
    old = page.text[slice(*page.block)] if page.block else ""
    first = page.rows[0].start if page.rows else None
    indent = re.match(r"[ \t]*", page.text[first:]) if first is not None else None
    escaped = old.isascii() and re.search(r"\\[xuU][0-9A-Fa-f]", old) is not None
    newline = "\r\n" if "\r\n" in page.text[: page.matter.end] else "\n"
    return Style(indent[0] if indent else "", newline, not escaped)


def row_fields(row: Row) -> dict[str, object]:
    """A row's keys and values; what is unknown is left out."""
    if isinstance(row, Header):
        return {"header": row.text}
    assert isinstance(row, Line)
    time = {"sec": int(row.start), "time": clock(row.start)} if row.start is not None else {}
    who = {"who": row.speaker} if row.speaker is not None else {}
    return {"line": row.text, **time, **who}


def replace_transcript(text: str, transcript: Transcript) -> str:
    """The page with the transcript's rows in place of its own, all else to the byte as it was.

    A row that says what one of the page's rows says keeps that one's bytes.
    """
    page = read_page(text)
    rows = _rows(transcript)
    if [row_fields(row) for row in rows] == [row_fields(source.row) for source in page.rows]:
        return text
    for block in _candidates(page, rows):
        written = _with_block(page, block)
        if _says(written, rows, page.metadata):
            return written
    raise PodscribeError(
        "its transcript cannot be replaced without touching the rest",
        place=page.matter.place(page.matter.root),
        remedy="write the front matter as plain 'key: value' lines",
    )


def _candidates(page: Page, rows: Sequence[Row]) -> Iterator[str]:
    """The new block: with the bytes of rows that stay, and all written anew."""
    style = style_of(page)
    if page.block and page.rows and page.rows[0].start is not None:
        opening = page.text[page.block[0] : page.rows[0].start]
        yield opening + "".join(_patched(page, rows, style))
    yield _block(rows, style)


def _patched(page: Page, rows: Sequence[Row], style: Style) -> Iterator[str]:
    """The rows as they are to be, with the bytes of every one that stays."""
    new = [row_fields(row) for row in rows]
    holders = _holders([row_fields(source.row) for source in page.rows], new)
    for number, fields in enumerate(new):
        if number in holders:
            source = page.rows[holders[number]]
            yield page.text[source.start : source.end]
        else:
            yield style.written(fields)


def _holders(old: Sequence[_Fields], new: Sequence[_Fields]) -> dict[int, int]:
    """For each new row that an old one says already, which: the one in its place before others."""
    holders = {number: number for number in range(_in_common(old, new))}
    if len(old) == len(new):
        holders |= {number: number for number in range(len(new)) if old[number] == new[number]}
    else:
        tail = _in_common(old[len(holders) :][::-1], new[len(holders) :][::-1])
        holders |= {len(new) - 1 - number: len(old) - 1 - number for number in range(tail)}
    spare: dict[frozenset[tuple[str, object]], deque[int]] = {}
    for number in sorted({*range(len(old))} - {*holders.values()}):
        spare.setdefault(frozenset(old[number].items()), deque()).append(number)
    for number in sorted({*range(len(new))} - {*holders}):
        same = spare.get(frozenset(new[number].items()))
        if same:
            holders[number] = same.popleft()
    return holders


def _in_common(old: Sequence[_Fields], new: Sequence[_Fields]) -> int:
    """How many rows at the beginning are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(old), len(new)))


def _with_block(page: Page, block: str) -> str:
    start, end = page.block or (page.matter.end, page.matter.end)
    return f"{page.text[:start]}{block}{page.text[end:]}"


def _says(text: str, rows: Sequence[Row], metadata: Mapping[str, object]) -> bool:
    """Whether a page reads back as it was meant."""
    try:
        page = read_page(text)
    except PodscribeError:
        return False
    told = [row_fields(source.row) for source in page.rows]
    return told == [row_fields(row) for row in rows] and page.metadata == metadata


def sniff(text: str) -> bool:
    return front_matter.looks_like(text)


FORMAT = Format(
    name="page",
    title="Episode page",
    suffixes=(".md", ".markdown"),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.SPEAKERS,
            Feature.HEADERS,
            Feature.DURATION,
            Feature.METADATA,
        }
    ),
    parse=parse,
    serialize=serialize,
    sniff=sniff,
)
