"""Headers and turns on both sides."""

from __future__ import annotations

from dataclasses import replace

from podscribe.compare import compare
from podscribe.compare.result import Structure
from podscribe.transcript import Header, Line, Row, Transcript
from tests.compare.material import cues, page, strange, talk, turns_of


def with_headers(transcript: Transcript, **titles: int) -> Transcript:
    """The transcript with headers before the lines of these numbers."""
    rows: list[Row] = []
    for number, line in enumerate(transcript.lines):
        rows += [Header(title) for title, at in titles.items() if at == number]
        rows.append(line)
    return replace(transcript, rows=tuple(rows))


def structure(reference: Transcript, hypothesis: Transcript) -> Structure:
    return compare(reference, hypothesis).structure


def test_headers_are_in_place_moved_reworded_missing_or_added() -> None:
    words = talk(1, 800)
    said = with_headers(turns_of(words), Flour=0, Rye=4, Water=8, Salt=12, Oven=16)
    heard = with_headers(turns_of(words), FLOUR=0, Rye=6, Yeast=10, Bread=14, Oven=16)
    found = structure(said, heard)
    assert [pair.reference for pair in found.matched] == ["Flour", "Oven"]
    (moved,) = found.moved
    assert (moved.reference, moved.reference_time) == ("Rye", 64.0)
    assert 60 < moved.words < 100
    assert found.reworded == ()
    assert [header.title for header in found.missing] == ["Water", "Salt"]
    assert [header.title for header in found.added] == ["Yeast", "Bread"]
    renamed = structure(said, with_headers(turns_of(words), Flour=0, Hydration=8))
    assert [(pair.reference, pair.hypothesis) for pair in renamed.reworded] == [
        ("Water", "Hydration")
    ]


def test_a_header_before_a_passage_that_is_missing_has_not_moved() -> None:
    words = talk(1, 400)
    said = with_headers(turns_of(words), Flour=0, Rye=5)
    longer = turns_of(strange(2, 120) + words)
    assert len(structure(said, with_headers(longer, Flour=0, Rye=8)).matched) == 2
    assert len(structure(said, with_headers(longer, Flour=3, Rye=8)).matched) == 2


def test_of_headers_with_one_title_each_has_its_own_partner() -> None:
    said = with_headers(turns_of(talk(1, 800)), Break=5)
    rows = [*said.rows]
    rows.insert(15, Header("Break"))
    twice = replace(said, rows=tuple(rows))
    found = structure(twice, twice)
    assert [pair.words for pair in found.matched] == [0, 0]
    assert len(structure(twice, said).missing) == 1


def test_turns_that_begin_in_the_same_place_are_counted_once() -> None:
    words = talk(1, 400)
    found = structure(turns_of(words, size=40), turns_of(words, size=20))
    assert (found.turns, found.common_turns, found.paragraphs) == ((10, 20), 10, (10, 20))
    assert structure(turns_of(words, size=2), turns_of(words, size=40)).common_turns == 10
    assert structure(turns_of(words), cues(words)).turns is None


def test_paragraphs_of_one_turn_are_one_turn() -> None:
    said = page((0.0, "Mara", "rye bread"), (0.0, "Mara", "and salt"), (4.0, "Tom", "water"))
    found = structure(said, said)
    assert (found.turns, found.paragraphs) == ((2, 2), (3, 3))
    lines = tuple(Line(line.text, None, speaker=line.speaker) for line in said.lines)
    untimed = replace(said, rows=lines)
    assert structure(untimed, untimed).turns == (2, 2)
