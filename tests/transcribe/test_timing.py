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


def spoken(*texts: str) -> list[str]:
    """The words that pieces of these texts make, in a language with spaces."""
    parts = [Piece(text, n / 10, n / 10 + 0.1, 0.9) for n, text in enumerate(texts)]
    return [word.text.strip() for word in whole_words(parts, spaced=True)]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((" books?", "You", " know"), ["books?", "You", "know"]),
        ((" books", "?You", " know"), ["books?", "You", "know"]),
        ((" books", ".You", " know"), ["books.", "You", "know"]),
        ((" in", " 2020", ".I", " know"), ["in", "2020.", "I", "know"]),
        ((" well", "...", "You"), ["well...", "You"]),
        ((" well", "...You"), ["well...", "You"]),
        ((" wait", "?!So", " it"), ["wait?!", "So", "it"]),
        ((" the", "books", " fell"), ["the", "books", "fell"]),
        ((" it", "2019", " was"), ["it", "2019", "was"]),
        ((" книги?", "Вы", " знаете"), ["книги?", "Вы", "знаете"]),
        ((" books?", '"You', " know"), ["books?", '"You', "know"]),
        ((" libros", "?¿Qué"), ["libros?", "¿Qué"]),
        ((" libros?", "¿Qué"), ["libros?", "¿Qué"]),
        ((" bread.", "[Laughs]"), ["bread.", "[Laughs]"]),
    ],
)
def test_the_first_word_of_a_segment_is_a_word_without_its_space(
    texts: tuple[str, ...], words: list[str]
) -> None:
    assert spoken(*texts) == words


@pytest.mark.parametrize(
    "texts",
    [
        (" Tom", "'s"),
        (" I", "’m"),
        (" cloud", "-based"),
        (" cloud", "-", "based."),
        (" U.S.", "-based"),
        (" 50", "%"),
        (" 3", ".5"),
        (" 1", ",000"),
        (" U", ".S", "."),
        (" Ph", ".D", "."),
        (" A", ".I", "."),
        (" podscribe", ".org"),
        (" word", "(s)"),
        (" either", "/or"),
        (" so", "...", "?"),
        (" C", "++"),
        (" end", ".", '"'),
    ],
)
def test_what_hangs_on_to_a_word_stays_with_it(texts: tuple[str, ...]) -> None:
    assert spoken(*texts) == ["".join(texts).strip()]


def test_a_word_that_is_set_free_has_its_own_times() -> None:
    books, you = whole_words(
        [Piece(" books", 1.0, 1.4, 0.8), Piece("?You", 1.6, 1.9, 0.5)], spaced=True
    )
    assert (books.text, books.start, books.end) == (" books?", 1.0, 1.6)
    assert (you.text, you.start, you.end, you.probability) == ("You", 1.6, 1.9, 0.5)


texts = st.text("aYz9.?!-'%(\"… ", max_size=6)


@given(st.lists(texts, max_size=12), st.booleans())
def test_no_letter_is_lost_and_no_word_is_made_of_two_that_a_space_parts(
    parts: list[str], spaced: bool
) -> None:
    given_pieces = [Piece(text, n, n + 1, 1.0) for n, text in enumerate(parts)]
    words = whole_words(given_pieces, spaced=spaced)
    assert "".join("".join(word.text for word in words).split()) == "".join("".join(parts).split())
    assert words == [] or all(word.text.strip() for word in words[1:])


@given(st.lists(st.sampled_from(["books", "you", "Know", "2020", "é"]), min_size=1, max_size=12))
def test_words_are_the_same_with_and_without_the_space_before_them(parts: list[str]) -> None:
    assert spoken(*parts) == spoken(*(" " + text for text in parts)) == parts


@given(st.lists(st.sampled_from(["你", "好", "吗", "？", "你好", "Ab"]), max_size=12))
def test_languages_without_spaces_keep_the_pieces_of_the_engine(parts: list[str]) -> None:
    given_pieces = [Piece(text, n, n + 1, 1.0) for n, text in enumerate(parts)]
    assert whole_words(given_pieces, spaced=False) == given_pieces


def test_a_word_without_length_takes_time_from_the_longer_neighbour_alone() -> None:
    pieces = [Piece(" so", 1.0, 1.4, 1), Piece(" it", 1.45, 1.45, 1), Piece(" is", 1.45, 1.9, 1)]
    so, it, _ = timed(pieces, 5.0)
    assert (so.start, so.end) == (1.0, 1.4)
    assert it.end - it.start > LEAST_S


def test_a_word_of_two_frames_keeps_its_time() -> None:
    kept, made = (
        timed([Piece(" so", 0.0, 1.0, 1), Piece(" it", 2.0, 2.0 + s, 1)], 5.0)[1]
        for s in (LEAST_S + 0.001, LEAST_S - 0.001)
    )
    assert (kept.start, kept.end) == (2.0, 2.041)
    assert made.end - made.start == pytest.approx(0.12)
