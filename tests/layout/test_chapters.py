"""Chapters as headers tell them."""

from __future__ import annotations

import pytest

from podscribe.chapters.chapter import Chapter, ended
from podscribe.errors import PodscribeError
from podscribe.layout.chapters import chapters, episode_end, header_chapters, header_starts
from podscribe.transcript import Grain, Header, Line, Row, Transcript

FLOUR, WATER, SALT = Header("Flour"), Header("Water"), Header("Salt")


def told(*rows: Row, duration: float | None = None) -> list[tuple[str, float, float]]:
    transcript = Transcript(rows=rows, grain=Grain.PARAGRAPH, duration=duration)
    found = ended(chapters(transcript), episode_end(transcript))
    return [(each.title, each.start, end) for each, end in found]


def starts(*rows: Row) -> list[tuple[str, float]]:
    transcript = Transcript(rows=rows, grain=Grain.PARAGRAPH)
    return [(each.title, each.start) for each in header_starts(transcript)]


def test_a_chapter_ends_where_the_next_begins_and_the_last_with_the_episode() -> None:
    assert told(FLOUR, Line("a", 0.0), WATER, Line("b", 60.0), duration=90.0) == [
        ("Flour", 0.0, 60.0),
        ("Water", 60.0, 90.0),
    ]


def test_the_last_chapter_lasts_as_long_as_its_words_where_no_duration_is_known() -> None:
    assert told(FLOUR, Line("a", 0.0), WATER, Line("b", 60.0, 75.0))[-1] == ("Water", 60.0, 75.0)
    assert told(FLOUR, Line("a", 0.0, 75.0), duration=9.0) == [("Flour", 0.0, 75.0)]


def test_the_first_chapter_begins_with_the_episode() -> None:
    assert told(FLOUR, Line("a", 12.0), WATER, Line("b", 60.0, 61.0)) == [
        ("Flour", 0.0, 60.0),
        ("Water", 60.0, 61.0),
    ]


def test_of_two_headers_at_the_beginning_only_the_first_moves_there() -> None:
    assert told(FLOUR, WATER, Line("a", 12.0), SALT, Line("b", 60.0, 61.0)) == [
        ("Flour", 0.0, 12.0),
        ("Water", 12.0, 60.0),
        ("Salt", 60.0, 61.0),
    ]


def test_headers_over_one_line_are_one_chapter_with_all_their_titles() -> None:
    rows = FLOUR, Line("a", 0.0), WATER, SALT, WATER, Line("b", 60.0, 61.0)
    assert told(*rows)[-1] == ("Water – Salt", 60.0, 61.0)


def test_a_title_is_on_one_line() -> None:
    assert told(Header(" Flour\n and  water "), Line("a", 0.0, 2.0)) == [
        ("Flour and water", 0.0, 2.0)
    ]


def test_a_header_that_runs_backward_begins_with_the_one_before() -> None:
    rows = FLOUR, Line("a", 0.0), WATER, Line("b", 60.0), SALT, Line("c", 50.0, 80.0)
    assert told(*rows) == [("Flour", 0.0, 60.0), ("Water – Salt", 60.0, 80.0)]


def test_a_header_without_a_line_is_no_chapter() -> None:
    assert told(FLOUR, Line("a", 0.0, 2.0), WATER) == [("Flour", 0.0, 2.0)]


@pytest.mark.parametrize("rows", [(), (FLOUR,), (Line("a", 0.0),), (FLOUR, Line("a"))])
def test_without_a_header_that_has_a_time_there_are_no_chapters(rows: tuple[Row, ...]) -> None:
    with pytest.raises(PodscribeError, match="no chapters") as caught:
        told(*rows)
    assert caught.value.remedy


def test_a_header_has_the_time_of_the_next_line_that_has_one() -> None:
    assert starts(FLOUR, Line("a"), Line("b", 7.0), WATER, Line("c", 9.0)) == [
        ("Flour", 7.0),
        ("Water", 9.0),
    ]


def test_where_no_line_of_a_chapter_has_a_time_it_is_estimated() -> None:
    found = dict(starts(FLOUR, Line("a" * 10, 0.0), WATER, Line("b" * 10), SALT, Line("c", 2.0)))
    assert found == {"Flour": 0.0, "Water": pytest.approx(1.0), "Salt": 2.0}


def test_chapters_of_headers_have_the_times_of_their_lines_until_they_are_listed() -> None:
    transcript = Transcript(
        rows=(FLOUR, WATER, Line("a", 12.0), Header(" "), SALT, Line("b", 60.0))
    )
    found = header_chapters(transcript)
    assert found.of_headers
    assert found.chapters == (
        Chapter(12.0, "Flour"),
        Chapter(12.0, "Water"),
        Chapter(60.0, "Salt"),
    )
    assert chapters(transcript)[0] == Chapter(0.0, "Flour")


def test_a_chapter_pasted_twice_is_one_at_the_time_that_is_known() -> None:
    rows = (FLOUR, Line("a" * 10, 0.0), WATER, Line("b" * 10), WATER, Line("b" * 10, 9.0))
    found = chapters(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert [(chapter.title, chapter.start) for chapter in found] == [
        (FLOUR.text, 0.0),
        (WATER.text, 9.0),
    ]


def test_a_mistyped_time_moves_its_own_chapter_alone() -> None:
    rows = (
        *(FLOUR, Line("a" * 30, 0.0), WATER, Line("b" * 30, 6500.0), Line("b" * 30, 300.0)),
        *(SALT, Line("c" * 30, 900.0), Header("Oven"), Line("d" * 30, 1500.0)),
    )
    assert starts(*rows) == [("Flour", 0.0), ("Water", 300.0), ("Salt", 900.0), ("Oven", 1500.0)]
    estimated = dict(starts(*rows[:4], *rows[5:]))
    assert 0.0 < estimated.pop("Water") < 900.0
    assert estimated == {"Flour": 0.0, "Salt": 900.0, "Oven": 1500.0}
