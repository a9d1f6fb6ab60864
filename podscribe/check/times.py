"""Findings about times."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from podscribe.check.finding import Finding, Mend, Subject, excerpt, key_place
from podscribe.clock import HOUR_S, clock, parse_duration
from podscribe.formats.format import Feature
from podscribe.formats.page_source import Field, SourceRow, seconds_of, time_of
from podscribe.transcript import Line

SLACK_S = 1.0  # a duration is rounded to the second


def find(subject: Subject) -> Iterator[Finding]:
    timed = [line for line in subject.transcript.lines if line.start is not None]
    for before, after in pairwise(timed):
        yield from _order(before, after)
    if Feature.TIMES in subject.reads and (timed or subject.page is not None):
        yield from _missing(subject)
    yield from _beyond(subject, timed)
    for line in timed:
        yield from _backward(line)
    if subject.page is not None:
        for number, source in enumerate(subject.page.rows):
            yield from _fields(number, source)


def _order(before: Line, after: Line) -> Iterator[Finding]:
    assert before.start is not None and after.start is not None
    if int(after.start) < int(before.start):
        yield Finding(
            "T101",
            after.place,
            f"time goes backward: {clock(after.start)} after {clock(before.start)}",
            "correct the one that is wrong",
        )
    yield from _long(before, after.start)


def _long(line: Line, until: float) -> Iterator[Finding]:
    if line.start is not None and until - line.start > HOUR_S:
        yield Finding(
            "T106",
            line.place,
            f"the line at {clock(line.start)} lasts until {clock(until)}",
            "look for hours typed where minutes were meant",
        )


def _backward(line: Line) -> Iterator[Finding]:
    if line.start is not None and line.end is not None and line.end < line.start:
        yield Finding(
            "T108",
            line.place,
            f"the line begins at {clock(line.start)} and ends at {clock(line.end)}",
            "correct the one that is wrong",
        )


def _missing(subject: Subject) -> Iterator[Finding]:
    sources = {source.place: source for source in subject.page.rows} if subject.page else {}
    for number, line in enumerate(subject.transcript.rows):
        if not isinstance(line, Line) or number in subject.copies:
            continue
        source = sources.get(line.place) if line.place is not None else None
        broken = source is not None and {"sec", "time"} & source.fields.keys()
        if line.start is None and line.text.strip() and not broken:
            yield Finding(
                "T102",
                line.place,
                f"no time: {excerpt(line.text)}",
                "give it the time of its turn",
            )


def _beyond(subject: Subject, timed: list[Line]) -> Iterator[Finding]:
    duration = subject.transcript.duration
    if subject.page is not None:
        value = subject.transcript.metadata.get("duration")
        duration = parse_duration(value) if isinstance(value, str) else None
        if value is not None and duration is None:
            yield Finding(
                "P509",
                key_place(subject.page, "duration"),
                f"duration {str(value)[:40]!r} cannot be read",
                "write it like PT01H04M12S",
            )
    if duration is None:
        return
    if timed:
        yield from _long(timed[-1], duration)
    limit = duration + SLACK_S
    late = [line for line in timed if line.start is not None and line.start > limit]
    if late and late[0].start is not None:
        many = f"{len(late)} lines begin" if len(late) > 1 else "a line begins"
        yield Finding(
            "T107",
            late[0].place,
            f"{many} after the episode's end at {clock(duration)}, the first at "
            f"{clock(late[0].start)}",
            "correct the duration or the times",
        )


def _fields(number: int, source: SourceRow) -> Iterator[Finding]:
    """What is wrong with a row's `sec` and `time`."""
    if "line" not in source.fields:
        return
    sec, time = source.fields.get("sec"), source.fields.get("time")
    if (sec is None) != (time is None):
        yield _half(number, source, sec, time)
    elif sec is not None and time is not None:
        yield from _both(number, source, sec, time)


def _half(number: int, source: SourceRow, sec: Field | None, time: Field | None) -> Finding:
    known = seconds_of(sec) if sec else time_of(time) if time else None
    have, lack = ("sec", "time") if sec else ("time", "sec")
    return Finding(
        "T105",
        source.place,
        f"{have} without {lack}",
        f"add {lack}",
        () if known is None else _written(number, known),
    )


def _both(number: int, source: SourceRow, sec: Field, time: Field) -> Iterator[Finding]:
    seconds, shown = seconds_of(sec), time_of(time)
    if seconds is not None and shown is not None and int(seconds) != int(shown):
        yield Finding(
            "T103",
            source.place,
            f"sec is {int(seconds)} ({clock(seconds)}) and time is {' '.join(time.text.split())}",
            "correct the one that is wrong",
        )
        return
    known = seconds if seconds is not None else shown
    sound = sec.kind == "int" and known is not None and time.text == clock(known)
    if not sound:
        written = f"sec {sec.text!r}, time {time.text!r}"
        form = f"sec: {int(known)}, time: '{clock(known)}'" if known is not None else "M:SS"
        yield Finding(
            "T104",
            source.place,
            f"broken time: {written[:80]}",
            f"write {form}",
            () if known is None else _written(number, known),
        )


def _written(number: int, seconds: float) -> tuple[Mend, ...]:
    return (Mend(number, "sec", int(seconds)), Mend(number, "time", clock(seconds)))
