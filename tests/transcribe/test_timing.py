"""Every word gets times that can be, whatever the engine gives."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcribe.timing import LEAST_S, Piece, timed, whole_words

seconds = st.one_of(st.none(), st.floats(-2, 40), st.sampled_from([0.0, 1.0, 29.98, 30.0]))
pieces = st.builds(
    Piece,
    st.text("ab7$", min_size=1, max_size=9).map(lambda text: " " + text),
    seconds,
    seconds,
    st.one_of(st.none(), st.floats(0, 1)),
)


@given(st.lists(pieces, max_size=30), st.sampled_from([0.1, 3.0, 30.0]))
def test_words_are_in_order_and_inside(given_pieces: list[Piece], length_s: float) -> None:
    words = timed(given_pieces, length_s)
    assert [word.text for word in words] == [piece.text.strip() for piece in given_pieces]
    assert all(0 <= word.start <= word.end <= length_s + 0.001 for word in words)
    assert all(left.end <= right.start for left, right in pairwise(words))
    if length_s == 30.0:
        assert all(word.end > word.start for word in words)


def test_times_that_are_right_stay() -> None:
    words = timed([Piece(" one", 0.5, 0.8, 0.9), Piece(" two", 0.8, 1.2, 0.8)], 5.0)
    assert [(word.start, word.end) for word in words] == [(0.5, 0.8), (0.8, 1.2)]
    assert [word.probability for word in words] == [0.9, 0.8]


def test_numbers_without_times_take_the_silence_between_their_neighbours() -> None:
    words = timed(
        [Piece(" in", 1.0, 1.2, 1), Piece(" 1984", None, None, 1), Piece(" we", 2.0, 2.2, 1)], 5.0
    )
    assert words[1].start == pytest.approx(1.2)
    assert LEAST_S < words[1].end - words[1].start < 0.8


def test_words_squeezed_into_nothing_share_the_time_of_the_longer_neighbour() -> None:
    words = timed([Piece(" five", 1.0, 3.0, 1), Piece(" %", 3.0, 3.0, 1)], 3.0)
    assert words[0].start == 1.0
    assert words[1].end == 3.0
    assert words[1].end - words[1].start > LEAST_S


def test_pieces_without_a_space_belong_to_the_word_before() -> None:
    parts = [
        Piece(" twenty", 1.0, 1.4, 0.5),
        Piece("-five", 1.4, 1.8, 1.0),
        Piece(" ", 1.8, 1.8, 1.0),
        Piece(" euros", 2.0, 2.4, 0.7),
    ]
    twenty_five, euros = whole_words(parts, spaced=True)
    assert (twenty_five.text, twenty_five.start, twenty_five.end) == (" twenty-five", 1.0, 1.8)
    assert twenty_five.probability == pytest.approx((6 * 0.5 + 5 * 1.0) / 11)
    assert euros.text == " euros"
    assert len(whole_words([Piece("你", 0, 1, 1), Piece("好", 1, 2, 1)], spaced=False)) == 2
