"""Plain text by its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from podscribe.errors import PodscribeError

BYTE_ORDER_MARK = "\ufeff"
_BREAK = re.compile(r"\r\n|\n|\r")  # str.splitlines would also break at form feeds and the like

_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{20,};?")  # html.unescape fails on thousands of digits


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The text's lines and their numbers, whatever its line endings, without a byte-order mark."""
    return enumerate(_BREAK.split(text.removeprefix(BYTE_ORDER_MARK)), 1)


def head(text: str, count: int = 3, characters: int = 4000) -> list[str]:
    """The first lines that say something, to tell a format by."""
    lines = (line for _, line in numbered_lines(text[:characters]) if line.strip())
    return [line for line, _ in zip(lines, range(count), strict=False)]


def no_time(text: str, place: int) -> PodscribeError:
    """The error for what stands where a time does and looks like one."""
    return PodscribeError(
        f"{text!r} is no time", place=place, remedy="minutes and seconds go up to 59"
    )


def unescaped(text: str) -> str:
    """The text with the characters that HTML's references stand for."""
    return unescape(_ENDLESS_REFERENCE.sub("\ufffd", text))
