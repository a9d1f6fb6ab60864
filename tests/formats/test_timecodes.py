"""Timecodes for a video's description."""

from __future__ import annotations

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
