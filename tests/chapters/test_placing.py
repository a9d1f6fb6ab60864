"""Headers where the chapters begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.chapters.chapter import Chapter
from podscribe.chapters.placing import TOLERANCE_S, place
from podscribe.chapters.sources import transcript_chapters
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.transcript import Grain, Header, Line, Note, Row, Transcript, Word
from tests import corpus
from tests.strategies import moderately, paragraphs, seconds, speech

EXAMPLES = Path(__file__).parents[2] / "examples"


def line(text: str, start: float | None, who: str = "Mara", end: float | None = None) -> Line:
    return Line(text, start, end, who)


def said(text: str, start: float, end: float, turn: float, speaker: str = "Tom") -> Line:
    """A paragraph of a turn whose words are known."""
    return Line(text, turn, end, speaker, (Word(text, start, end),))


def placed(
    rows: Sequence[Row],
    *chapters: tuple[float, str],
    duration: float | None = None,
    grain: Grain = Grain.PARAGRAPH,
) -> tuple[list[str], tuple[str, ...]]:
    """The texts of all rows, headers in brackets, and the notes."""
    transcript = Transcript(rows=tuple(rows), grain=grain, duration=duration)
    after, notes = place(transcript, [Chapter(*each) for each in chapters])
    return [f"[{row.text}]" if isinstance(row, Header) else row.text for row in after.rows], notes


TALK = (
    line("a", 0.0),
    line("b", 30.0, "Tom"),
    line("c", 60.0),
    line("d", 90.0, "Tom"),
)


def test_a_header_stands_before_the_turn_that_begins_at_its_time() -> None:
    assert placed(TALK, (0.0, "Flour"), (60.0, "Water")) == (
        ["[Flour]", "a", "b", "[Water]", "c", "d"],
        (),
    )


@pytest.mark.parametrize("start", [60.0 - TOLERANCE_S, 58.7, 61.2, 60.0 + TOLERANCE_S])
def test_it_snaps_to_the_nearest_turn(start: float) -> None:
    assert placed(TALK, (start, "Water")) == (["a", "b", "[Water]", "c", "d"], ())


def test_a_chapter_inside_a_turn_of_one_paragraph_stands_before_the_nearest_turn() -> None:
    texts, notes = placed(TALK, (40.0, "Water"), (52.0, "Salt"))
    assert texts == ["a", "[Water]", "b", "[Salt]", "c", "d"]
    assert notes == (
        "'Water' (0:40) stands at 0:30: nothing begins nearer",
        "'Salt' (0:52) stands at 1:00: nothing begins nearer",
    )


LONG = (
    line("a", 0.0),
    said("b", 10.0, 95.0, 10.0),
    said("c", 100.5, 195.0, 10.0),
    said("d", 201.0, 295.0, 10.0),
    line("e", 300.0),
)


def test_inside_a_long_turn_it_divides_the_turn_at_the_end_of_a_paragraph_and_says_so() -> None:
    transcript = Transcript(rows=LONG, grain=Grain.PARAGRAPH)
    after, notes = place(transcript, [Chapter(190.0, "Water")])
    assert after.rows == (
        *LONG[:3],
        Header("Water"),
        replace(LONG[3], start=201.0),
        LONG[4],
    )
    (note,) = notes
    assert note.startswith("'Water' (3:10) divides the turn of Tom that began at 0:10, at the end")


def test_the_rest_of_a_divided_turn_begins_with_its_chapter_where_words_have_no_times() -> None:
    rows = line("a" * 900, 0.0), line("b" * 900, 0.0), line("c" * 900, 0.0), line("d", 200.0, "Tom")
    after, _ = place(Transcript(rows=rows, grain=Grain.PARAGRAPH), [Chapter(60.0, "Water")])
    assert [row.start for row in after.lines] == [0.0, 60.0, 60.0, 200.0]
    assert isinstance(after.rows[1], Header)


def test_two_chapters_divide_one_turn_twice() -> None:
    transcript = Transcript(rows=LONG, grain=Grain.PARAGRAPH)
    after, notes = place(transcript, [Chapter(98.0, "Water"), Chapter(200.0, "Salt")])
    assert [row.text for row in after.rows] == ["a", "b", "Water", "c", "Salt", "d", "e"]
    assert [row.start for row in after.lines] == [0.0, 10.0, 100.5, 201.0, 300.0]
    assert len(notes) == 2


def test_a_turn_that_begins_near_comes_before_a_paragraph_that_begins_nearer() -> None:
    rows = said("a", 0.0, 90.0, 0.0), said("b", 97.0, 99.5, 0.0), line("c", 100.0)
    assert placed(rows, (97.5, "Water")) == (["a", "b", "[Water]", "c"], ())


def test_of_turns_that_begin_together_the_first_begins_the_chapter() -> None:
    rows = line("a", 0.0), said("b", 30.0, 31.0, 30.0), said("c", 30.0, 33.0, 30.0, "Mara")
    assert placed(rows, (30.0, "Water"))[0] == ["a", "[Water]", "b", "c"]


def test_where_nobody_speaks_the_next_turn_is_meant_however_late_it_begins() -> None:
    rows = line("a", 0.0, end=4.0), line("b", 60.0, "Tom", end=65.0)
    assert placed(rows, (6.0, "Music"))[0] == ["a", "[Music]", "b"]
    assert placed(rows, (3.0, "Greeting"))[0] == ["[Greeting]", "a", "b"]


def test_a_chapter_inside_the_first_turn_is_told_to_stand_at_the_beginning() -> None:
    texts, notes = placed(TALK, (0.0, "Flour"), (12.0, "Water"))
    assert texts[:3] == ["[Flour]", "[Water]", "a"]
    assert notes == ("'Water' (0:12) stands at 0:00: nothing begins nearer",)


def test_a_chapter_before_the_first_line_stands_before_it() -> None:
    assert placed([line("a", 42.0), line("b", 50.0, "Tom")], (0.0, "Flour")) == (
        ["[Flour]", "a", "b"],
        (),
    )


def test_no_header_stands_behind_the_last_words() -> None:
    texts, notes = placed(
        TALK, (0.0, "Flour"), (110.0, "Music"), (300.0, "Credits"), duration=120.0
    )
    assert texts == ["[Flour]", "a", "b", "c", "d"]
    assert notes == (
        "'Music' (1:50) begins after the last words at 1:30: left out",
        "'Credits' (5:00) lies beyond the end at 2:00: left out",
    )


def test_a_header_that_is_there_is_not_doubled_and_stays_where_it_is() -> None:
    rows = TALK[0], Header(" Flour  and water"), *TALK[1:]
    assert placed(rows, (31.0, "flour and Water"))[0] == ["a", "[ Flour  and water]", "b", "c", "d"]
    texts, notes = placed(rows, (60.0, "Flour and water"))
    assert texts == ["a", "[ Flour  and water]", "b", "c", "d"]
    assert notes == ("'Flour and water' (1:00) has its header at 0:30: left where it is",)


def test_a_title_that_is_told_twice_has_two_headers() -> None:
    rows = *TALK[:2], Header("Questions"), *TALK[2:]
    chapters = (30.0, "Questions"), (60.0, "Questions")
    assert placed(rows, *chapters) == (["a", "[Questions]", "b", "[Questions]", "c", "d"], ())


def test_headers_over_one_line_are_known_by_the_chapter_they_make() -> None:
    rows = TALK[0], Header("Flour"), Header("Water"), *TALK[1:]
    chapters = (30.0, "Flour – Water"), (60.0, "Salt")
    assert placed(rows, *chapters)[0] == ["a", "[Flour]", "[Water]", "b", "[Salt]", "c", "d"]


def test_chapters_over_one_line_keep_their_order_among_those_that_stand_there() -> None:
    rows = TALK[0], Header("Water"), Header("an editor's own"), *TALK[1:]
    chapters = (29.0, "Flour"), (30.0, "Water"), (31.0, "Salt")
    texts, notes = placed(rows, *chapters)
    assert notes == (
        "'Flour' (0:29) stands beside the header 'an editor's own'",
        "'Salt' (0:31) stands beside the header 'an editor's own'",
    )
    assert texts == [
        "a",
        "[Flour]",
        "[Water]",
        "[an editor's own]",
        "[Salt]",
        "b",
        "c",
        "d",
    ]


def test_out_of_order_and_without_titles_they_are_placed_all_the_same() -> None:
    texts, notes = placed(TALK, (60.0, " "), (30.0, "Water"))
    assert texts == ["a", "[Water]", "b", "[Chapter 1]", "c", "d"]
    assert len(notes) == 2


def test_a_time_that_is_known_comes_before_one_that_is_estimated() -> None:
    rows = line("a" * 560, 0.0), Line("b" * 40, speaker="Tom"), line("c", 60.0), line("d", 90.0)
    assert placed(rows, (57.0, "Water"))[0][2] == "[Water]"


def test_a_time_that_runs_backward_is_not_believed() -> None:
    rows = line("a" * 300, 0.0), line("b", 900.0, "Tom"), line("c" * 300, 60.0), line("d", 90.0)
    assert placed(rows, (60.0, "Water"))[0][2] == "[Water]"


def test_cues_are_not_divided_and_keep_their_times() -> None:
    cues = [Line(f"{number}", number * 3.0, number * 3.0 + 2.5) for number in range(20)]
    transcript = Transcript(rows=tuple(cues))
    after, notes = place(transcript, [Chapter(0.0, "Flour"), Chapter(31.0, "Water")])
    assert after.lines == transcript.lines
    assert [row.text for row in after.rows][9:13] == ["8", "9", "Water", "10"][0:4]
    assert notes == ()


def test_notes_of_a_caption_file_stay_before_the_header() -> None:
    rows = Note("styles"), line("a", 0.0), Note("a remark"), line("b", 30.0, "Tom")
    assert placed(rows, (0.0, "Flour"), (30.0, "Water"))[0] == [
        "styles",
        "[Flour]",
        "a",
        "a remark",
        "[Water]",
        "b",
    ]


def test_without_times_headers_cannot_be_placed() -> None:
    with pytest.raises(PodscribeError, match="has no times") as caught:
        placed([line("a", None)], (0.0, "Flour"))
    assert caught.value.remedy
    assert placed([line("a", None)]) == (["a"], ())


# What holds for all


def chapters() -> st.SearchStrategy[list[Chapter]]:
    return st.lists(st.builds(Chapter, seconds(1000), speech(3)), max_size=6)


@moderately
@given(paragraphs(), chapters())
def test_nothing_is_lost_doubled_or_moved(transcript: Transcript, given: list[Chapter]) -> None:
    if all(each.start is None for each in transcript.lines):
        return
    after, notes = place(transcript, given)
    assert [each.text for each in after.lines] == [each.text for each in transcript.lines]
    assert [each.speaker for each in after.lines] == [each.speaker for each in transcript.lines]
    titles = {" ".join(chapter.title.split()) for chapter in given}
    named = {title for title in titles if any(f"'{title}'" in note for note in notes)}
    stand = [header.text for header in after.headers]
    assert titles <= {*stand, *named}
    assert len(stand) <= len({(each.start, each.title) for each in given})
    order = sorted(given, key=lambda chapter: chapter.start)
    assert (
        stand == [each.title for each in dict.fromkeys(order) if each.title in stand][: len(stand)]
    )


@moderately
@given(paragraphs(), chapters())
def test_placing_again_changes_nothing(transcript: Transcript, given: list[Chapter]) -> None:
    if all(each.start is None for each in transcript.lines):
        return
    after, _ = place(transcript, given)
    assert place(after, given)[0] == after


@pytest.mark.parametrize("name", ["bakery", "clip", "interview", "round-table"])
def test_headers_of_a_page_find_their_places_again(name: str) -> None:
    transcript = load_transcript(EXAMPLES / f"{name}.md")
    told = transcript_chapters(transcript).chapters
    bare = replace(transcript, rows=transcript.lines)
    assert place(bare, told) == (transcript, ())


def test_headers_of_published_pages_find_their_places_again() -> None:
    whole = pages = 0
    for path in corpus.pages()[::3]:
        try:
            transcript = load_transcript(path)
        except PodscribeError:
            continue  # the template
        told = transcript_chapters(transcript).chapters
        assert place(transcript, told) == (transcript, ())
        bare = replace(transcript, rows=transcript.lines)
        whole += place(bare, told)[0] == transcript
        pages += 1
    assert whole > 0.75 * pages
