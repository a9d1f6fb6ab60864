"""New times for a page, from a transcript of the same recording that has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from podscribe.errors import PodscribeError
from podscribe.retime.matching import match, require_alike
from podscribe.retime.offsets import Run
from podscribe.retime.places import Places
from podscribe.retime.turns import Spoken, Trust, Turn, spoken_rows, told_start, turns
from podscribe.transcript import Line, Row, Span, Transcript, Word

LEAST_FOUND = 0.5  # of the rows, or times are not given


@dataclass(frozen=True, slots=True)
class Shift:
    """From a line on, times of the page are off by so many seconds; None: they follow nothing.

    `line` is its number among the lines, `start` when it begins.
    """

    line: int
    start: float
    offset: int | None


@dataclass(frozen=True, slots=True)
class Retimed:
    """The transcript with new times, and what there is to say of them.

    `lost` are the numbers, among the lines, of those whose words are not found: they keep a place
    between their neighbours. `moved` is by how much lines that had a time begin later than before.
    """

    transcript: Transcript
    rows: int
    found: int
    lost: tuple[int, ...]
    moved: tuple[float, ...]
    untimed: int  # rows that had no time
    backward: int  # rows that began before the one above them
    shifts: tuple[Shift, ...]
    spans_lost: bool  # speaker spans that could not be moved along


@dataclass(frozen=True, slots=True)
class _Timed:
    """A turn and its new start; `offset` is what its own times were moved by, if they were kept."""

    turn: Turn
    start: float
    offset: int | None


def retime(page: Transcript, source: Transcript) -> Retimed:
    """The page with times from the source; words, speakers and headers stay as they are."""
    if not page.lines:
        raise PodscribeError("has no rows to give times to", remedy="give a page with a transcript")
    found = match(page, source)
    if not found.other.has_times:
        raise PodscribeError(
            "what it is held against has no times", remedy="give one that has them"
        )
    require_alike(found)
    places = Places(found)
    rows = spoken_rows(found, places)
    _require_most(rows)
    trust = Trust(rows)
    timed = [*_timed(turns(rows, trust, page.grain))]
    lines = _lines(page, timed, places)
    spans = _spans(page.spans, timed)
    return Retimed(
        transcript=replace(page, rows=tuple(_woven(page.rows, lines)), spans=spans),
        rows=len(rows),
        found=sum(row.found for row in rows),
        lost=tuple(
            row.number for row in rows if not row.found and found.says(row.first, row.after)
        ),
        moved=tuple(_moved(page.lines, lines)),
        untimed=sum(row.told is None for row in rows),
        backward=_backward(page.lines),
        shifts=tuple(_shift(run, trust, lines) for run in trust.runs),
        spans_lost=bool(page.spans) and not spans,
    )


def _require_most(rows: Sequence[Spoken]) -> None:
    """Refuse what would give most rows a time that nothing tells."""
    found = sum(row.found for row in rows)
    if found < LEAST_FOUND * len(rows):
        raise PodscribeError(
            f"only {found} of its {len(rows)} rows are found",
            remedy="give a transcript of the whole recording",
        )


def _timed(found: Sequence[Turn]) -> Iterator[_Timed]:
    """Every turn with its start, none before the one above it."""
    latest = 0.0
    for number, turn in enumerate(found):
        start, offset = turn.moment.start, turn.offset
        if offset is None and not turn.found:
            offset = _between(found, number, latest)
        if offset is not None and turn.told is not None:
            start = turn.told + offset
        if start < latest:
            start, offset = latest, None
        yield _Timed(turn, start, offset)
        latest = start


def _between(found: Sequence[Turn], number: int, latest: float) -> int | None:
    """The offset of a turn that is not found, if those around it keep their times and it fits."""
    told = found[number].told
    before = next((turn for turn in reversed(found[:number]) if turn.found), None)
    behind = next((turn for turn in found[number + 1 :] if turn.found), None)
    around = [turn for turn in (before, behind) if turn is not None]
    offsets = {turn.offset for turn in around}
    if told is None or len(offsets) != 1:
        return None
    (offset,) = offsets
    if offset is None or told + offset < latest:
        return None
    until = behind.told if behind is not None else None
    return offset if until is None or told <= until else None


def _lines(page: Transcript, timed: Sequence[_Timed], places: Places) -> Mapping[int, Line]:
    """The new lines by their numbers; those without words begin with the row above."""
    lines = {row.number: _line(row, each, places) for each in timed for row in each.turn.rows}
    start = timed[0].start
    for number, line in enumerate(page.lines):
        if number in lines:
            start = lines[number].start or 0.0
        elif line.start is not None:
            lines[number] = replace(line, start=start, end=None if line.end is None else start)
    return lines


def _line(row: Spoken, timed: _Timed, places: Places) -> Line:
    line = row.line
    if timed.offset is not None and timed.turn.told == row.told:
        return _shifted(line, timed.offset, timed.start)
    words = _words(line, row.first, places)
    end = None if line.end is None else max(timed.start, places.end(row.after))
    return replace(line, start=timed.start, end=end, words=words)


def _shifted(line: Line, offset: int, start: float) -> Line:
    if not offset:
        return line
    end = None if line.end is None else line.end + offset
    words = tuple(_later(word, offset) for word in line.words)
    return replace(line, start=start, end=end, words=words)


def _later(word: Word, by_s: float) -> Word:
    heard = None if word.heard is None else tuple(_later(each, by_s) for each in word.heard)
    return replace(
        word, start=max(0.0, word.start + by_s), end=max(0.0, word.end + by_s), heard=heard
    )


def _words(line: Line, first: int, places: Places) -> tuple[Word, ...]:
    """The words with times of their own, where each is one word of the text."""
    if len(line.words) != len(line.text.split()):
        return ()
    starts = [places.begin(first + number).start for number in range(len(line.words) + 1)]
    return tuple(
        replace(_later(word, start - word.start), end=max(start, until))
        for word, (start, until) in zip(line.words, pairwise(starts), strict=True)
    )


def _woven(rows: Sequence[Row], lines: Mapping[int, Line]) -> Iterator[Row]:
    number = 0
    for row in rows:
        if isinstance(row, Line):
            yield lines.get(number, row)
            number += 1
        else:
            yield row


def _spans(spans: Sequence[Span], timed: Sequence[_Timed]) -> tuple[Span, ...]:
    """The spans moved as the turns around them; none where the turns' times were not right."""
    known = [each for each in timed if each.offset is not None and each.turn.told is not None]
    if 2 * len(known) < len(timed):
        return ()
    moved = []
    for span in spans:
        near = min(known, key=lambda each: abs((each.turn.told or 0.0) - span.start))
        by_s = near.offset or 0
        moved.append(
            replace(span, start=max(0.0, span.start + by_s), end=max(0.0, span.end + by_s))
        )
    return tuple(moved)


def _moved(before: Sequence[Line], after: Mapping[int, Line]) -> Iterator[float]:
    for number, line in enumerate(before):
        told = told_start(line)
        new = after[number].start if number in after else None
        if told is not None and new is not None and int(new) != int(told):
            yield new - told


def _backward(lines: Sequence[Line]) -> int:
    starts = [line.start for line in lines if line.start is not None]
    return sum(int(after) < int(before) for before, after in pairwise(starts))


def _shift(run: Run, trust: Trust, lines: Mapping[int, Line]) -> Shift:
    row = trust.opening(run)
    return Shift(row.number, lines[row.number].start or 0.0, run.offset)
