"""Error rates are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.compare import Kind, compare
from podscribe.compare.rates import errors
from podscribe.compare.result import Errors
from tests.compare.material import cues, disturbed, page, talk, turns_of
from tests.strategies import thoroughly

few = st.lists(st.sampled_from(["a", "b", "c"]), max_size=25)


def distance(left: list[str] | str, right: list[str] | str) -> int:
    """The whole table, as the textbook has it."""
    row = [*range(len(right) + 1)]
    for number, token in enumerate(left, 1):
        before, row = row, [number]
        for at, other in enumerate(right):
            row.append(min(before[at] + (token != other), before[at + 1] + 1, row[at] + 1))
    return row[-1]


@thoroughly
@given(few, few)
def test_no_way_has_fewer_errors(left: list[str], right: list[str]) -> None:
    found = errors(left, right)
    assert found.total == distance(left, right)
    assert found.length == len(left)
    assert found.length - found.deletions + found.insertions == len(right)
    for alike in (True, False):
        letters = errors("".join(left), "".join(right), alike=alike)
        assert letters.total == distance("".join(left), "".join(right))


@pytest.mark.parametrize("seed", range(4))
def test_a_long_talk_is_scored_exactly_too(seed: int) -> None:
    left = talk(seed, 900)
    right = disturbed(left, seed, share=0.15)
    assert errors(left, right).total == distance(left, right)
    other = talk(seed + 1, 900)
    assert errors(left, other, alike=False).total == distance(left, other)


def test_a_rate_needs_a_reference() -> None:
    assert errors([], ["a"]) == Errors(0, 0, 0, 1)
    assert errors([], ["a"]).rate is None
    assert errors(["a"], ["b", "a", "c"]).rate == 2.0


def test_words_in_round_brackets_count_in_no_normalised_rate_and_yet_are_compared() -> None:
    said = page((0.0, "Mara", "We bake rye (the dark kind) and it sells."))
    heard = page((0.0, "Mara", "We bake rye the fine kind and it sells."))
    found = compare(said, heard)
    assert found.words is not None
    assert found.words.normalised == Errors(6, 0, 0, 3)
    assert found.words.common == 8 / 9
    (difference,) = (each for each in found.differences if each.kind is Kind.CONTENT)
    assert (difference.reference, difference.hypothesis) == ("dark", "fine")


def test_whole_passages_are_told_apart_and_count_in_no_minute() -> None:
    said = talk(1, 600)
    heard = cues(talk(2, 60) + disturbed(said, 3))
    found = compare(turns_of(said), heard)
    assert found.words is not None
    assert found.words.normalised.total == found.words.apart.total + 60
    assert sum(minute.errors for minute in found.minutes) == found.words.apart.total
    assert sum(minute.words for minute in found.minutes) == 600
    assert [minute.start for minute in found.minutes] == [0, 60, 120, 180]
