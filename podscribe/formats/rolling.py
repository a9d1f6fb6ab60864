"""Captions that roll: a row stays on the screen while the next comes up.

So it is told twice, once alone and once above the next, or lasts into the next one's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from podscribe.clock import parse_clock
from podscribe.formats.caption import ARROW, Block
from podscribe.transcript import Line, Word

_MOMENT_S = 0.05  # a cue that nobody can read: it holds a row until the next comes up
_CLOSE_S = 0.1  # a cue that begins so soon after another holds what that one showed


@dataclass(frozen=True, slots=True)
class Rows:
    """How a format's blocks are read.

    `timing` gives the place of a cue's times among its lines, None of what is no cue; `plain` is
    what a row says; `is_new` whether a row tells by itself that it is shown for the first time.
    """

    timing: Callable[[Block], int | None]
    plain: Callable[[str], str]
    is_new: Callable[[str], bool]

    def of(self, block: Block) -> tuple[str, ...]:
        """The rows of a cue that say something."""
        place = self.timing(block)
        if place is None:
            return ()
        return tuple(row for row in block.lines[place + 1 :] if self.plain(row))


def unrolled(blocks: Sequence[Block], rows: Rows) -> Iterator[Block]:
    """The blocks without the rows that were shown before; what is said again much later stays."""
    shown: tuple[str, ...] = ()
    until = float("-inf")
    for block in blocks:
        said = rows.of(block)
        if not said:
            yield block
            continue
        place = rows.timing(block) or 0
        start, end = _span(block.lines[place])
        repeated = rows.plain(said[0]) in shown and not rows.is_new(said[0])
        held = repeated and (len(said) > 1 or start - until <= _CLOSE_S)
        new = said[1:] if held else said
        shown = (rows.plain(said[-1]), rows.plain(" ".join(new or said)))
        until = end
        if new:
            yield replace(block, lines=(*block.lines[: place + 1], *new))


def roll(blocks: Sequence[Block], rows: Rows) -> bool:
    """Whether a cue of a moment holds the last row of the one before for the next to begin with."""
    cues = [(block, said) for block in blocks if (said := rows.of(block))]
    for (_, before), (moment, held), (_, after) in zip(cues, cues[1:], cues[2:], strict=False):
        start, end = _span(moment.lines[rows.timing(moment) or 0])
        texts = {rows.plain(row) for row in (before[-1], *held, after[0])}
        if end - start <= _MOMENT_S and len(held) == len(texts) == 1 < len(after):
            return True
    return False


def _span(line: str) -> tuple[float, float]:
    """From when to when a cue is shown; never, where its times are none."""
    match = ARROW.fullmatch(line)
    start, end = (parse_clock(match[1]), parse_clock(match[2])) if match else (None, None)
    return (float("inf"), float("inf")) if start is None or end is None else (start, end)


def not_past_the_next(rows: Sequence[Line]) -> tuple[Line, ...]:
    """Cues of automatic captions, each ended where the next begins."""
    shortened: list[Line] = []
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        limit = following.start if following is not None else None
        if limit is None or row.start is None or row.end is None or not row.start < limit < row.end:
            shortened.append(row)
            continue
        words = tuple(
            Word(word.text, word.start, max(word.start, min(word.end, limit))) for word in row.words
        )
        shortened.append(replace(row, end=limit, words=words))
    return tuple(shortened)
