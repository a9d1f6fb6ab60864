"""How the rows of a page are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from podscribe.clock import clock
from podscribe.formats.page_source import Page
from podscribe.transcript import Header, Line, Row

_ODD_BREAK = re.compile("[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a page's rows are written; the defaults are PyYAML's, which nearly all pages have."""

    indent: str = ""
    newline: str = "\n"
    allow_unicode: bool = True

    def written(self, fields: Mapping[str, object]) -> str:
        """A row of these keys and values."""
        text = dumped([dict(fields)], allow_unicode=self.allow_unicode)
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


def dumped(value: object, *, allow_unicode: bool, sort_keys: bool = True) -> str:
    """As PyYAML writes it; what YAML would read back as line breaks is escaped."""
    text = yaml.dump(value, allow_unicode=allow_unicode, sort_keys=sort_keys)
    if _ODD_BREAK.search(text):
        text = yaml.dump(value, allow_unicode=False, sort_keys=sort_keys)
    return text
