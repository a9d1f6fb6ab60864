"""Spans put in order, whatever they are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.diarize.spans import names_by_appearance, within, without_overlap
from podscribe.transcript import Span
from tests.diarize.scripted import read, written

TICKS = st.integers(0, 40)
SPANS = st.lists(
    st.builds(
        lambda start, length, speaker: Span(start / 4, (start + length) / 4, speaker),
        TICKS,
        st.integers(1, 20),
        st.sampled_from("abc"),
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ("", ""),
        ("0-4 a, 4-8 b", "0-4 a, 4-8 b"),
        ("0-4 a, 4-8 a", "0-4 a, 4-8 a"),
        ("0-5 a, 4-8 b", "0-4 a, 4-8 b"),
        ("0-10 a, 4-5 b", "0-4 a, 4-5 b, 5-10 a"),
        ("0-10 a, 2-8 b, 4-5 c", "0-2 a, 2-4 b, 4-5 c, 5-8 b, 8-10 a"),
    ],
)
def test_the_inner_span_interrupts_the_outer(spans: str, expected: str) -> None:
    assert written(without_overlap(read(spans))) == expected


@given(SPANS)
def test_nothing_overlaps_and_no_time_is_lost_or_made_up(spans: list[Span]) -> None:
    pieces = without_overlap(spans)
    assert all(one.end <= two.start for one, two in itertools.pairwise(pieces))
    for tick in range(80):
        middle = tick / 4 + 0.125
        speaking = {span.speaker for span in spans if span.start < middle < span.end}
        named = {piece.speaker for piece in pieces if piece.start < middle < piece.end}
        assert named <= speaking
        assert len(named) == min(1, len(speaking))


def test_speakers_are_numbered_as_they_are_heard() -> None:
    assert names_by_appearance(read("4-8 a, 0-4 b, 8-9 b")) == {
        "b": "SPEAKER_00",
        "a": "SPEAKER_01",
    }


def test_what_lies_beyond_the_sound_is_cut_off() -> None:
    spans = [Span(-1.0, 2.0, "a"), Span(3.0, 9.0, "b"), Span(8.0, 9.0, "a"), Span(-2.0, 0.0, "a")]
    assert list(within(spans, 8.0)) == [Span(0.0, 2.0, "a"), Span(3.0, 8.0, "b")]
