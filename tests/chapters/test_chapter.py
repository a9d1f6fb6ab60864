"""What holds for chapters wherever they come from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podscribe.chapters.chapter import Chapter, Found, ended, in_order, listed, merged, within
from tests.strategies import anything, moderately, seconds

FLOUR, WATER, SALT = Chapter(0.0, "Flour"), Chapter(60.0, "Water"), Chapter(90.5, "Salt")


def test_chapters_out_of_order_are_sorted_and_it_is_said() -> None:
    found = in_order([WATER, FLOUR, SALT])
    assert found.chapters == (FLOUR, WATER, SALT)
    assert found.notes == ("1 chapter out of order; sorted by time",)
    assert in_order([FLOUR, WATER]).notes == ()


def test_chapters_that_begin_together_keep_their_order() -> None:
    other = Chapter(60.0, "Air")
    assert in_order([FLOUR, WATER, other]).chapters == (FLOUR, WATER, other)


def test_a_chapter_that_is_told_twice_is_one() -> None:
    assert in_order([FLOUR, WATER, WATER]) == Found((FLOUR, WATER))


def test_a_chapter_without_a_title_is_called_by_its_number() -> None:
    found = in_order([FLOUR, Chapter(75.0, " \0\n")])
    assert found.chapters == (FLOUR, Chapter(75.0, "Chapter 2"))
    assert found.notes == ("the chapter at 1:15 has no title: named 'Chapter 2'",)


def test_a_title_is_on_one_line_without_what_cannot_be_read() -> None:
    assert in_order([Chapter(-0.02, " Fl\x07our\n&\u2028 water\0 ")]).chapters == (
        Chapter(0.0, "Flour & water"),
    )


def test_chapters_beyond_the_end_are_named() -> None:
    found = within(Found((FLOUR, WATER, SALT), ("a note",)), 60.0)
    assert found.chapters == (FLOUR,)
    assert found.notes == (
        "a note",
        "'Water' (1:00) lies beyond the end at 1:00: left out",
        "'Salt' (1:30) lies beyond the end at 1:00: left out",
    )
    assert within(Found((FLOUR, SALT)), None).chapters == (FLOUR, SALT)


def test_chapters_that_begin_together_are_listed_as_one() -> None:
    assert merged([FLOUR, WATER, Chapter(60.0, "Air"), WATER]) == (
        FLOUR,
        Chapter(60.0, "Water – Air"),
    )


def test_only_headers_are_listed_from_the_beginning() -> None:
    late = (Chapter(12.0, "Flour"), WATER)
    assert listed(Found(late)) == late
    assert listed(Found(late, of_headers=True)) == (FLOUR, WATER)
    assert listed(Found((), of_headers=True)) == ()


def test_a_chapter_ends_where_the_next_begins() -> None:
    assert [*ended([FLOUR, WATER], 75.0)] == [(FLOUR, 60.0), (WATER, 75.0)]
    assert [*ended([FLOUR, WATER], None)] == [(FLOUR, 60.0), (WATER, 60.0)]
    assert [*ended([], 75.0)] == []


@moderately
@given(st.lists(st.builds(Chapter, seconds(), anything())))
def test_what_was_put_in_order_is_in_order(chapters: list[Chapter]) -> None:
    found = in_order(chapters)
    assert in_order(found.chapters) == Found(found.chapters)
    assert {chapter.start for chapter in found.chapters} == {each.start for each in chapters}
    assert all(chapter.title.strip() for chapter in found.chapters)
