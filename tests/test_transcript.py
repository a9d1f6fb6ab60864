"""What a transcript tells of itself, and whose turn its lines are."""

from __future__ import annotations

import pytest

from podscribe.transcript import Header, Line, Note, Row, Transcript, turns

FIRST = Line("Why rye?", 1.0, speaker="Mara")
SECOND = Line("And why not wheat?", 1.0, speaker="Mara")
ANSWER = Line("It keeps.", 4.0, speaker="Tom")


def told(*rows: Row) -> list[list[str]]:
    """The texts of each turn."""
    return [[line.text for line in turn] for turn in turns(rows)]


def test_paragraphs_of_one_speaker_and_one_start_are_a_turn() -> None:
    assert told(FIRST, SECOND, ANSWER) == [["Why rye?", "And why not wheat?"], ["It keeps."]]


def test_another_start_begins_another_turn_of_the_same_speaker() -> None:
    assert told(FIRST, Line("So?", 3.0, speaker="Mara")) == [["Why rye?"], ["So?"]]


def test_another_speaker_begins_another_turn_at_the_same_start() -> None:
    assert told(FIRST, Line("Rye!", 1.0, speaker="Tom")) == [["Why rye?"], ["Rye!"]]


def test_a_header_ends_a_turn_and_is_in_none() -> None:
    assert told(Header("Rye"), FIRST, Header("Wheat"), SECOND, Header("End")) == [
        ["Why rye?"],
        ["And why not wheat?"],
    ]


def test_a_note_ends_no_turn() -> None:
    assert told(FIRST, Note("NOTE x"), SECOND) == [["Why rye?", "And why not wheat?"]]


def test_lines_of_which_nothing_is_known_are_one_turn() -> None:
    assert told(Line("a"), Line("b")) == [["a", "b"]]


@pytest.mark.parametrize("rows", [(), (Header("Rye"),), (Note("NOTE x"),)])
def test_without_lines_there_are_no_turns(rows: tuple[Row, ...]) -> None:
    assert told(*rows) == []


def test_speakers_stand_in_order_of_their_first_line() -> None:
    rows = (Line("Hm."), ANSWER, FIRST, Line("?", speaker=""), ANSWER)
    assert Transcript(rows=rows).speakers == ("Tom", "Mara")


def test_lines_and_headers_are_told_apart() -> None:
    transcript = Transcript(rows=(Header("Rye"), FIRST, Note("NOTE x"), ANSWER))
    assert transcript.headers == (Header("Rye"),)
    assert transcript.lines == (FIRST, ANSWER)


def test_where_a_row_stood_is_no_part_of_what_it_says() -> None:
    assert Line("Rye", place=3) == Line("Rye", place=9)
    assert Header("Rye", 3) == Header("Rye")


def test_nothing_is_known_of_an_empty_transcript() -> None:
    empty = Transcript()
    assert (empty.language, empty.duration, dict(empty.metadata)) == (None, None, {})
    assert Transcript() == Transcript(metadata={})
