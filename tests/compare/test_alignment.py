"""Two texts side by side: complete, true, near the best, and not fooled by what is missing."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from podscribe.compare.alignment import LARGEST_GAP, Stretch, align
from tests.compare.material import disturbed, strange, talk
from tests.strategies import thoroughly

few = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=60)


def whole(stretches: Sequence[Stretch], left: Sequence[str], right: Sequence[str]) -> None:
    """Every word of both is in one stretch, in order, and equal ones are equal."""
    at = to = 0
    for stretch in stretches:
        assert (stretch.reference.start, stretch.hypothesis.start) == (at, to)
        at, to = stretch.reference.stop, stretch.hypothesis.stop
        ours = left[stretch.reference.start : at]
        theirs = right[stretch.hypothesis.start : to]
        assert (list(ours) == list(theirs)) or not stretch.equal
        assert len(stretch.reference) + len(stretch.hypothesis)
    assert (at, to) == (len(left), len(right))


@thoroughly
@given(few, few)
def test_every_word_has_its_place(left: list[str], right: list[str]) -> None:
    whole(align(left, right), left, right)


@thoroughly
@given(few, few, st.data())
def test_times_change_no_word(left: list[str], right: list[str], data: st.DataObject) -> None:
    times = st.one_of(st.none(), st.floats(0, 100))
    first = data.draw(st.lists(times, min_size=len(left), max_size=len(left)))
    second = data.draw(st.lists(times, min_size=len(right), max_size=len(right)))
    whole(align(left, right, first, second), left, right)


@pytest.mark.parametrize("seed", range(12))
def test_disturbed_talk_costs_hardly_more_than_the_best_alignment(seed: int) -> None:
    left = talk(seed, 4000)
    right = disturbed(left, seed)
    stretches = align(left, right)
    whole(stretches, left, right)
    cost = sum(
        max(len(each.reference), len(each.hypothesis)) for each in stretches if not each.equal
    )
    best = Levenshtein.distance(left, right)
    assert best <= cost <= 1.005 * best


def test_a_passage_that_is_missing_is_one_stretch() -> None:
    left = talk(1, 3000)
    right = left[:1000] + left[1400:]
    missing = [each for each in align(left, right) if not each.equal]
    assert [len(each.reference) for each in missing] == [400]
    assert abs(missing[0].reference.start - 1000) < 10


def test_words_in_a_missing_passage_are_not_taken_for_others_far_away() -> None:
    left = talk(2, 3000)
    right = [*left[:1000], "the", "of", "it", "bread", *left[1400:]]
    equal = [each.reference for each in align(left, right) if each.equal]
    far_away = [at for part in equal for at in part if 1010 <= at < 1390]
    assert far_away == []


def test_a_minute_is_found_in_ten_hours() -> None:
    left = talk(3, 100_000)
    right = left[70_000:70_150]
    (found,) = (each for each in align(left, right) if each.equal)
    assert found.reference == range(70_000, 70_150)


def test_a_few_words_at_another_time_are_not_believed_where_times_are_known() -> None:
    before, after, phrase = strange(4, 200), strange(5, 200), strange(6, 6)
    left = [*before, *phrase, *strange(7, 400), *after]
    right = [*before, *strange(8, 300), *phrase, *after]
    times = [float(at) for at in range(len(left))]
    late = [float(at if at < 400 else at + 100) for at in range(len(right))]
    taken = [each.reference for each in align(left, right) if each.equal]
    assert range(200, 206) in taken
    believed = [each.reference for each in align(left, right, times, late) if each.equal]
    assert believed == [range(200), range(606, 806)]


def test_texts_that_share_nothing_are_one_difference() -> None:
    assert align(["a", "b"], ["c"]) == (Stretch(range(2), range(1), equal=False),)
    assert align([], ["c"]) == (Stretch(range(0), range(1), equal=False),)
    assert align([], []) == ()


def test_gaps_too_large_to_try_are_left_different() -> None:
    size = int(LARGEST_GAP**0.5) + 1000
    chance = random.Random(8)
    left = [chance.choice("abcdefgh") for _ in range(size)]
    right = [chance.choice("abcdefgh") for _ in range(size)]
    whole(align(left, right), left, right)
