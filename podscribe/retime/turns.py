"""The rows of a page, and which of them are paragraphs of one turn and share its start."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.retime.matching import Match
from podscribe.retime.offsets import Run, runs
from podscribe.retime.places import Moment, Places
from podscribe.transcript import Grain, Header, Line

TELLING_S = 4.0  # a row whose moment is less certain than this tells of no offset


@dataclass(frozen=True, slots=True)
class Spoken:
    """A row with words: the line, its number among the lines, its words, when they begin.

    `after_header`: a header stands between it and the row before.
    """

    number: int
    line: Line
    first: int
    after: int
    moment: Moment
    found: bool
    after_header: bool

    @property
    def told(self) -> float | None:
        """When it begins as the page has it."""
        return told_start(self.line)


@dataclass(frozen=True, slots=True)
class Turn:
    """Rows that share one start; `offset` is how far off theirs is, where that is certain.

    `told` is the start that the offset goes with.
    """

    rows: tuple[Spoken, ...]
    told: float | None
    offset: int | None

    @property
    def moment(self) -> Moment:
        return self.rows[0].moment

    @property
    def found(self) -> bool:
        return any(row.found for row in self.rows)


def told_start(line: Line) -> float | None:
    if line.start is None and line.words:
        return line.words[0].start
    return line.start


def spoken_rows(found: Match, places: Places) -> tuple[Spoken, ...]:
    """Every row that has words."""
    return tuple(_spoken(found, places))


def _spoken(found: Match, places: Places) -> Iterator[Spoken]:
    number = first = 0
    after_header = False
    for row in found.page.transcript.rows:
        if isinstance(row, Header):
            after_header = True
        if not isinstance(row, Line):
            continue
        after = first + len(row.text.split())
        if after > first:
            is_found = found.finds(first, after)
            yield Spoken(number, row, first, after, places.begin(first), is_found, after_header)
            after_header = False
        number, first = number + 1, after


class Trust:
    """Which of the page's own times can be believed, once the offset is added that holds there."""

    def __init__(self, rows: Sequence[Spoken]) -> None:
        self._votes = [row for row in _openings(rows) if _tells(row)]
        differences = [row.moment.start - (row.told or 0.0) for row in self._votes]
        self.runs = runs(differences)

    def opening(self, run: Run) -> Spoken:
        """The first row of a run."""
        return self._votes[run.first]

    def offset(self, row: Spoken, told: float | None) -> int | None:
        """The offset with which the time is that of the row, as far as the source can tell."""
        if told is None or not row.found:
            return None
        for offset in self._holding(row):
            if abs(told + offset - row.moment.start) <= row.moment.slack_s:
                return offset
        return None

    def _holding(self, row: Spoken) -> Iterator[int]:
        """The offsets that hold at a row: two where it stands between them."""
        at = bisect_left(self._votes, row.number, key=lambda vote: vote.number)
        is_vote = at < len(self._votes) and self._votes[at].number == row.number
        near = (at,) if is_vote else (at - 1, at)
        for run in self.runs:
            if run.offset is not None and any(run.first <= vote < run.after for vote in near):
                yield run.offset


def _tells(row: Spoken) -> bool:
    return row.found and row.told is not None and row.moment.slack_s <= TELLING_S


def _openings(rows: Sequence[Spoken]) -> Iterator[Spoken]:
    """The rows that may open a turn: those that go on with one repeat its start."""
    yield from rows[:1]
    for before, row in pairwise(rows):
        goes_on = (before.line.speaker, before.told) == (row.line.speaker, row.told)
        if row.after_header or not goes_on:
            yield row


def turns(rows: Sequence[Spoken], trust: Trust, grain: Grain) -> tuple[Turn, ...]:
    """The rows by the turns they belong to; a cue is by itself."""
    sure = {row.number for row in rows if trust.offset(row, row.told) is not None}
    apart = _habit(rows, sure)
    groups: list[list[Spoken]] = []
    for row in rows:
        may_go_on = bool(groups) and grain is Grain.PARAGRAPH and not row.after_header
        if may_go_on and _goes_on(groups[-1][0], row, sure, apart=apart):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(_turn(group, trust) for group in groups)


def _goes_on(opening: Spoken, row: Spoken, sure: Collection[int], *, apart: bool) -> bool:
    """Whether a row goes on with the turn of the row before.

    `sure` are the rows whose times are right; `apart`: paragraphs of this page have their own.
    """
    if row.line.speaker != opening.line.speaker:
        return False
    if row.told is not None and row.told == opening.told:
        return opening.number in sure or row.line.speaker is not None
    return row.line.speaker is not None and not apart and not _in_order(opening, row, sure)


def _in_order(opening: Spoken, row: Spoken, sure: Collection[int]) -> bool:
    """Whether both have times, one after the other, that are right or cannot be judged."""
    if opening.told is None or row.told is None or row.told < opening.told:
        return False
    return all(each.number in sure or not each.found for each in (opening, row))


def _habit(rows: Sequence[Spoken], sure: Collection[int]) -> bool:
    """Whether the page gives paragraphs of one turn times of their own."""
    shared = apart = 0
    for before, row in pairwise(rows):
        same_turn = before.line.speaker == row.line.speaker and not row.after_header
        if same_turn and before.number in sure:
            shared += row.told == before.told
            apart += row.number in sure and row.told != before.told
    return apart > shared


def _turn(rows: Sequence[Spoken], trust: Trust) -> Turn:
    for told in dict.fromkeys(row.told for row in rows):
        offset = trust.offset(rows[0], told)
        if offset is not None:
            return Turn(tuple(rows), told, offset)
    return Turn(tuple(rows), rows[0].told, None)
