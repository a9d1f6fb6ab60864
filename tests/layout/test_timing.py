"""Times for lines that have none, from those that can be trusted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.layout.timing import SLOWEST_RATE, USUAL_RATE, timed, trusted
from podscribe.transcript import Grain, Line, Transcript, Word
from tests.strategies import captions, moderately, paragraphs

TEN, TWENTY, THIRTY = "ten flours", "twenty flours, rye's", "thirty loaves of the best bread"[:30]


def bounds(
    *lines: Line, duration: float | None = None, grain: Grain = Grain.PARAGRAPH
) -> list[tuple[float | None, float | None]]:
    result = timed(lines, duration, grain)
    assert result is not None
    assert [line.text for line in result] == [line.text for line in lines]
    return [(line.start, line.end) for line in result]


def test_without_any_time_there_is_nothing_to_go_by() -> None:
    assert timed([Line("a"), Line("b", end=3.0)]) is None
    assert timed([]) is None


def test_what_has_a_start_and_an_end_stays_as_it_is() -> None:
    assert bounds(Line(TEN, 1.0, 2.5), Line(TEN, 2.0, 9.0)) == [(1.0, 2.5), (2.0, 9.0)]


def test_an_end_before_its_start_is_not_believed() -> None:
    assert bounds(Line(TEN, 2.0, 1.0), Line(TEN, 3.0, 4.0)) == [(2.0, 3.0), (3.0, 4.0)]


def test_paragraphs_of_a_turn_share_its_time_by_characters() -> None:
    assert bounds(Line(TEN, 4.0), Line(TWENTY, 4.0), Line(TEN, 7.0, 8.0)) == [
        (4.0, 5.0),
        (5.0, 7.0),
        (7.0, 8.0),
    ]


def test_lines_without_a_time_share_that_of_the_line_before() -> None:
    assert bounds(Line(TEN, 4.0), Line(TWENTY), Line(TEN, 7.0, 8.0))[1] == (5.0, 7.0)


def test_lines_before_the_first_time_end_there() -> None:
    end = 10 / USUAL_RATE
    assert bounds(Line(TEN), Line(TEN, 9.0, 10.0)) == [(pytest.approx(9 - end), 9.0), (9.0, 10.0)]
    assert bounds(Line(TEN), Line(TEN, 0.0, 1.0)) == [(0.0, 0.0), (0.0, 1.0)]


def test_a_time_that_runs_backward_is_replaced() -> None:
    lines = [Line(TEN, 3.0, 4.0), Line(TEN, 4.0), Line(TWENTY, 2.0), Line(TEN, 7.0, 8.0)]
    assert bounds(*lines) == [(3.0, 4.0), (4.0, 5.0), (5.0, 7.0), (7.0, 8.0)]


def test_silence_is_no_slow_speech() -> None:
    assert bounds(Line(TEN, 0.0), Line(TEN, 100.0, 101.0))[0] == (0.0, 10 / SLOWEST_RATE)


def test_the_last_line_takes_the_usual_time_and_no_longer_than_the_episode() -> None:
    assert bounds(Line(THIRTY, 6.0)) == [(6.0, 6.0 + 30 / USUAL_RATE)]
    assert bounds(Line(THIRTY, 6.0), duration=7.0) == [(6.0, 7.0)]
    assert bounds(Line(THIRTY, 6.0), duration=5.0) == [(6.0, 8.0)]


def test_words_know_better_than_the_start_of_a_turn() -> None:
    words = (Word("ten", 5.0, 5.2), Word("flours", 5.3, 6.1))
    assert bounds(Line(TEN, 1.0), Line(TEN, 1.0, words=words)) == [(1.0, 3.0), (5.0, 6.1)]


def test_cues_that_share_a_second_begin_in_it_however_long_the_gap() -> None:
    shared = bounds(Line(TEN, 4.0), Line(TEN, 4.0), Line(TEN, 60.0, 61.0), grain=Grain.CUE)
    assert shared == [(4.0, pytest.approx(4.9)), (pytest.approx(4.9), 8.0), (60.0, 61.0)]
    paragraph = bounds(Line(TEN, 4.0), Line(TEN, 4.0), Line(TEN, 60.0, 61.0))
    assert paragraph[1] == (6.0, 8.0)


def test_cues_without_a_time_are_not_pressed_into_the_second_before_them() -> None:
    shared = bounds(Line(TEN, 4.0), Line(TEN), Line(TEN, 10.0, 11.0), grain=Grain.CUE)
    assert shared[:2] == [(4.0, 6.0), (6.0, 8.0)]


@pytest.mark.parametrize(
    ("starts", "indices"),
    [
        ([], []),
        ([None, None], []),
        ([1, 2, 3], [0, 1, 2]),
        ([1, 1, 1], [0, 1, 2]),
        ([5, 99, None, 9, 9], [0, 3, 4]),
        ([1601, 1577, 1580, 1590], [1, 2, 3]),
        ([3, 2, 1], [2]),
    ],
)
def test_the_longest_run_that_never_goes_back_is_trusted(
    starts: list[float | None], indices: list[int]
) -> None:
    assert trusted([Line("a", start) for start in starts]) == indices


@settings(moderately)
@given(st.lists(st.one_of(st.none(), st.integers(0, 9).map(float)), max_size=9))
def test_no_run_of_starts_is_longer_than_the_trusted_one(starts: list[float | None]) -> None:
    chosen = trusted([Line("a", start) for start in starts])
    known = [start for start in starts if start is not None]
    longest = 0
    for mask in range(1 << len(known)):
        run = [start for number, start in enumerate(known) if mask >> number & 1]
        if run == sorted(run):
            longest = max(longest, len(run))
    assert len(chosen) == longest
    assert chosen == sorted(chosen)


@settings(moderately)
@given(st.one_of(paragraphs(), captions()), st.sampled_from(Grain))
def test_times_are_in_order_and_no_line_overlaps_the_next(
    transcript: Transcript, grain: Grain
) -> None:
    lines = [line if line.end is None else Line(line.text, line.start) for line in transcript.lines]
    result = timed(lines, grain=grain)
    if result is None:
        assert all(line.start is None for line in lines)
        return
    ends = [(line.start, line.end) for line in result]
    assert [line.text for line in result] == [line.text for line in lines]
    times = [time for pair in ends for time in pair if time is not None]
    assert len(times) == 2 * len(lines)
    assert all(after >= before - 1e-9 for before, after in pairwise(times))


@settings(moderately)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.lists(st.integers(1, 40)))
def test_floored_cues_keep_the_second_they_were_read_with(
    seconds: list[int], lengths: list[int]
) -> None:
    lines = [
        Line("a" * length, float(second))
        for second, length in zip(sorted(seconds), [*lengths, *[9] * len(seconds)], strict=False)
    ]
    result = timed(lines, grain=Grain.CUE)
    assert result is not None
    assert [int(line.start or 0.0) for line in result] == sorted(seconds)


def test_a_known_end_holds_though_the_next_line_has_no_time() -> None:
    words = (Word("Hi", 0.5, 1.0), Word("all", 1.0, 2.25))
    for told in (Line("Hi all", 0.5, 2.25), Line("Hi all", 0.5, None, words=words)):
        for grain in Grain:
            found = bounds(told, Line(TEN), Line(TEN, 30.0, 31.0), grain=grain)
            assert found[:2] == [(0.5, 2.25), (2.25, 2.25 + 10 / SLOWEST_RATE)]
            at_the_end = bounds(told, Line(TEN), grain=grain)
            assert at_the_end == [(0.5, 2.25), (2.25, pytest.approx(2.25 + 10 / USUAL_RATE))]


def test_a_line_without_time_ends_where_the_next_begins_though_the_one_before_runs_on() -> None:
    assert bounds(Line(TEN, 1.0, 9.0), Line(TEN), Line(TEN, 5.0, 6.0))[:2] == [
        (1.0, 9.0),
        (5.0, 5.0),
    ]
