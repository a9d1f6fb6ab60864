"""The page that tells how a job went: what it did, how fast, and what it could not do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from podscribe.batch.places import Kind, kind_of, shown
from podscribe.batch.rows import Row
from podscribe.batch.running import Ending
from podscribe.batch.states import State
from podscribe.batch.storage import put_object
from podscribe.batch.summary import (
    FAILED,
    Stretch,
    Totals,
    report_json,
    slowest,
    speed,
    throughput,
    totals,
)
from podscribe.clock import HOUR_S, MINUTE_S, clock
from podscribe.files import write_bytes
from podscribe.report import (
    Cell,
    Column,
    Datum,
    Figure,
    Markup,
    Series,
    Shape,
    Tone,
    badge,
    figures,
    heading,
    name,
    notices,
    numbers,
    page,
    plot,
    section,
    table,
    times,
)
from podscribe.report import Row as TableRow

NAMES = ("report.json", "report.html")
_NOTHING = Cell("–")
_TONES = {State.DONE: Tone.GOOD, State.FAILED: Tone.BAD, State.ASIDE: Tone.BAD}


def write_reports(ending: Ending, out: str, folder: Path) -> tuple[str, ...]:
    """Both reports into the outputs, whose folder on this computer is given; returns where."""
    places = []
    for file, content in zip(NAMES, (report_json(ending), report_page(ending)), strict=True):
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / file, content.encode())
        place = str(folder / file)
        if kind_of(out) is Kind.STORAGE:
            place = f"{out.rstrip('/')}/{file}"
            put_object(folder / file, place)
            place = shown(place)
        places.append(place)
    return tuple(places)


def report_page(ending: Ending) -> str:
    """The page, whole."""
    found = totals(ending)
    said = [f"The job was stopped: {ending.way_on}."] if ending.stopped else []
    said += [f"Could not be read: {fault}" for fault in ending.unread]
    parts = [notices(said), figures(_figures(found)), _throughput(throughput(ending))]
    if ending.failed:
        parts.append(section("failed", "What could not be done", _failed(ending.failed)))
    if slow := slowest(ending):
        parts.append(section("slowest", "The slowest", _episodes("Slowest episodes", slow)))
    parts.append(section("episodes", "All episodes", _episodes("Episodes", ending.rows, found)))
    jumps = [("episodes", "Skip to all episodes")]
    return page("A batch of episodes", heading("A batch of episodes"), *parts, jumps=jumps)


def _figures(found: Totals) -> Iterator[Figure]:
    yield Figure("done", f"{found.done} of {found.episodes}", f"{found.finished} by this job")
    if found.failed:
        yield Figure("failed", str(found.failed), tone=Tone.BAD)
    if found.skipped:
        yield Figure("skipped", str(found.skipped), tone=Tone.WARNING)
    if found.waiting:
        yield Figure("waiting", str(found.waiting), tone=Tone.WARNING)
    yield Figure("audio", f"{found.audio_s / HOUR_S:,.1f} h", "done by this job")
    yield Figure("time", clock(found.spent_s), "from beginning to end")
    if found.speed is not None:
        yield Figure("speed", f"{found.speed:,.1f} ×", "real time, all workers together")
    yield Figure("in doubt", f"{found.doubtful_s / MINUTE_S:,.1f} min", "of all that is done")


def _throughput(stretches: tuple[Stretch, ...]) -> Markup:
    if not stretches:
        return Markup()
    data = tuple(
        Datum(each.begin_s, each.speed, f"from {clock(each.begin_s)}: {each.speed:.1f} ×")
        for each in stretches
    )
    best = max(each.speed for each in stretches)
    return plot(
        "Throughput",
        times("time since the job began", high=stretches[-1].end_s),
        numbers("× real time", low=0.0),
        [Series("audio finished", Shape.STEP, data)],
        summary=f"Audio finished in a stretch of time; at best {best:.1f} times real time.",
    )


def _failed(rows: tuple[Row, ...]) -> Markup:
    columns = (Column("episode"), Column("state"), Column("reason"), Column("attempts", True))
    shown = [
        TableRow(
            (
                Cell(name(row.stem), row.stem),
                Cell(badge(row.state, Tone.BAD), row.state),
                Cell(row.error or row.reason),
                Cell(str(row.attempts), row.attempts),
            )
        )
        for row in rows
    ]
    return table("Episodes that could not be done", columns, shown)


_COLUMNS = (
    Column("episode"),
    Column("state"),
    Column("length", True),
    Column("speakers", True),
    Column("in doubt", True, "minutes of which the words are not sure"),
    Column("speed", True, "times real time, of the models alone"),
    Column("worker"),
)


def _episodes(caption: str, rows: tuple[Row, ...], found: Totals | None = None) -> Markup:
    total = None
    if found is not None:
        doubtful = f"{found.doubtful_s / MINUTE_S:.1f} min"
        rest = (_NOTHING, Cell(doubtful), _NOTHING, _NOTHING)
        done = Cell(f"{found.done} done")
        total = TableRow((Cell("all"), done, Cell(clock(found.archive_s)), *rest))
    return table(caption, _COLUMNS, map(_episode, rows), totals=total)


def _episode(row: Row) -> TableRow:
    heard = speed(row)
    doubtful = row.doubtful_s if row.state is State.DONE else None
    tone = _TONES.get(row.state, Tone.WARNING)
    reason = row.error if row.state in FAILED else row.reason
    state = badge(row.state, tone) if row.state is State.DONE else f"{row.state}: {reason}"
    return TableRow(
        (
            Cell(name(row.title or row.stem), row.title or row.stem),
            Cell(state, row.state),
            _NOTHING if row.seconds is None else Cell(clock(row.seconds), row.seconds),
            _NOTHING if row.speakers is None else Cell(str(row.speakers), row.speakers),
            _NOTHING if doubtful is None else Cell(f"{doubtful / MINUTE_S:.1f} min", doubtful),
            _NOTHING if heard is None else Cell(f"{heard:.1f} ×", heard),
            Cell(row.worker or "–"),
        )
    )
