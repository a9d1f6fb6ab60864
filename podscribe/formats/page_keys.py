"""One key of a page's front matter written anew, all else to the byte as it was.

>>> page = "---\\ntitle: X  # ours\\ntranscript:\\n- line: Hi.\\n---\\nBody\\n"
>>> print(with_key(page, "duration", "PT00H01M02S").split("transcript")[0], end="")
---
title: X  # ours
duration: PT00H01M02S
"""

from __future__ import annotations

from podscribe.errors import PodscribeError
from podscribe.formats.page_source import Page, block_bounds, read_page
from podscribe.formats.page_style import dumped, style_of


def with_key(text: str, key: str, value: object) -> str:
    """The page with this value; a key that is not there yet comes before the transcript."""
    page = read_page(text)
    if page.metadata.get(key) == value:
        return text
    style = style_of(page)
    block = dumped({key: value}, allow_unicode=style.allow_unicode, sort_keys=False)
    start, end = _bounds(page, key)
    written = f"{text[:start]}{block.replace(chr(10), style.newline)}{text[end:]}"
    if not _says(written, page, key, value):
        raise PodscribeError(
            f"its {key} cannot be written without touching the rest",
            place=page.matter.place(page.matter.root),
            remedy="write the front matter as plain 'key: value' lines",
        )
    return written


def _bounds(page: Page, key: str) -> tuple[int, int]:
    pair = page.matter.pair(key)
    if pair is not None:
        return block_bounds(page.matter, *pair)
    at = page.block[0] if page.block else page.matter.end
    return at, at


def _says(text: str, before: Page, key: str, value: object) -> bool:
    """Whether a page reads back as it was meant."""
    try:
        page = read_page(text)
    except PodscribeError:
        return False
    same_rows = [source.row for source in page.rows] == [source.row for source in before.rows]
    return same_rows and page.metadata == {**before.metadata, key: value}
