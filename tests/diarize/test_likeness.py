"""How ill each voice fits, moment by moment."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from podscribe.diarize.likeness import FEWEST, Likeness, likeness_of
from podscribe.diarize.prints import MARGIN_S, STEP_S, WINDOW_S, moment_windows
from podscribe.transcript import Span
from tests.diarize.scripted import read

DIMENSION = 16
Prints = NDArray[np.float32]


def prints_of(voices: str, spread: float = 0.2) -> Prints:
    """A row for each letter, each letter a voice; `.` is nothing that could be heard."""
    generator = np.random.default_rng(3)
    centres = {each: generator.normal(size=DIMENSION) for each in sorted(set(voices) - {"."})}
    rows = [
        np.full(DIMENSION, np.nan)
        if each == "."
        else centres[each] + spread * generator.normal(size=DIMENSION)
        for each in voices
    ]
    return np.array(rows, np.float32)


def heard(voices: str, spans: str, spread: float = 0.2) -> Likeness:
    found = likeness_of(prints_of(voices, spread), STEP_S, tuple(read(spans)), tuple(read(spans)))
    assert found is not None
    return found


INTERRUPTED = "a" * 50 + "b" * 3 + "a" * 47 + "b" * 100
SPANS = "0-10 a, 10-20 b"


def test_what_one_throws_in_while_another_has_the_span_fits_only_the_one() -> None:
    found = heard(INTERRUPTED, SPANS)
    assert found.misfit("a", 5.05, 5.25) == 1.0
    assert found.misfit("b", 5.05, 5.25) == 0.0
    for start in (1.0, 3.0, 7.0):
        assert found.misfit("a", start, start + 0.3) == 0.0
        assert found.misfit("b", start, start + 0.3) == 1.0
    assert found.misfit("b", 14.0, 14.5) == 0.0


def test_the_more_each_voice_varies_the_less_is_told() -> None:
    told = [heard(INTERRUPTED, SPANS, spread).misfit("a", 5.05, 5.25) for spread in (0.2, 1.0, 2.0)]
    assert told[0] == 1.0
    assert 0.6 < (told[1] or 0.0) < 0.9
    assert (told[2] or 0.0) < 0.4


def test_nobody_fits_ill_where_nobody_speaks_or_nothing_could_be_heard() -> None:
    found = heard("a" * 40 + "b" * 20 + "b" * 40 + "." * 10, "0-4 a, 6-11 b")
    assert {found.misfit(who, 4.5, 5.0) for who in "ab"} == {0.0}
    assert {found.misfit(who, 10.2, 10.4) for who in "ab"} == {0.0}


def test_of_who_says_too_little_it_is_not_known() -> None:
    found = heard("a" * 50 + "b" * 50 + "c" * 10, "0-5 a, 5-10 b, 10-11 c")
    assert found.misfit("c", 10.3, 10.7) is None
    assert dict(found.misfits).keys() == {"a", "b"}


def test_the_third_voice_is_told_from_both_others() -> None:
    found = heard("a" * 50 + "c" * 3 + "a" * 47 + "b" * 50 + "c" * 50, "0-10 a, 10-15 b, 15-20 c")
    assert [found.misfit(who, 5.05, 5.25) for who in "abc"] == [1.0, 1.0, 0.0]


def test_moments_in_which_two_speak_are_nobodys_own() -> None:
    """They would make the one voice a little like the other."""
    voices = "a" * 50 + "b" * 50 + "a" * 50
    spans = tuple(read("0-15 a, 5-10 b, 15-15.1 b"))
    assert likeness_of(prints_of(voices), STEP_S, spans, spans) is None
    apart = tuple(read("0-5 a, 5-10 b, 10-15 a"))
    assert likeness_of(prints_of(voices), STEP_S, apart, apart) is not None


@pytest.mark.parametrize(
    ("voices", "spans"),
    [
        ("a" * 100, "0-10 a"),
        ("", ""),
        ("a" * 80 + "b" * (FEWEST - 1), "0-8 a, 8-10 b"),
        ("." * 200, SPANS),
    ],
)
def test_less_than_two_known_voices_cannot_be_compared(voices: str, spans: str) -> None:
    listed = tuple(read(spans))
    prints = prints_of(voices).reshape(-1, DIMENSION)
    assert likeness_of(prints, STEP_S, listed, listed) is None


def test_a_print_of_zeros_is_none() -> None:
    prints = prints_of(INTERRUPTED)
    prints[50:53] = 0.0
    listed = tuple(read(SPANS))
    found = likeness_of(prints, STEP_S, listed, listed)
    assert found is not None
    assert found.misfit("a", 5.05, 5.25) == found.misfit("b", 5.05, 5.25) == 0.0


def test_a_stretch_is_as_ill_as_its_moments() -> None:
    found = Likeness(0.1, (("a", "0009990000"),))
    assert [found.misfit("a", at, at) for at in (0.25, 0.35, 0.55, 0.65)] == [0.0, 1.0, 1.0, 0.0]
    assert found.misfit("a", 0.15, 0.35) == pytest.approx(1 / 3)
    assert found.misfit("a", 0.35, 0.55) == 1.0
    assert found.misfit("a", -1.0, 0.05) == found.misfit("a", 3.0, 3.1) == 0.0
    assert found.misfit("b", 0.3, 0.4) is None


def test_other_names_are_put_in_their_order() -> None:
    found = Likeness(0.1, (("x", "09"), ("y", "90"), ("z", "00")))
    assert found.renamed({"x": "SPEAKER_01", "y": "SPEAKER_00"}) == Likeness(
        0.1, (("SPEAKER_00", "90"), ("SPEAKER_01", "09"))
    )


@given(
    st.text("ab.", max_size=120),
    st.lists(st.tuples(st.floats(0, 12), st.floats(0, 12), st.sampled_from("ab")), max_size=8),
)
def test_any_sound_gives_a_digit_a_moment(
    voices: str, edges: list[tuple[float, float, str]]
) -> None:
    spans = tuple(Span(min(one, two), max(one, two), who) for one, two, who in edges)
    prints = prints_of(voices).reshape(-1, DIMENSION)
    found = likeness_of(prints, STEP_S, spans, spans)
    if found is not None:
        assert all(len(digits) == len(voices) for _, digits in found.misfits)
        assert all(digits.isascii() and digits.isdigit() for _, digits in found.misfits)


@given(st.integers(0, 16_000 * 100))
def test_each_moment_lies_in_one_window_with_sound_around_it(length: int) -> None:
    rate, count = 16_000, int(length / 16_000 / STEP_S)
    windows = list(moment_windows(length, count))
    assert [moment for _, first, end in windows for moment in range(first, end)] == [*range(count)]
    for start, first, end in windows:
        begins, ends = first * STEP_S - start / rate, end * STEP_S - start / rate
        assert begins >= MARGIN_S - 1e-3 or start == 0
        assert ends <= WINDOW_S - MARGIN_S + 1e-3 or end == count
        assert 0 <= begins < ends <= WINDOW_S + 1e-3
