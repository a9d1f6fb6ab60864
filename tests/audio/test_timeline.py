"""Timestamps are believed when they agree with one another, and then gaps become silence."""

from __future__ import annotations

from collections.abc import Iterable

import av
import pytest

from podscribe.audio.packets import Heard, Lost
from podscribe.audio.timeline import Silence, Timeline

FRAME_S = 0.02
LONGEST_S = 100.0


def heard(time_s: float | None) -> Heard:
    return Heard(av.AudioFrame("flt", "mono", 320), time_s, FRAME_S)


def run(first: float, count: int) -> list[Heard]:
    return [heard(first + index * FRAME_S) for index in range(count)]


def placed(
    events: Iterable[Heard | Lost], *, origin_s: float | None = 0.0, gapless: bool = False
) -> list[int | tuple[float, float, bool]]:
    """Runs of frames as their number, and silence as its times and whether it is damage."""
    found: list[int | tuple[float, float, bool]] = []
    for piece in Timeline(origin_s, LONGEST_S, gapless=gapless).place(events):
        if isinstance(piece, Silence):
            found.append((round(piece.start, 3), round(piece.end, 3), piece.damaged))
        elif found and isinstance(found[-1], int):
            found[-1] += 1
        else:
            found.append(1)
    return found


def test_frames_that_follow_one_another_stay_so() -> None:
    assert placed(run(0.0, 50)) == [50]
    assert placed([heard(None)] * 50) == [50]


def test_timestamps_rounded_to_the_millisecond_make_no_gaps() -> None:
    assert placed([heard(round(index * FRAME_S * 1.0007, 3)) for index in range(50)]) == [50]


@pytest.mark.parametrize(
    ("gap_s", "gapless", "damaged"),
    [(0.4, False, False), (0.4, True, True), (0.6, False, True), (3.0, True, True)],
)
def test_a_gap_becomes_silence_and_a_long_one_is_damage(
    gap_s: float, gapless: bool, damaged: bool
) -> None:
    events = [*run(0.0, 50), *run(1.0 + gap_s, 50)]
    assert placed(events, gapless=gapless) == [50, (1.0, 1.0 + gap_s, damaged), 50]


def test_what_was_lost_becomes_silence_at_once() -> None:
    events = [*run(0.0, 50), Lost(1.0, FRAME_S), heard(1.02), Lost(1.04, FRAME_S), *run(1.06, 9)]
    assert placed(events) == [50, (1.0, 1.02, True), 1, (1.04, 1.06, True), 9]


def test_what_was_lost_at_the_end_is_damage_there() -> None:
    events = [*run(0.0, 50), *(Lost(1.0 + index * FRAME_S, FRAME_S) for index in range(5))]
    assert placed(events) == [50, (1.0, 1.1, True)]


def test_what_was_lost_at_the_beginning_is_damage_there() -> None:
    assert placed([Lost(5.0, 0.1), *run(5.1, 9)], origin_s=None) == [(0.0, 0.1, True), 9]


@pytest.mark.parametrize("wrong_s", [0.0, 3.0, 50.0, -5.0])
def test_one_timestamp_that_jumps_is_not_believed(wrong_s: float) -> None:
    assert placed([*run(0.0, 50), heard(wrong_s), *run(1.02, 49)]) == [100]


def test_a_time_beyond_what_the_file_can_hold_is_not_believed() -> None:
    assert placed([*run(0.0, 50), *run(1e9, 50)]) == [100]


def test_timestamps_that_begin_anew_go_on() -> None:
    events = [*run(0.0, 50), *run(0.0, 50), *run(1.8, 50)]
    assert placed(events) == [100, (2.0, 2.8, True), 50]


def test_sound_that_begins_late_has_silence_before_it_that_is_no_damage() -> None:
    assert placed(run(12.5, 9), origin_s=10.0, gapless=True) == [(0.0, 2.5, False), 9]
