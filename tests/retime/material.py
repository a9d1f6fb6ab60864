"""Pages whose times are known, and ways to spoil them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count, pairwise

from podscribe.transcript import Header, Line, Row, Transcript

Spoil = Callable[[int, float], float | None]


def with_starts(page: Transcript, start_of: Spoil) -> Transcript:
    """The page with other starts, by the number of each line and the start it had."""
    numbers = count()

    def spoiled(row: Row) -> Row:
        if not isinstance(row, Line):
            return row
        return replace(row, start=start_of(next(numbers), row.start or 0.0))

    return replace(page, rows=tuple(map(spoiled, page.rows)))


def starts(transcript: Transcript) -> list[float]:
    found = [line.start for line in transcript.lines]
    assert None not in found
    return [start for start in found if start is not None]


def openings(page: Transcript) -> list[int]:
    """The lines that open a turn."""
    pairs = enumerate(pairwise(page.lines), 1)
    return [0] + [
        number
        for number, (before, line) in pairs
        if (before.speaker, before.start) != (line.speaker, line.start)
    ]


def share_within(truth: Transcript, found: Transcript, limit_s: float = 3.0) -> float:
    """The share of turns that begin in the same seconds, rounded down as pages have them."""
    turns = openings(truth)
    right, new = starts(truth), starts(found)
    near = sum(abs(int(new[number]) - int(right[number])) <= limit_s for number in turns)
    return near / len(turns)


def never_backward(transcript: Transcript) -> bool:
    return all(before <= after for before, after in pairwise(starts(transcript)))


def without_times(transcript: Transcript) -> list[tuple[str, str | None] | str]:
    """What is said and by whom, and the headers."""
    return [
        (row.text, row.speaker) if isinstance(row, Line) else row.text for row in transcript.rows
    ]


def with_header(page: Transcript, title: str, line: int) -> Transcript:
    """The page with a header over a line."""
    rows = [*page.rows]
    rows.insert(rows.index(page.lines[line]), Header(title))
    return replace(page, rows=tuple(rows))
