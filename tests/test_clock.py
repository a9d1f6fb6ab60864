"""Times as they are written, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.clock import LONGEST_S, clock, duration, parse_clock, parse_duration, stamp, tidy
from tests.strategies import anything, moderately

WHOLE = st.integers(0, LONGEST_S - 1)
MILLISECONDS = st.integers(0, (LONGEST_S - 1) * 1000)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "0:00"),
        (9.999, "0:09"),
        (62, "1:02"),
        (599, "9:59"),
        (3599.99, "59:59"),
        (3600, "1:00:00"),
        (36_065, "10:01:05"),
    ],
)
def test_a_clock_is_floored_and_pads_no_leading_part(seconds: float, written: str) -> None:
    assert clock(seconds) == written


@settings(moderately)
@given(WHOLE)
def test_a_clock_reads_back(seconds: int) -> None:
    assert parse_clock(clock(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "00:00:00.000"), (59.9996, "00:01:00.000"), (3723.0504, "01:02:03.050")],
)
def test_a_stamp_is_rounded_to_the_millisecond(seconds: float, written: str) -> None:
    assert stamp(seconds) == written


@settings(moderately)
@given(MILLISECONDS, st.sampled_from([".", ","]))
def test_a_stamp_reads_back(milliseconds: int, decimal: str) -> None:
    assert parse_clock(stamp(milliseconds / 1000, decimal)) == pytest.approx(milliseconds / 1000)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1:02", 62.0),
        (" 01:02 ", 62.0),
        ("00:01:02", 62.0),
        ("1:02:03,5", 3723.5),
        ("90:00", 5400.0),
        ("999:59:59.999999", 3599999.999999),
    ],
)
def test_other_manners_of_writing_a_time_are_read(written: str, seconds: float) -> None:
    assert parse_clock(written) == seconds


@pytest.mark.parametrize(
    "written",
    [
        "",
        "62",
        "1:2",
        "1:60",
        "1:60:00",
        "-1:00",
        "1:02:03:04",
        "1:02.",
        "1000:00:00",
        "١:٠٢x",
        "a",
    ],
)
def test_what_is_no_time_is_none(written: str) -> None:
    assert parse_clock(written) is None


@settings(moderately)
@given(anything())
def test_any_text_is_a_time_in_bounds_or_none(text: str) -> None:
    for seconds in (parse_clock(text), parse_duration(text)):
        assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("PT01H04M12S", 3852.0),
        ("PT64M", 3840.0),
        ("PT12.5S", 12.5),
        (" P1DT1H ", 90_000.0),
        ("PT0S", 0.0),
        ("P", None),
        ("PT", None),
        ("PT1S1M", None),
        ("1:04:12", None),
        ("", None),
    ],
)
def test_a_duration_is_read_as_iso_8601_has_it(written: str, seconds: float | None) -> None:
    assert parse_duration(written) == seconds


@settings(moderately)
@given(WHOLE)
def test_a_duration_reads_back(seconds: int) -> None:
    assert parse_duration(duration(seconds)) == seconds


def test_numbers_for_json_have_no_more_digits_than_they_need() -> None:
    assert [repr(tidy(number)) for number in (2.0, 2.5, 0.1 + 0.2, 1.99996, 1e6)] == [
        "2",
        "2.5",
        "0.3",
        "2",
        "1000000",
    ]
