"""Where in a transcript the headers of chapters belong.

A header stands before the turn that begins at its time. Where none begins near it, the turn that is
being spoken is divided at the end of a paragraph.

>>> rows = Line("Hello.", 0.0, speaker="Mara"), Line("Rye.", 61.0, speaker="Tom")
>>> placed, notes = place(Transcript(rows=rows), [Chapter(60.0, "Flour")])
>>> [row.text for row in placed.rows], notes
(['Hello.', 'Flour', 'Rye.'], ())
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from podscribe.chapters.chapter import BETWEEN, Chapter, in_order, lies_beyond
from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.layout.timing import timed, trusted
from podscribe.spelling import folded
from podscribe.transcript import Grain, Header, Line, Row, Transcript

TOLERANCE_S = 5.0  # from the question that opens a chapter to the second that was written down


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line before which a header can stand, its number among the lines, and when it begins.

    `opens`: it opens a turn, at a time that is known. `divides`: a header would divide a turn.
    """

    line: Line
    number: int
    start: float
    opens: bool
    divides: bool


@dataclass(frozen=True, slots=True)
class _Standing:
    """A header that is there: its row, the number of the next line, and what it says."""

    row: int
    number: int
    text: str

    @property
    def title(self) -> str:
        """The text as it is compared."""
        return folded(self.text)


@dataclass(frozen=True, slots=True)
class _Ground:
    """All spots of a transcript, and when its last word is over and the episode ends."""

    spots: tuple[_Spot, ...]
    last_s: float
    end_s: float | None

    @property
    def openings(self) -> tuple[_Spot, ...]:
        return tuple(spot for spot in self.spots if spot.opens)


def place(
    transcript: Transcript, chapters: Sequence[Chapter]
) -> tuple[Transcript, tuple[str, ...]]:
    """The transcript with a header for each chapter, and what there is to say, a sentence each.

    Headers that are there stay where they are; a chapter that has one gets no other.
    """
    if not chapters:
        return transcript, ()
    ground = _ground(transcript)
    ordered = in_order(chapters)
    places = [_place(chapter.start, ground) for chapter in ordered.chapters]
    standing = _standing(transcript.rows)
    there = _there(ordered.chapters, places, standing)
    orders = {each.row: order for order, each in there.items()}
    others = {each.number: each.text for each in standing if each.row not in orders}
    notes = [*ordered.notes]
    added: dict[int, list[tuple[int, Chapter]]] = {}  # by the number of the line, in order
    for order, (chapter, spot) in enumerate(zip(ordered.chapters, places, strict=True)):
        notes += _notes(chapter, spot, there.get(order), ground)
        if spot is not None and order not in there:
            added.setdefault(spot.number, []).append((order, chapter))
            if spot.number in others:
                notes.append(f"{chapter.told} stands beside the header '{others[spot.number]}'")
    rows = tuple(_woven(transcript.rows, ground.spots, added, orders))
    return replace(transcript, rows=rows), tuple(notes)


def _ground(transcript: Transcript) -> _Ground:
    known = timed(transcript.lines, transcript.duration, transcript.grain)
    if known is None:
        raise PodscribeError(
            "has no times, so no headers can be placed", remedy="give its times first"
        )
    spots = tuple(_spots(transcript, [line.start or 0.0 for line in known]))
    last_s = max(line.end or 0.0 for line in known)
    end_s = None if transcript.duration is None else max(transcript.duration, last_s)
    return _Ground(spots, last_s, end_s)


def _spots(transcript: Transcript, starts: Sequence[float]) -> Iterator[_Spot]:
    believed = {*trusted(transcript.lines)}
    before: Line | None = None
    number = 0
    for row in transcript.rows:
        if isinstance(row, Header):
            before = None
        elif isinstance(row, Line):
            goes_on = before is not None and _same_turn(before, row, transcript.grain)
            opens = not number or (number in believed and not goes_on)
            divides = goes_on and transcript.grain is Grain.PARAGRAPH
            yield _Spot(row, number, starts[number], opens, divides)
            before = row
            number += 1


def _same_turn(before: Line, after: Line, grain: Grain) -> bool:
    """Cues have a time each, the paragraphs of a turn share theirs."""
    same_speaker = before.speaker == after.speaker
    return same_speaker and (grain is Grain.CUE or before.start == after.start)


def _place(start: float, ground: _Ground) -> _Spot | None:
    """The line that a chapter begins with; None where it begins after all of them."""
    if ground.end_s is not None and start >= ground.end_s:
        return None
    openings = ground.openings
    starts = [spot.start for spot in openings]
    after = bisect_right(starts, start)
    if not after:
        return openings[0]
    turn = openings[bisect_left(starts, starts[after - 1])]
    following = openings[after] if after < len(openings) else None
    stretch = ground.spots[turn.number : following.number if following else None]
    said_until = _said_until(stretch)
    if following and said_until is not None and start >= said_until:
        return following
    if following is None and start > ground.last_s + TOLERANCE_S:
        return None
    ends = [turn, following] if following else [turn]
    near = [spot for spot in ends if abs(spot.start - start) <= TOLERANCE_S]
    return min(near or [*stretch, *ends[1:]], key=lambda spot: abs(spot.start - start))


def _said_until(stretch: Sequence[_Spot]) -> float | None:
    """When the last word of the lines is over, where the end of each is known."""
    ends = [spot.line.words[-1].end if spot.line.words else spot.line.end for spot in stretch]
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _standing(rows: Sequence[Row]) -> list[_Standing]:
    """The headers that are there; those over one line stand for one chapter as well."""
    standing: list[_Standing] = []
    number = 0
    over: list[tuple[int, str]] = []
    for index, row in enumerate(rows):
        if isinstance(row, Header):
            over.append((index, row.text))
        elif isinstance(row, Line):
            standing += _over(over, number)
            over = []
            number += 1
    return standing + _over(over, number)


def _over(headers: Sequence[tuple[int, str]], number: int) -> list[_Standing]:
    titles = [(index, " ".join(title.split())) for index, title in headers]
    if len(titles) > 1:
        titles.append((titles[0][0], BETWEEN.join(title for _, title in titles)))
    return [_Standing(index, number, title) for index, title in titles]


def _there(
    chapters: Sequence[Chapter], places: Sequence[_Spot | None], standing: Sequence[_Standing]
) -> dict[int, _Standing]:
    """The header of each chapter that has one, by its number: one in its place before others."""
    free = [*standing]
    there: dict[int, _Standing] = {}
    for in_place in (True, False):
        for order, (chapter, spot) in enumerate(zip(chapters, places, strict=True)):
            number = spot.number if spot else None
            named = [each for each in free if each.title == folded(chapter.title)]
            fitting = [each for each in named if not in_place or each.number == number]
            if fitting and order not in there:
                there[order] = min(fitting, key=lambda each: abs(each.number - (number or 0)))
                free.remove(there[order])
    return there


def _notes(
    chapter: Chapter, spot: _Spot | None, standing: _Standing | None, ground: _Ground
) -> Iterator[str]:
    """What people should know of where a chapter's header stands."""
    if standing is not None:
        yield from _moved(chapter, spot, standing, ground)
    elif spot is None and ground.end_s is not None and chapter.start >= ground.end_s:
        yield lies_beyond(chapter, ground.end_s)
    elif spot is None:
        yield f"{chapter.told} begins after the last words at {clock(ground.last_s)}: left out"
    elif spot.divides:
        whose = f" of {spot.line.speaker}" if spot.line.speaker else ""
        begun = f" that began at {clock(spot.line.start)}" if spot.line.start is not None else ""
        yield f"{chapter.told} divides the turn{whose}{begun}, at the end of a paragraph"
    elif spot.number == 0 and chapter.start <= spot.start:  # nobody speaks before the first words
        return
    elif abs(spot.start - chapter.start) > TOLERANCE_S:
        yield f"{chapter.told} stands at {clock(spot.start)}: nothing begins nearer"


def _moved(
    chapter: Chapter, spot: _Spot | None, standing: _Standing, ground: _Ground
) -> Iterator[str]:
    """What is said of a header that stands elsewhere than its chapter begins."""
    if standing.number == len(ground.spots) or (spot and spot.number == standing.number):
        return
    estimate = ground.spots[standing.number].start
    lines = (spot.line for spot in ground.spots[standing.number :])
    stated = next((line.start for line in lines if line.start is not None), estimate)
    if min(abs(at - chapter.start) for at in (estimate, stated)) > TOLERANCE_S:
        yield f"{chapter.told} has its header at {clock(stated)}: left where it is"


def _woven(
    rows: Sequence[Row],
    spots: Sequence[_Spot],
    added: Mapping[int, Sequence[tuple[int, Chapter]]],
    orders: Mapping[int, int],
) -> Iterator[Row]:
    """All rows in order, each new header after those of the chapters before it."""
    waiting: list[tuple[int | None, Row]] = []
    number = 0
    begun: float | None = None  # of the rest of a turn that is divided
    for index, row in enumerate(rows):
        if not isinstance(row, Line):
            waiting.append((orders.get(index), row))
            continue
        new = added.get(number, ())
        for order, chapter in new:
            waiting.insert(_after_earlier(waiting, order), (order, Header(chapter.title)))
        yield from (each for _, each in waiting)
        waiting = []
        if not spots[number].divides:
            begun = None
        elif new:
            begun = row.words[0].start if row.words else new[0][1].start
        yield row if begun is None else replace(row, start=begun)
        number += 1
    yield from (each for _, each in waiting)


def _after_earlier(waiting: Sequence[tuple[int | None, Row]], order: int) -> int:
    """Where among rows a chapter's header goes: before the header of the first later one."""
    later = (at for at, (other, _) in enumerate(waiting) if other is not None and other > order)
    return next(later, len(waiting))
