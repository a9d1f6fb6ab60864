"""New times written into a page; every byte but those of `sec` and `time` stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podscribe.check.finding import Mend
from podscribe.check.mending import mend_page
from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.formats.page_source import Page, SourceRow, read_page
from podscribe.formats.page_style import Style, dumped, style_of
from podscribe.transcript import Line, Transcript

TIMES = ("sec", "time")


def with_times(text: str, transcript: Transcript) -> str:
    """The page with the starts of the transcript's lines, which are the page's own in order."""
    starts = _starts(read_page(text), transcript)
    given = _given(text, starts)
    mends = tuple(_mends(read_page(given), starts))
    if not mends:
        return given
    return mend_page(given, mends)


def _starts(page: Page, transcript: Transcript) -> dict[int, int]:
    """The new second of each row of the page that gets one."""
    numbers = [number for number, source in enumerate(page.rows) if isinstance(source.row, Line)]
    return {
        number: int(line.start)
        for number, line in zip(numbers, transcript.lines, strict=True)
        if line.start is not None
    }


def _mends(page: Page, starts: Mapping[int, int]) -> Iterator[Mend]:
    for number, second in starts.items():
        fields = page.rows[number].fields
        for key, value, kind in (("sec", second, "int"), ("time", clock(second), "str")):
            if key not in fields or (fields[key].text, fields[key].kind) != (str(value), kind):
                yield Mend(number, key, value)


def _given(text: str, starts: Mapping[int, int]) -> str:
    """The page with times in rows that have none, as far as they can be put in as they are."""
    page = read_page(text)
    style = style_of(page)
    wanted = [_said(source) for source in page.rows]
    pieces: list[str] = []
    at = 0
    for number, second in starts.items():
        source = page.rows[number]
        place = None if {*TIMES} & source.fields.keys() else _place(page, source)
        if place is not None:
            pieces += [text[at:place], _written(page, source, second, style)]
            at = place
            wanted[number] |= {"sec": second, "time": clock(second)}
    given = "".join([*pieces, text[at:]])
    return given if _says(given, wanted, page.metadata) else text


def _said(source: SourceRow) -> dict[str, object]:
    return {key: field.value for key, field in source.fields.items()}


def _place(page: Page, source: SourceRow) -> int | None:
    """Where the times of a row belong: before `who` where that is on a line of its own."""
    if source.in_braces:
        ends = [field.value_at[1] for field in source.fields.values() if field.value_at]
        return max(ends) if len(ends) == len(source.fields) else None
    who = source.fields.get("who")
    if who is not None and who.key_at is not None:
        line = page.text.rfind("\n", 0, who.key_at[0]) + 1
        if not page.text[line : who.key_at[0]].strip():
            return line
    return source.end


def _written(page: Page, source: SourceRow, second: int, style: Style) -> str:
    """Both keys as they stand in a row."""
    pairs = [
        dumped({key: value}, allow_unicode=True).strip()
        for key, value in (("sec", second), ("time", clock(second)))
    ]
    if source.in_braces:
        return "".join(f", {pair}" for pair in pairs)
    at = min(field.key_at[0] for field in source.fields.values() if field.key_at)
    column = at - page.text.rfind("\n", 0, at) - 1
    return "".join(f"{' ' * column}{pair}{style.newline}" for pair in pairs)


def _says(text: str, wanted: list[dict[str, object]], metadata: Mapping[str, object]) -> bool:
    """Whether a page reads back as it was meant."""
    try:
        page = read_page(text)
    except PodscribeError:
        return False
    return [_said(source) for source in page.rows] == wanted and page.metadata == metadata
