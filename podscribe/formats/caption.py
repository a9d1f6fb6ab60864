"""What WebVTT and SubRip share: blocks of a time line and a payload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podscribe.clock import TIME
from podscribe.formats.plain import numbered_lines

ARROW = re.compile(rf"\s*({TIME})\s*-->\s*({TIME})(?:[ \t]+(.*))?\s*")
ROW_CHARACTERS = 42


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two blank ones, and the number of the first."""

    lines: tuple[str, ...]
    place: int


def blocks(text: str) -> Iterator[Block]:
    """The text's blocks, whatever its line endings.

    A row of blanks right below the times ends no block: rolling captions begin with one. Times
    begin another block where the blank line before it is missing, with the number above them.
    """
    lines: list[str] = []
    place = 1
    for number, line in numbered_lines(text):
        if ARROW.fullmatch(line) and any(map(ARROW.fullmatch, lines)):
            begun = 1 if lines[-1].strip().isdecimal() and not ARROW.fullmatch(lines[-2]) else 0
            kept = len(lines) - begun
            yield Block(tuple(lines[:kept]), place)
            lines, place = lines[kept:], number - begun
        if line.strip() or (line and lines and ARROW.fullmatch(lines[-1])):
            if not lines:
                place = number
            lines.append(line)
        elif lines:
            yield Block(tuple(lines), place)
            lines = []
    if lines:
        yield Block(tuple(lines), place)


def timing_of(block: Block) -> int | None:
    """Which line of the block has a cue's times."""
    return next((number for number, line in enumerate(block.lines) if "-->" in line), None)


def wrapped(text: str) -> str:
    """A cue's text on two rows of about one length, where it is too long for one."""
    text = " ".join(text.split())
    if len(text) <= ROW_CHARACTERS:
        return text
    gaps = [match.start() for match in re.finditer(" ", text)]
    if not gaps:
        return text
    middle = min(gaps, key=lambda gap: (abs(gap - len(text) / 2), gap))
    return f"{text[:middle]}\n{text[middle + 1 :]}"
