"""How far off the times of rows are, and from where on."""

from __future__ import annotations

import random

from podscribe.retime.offsets import Run, runs


def test_one_offset_holds_throughout_and_small_ones_are_none() -> None:
    assert runs([60.3, 59.2, 60.9, 60.1]) == (Run(0, 4, 60),)
    assert runs([1.4, 1.2, 0.9, 1.3]) == (Run(0, 4, 0),)
    assert runs([]) == ()


def test_an_offset_that_changes_is_found_where_it_does() -> None:
    chance = random.Random(1)
    differences = [offset + chance.uniform(-1, 1) for offset in [0] * 20 + [45] * 30 + [-10] * 9]
    assert runs(differences) == (Run(0, 20, 0), Run(20, 50, 45), Run(50, 59, -10))


def test_single_rows_that_are_wrong_change_no_offset() -> None:
    differences = [0.3] * 10 + [600.0] + [0.5] * 3 + [-24.0, -24.0] + [0.1] * 10
    assert runs(differences) == (Run(0, 26, 0),)


def test_times_in_any_order_follow_nothing() -> None:
    chance = random.Random(2)
    assert runs([chance.uniform(-3000, 3000) for _ in range(300)]) == (Run(0, 300, None),)


def test_clocks_that_run_apart_make_steps() -> None:
    found = runs([number * 0.3 for number in range(100)])
    offsets = [run.offset or 0 for run in found]
    assert offsets == sorted(offsets)
    assert offsets[0] <= 2
    assert offsets[-1] >= 27


def test_two_rows_alone_are_chance_and_three_follow_an_offset() -> None:
    assert runs([60.0, 60.0]) == (Run(0, 2, None),)
    assert runs([60.0, 60.0, 60.0]) == (Run(0, 3, 60),)


def test_two_seconds_are_an_offset_and_one_is_none() -> None:
    assert runs([2.0] * 4) == (Run(0, 4, 2),)
    assert runs([-2.0] * 4) == (Run(0, 4, -2),)
    assert runs([1.0] * 4) == (Run(0, 4, 0),)


def test_rows_that_are_less_than_three_seconds_apart_follow_one_offset() -> None:
    assert runs([60.0, 61.4, 62.9]) == (Run(0, 3, 61),)
    assert runs([60.0, 61.5, 63.0]) == (Run(0, 3, None),)
