"""What is certain put right in a page, every other byte left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from podscribe.check.finding import Mend
from podscribe.errors import PodscribeError
from podscribe.formats.page_source import Field, Page, SourceRow, read_page
from podscribe.formats.page_style import Style, dumped, style_of

_TEXT_KEYS = ("header", "line", "time", "who")
_ENDLESS = 1 << 30  # a width that no text fills


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the page and what comes in its place."""

    start: int
    end: int
    text: str


def mend_page(text: str, mends: Iterable[Mend]) -> str:
    """The page with every certain change made to the rows it concerns."""
    page = read_page(text)
    changes = _changes(mends)
    for in_place in (True, False):
        mended = _edited(text, _edits(page, changes, in_place=in_place))
        if _says(mended, page, changes):
            return mended
    first = page.rows[min(changes)]
    raise PodscribeError(
        "its rows cannot be mended without touching the rest",
        place=first.place,
        remedy="write out what its anchors and aliases stand for, then mend it",
    )


def _changes(mends: Iterable[Mend]) -> dict[int, dict[str, object] | None]:
    """What is new in each row that changes, by its keys; None for a row that goes."""
    changes: dict[int, dict[str, object] | None] = {}
    for mend in mends:
        if mend.key is None:
            changes[mend.row] = None
            continue
        row = changes.setdefault(mend.row, {})
        if row is not None:
            assert row.get(mend.key, mend.value) == mend.value, f"two mends for {mend.key}"
            row[mend.key] = mend.value
    return changes


def _edits(
    page: Page, changes: Mapping[int, Mapping[str, object] | None], *, in_place: bool
) -> Iterator[_Edit]:
    style = style_of(page)
    for number, values in sorted(changes.items()):
        source = page.rows[number]
        edits = _in_place(page, source, values, style) if in_place and values is not None else None
        if edits is not None:
            yield from edits
        elif source.start is None or source.end is None:
            raise PodscribeError(
                "its rows do not stand on lines of their own",
                place=source.place,
                remedy="write the transcript as a list, a row an item, then mend it",
            )
        else:
            row = "" if values is None else style.written({**_said(source), **values})
            yield _Edit(source.start, source.end, row)


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def _in_place(
    page: Page, source: SourceRow, values: Mapping[str, object], style: Style
) -> list[_Edit] | None:
    """Changes of nothing but the values that change; None where their places cannot be told."""
    edits: list[_Edit | None] = []
    for key, value in values.items():
        field = source.fields.get(key)
        if field is None:
            edits.append(_added(page, source, key, value, style))
        elif not _same(field, value):
            edits.append(_replaced(page, source, key, value, style))
    whole = [edit for edit in edits if edit is not None]
    return whole if len(whole) == len(edits) else None


def _same(field: Field, value: object) -> bool:
    kind = "int" if isinstance(value, int) else "str"
    return field.kind == kind and field.text == str(value)


def _replaced(page: Page, source: SourceRow, key: str, value: object, style: Style) -> _Edit | None:
    """The value's text, and nothing else, written anew."""
    field = source.fields[key]
    if field.key_at is None or field.value_at is None:
        return None
    start, end = field.value_at
    pair = _pair(key, value, style, _column(page, field.key_at[0]), in_braces=source.in_braces)
    blank = " " if start == end else ""
    return _Edit(start, end, blank + pair.removeprefix(f"{key}: "))


def _added(page: Page, source: SourceRow, key: str, value: object, style: Style) -> _Edit | None:
    """A key that is missing: `time` behind `sec`, `sec` before `time`, on a line of its own."""
    beside = source.fields.get({"time": "sec", "sec": "time"}.get(key, ""))
    if beside is None or beside.key_at is None or beside.value_at is None:
        return None
    column = _column(page, beside.key_at[0])
    pair = _pair(key, value, style, column, in_braces=source.in_braces)
    if key == "time":
        if source.in_braces:
            return _Edit(beside.value_at[1], beside.value_at[1], f", {pair}")
        at = page.text.find("\n", beside.value_at[1]) + 1
        return _Edit(at, at, f"{' ' * column}{pair}{style.newline}") if at else None
    between = ", " if source.in_braces else f"{style.newline}{' ' * column}"
    return _Edit(beside.key_at[0], beside.key_at[0], pair + between)


def _column(page: Page, at: int) -> int:
    return at - page.text.rfind("\n", 0, at) - 1


def _pair(key: str, value: object, style: Style, column: int, *, in_braces: bool) -> str:
    """`key: value` as PyYAML writes it among keys that begin in this column."""
    if in_braces:
        quoted = '"' if isinstance(value, str) and not value.isprintable() else None
        text = yaml.dump(
            [value],
            allow_unicode=style.allow_unicode and quoted is None,
            default_flow_style=True,
            default_style=quoted,
            width=_ENDLESS,
        )
        return f"{key}: {text.strip()[1:-1]}"
    lines = dumped([{key: value}], allow_unicode=style.allow_unicode).removesuffix("\n").split("\n")
    further = [f"{' ' * column}{line[2:]}" if line else "" for line in lines[1:]]
    return style.newline.join([lines[0][2:], *further])


def _says(text: str, before: Page, changes: Mapping[int, Mapping[str, object] | None]) -> bool:
    """Whether a page reads back as it was meant."""
    try:
        page = read_page(text)
    except PodscribeError:
        return False
    wanted = [
        {**_said(source), **(changes.get(number) or {})}
        for number, source in enumerate(before.rows)
        if number not in changes or changes[number] is not None
    ]
    return [_said(source) for source in page.rows] == wanted and page.metadata == before.metadata


def _said(source: SourceRow) -> dict[str, object]:
    """A row's keys; text that YAML takes for something else stays text."""
    return {
        key: field.text if key in _TEXT_KEYS and field.text else field.value
        for key, field in source.fields.items()
    }
