"""Audacity labels: start, end and title of each, a line each, with tabs between.

    0.000000	0.000000	How it began
    760.500000	760.500000	What it cost

Times are seconds. A line that begins with a backslash holds the frequencies of the one before.

>>> parse("0.000000\\t12.5\\tFlour\\n\\\\\\t300.0\\t4000.0\\n62,5\\t62,5\\tWater").chapters
(Chapter(start=0.0, title='Flour'), Chapter(start=62.5, title='Water'))
"""

from __future__ import annotations

import re

from podscribe.chapters.chapter import Chapter, Found, in_order
from podscribe.clock import LONGEST_S
from podscribe.errors import PodscribeError
from podscribe.formats.plain import head, numbered_lines

_SECONDS = r"\d{1,7}(?:[.,]\d{1,12})?"  # some languages write a comma
_LABEL = re.compile(rf"(?P<start>{_SECONDS})\t{_SECONDS}(?:\t(?P<title>.*))?")
_FREQUENCIES = "\\\t"


def sniff(text: str) -> bool:
    return any(_LABEL.fullmatch(line) for line in head(text, 1))


def parse(text: str) -> Found:
    """A chapter for each label."""
    chapters: list[Chapter] = []
    for place, line in numbered_lines(text):
        if line.strip() and not line.startswith(_FREQUENCIES):
            chapters.append(_chapter(line, place))
    return in_order(chapters)


def _chapter(line: str, place: int) -> Chapter:
    match = _LABEL.fullmatch(line.rstrip("\r"))
    start = float(match["start"].replace(",", ".")) if match else LONGEST_S + 1
    if not match or start > LONGEST_S:
        raise PodscribeError(
            "is no label", place=place, remedy="write its start, its end and its title with tabs"
        )
    return Chapter(start, match["title"] or "")
