"""A page taken apart: its front matter, and each row of its transcript with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from podscribe.clock import LONGEST_S, parse_clock
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter
from podscribe.formats.front_matter import FrontMatter
from podscribe.transcript import Header, Line, Row

TRANSCRIPT = "transcript"
ROW_KEYS = ("header", "line", "sec", "time", "who")

_DASH = re.compile(r"[ \t]*-[ \t]+")
_COLON = re.compile(r"\s*:")
_ALIAS = re.compile(r"\s*:\s*(\*[\w-]+)")


@dataclass(frozen=True, slots=True)
class Field:
    """A row's value as it is written, what YAML takes it for (`str`, `int`, …), and as what.

    `key_at` and `value_at` bound the two in the page, where they can be told.
    """

    text: str
    kind: str
    value: object
    key_at: tuple[int, int] | None = None
    value_at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the page's transcript as it stands in the file.

    `start` and `end` bound its text in the page, where it stands on lines of its own: what
    stands between two rows belongs to neither. `in_braces` tells how its keys are written.
    """

    fields: Mapping[str, Field]
    place: int
    start: int | None
    end: int | None
    in_braces: bool = False

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
    rows = tuple(_source_rows(matter, value))
    return Page(text, matter, rows, block_bounds(matter, key, value))


def block_bounds(matter: FrontMatter, key: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    """Where in the page a key of the front matter begins, and where its value's last line ends."""
    ends = matter.offset(key.end_mark), matter.offset(_last_mark(value))
    return matter.offset(key.start_mark), min(_line_end(matter.page, *ends), matter.end)


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


def _source_rows(matter: FrontMatter, node: yaml.Node) -> Iterator[SourceRow]:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
        return
    if not isinstance(node, yaml.SequenceNode):
        raise PodscribeError(
            "its transcript is no list", place=matter.place(node), remedy="write rows as '- line:'"
        )
    starts = [_row_start(matter, item) for item in node.value]
    whole = all(start is not None for start in starts) and len(set(starts)) == len(starts)
    for start, item in zip(starts, node.value, strict=True):
        fields = _fields(matter, item)
        first, last = matter.offset(item.start_mark), matter.offset(_last_mark(item))
        yield SourceRow(
            fields,
            matter.place(item),
            start if whole else None,
            _line_end(matter.page, first, last) if whole else None,
            bool(item.flow_style),
        )


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
        fields[name] = Field(text, kind, front_matter.plain(value), *_spans(matter, key, value))
    return fields


def _spans(
    matter: FrontMatter, key: yaml.Node, value: yaml.Node
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Where a row's key and its value stand; an alias has the marks of what it stands for."""
    key_at = matter.offset(key.start_mark), matter.offset(key.end_mark)
    start, end = matter.offset(value.start_mark), matter.offset(value.end_mark)
    colon = _COLON.match(matter.page, key_at[1])
    if colon is None:
        return None, None
    if start < key_at[1]:
        alias = _ALIAS.match(matter.page, key_at[1])
        return key_at, alias.span(1) if alias else None
    written = matter.page[start:end].rstrip(" \t\r\n")
    return key_at, (start, start + len(written)) if written else (colon.end(), colon.end())


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
