"""What retime and transfer say of what they did."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from podscribe.retime.reports import lost_headers, lost_rows, sentences, transfer_sentences
from podscribe.retime.retiming import Retimed, Shift
from podscribe.retime.transferring import Transferred, Unnamed
from podscribe.transcript import Header, Line, Transcript

RETIMED = Retimed(Transcript(()), 5, 5, (), (), 0, 0, (), spans_lost=False)
TRANSFERRED = Transferred(Transcript(()), 10, 8, (), 0, (), 0)


def retimed(*offsets: int | None, **facts: Any) -> Retimed:
    shifts = tuple(Shift(number, 60.0 * number, offset) for number, offset in enumerate(offsets))
    return replace(RETIMED, shifts=shifts, **facts)


def of_shifts(*offsets: int | None) -> list[str]:
    return [*sentences(retimed(*offsets))][1:]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "5 of 5 rows found; no time changed"),
        ({"untimed": 1}, "5 of 5 rows found"),
        ({"found": 1, "rows": 1}, "1 of 1 row found; no time changed"),
        ({"moved": (-3.0,)}, "5 of 5 rows found; 1 begins elsewhere now, by 3 s, at most 3 s"),
        (
            {"moved": (-1.0, 2.0, 120.0)},
            "5 of 5 rows found; 3 begin elsewhere now, by 2 s, at most 2:00",
        ),
        ({"moved": (99.0,)}, "5 of 5 rows found; 1 begins elsewhere now, by 99 s, at most 99 s"),
        (
            {"moved": (100.0,)},
            "5 of 5 rows found; 1 begins elsewhere now, by 1:40, at most 1:40",
        ),
    ],
)
def test_the_summary_counts_rows_and_steps(facts: dict[str, Any], expected: str) -> None:
    assert next(sentences(retimed(0, **facts))) == expected


def test_rows_without_time_and_backward_ones_are_counted_and_lost_spans_are_told() -> None:
    told = [*sentences(retimed(0, untimed=2, backward=1, spans_lost=True))]
    assert told[1:] == [
        "2 rows without a time got one",
        "1 row ran backward, before the one above",
        "its speaker spans are left out: their times could not be told",
    ]


def test_times_that_were_right_throughout_are_no_matter() -> None:
    assert of_shifts(0) == []


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (95, "its times were 95 s early"),
        (-150, "its times were 2:30 late"),
        (None, "its times followed nothing that was said"),
    ],
)
def test_one_offset_is_told_of_all_times(offset: int | None, expected: str) -> None:
    assert of_shifts(offset) == [expected]


def test_every_change_is_told_but_a_right_beginning() -> None:
    assert of_shifts(0, 60, 0) == [
        "from 1:00 on its times were 60 s early",
        "from 2:00 on its times were right",
    ]
    assert of_shifts(60, 0) == [
        "from 0:00 on its times were 60 s early",
        "from 1:00 on its times were right",
    ]


def test_small_steps_in_one_direction_are_clocks_that_run_apart() -> None:
    away = "its times ran away from the recording: they were right at 0:00, and were"
    assert of_shifts(0, 8, 16, 24) == [f"{away} 24 s early at 3:00"]
    assert of_shifts(0, -3, -6, -9, 60) == [
        f"{away} 9 s late at 3:00",
        "from 4:00 on its times were 60 s early",
    ]


@pytest.mark.parametrize(
    "offsets", [(0, 8, 16), (0, 9, 18, 27), (0, 3, 6, 3), (0, 3, 6, None), (0, None, 3, 6)]
)
def test_other_steps_are_told_one_by_one(offsets: tuple[int | None, ...]) -> None:
    told = of_shifts(*offsets)
    assert len(told) == len(offsets) - 1
    assert not any("ran away" in each for each in told)


def test_rows_that_are_not_found_are_told_together_where_they_stand_together() -> None:
    lines = [Line(f"Line {number}.", start, place=number) for number, start in enumerate((1, 2, 3))]
    lines += [Line("The last.", None, place=9)]
    assert [*lost_rows(retimed(0, lost=(0, 1, 3)), lines)] == [
        (0, "not found: 'Line 0.' and 1 row below it; it begins at 0:01 now"),
        (9, "not found: 'The last.'"),
    ]


def transferred(**facts: Any) -> Transferred:
    return replace(TRANSFERRED, **facts)


def test_a_transfer_tells_what_got_a_name_and_a_header() -> None:
    assert [*transfer_sentences(transferred())] == ["8 of 10 words have a name of the page"]
    assert [*transfer_sentences(transferred(headers=1, replaced=2))] == [
        "8 of 10 words have a name of the page; 1 header placed",
        "2 headers it had itself left out",
    ]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (
            Unnamed(61.0, 65.0, 2, "SPEAKER_01"),
            "SPEAKER_01 says 2 words from 1:01 to 1:05 that the page does not have",
        ),
        (Unnamed(None, 65.0, 3, None), "nobody is named for 3 words that the page does not have"),
        (Unnamed(61.0, None, 3, None), "nobody is named for 3 words that the page does not have"),
    ],
)
def test_a_passage_without_a_name_is_told(passage: Unnamed, expected: str) -> None:
    assert [*transfer_sentences(transferred(unnamed=(passage,)))][1] == expected


def test_headers_over_rows_that_are_not_found_are_told() -> None:
    assert [*lost_headers(transferred(lost=(Header("Flour", place=7),)))] == [
        (7, "what follows the header 'Flour' is not found; it stands between its neighbours")
    ]
