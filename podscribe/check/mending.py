"""What is certain put right in a page, every other byte left as it is."""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.check.finding import Finding, Mend
from podscribe.errors import PodscribeError
from podscribe.formats.page_source import SourceRow, read_page
from podscribe.formats.page_style import style_of

_TEXT_KEYS = ("header", "line", "time", "who")


def mend_page(text: str, findings: Sequence[Finding]) -> str:
    """The page with every certain change made to the rows it concerns."""
    page = read_page(text)
    style = style_of(page)
    by_row: dict[int, list[Mend]] = {}
    for finding in findings:
        for mend in finding.mends:
            by_row.setdefault(mend.row, []).append(mend)
    pieces: list[str] = []
    at = 0
    for number, mends in sorted(by_row.items()):
        source = page.rows[number]
        if source.start is None or source.end is None:
            raise PodscribeError(
                "its rows do not stand on lines of their own",
                place=source.place,
                remedy="write the transcript as a list, a row an item, then mend it",
            )
        pieces.append(text[at : source.start])
        if not any(mend.removes_row for mend in mends):
            pieces.append(style.written(_fields(source, mends)))
        at = source.end
    return "".join([*pieces, text[at:]])


def _fields(source: SourceRow, mends: Sequence[Mend]) -> dict[str, object]:
    """A row's keys with what changes; text that YAML takes for something else stays text."""
    fields: dict[str, object] = {
        key: field.text if key in _TEXT_KEYS and field.text else field.value
        for key, field in source.fields.items()
    }
    return fields | {str(mend.key): mend.value for mend in mends}
