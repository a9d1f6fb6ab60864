"""Who is silent with reason, and who hangs."""

from __future__ import annotations

import pytest

from podscribe.batch.messages import Begun, Ended, Notice, Reached
from podscribe.batch.silence import Passing, Silence, patience_s
from podscribe.config import read_settings
from podscribe.errors import PodscribeError
from podscribe.pipeline.listener import Progress, Stage


def reached(id: str, length_s: float | None = None) -> Reached:
    return Reached(id, Progress(Stage.SPEAKERS, 0.5, length_s=length_s))


def test_a_sign_of_life_begins_anew_and_silence_adds_up() -> None:
    silence = Silence(100.0)
    silence.last(60.0, busy=True)
    silence.hear(Begun("a"))
    silence.last(60.0, busy=True)
    assert not silence.too_long
    silence.last(60.0, busy=True)
    assert silence.too_long and silence.told.startswith("the worker told of no step for 2 minutes")


def test_who_has_nothing_to_do_is_not_waited_for() -> None:
    silence = Silence(100.0)
    silence.last(1000.0, busy=False)
    silence.last(99.0, busy=True)
    assert not silence.too_long


def test_a_step_may_take_as_long_as_the_episode_plays() -> None:
    silence = Silence(100.0)
    silence.hear(reached("a", 500.0))
    silence.last(400.0, busy=True)
    assert not silence.too_long
    silence.hear(Ended("a", None))
    silence.last(400.0, busy=True)
    assert silence.too_long


def test_who_waits_for_another_run_is_known_until_it_goes_on() -> None:
    silence = Silence(100.0)
    silence.hear(Notice("a", "a.mp3: another run works on it; waiting for its results"))
    assert silence.waiting == {"a"}
    silence.hear(Notice("a", "a.mp3: some sound is missing"))
    silence.hear(reached("b"))
    assert silence.waiting == {"a"}
    silence.hear(reached("a"))
    assert not silence.waiting


def test_while_the_driver_itself_was_stopped_no_time_goes_by() -> None:
    times = iter([0.0, 2.0, 5000.0, 5001.0])
    passing = Passing(lambda: next(times))
    assert [passing.seconds() for _ in range(3)] == [2.0, 10.0, 1.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("device: cpu", 1800.0),
        ("device: cpu\ntranscribe: {batch_size: 32}", 7200.0),
        ("device: cpu\ntranscribe: {batch_size: 1}", 1800.0),
        ("device: cuda\ntranscribe: {batch_size: 32}", 1800.0),
        ("device: cuda\nbatch: {patience_s: 60}", 60.0),
    ],
)
def test_larger_batches_take_longer_on_the_cpu(text: str, expected: float) -> None:
    assert patience_s(read_settings(text, "podscribe.yaml")) == expected


def test_without_patience_nothing_would_be_done() -> None:
    with pytest.raises(PodscribeError, match=r"batch\.patience_s should be a number from 1"):
        read_settings("batch: {patience_s: 0}", "podscribe.yaml")


def test_patience_ends_when_it_is_used_up_and_not_before() -> None:
    silence = Silence(100.0)
    silence.last(100.0, busy=True)
    assert not silence.too_long
    silence.last(0.1, busy=True)
    assert silence.too_long


def test_of_two_episodes_the_longer_one_sets_how_long_a_step_may_take() -> None:
    silence = Silence(100.0)
    silence.hear(reached("a", 500.0))
    silence.hear(reached("b", 200.0))
    silence.hear(reached("a"))
    silence.last(450.0, busy=True)
    assert not silence.too_long
    silence.leave("a")
    assert silence.too_long


def test_who_leaves_an_episode_does_not_wait_for_it() -> None:
    silence = Silence(100.0)
    silence.hear(Notice("a", "a.mp3: another run works on it; waiting for its results"))
    silence.hear(Ended("a", None))
    assert not silence.waiting
