"""What was done, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from podscribe.check.finding import excerpt
from podscribe.clock import clock
from podscribe.retime.retiming import Retimed, Shift
from podscribe.retime.transferring import Transferred, Unnamed
from podscribe.transcript import Line

SLOW_STEP_S = 8  # that clocks which run apart jump from one run of rows to the next, at most
SLOW_STEPS = 3  # one after the other, or it is something cut in


def sentences(found: Retimed) -> Iterator[str]:
    """The whole: how many rows, what was wrong with their times."""
    yield _summary(found)
    if found.untimed:
        yield f"{_rows(found.untimed)} without a time got one"
    if found.backward:
        yield f"{_rows(found.backward)} ran backward, before the one above"
    yield from _shifts(found.shifts)
    if found.spans_lost:
        yield "its speaker spans are left out: their times could not be told"


def lost_rows(found: Retimed, lines: Sequence[Line]) -> Iterator[tuple[int | None, str]]:
    """Where each row stands whose words are not found, those in a row together, and what it is.

    The lines are those of the file that was written.
    """
    for _, group in groupby(enumerate(found.lost), lambda each: each[1] - each[0]):
        first, *others = (lines[number] for _, number in group)
        more = f" and {_rows(len(others))} below it" if others else ""
        at = f"; it begins at {clock(first.start)} now" if first.start is not None else ""
        yield first.place, f"not found: {excerpt(first.text)}{more}{at}"


def transfer_sentences(found: Transferred) -> Iterator[str]:
    """How much got a name, and what did not."""
    named = f"{found.named} of {found.words} words have a name of the page"
    yield f"{named}; {_rows(found.headers, 'header')} placed" if found.headers else named
    for each in found.unnamed:
        when = "" if each.start is None or each.end is None else f" from {_span(each)}"
        whose = f"{each.speaker} says" if each.speaker else "nobody is named for"
        yield f"{whose} {each.words} words{when} that the page does not have"
    if found.replaced:
        yield f"{_rows(found.replaced, 'header')} it had itself left out"


def lost_headers(found: Transferred) -> Iterator[tuple[int | None, str]]:
    """The headers of the page over rows that are not found."""
    for header in found.lost:
        what = f"what follows the header {excerpt(header.text)} is not found"
        yield header.place, f"{what}; it stands between its neighbours"


def _span(passage: Unnamed) -> str:
    return f"{clock(passage.start or 0.0)} to {clock(passage.end or 0.0)}"


def _summary(found: Retimed) -> str:
    told = f"{found.found} of {_rows(found.rows)} found"
    if not found.moved:
        return f"{told}; no time changed" if not found.untimed else told
    steps = [abs(step) for step in found.moved]
    moved = f"{len(steps)} begin" if len(steps) > 1 else "1 begins"
    by = f"by {_about(median(steps))}, at most {_about(max(steps))}"
    return f"{told}; {moved} elsewhere now, {by}"


def _shifts(shifts: Sequence[Shift]) -> Iterator[str]:
    """The offsets of the old times, and from where on each holds."""
    if len(shifts) == 1 and shifts[0].offset != 0:
        yield f"its times {_off(shifts[0].offset)}"
        return
    number = 0
    while number < len(shifts):
        until = _slowly(shifts, number)
        if until is not None:
            yield _apart(shifts[number], shifts[until])
            number = until
        elif number or shifts[0].offset != 0:
            yield f"from {clock(shifts[number].start)} on its times {_off(shifts[number].offset)}"
        number += 1


def _slowly(shifts: Sequence[Shift], first: int) -> int | None:
    """The last of several small steps in one direction that begin with a shift."""
    last = first
    sign = 0
    for before, after in pairwise(shifts[first:]):
        if before.offset is None or after.offset is None:
            break
        step = after.offset - before.offset
        if abs(step) > SLOW_STEP_S or step * sign < 0:
            break
        last, sign = last + 1, step
    return last if last - first >= SLOW_STEPS else None


def _apart(first: Shift, last: Shift) -> str:
    begin, end = (f"{_off(each.offset)} at {clock(each.start)}" for each in (first, last))
    return f"its times ran away from the recording: they {begin}, and {end}"


def _off(offset: int | None) -> str:
    if offset is None:
        return "followed nothing that was said"
    if not offset:
        return "were right"
    return f"were {_about(abs(offset))} {'early' if offset > 0 else 'late'}"


def _about(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 100 else clock(seconds)


def _rows(count: int, what: str = "row") -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
