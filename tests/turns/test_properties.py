"""What holds for any words and any spans."""

from __future__ import annotations

import random
import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcript import Span, Word
from podscribe.turns import assemble
from tests.strategies import moderately, thoroughly

TEXTS = ("so", "it", "rose.", "Why?", "and,", "Mhm.", "[laughs]", "Yeah.", "oven")
FEW = 2_000
TIMES = 4
MOST_GROWTH = 2.0  # beside what is in proportion


def _tenths(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, most).map(lambda tenths: tenths / 10)


@st.composite
def spoken(draw: st.DrawFn) -> list[Word]:
    """Words one after the other, with pauses."""
    found: list[Word] = []
    at = 0.0
    for text in draw(st.lists(st.sampled_from(TEXTS), max_size=40)):
        at += draw(st.sampled_from([0.0, 0.0, 0.0, 0.2, 0.7, 3.0]))
        end = at + draw(st.sampled_from([0.0, 0.1, 0.3, 0.6]))
        found.append(Word(text, round(at, 3), round(end, 3)))
        at = end
    return found


def muddled() -> st.SearchStrategy[list[Word]]:
    """Words at any times."""
    word = st.builds(
        lambda text, start, length: Word(text, start, round(start + length, 3)),
        st.sampled_from(TEXTS),
        _tenths(200),
        _tenths(9),
    )
    return st.lists(word, max_size=40)


def spans() -> st.SearchStrategy[list[Span]]:
    span = st.builds(
        lambda start, length, speaker: Span(start, round(start + length, 3), speaker),
        _tenths(200),
        _tenths(60),
        st.sampled_from("ABC"),
    )
    return st.lists(span, max_size=12)


def _times(words: list[Word]) -> list[tuple[float, float]]:
    return [(word.start, word.end) for word in words]


@thoroughly
@given(spoken(), spans())
def test_words_that_do_not_overlap_are_all_there_in_their_order(
    words: list[Word], spans: list[Span]
) -> None:
    said = [word for turn in assemble(words, spans) for word in turn.words]
    assert _times(said) == _times(words)
    assert [word.text.casefold() for word in said] == [word.text.casefold() for word in words]


@thoroughly
@given(muddled(), spans())
def test_any_words_are_all_there_once(words: list[Word], spans: list[Span]) -> None:
    turns = assemble(words, spans)
    said = [word for turn in turns for word in turn.words]
    assert sorted(_times(said)) == sorted(_times(words))
    assert all(paragraph for turn in turns for paragraph in turn.paragraphs)


@moderately
@given(muddled(), spans())
def test_turns_of_words_in_order_of_time_stand_in_order(
    words: list[Word], spans: list[Span]
) -> None:
    turns = assemble(sorted(words, key=lambda word: word.start), spans)
    assert all(before.start <= after.start for before, after in pairwise(turns))


@moderately
@given(spoken(), spans())
def test_every_word_has_a_speaker_and_the_next_turn_another(
    words: list[Word], spans: list[Span]
) -> None:
    turns = assemble(words, spans)
    known = {span.speaker for span in spans if span.end > span.start}
    assert {turn.speaker for turn in turns} <= (known or {None})
    if known:
        assert all(before.speaker != after.speaker for before, after in pairwise(turns))


@moderately
@given(spoken(), spans(), st.randoms(use_true_random=False))
def test_spans_that_are_split_or_shuffled_say_the_same(
    words: list[Word], spans: list[Span], chance: random.Random
) -> None:
    parts: list[Span] = []
    for span in spans:
        middle = chance.uniform(span.start, span.end)
        parts += [Span(span.start, middle, span.speaker), Span(middle, span.end, span.speaker)]
    chance.shuffle(parts)
    assert assemble(words, parts) == assemble(words, spans)


def conversation(count: int) -> tuple[list[Word], list[Span]]:
    """So many words of four speakers, and a span for every six."""
    words = [
        Word(f"w{n % 97}{'.' if n % 9 == 8 else ''}", n * 0.3, n * 0.3 + 0.28) for n in range(count)
    ]
    spans = [
        Span(n * 0.3 + n % 5 / 10, n * 0.3 + 1.9, "ABCD"[n // 6 * 7 % 4])
        for n in range(0, count, 6)
    ]
    return words, spans


def _seconds(count: int) -> float:
    words, spans = conversation(count)
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        assemble(words, spans)
        best = min(best, time.process_time() - begin)
    return best


def test_the_time_grows_with_the_number_of_words() -> None:
    assert _seconds(FEW * TIMES) <= _seconds(FEW) * TIMES * MOST_GROWTH


def test_words_at_impossible_times_take_no_longer() -> None:
    count = FEW
    words = [Word("w", 1.0, 3.0) for _ in range(count)]
    _, spans = conversation(count)
    begin = time.process_time()
    assemble(words, spans)
    assert time.process_time() - begin <= 6 * _seconds(count)
