"""Findings about headers and about what a page says beside its transcript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from podscribe.check.finding import Finding, Mend, Subject, excerpt, key_place
from podscribe.formats import front_matter
from podscribe.formats.page_source import ROW_KEYS, Page
from podscribe.transcript import Header, Line

_PLACEHOLDER = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|(?<![\w-])TODO(?![\w-])")
_KINDS = {"int": "a number", "float": "a number", "bool": "yes or no", "timestamp": "a date"}
_TEXT_KEYS = ("header", "line", "time", "who")


def find(subject: Subject) -> Iterator[Finding]:
    yield from _headers(subject)
    page = subject.page
    if page is None:
        return
    yield from _stray_text(page)
    yield from _metadata(subject, page)
    yield from _placeholders(page)
    yield from _row_values(page)
    yield from _repeated(page)
    if not page.rows:
        yield Finding("P508", 1, "the page has no transcript", "add rows under 'transcript'")


def _headers(subject: Subject) -> Iterator[Finding]:
    """Headers over no line, or twice over the same."""
    rows = subject.transcript.rows
    over: list[tuple[int, Header]] = []
    copied = False
    for number, row in enumerate([*rows, None]):
        if number in subject.copies:
            copied = True
        elif isinstance(row, Header):
            over.append((number, row))
        elif isinstance(row, Line) or row is None:
            yield from _same_line(subject, over, last=row is None, alone=not copied)
            over, copied = [], False


def _same_line(
    subject: Subject, over: Sequence[tuple[int, Header]], *, last: bool, alone: bool
) -> Iterator[Finding]:
    """Of headers that stand over one line, those that are doubled and those that have none.

    `alone` tells that no copy of a line stands among them.
    """
    fresh: dict[str, Header] = {}
    for number, header in over:
        first = fresh.setdefault(" ".join(header.text.split()).casefold(), header)
        if first is not header:
            yield Finding(
                "H402",
                header.place,
                f"the header stands twice: {excerpt(header.text)}",
                "remove one",
                (Mend(number),) if alone and subject.page and first.text == header.text else (),
            )
    different = [*fresh.values()]
    for header in different if last else different[:-1]:
        yield Finding(
            "H401",
            header.place,
            f"no line follows the header {excerpt(header.text)}",
            "move it over its line, or remove it",
        )


def _stray_text(page: Page) -> Iterator[Finding]:
    stray = page.text[: page.matter.start].removeprefix("\ufeff").rstrip().removesuffix("---")
    if stray.strip():
        yield Finding(
            "P501",
            1,
            f"text before the front matter: {excerpt(stray)}",
            "remove it, unless the page is meant to stay unpublished",
        )


def _metadata(subject: Subject, page: Page) -> Iterator[Finding]:
    for key in subject.options.required:
        if page.metadata.get(key) in (None, "", [], {}):
            place = key_place(page, key) or page.text.count("\n", 0, page.matter.start)
            yield Finding("P502", place, f"no {key}", f"add '{key}:' to the front matter")


def _placeholders(page: Page) -> Iterator[Finding]:
    """What a template left to fill in, outside the transcript."""
    start, end = page.block or (page.matter.end, page.matter.end)
    head = page.text[: page.matter.start].count("\n") + 1
    for first, text in (
        (page.matter.start, page.text[page.matter.start : start]),
        (end, page.text[end : page.matter.end]),
    ):
        place = head if first == page.matter.start else page.text.count("\n", 0, first) + 1
        for number, line in enumerate(text.split("\n")):
            match = _PLACEHOLDER.search(line)
            if match:
                yield Finding(
                    "P503", place + number, f"unfilled: {line.strip()[:60]}", "fill it in"
                )


def _repeated(page: Page) -> Iterator[Finding]:
    for key in front_matter.repeated_keys(page.matter.root):
        yield Finding(
            "P510",
            page.matter.place(key),
            f"the key {str(key.value)[:40]!r} stands here again",
            "keep one of them; only the last is read",
        )


def _row_values(page: Page) -> Iterator[Finding]:
    for number, source in enumerate(page.rows):
        if {"header", "line"} <= source.fields.keys():
            yield Finding(
                "P511",
                source.place,
                f"a header and a line in one row: {excerpt(source.fields['header'].text)}",
                "make two rows of them; the header is not read",
            )
        for key, field in source.fields.items():
            if key not in ROW_KEYS:
                yield Finding(
                    "P507",
                    source.place,
                    f"the row has a key {key[:40]!r}",
                    f"a row has {', '.join(ROW_KEYS)}",
                )
            elif key in _TEXT_KEYS and field.kind != "str" and field.text:
                yield Finding(
                    "P506",
                    source.place,
                    f"{key}: {field.text[:40]} is read as {_KINDS.get(field.kind, field.kind)}",
                    "put it in quotes",
                    (Mend(number, key, field.text),),
                )
