"""Worse, better, or as before."""

from __future__ import annotations

import pytest

from podscribe.regress.baseline import Entry
from podscribe.regress.judging import Judgement, State, judge
from podscribe.regress.measures import MEASURES, Score

TOLERANCES = {measure.key: measure.tolerance for measure in MEASURES}


def judged(before: dict[str, float], now: dict[str, float], **changed: float | None) -> Judgement:
    return judge(Score(now, 100), Entry(before, 100), {**TOLERANCES, **changed})


@pytest.mark.parametrize(
    ("before", "now", "state"),
    [
        (10.0, 10.5, State.SAME),
        (10.0, 10.51, State.WORSE),
        (10.1, 10.6, State.SAME),  # 0.5, though not in binary
        (10.0, 9.5, State.SAME),
        (10.0, 9.49, State.BETTER),
    ],
)
def test_worse_and_better_begin_beyond_the_tolerance(
    before: float, now: float, state: State
) -> None:
    assert judged({"wer": before}, {"wer": now}).state is state


def test_one_measure_that_is_worse_outweighs_all_that_are_better() -> None:
    found = judged({"wer": 10.0, "drift": 1.0}, {"wer": 1.0, "drift": 1.6})
    assert found.state is State.WORSE
    assert [change.state for change in found.changes] == [State.BETTER, State.WORSE]


def test_a_measure_without_tolerance_is_told_and_not_judged() -> None:
    found = judged({"substance": 1.0}, {"substance": 99.0})
    assert (found.state, found.changes[0].changed) == (State.SAME, True)
    assert judged({"substance": 1.0}, {"substance": 99.0}, substance=5).state is State.WORSE
    assert judged({"wer": 1.0}, {"wer": 99.0}, wer=None).state is State.SAME
    assert found.changes[0].state is State.SAME


def test_what_can_be_told_no_more_is_worse_and_what_is_told_first_is_new() -> None:
    assert judged({"speakers": 1.0}, {}).state is State.WORSE
    assert judged({"speakers": 1.0}, {}, speakers=None).state is State.SAME
    found = judged({}, {"speakers": 50.0})
    assert (found.state, found.changes[0].state) == (State.SAME, State.NEW)


def test_a_lost_header_is_worse_even_if_another_is_found() -> None:
    before = Entry({"headers": 1.0}, 100, headers=("Flour",))
    now = Score({"headers": 1.0}, 100, headers=("Oven",), missing=("Flour",))
    found = judge(now, before, TOLERANCES)
    assert (found.state, found.lost) == (State.WORSE, ("Flour",))
    assert judge(now, before, {**TOLERANCES, "headers": 1}).state is State.SAME


def test_headers_that_an_editor_adds_are_not_lost() -> None:
    before = Entry({"headers": 0.0}, 100, headers=("Flour",))
    now = Score({"headers": 1.0}, 100, headers=("Flour",), missing=("Oven",))
    assert judge(now, before, TOLERANCES).state is State.SAME


def test_without_a_baseline_an_episode_is_new() -> None:
    found = judge(Score({"wer": 10.0}, 100), None, TOLERANCES)
    assert (found.state, found.changes[0].before, found.lost) == (State.NEW, None, ())


def test_a_measure_that_is_told_first_has_not_changed() -> None:
    (change,) = judged({}, {"wer": 1.0}).changes
    assert not change.changed
    (change,) = judged({"wer": 1.0}, {"wer": 1.0}).changes
    assert (change.changed, change.state) == (False, State.SAME)


def test_a_header_that_is_found_at_last_is_better() -> None:
    before = Entry({"headers": 1.0}, 100, headers=())
    now = Score({"headers": 0.0}, 100, headers=("Oven",))
    assert judge(now, before, TOLERANCES).state is State.BETTER


def test_as_many_lost_headers_as_are_tolerated_are_not_worse() -> None:
    before = Entry({"headers": 0.0}, 100, headers=("Flour", "Oven"))
    now = Score({"headers": 2.0}, 100, headers=(), missing=("Flour", "Oven"))
    assert judge(now, before, {**TOLERANCES, "headers": 2}).state is State.SAME
    assert judge(now, before, {**TOLERANCES, "headers": 1}).state is State.WORSE
