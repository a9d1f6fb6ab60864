"""Tables that can be sorted by any column, by mouse and by keyboard.

>>> columns = Column("episode"), Column("WER", numeric=True)
>>> row = Row((Cell("s01e01"), Cell("12.5 %", 0.125)))
>>> table("Episodes", columns, [row]).count("<button")
2
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podscribe.report.markup import Markup, element
from podscribe.report.parts import Tone


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what the title stands for, and whether its cells are numbers."""

    title: str
    numeric: bool = False
    note: str = ""
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows, text or markup, and what it is sorted by.

    Without a `value` it is sorted by what it shows; in a numeric column it then comes last, as
    what is not known does.
    """

    shown: str
    value: float | str | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, the first of which names it; `name` is its id, for links."""

    cells: tuple[Cell, ...]
    name: str | None = None
    classes: str = ""


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    *,
    totals: Row | None = None,
    classes: str = "",
) -> Markup:
    """A table; `totals` is a last row that stays where it is. The caption names it for all."""
    foot = (element("tfoot", {}, _row(totals, columns)),) if totals else ()
    inner = element(
        "table",
        {"class": "sortable" if any(column.sortable for column in columns) else None},
        element("caption", {}, caption),
        element("thead", {}, element("tr", {}, *map(_head, columns))),
        "\n",
        element("tbody", {}, *(_row(row, columns) for row in rows)),
        *foot,
    )
    return element(
        "div",
        {
            "class": f"table {classes}".strip(),
            "role": "region",
            "aria-label": caption,
            "tabindex": 0,  # or who has no mouse cannot scroll it
        },
        inner,
    )


def _head(column: Column) -> Markup:
    title = element("abbr", {"title": column.note}, column.title) if column.note else column.title
    if column.sortable:
        title = element("button", {"type": "button"}, title)
    return element("th", {"scope": "col", "class": "number" if column.numeric else None}, title)


def _row(row: Row, columns: Sequence[Column]) -> Markup:
    cells = (
        _cell(cell, column, number == 0)
        for number, (cell, column) in enumerate(zip(row.cells, columns, strict=True))
    )
    return Markup(element("tr", {"id": row.name, "class": row.classes or None}, *cells) + "\n")


def _cell(cell: Cell, column: Column, names: bool) -> Markup:
    classes = [
        *(["number"] if column.numeric else []),
        *([f"tone-{cell.tone}"] if cell.tone is not Tone.PLAIN else []),
    ]
    attributes = {"class": " ".join(classes) or None, "data-value": cell.value}
    if names:
        return element("th", {"scope": "row", **attributes}, cell.shown)
    return element("td", attributes, cell.shown)
