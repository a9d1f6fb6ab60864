"""What of two texts differs, in which row of the page, and by what name it is linked."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from podscribe.compare.facing import Facing, facing
from podscribe.compare.result import Comparison, Difference, Kind, Passage, Which
from podscribe.compare.speakers import same_name

PASSAGE, SPEAKER = "passage", "speaker"  # kinds of marks beside those of differences
SAME_TIME_S = 0.001
MARKS = (*(str(kind) for kind in Kind), PASSAGE, SPEAKER)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of both sides that differ, and of what kind that is."""

    number: int
    kind: str
    reference: range
    hypothesis: range

    @property
    def name(self) -> str:
        """Its id on the page."""
        return f"d{self.number}"


@dataclass(frozen=True, slots=True)
class Piece:
    """What of a mark stands in a row; the first of all has the mark's id."""

    words: range
    mark: Mark
    first: bool = False


Rows = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """The rows of a comparison and the marks in them, in the order of the text."""

    comparison: Comparison
    rows: tuple[Facing, ...]
    marks: tuple[Mark, ...]
    other_speaker: frozenset[int]  # rows in which another name stands over what both have
    starts: tuple[tuple[float, int], ...]  # when rows begin in the reference, rising

    @property
    def counts(self) -> dict[str, int]:
        """How many marks there are of each kind, in the order of their weight."""
        found = Counter(mark.kind for mark in self.marks)
        found[SPEAKER] = len(self.other_speaker)
        return {kind: found[kind] for kind in MARKS if found[kind]}

    def row_at(self, time: float) -> str | None:
        """The id of the row in which the reference is at that time."""
        at = bisect_right(self.starts, (time + SAME_TIME_S, len(self.rows))) - 1
        return row_name(self.starts[max(0, at)][1]) if self.starts else None


def texts_of(comparison: Comparison) -> Texts:
    """The comparison's words in rows, with numbered marks."""
    rows = facing(
        comparison.reference, comparison.hypothesis, comparison.stretches, comparison.passages
    )
    found: list[tuple[str, Difference | Passage]] = [
        *((str(each.kind), each) for each in comparison.differences),
        *((PASSAGE, each) for each in comparison.passages),
    ]
    found.sort(key=lambda pair: (pair[1].reference_words.start, pair[1].hypothesis_words.start))
    marks = tuple(
        Mark(number, kind, each.reference_words, each.hypothesis_words)
        for number, (kind, each) in enumerate(found)
    )
    other_speaker = frozenset(_other_speaker(comparison, rows))
    return Texts(comparison, rows, marks, other_speaker, tuple(_starts(comparison, rows)))


def _starts(comparison: Comparison, rows: Sequence[Facing]) -> Iterator[tuple[float, int]]:
    latest = 0.0
    for number, row in enumerate(rows):
        start = comparison.reference.words[row.reference.start].start if row.reference else None
        if start is not None:
            latest = max(latest, start)
            yield latest, number


def row_name(number: int) -> str:
    """The id of a row on the page."""
    return f"r{number}"


def _other_speaker(comparison: Comparison, rows: Sequence[Facing]) -> Iterator[int]:
    names = dict(comparison.speakers.names) if comparison.speakers else {}
    for number, row in enumerate(rows):
        if not (row.reference and row.hypothesis):
            continue
        one = comparison.reference.words[row.reference.start].speaker
        other = comparison.hypothesis.words[row.hypothesis.start].speaker
        if one and other and not same_name(names.get(other, other), one):
            yield number


def own(which: Which, of: Facing | Mark) -> range:
    """The words of a row or a mark on one side."""
    return of.reference if which is Which.REFERENCE else of.hypothesis


def pieces_of(which: Which, texts: Texts) -> Rows:
    """What of which mark stands in which row of a side."""
    other = Which.HYPOTHESIS if which is Which.REFERENCE else Which.REFERENCE
    rows = [own(which, row) for row in texts.rows]
    stops, opposite = ([own(each, row).stop for row in texts.rows] for each in (which, other))
    found: list[list[Piece]] = [[] for _ in rows]
    for mark in texts.marks:
        words, there = own(which, mark), own(other, mark)
        if not words:  # nothing, beside what the other side has
            at = min(bisect_right(opposite, there.start), len(rows) - 1)
            if rows[at] and rows[at].start <= words.start <= rows[at].stop:
                found[at].append(Piece(words, mark))
            continue
        at = bisect_right(stops, words.start)
        while at < len(rows) and rows[at].start < words.stop:
            part = range(max(words.start, rows[at].start), min(words.stop, rows[at].stop))
            if part:
                found[at].append(Piece(part, mark))
            at += 1
    return tuple(
        tuple(sorted(row, key=lambda piece: (piece.words.start, piece.words.stop))) for row in found
    )


def leading(rows: Rows, before: Rows = ()) -> Rows:
    """The pieces, the first of each mark as such where no piece of it comes before."""
    known = {piece.mark.number for row in before for piece in row}
    marked: list[tuple[Piece, ...]] = []
    for row in rows:
        pieces: list[Piece] = []
        for piece in row:
            pieces.append(replace(piece, first=piece.mark.number not in known))
            known.add(piece.mark.number)
        marked.append(tuple(pieces))
    return tuple(marked)
