"""Which of several sentences counts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcribe.consensus import most_agreed

TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6).map(" ".join),
    min_size=1,
    max_size=8,
)


def test_what_most_say_counts_where_none_is_much_likelier() -> None:
    texts = ["the dog sat", "a cat sat", "a dog sat"]
    assert most_agreed(texts, [-1.0, -1.1, -1.2], "en") == 2
    assert most_agreed(texts, [-1.0, -9.0, -9.0], "en") == 0


def test_of_texts_with_the_same_words_the_likeliest_counts() -> None:
    assert most_agreed(["yes we do", "Yes, we do.", "no"], [-2.0, -1.0, -3.0], "en") == 1
    assert most_agreed(["Yes, we do.", "yes we do", "no"], [-1.0, -2.0, -3.0], "en") == 0


def test_letters_are_compared_where_there_are_no_spaces() -> None:
    texts = ["我很好吗", "你很好吧", "你很好吗"]
    assert most_agreed(texts, [-1.0, -1.1, -1.2], "zh") == 2
    assert most_agreed(texts, [-1.0, -1.1, -1.2], "en") == 0


@pytest.mark.parametrize("value", [math.nan, -math.inf])
def test_a_probability_that_is_no_number_decides_nothing(value: float) -> None:
    assert most_agreed(["a b", "a c"], [value, -1.0], "en") == 1
    assert most_agreed(["a b", "a c", "a b d"], [value] * 3, "en") == 0


@given(TEXTS, st.data())
def test_nothing_agrees_more_with_all_by_their_weights(
    texts: list[str], data: st.DataObject
) -> None:
    values = data.draw(
        st.lists(st.floats(-20, 0), min_size=len(texts), max_size=len(texts)), label="likely"
    )
    best = most_agreed(texts, values, "en")
    weights = [math.exp(0.7 * (value - max(values))) for value in values]

    def wrong(number: int) -> float:
        return sum(
            weight * distance(texts[number].split(), other.split())
            for weight, other in zip(weights, texts, strict=True)
        )

    assert wrong(best) <= min(map(wrong, range(len(texts)))) + 1e-6


def distance(one: list[str], other: list[str]) -> int:
    """As Levenshtein counted it."""
    row = [*range(len(other) + 1)]
    for i, word in enumerate(one, 1):
        before, row = row, [i]
        for j, against in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (word != against)))
    return row[-1]
