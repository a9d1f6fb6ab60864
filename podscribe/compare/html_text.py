"""Both texts side by side, row by row, every difference marked by its kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.clock import clock
from podscribe.compare.html_marks import (
    SPEAKER,
    Piece,
    Rows,
    Texts,
    leading,
    own,
    pieces_of,
    row_name,
)
from podscribe.compare.result import Which
from podscribe.compare.side import Chapter, Side, Stand
from podscribe.report import Markup, badge, element, joined, name, text


@dataclass(frozen=True, slots=True)
class _Column:
    """One of both sides with what stands in each row."""

    which: Which
    side: Side
    rows: tuple[range, ...]
    pieces: Rows
    chapters: dict[int, list[Chapter]]
    stands: dict[int, Stand]


def shown_texts(texts: Texts) -> Markup:
    """All rows, the reference left and the hypothesis right."""
    left, right = pieces_of(Which.REFERENCE, texts), pieces_of(Which.HYPOTHESIS, texts)
    columns = (
        _column(Which.REFERENCE, texts.comparison.reference, texts, leading(left)),
        _column(Which.HYPOTHESIS, texts.comparison.hypothesis, texts, leading(right, left)),
    )
    rows = (part for number in range(len(texts.rows)) for part in _row(number, columns, texts))
    last = _chapters(len(texts.rows), columns, texts)
    return element("div", {"class": "texts"}, joined(rows, "\n"), *last)


def _column(which: Which, side: Side, texts: Texts, pieces: Rows) -> _Column:
    rows = tuple(own(which, row) for row in texts.rows)
    stands = {turn.first: turn for turn in side.turns}
    return _Column(which, side, rows, pieces, _placed(side, rows), stands)


def _placed(side: Side, rows: Sequence[range]) -> dict[int, list[Chapter]]:
    """The chapters before each row; those that nothing follows are before the row after all."""
    stops = [row.stop for row in rows]
    found: dict[int, list[Chapter]] = {}
    for chapter in side.chapters:
        found.setdefault(bisect_right(stops, chapter.first), []).append(chapter)
    return found


def _row(number: int, columns: Sequence[_Column], texts: Texts) -> Iterator[Markup]:
    yield from _chapters(number, columns, texts)
    begins = [_begins(column, number) for column in columns]
    yield element(
        "div",
        {"class": "row", "id": row_name(number)},
        *(
            _cell(column, number, stand, any(begins), texts)
            for column, stand in zip(columns, begins, strict=True)
        ),
    )


def _begins(column: _Column, number: int) -> Stand | None:
    """The turn that begins in the row."""
    words = column.rows[number]
    return column.stands.get(words.start) if words else None


def _cell(column: _Column, number: int, stand: Stand | None, headed: bool, texts: Texts) -> Markup:
    words = column.rows[number]
    label = element("span", {"class": "which"}, column.which)
    if not words:
        nothing = element("p", {"class": "soft"}, f"nothing in the {column.which}")
        return element("div", {"class": "cell gap"}, label, nothing)
    other = column.which is Which.HYPOTHESIS and number in texts.other_speaker
    head = [label, *(_head(column, number, stand, other) if headed or other else ())]
    said = element(
        "p",
        {"dir": "auto", "lang": column.side.language},
        joined(_marked(column.side, words, column.pieces[number])),
    )
    return element("div", {"class": "cell"}, element("div", {"class": "head"}, *head), said)


def _head(column: _Column, number: int, stand: Stand | None, other: bool) -> Iterator[Markup]:
    """Who speaks, and since when; a turn that goes on says so."""
    word = column.side.words[column.rows[number].start]
    if word.speaker:
        who = name(word.speaker)
        if other:
            told = {"class": f"k-{SPEAKER}", "id": f"s{number}", "title": SPEAKER}
            who = element("mark", told, who)
        yield element("b", {}, who) if stand else element("span", {"class": "soft"}, who, ", on")
        yield text(" ")
    time = stand.start if stand and stand.start is not None else word.start
    if time is not None and (stand or not column.side.has_turns):
        yield element("a", {"href": f"#{row_name(number)}", "class": "time"}, clock(time))


def _marked(side: Side, words: range, pieces: Sequence[Piece]) -> Iterator[Markup]:
    """The words of a row with marks around those that differ, and the blanks between these."""
    for number, (at, part) in enumerate(_parts(side, words, pieces)):
        if number and not (at < len(side.words) and side.words[at].clings):
            yield text(" ")
        yield part


def _parts(side: Side, words: range, pieces: Sequence[Piece]) -> Iterator[tuple[int, Markup]]:
    """Each mark, and what lies between two, with the word at which it begins."""
    at = words.start
    for piece in pieces:
        if piece.words.start > at:
            yield at, text(side.text_of(range(at, piece.words.start)))
        yield piece.words.start, _mark(piece, side)
        at = max(at, piece.words.stop)
    if at < words.stop:
        yield at, text(side.text_of(range(at, words.stop)))


def _mark(piece: Piece, side: Side) -> Markup:
    mark = piece.mark
    attributes = {
        "class": f"k-{mark.kind}" + ("" if piece.words else " none"),
        "id": mark.name if piece.first else None,
        "data-d": None if piece.first else mark.number,
        "title": mark.kind,
    }
    return element("mark", attributes, side.text_of(piece.words))


def _chapters(number: int, columns: Sequence[_Column], texts: Texts) -> Iterator[Markup]:
    if any(number in column.chapters for column in columns):
        cells = (_titles(column, column.chapters.get(number, []), texts) for column in columns)
        yield element("div", {"class": "row chapter"}, *cells)


def _titles(column: _Column, chapters: Sequence[Chapter], texts: Texts) -> Markup:
    label = element("span", {"class": "which"}, column.which)
    if not chapters:
        return element("div", {"class": "cell gap"}, label)
    titles = (
        element("h3", {"dir": "auto"}, chapter.title, *_state(chapter, column.which, texts))
        for chapter in chapters
    )
    return element("div", {"class": "cell"}, label, *titles)


def _state(chapter: Chapter, which: Which, texts: Texts) -> Iterator[Markup]:
    """What is to be said of a header that does not stand in the same place on both sides."""
    structure = texts.comparison.structure
    states = {"moved": structure.moved, "reworded": structure.reworded}
    for state, pairs in states.items():
        for pair in pairs:
            title, time = (
                (pair.reference, pair.reference_time)
                if which is Which.REFERENCE
                else (pair.hypothesis, pair.hypothesis_time)
            )
            if (title, time) == (chapter.title, chapter.start):
                yield Markup(f" {badge(state)}")
                return
    alone = structure.missing if which is Which.REFERENCE else structure.added
    if any((each.title, each.time) == (chapter.title, chapter.start) for each in alone):
        yield Markup(f" {badge(f'only in the {which}')}")
