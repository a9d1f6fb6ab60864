"""Timecodes for a video's description."""

from __future__ import annotations

import pytest

from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.formats import timecodes
from podscribe.transcript import Grain, Header, Line, Transcript


def test_the_first_stands_at_zero_and_minutes_are_padded() -> None:
    rows = (
        Header("Flour"),
        Line("a", 9.0),
        Header("Water\n & salt"),
        Line("b", 65.9),
        Header("Oven"),
        Line("c", 599.0),
        Header("Bread"),
        Line("d", 3725.0),
        Header("Crumbs"),
        Line("e", 36_000.0),
    )
    assert timecodes.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH)) == (
        "00:00 Flour\n01:05 Water & salt\n09:59 Oven\n1:02:05 Bread\n10:00:00 Crumbs\n"
    )


def test_titles_over_one_line_share_a_timecode() -> None:
    rows = Header("Flour"), Line("a", 0.0), Header("Water"), Header("Salt"), Line("b", 30.0)
    assert timecodes.serialize(Transcript(rows=rows)) == "00:00 Flour\n00:30 Water – Salt\n"


@pytest.mark.parametrize(("count", "every_s"), [(9, 2), (10, 10)])
def test_few_times_or_ten_seconds_between_them_are_chapters(count: int, every_s: int) -> None:
    assert len(timecodes.parse_chapters(times(count, every_s)).chapters) == count


def test_ten_times_that_follow_each_other_closely_are_a_transcript() -> None:
    with pytest.raises(PodscribeError, match="has 10 times, one every 9 s"):
        timecodes.parse_chapters(times(10, 9))


def times(count: int, every_s: int) -> str:
    return "".join(f"{clock(every_s * number)} Flour {number}\n" for number in range(count))


def test_a_line_of_a_thousand_characters_may_be_a_chapter() -> None:
    told = [f"0:00 {'a' * 995}", f"1:00 {'b' * 996}"]
    found = timecodes.parse_chapters("\n".join(told))
    assert [chapter.start for chapter in found.chapters] == [0.0]
    assert found.notes == ("no time in line 2: left out",)
