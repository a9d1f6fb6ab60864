"""Windows hold all speech once, fit the model, and end in the silences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcribe import SAMPLE_RATE, VoiceOptions
from podscribe.transcribe.voice import Region
from podscribe.transcribe.windows import join

LENGTH_S = 4000


@st.composite
def speech(draw: st.DrawFn) -> list[Region]:
    at = 0.0
    regions = []
    for _ in range(draw(st.integers(0, 40))):
        at += draw(st.floats(0.0, 8.0))
        start, at = at, at + draw(st.floats(0.1, 29.5))
        regions.append(Region(int(start * SAMPLE_RATE), int(at * SAMPLE_RATE)))
    return regions


@given(speech())
def test_windows_hold_every_region_once_and_fit(regions: list[Region]) -> None:
    length = LENGTH_S * SAMPLE_RATE
    windows = join(regions, regions, length, VoiceOptions())
    assert [region for window in windows for region in window.speech] == regions
    at = 0
    for window in windows:
        assert at <= window.start < window.end <= length
        assert window.end - window.start <= 30 * SAMPLE_RATE
        assert window.start <= window.speech[0].start
        assert window.speech[-1].end <= window.end
        assert set(window.speech) <= set(window.possible)
        at = window.end


def regions_at(*spans: tuple[float, float]) -> list[Region]:
    return [Region(int(start * SAMPLE_RATE), int(end * SAMPLE_RATE)) for start, end in spans]


def test_a_full_window_ends_at_its_longest_late_silence() -> None:
    speech = regions_at((0, 10), (10.3, 24), (24.2, 25), (26, 28), (28.3, 29), (29.4, 35))
    windows = join(speech, [], 60 * SAMPLE_RATE, VoiceOptions())
    assert [len(window.speech) for window in windows] == [3, 3]


def test_long_silences_are_in_no_window() -> None:
    speech = regions_at((1, 3), (6, 8), (13, 15))
    windows = join(speech, [], 60 * SAMPLE_RATE, VoiceOptions())
    assert [(window.start_s, window.end_s) for window in windows] == [(0.8, 8.2), (12.8, 15.2)]
