"""Words of several voices at once."""

from __future__ import annotations

from podscribe.transcript import Word
from podscribe.turns.weave import unwoven
from tests.turns.talk import words


def woven(*voices: list[Word]) -> list[Word]:
    return sorted((word for voice in voices for word in voice), key=lambda word: word.start)


def text(words: list[Word]) -> str:
    return " ".join(word.text for word in unwoven(words))


def test_words_that_follow_each_other_stay() -> None:
    said = words("It rose. | And then Mhm. it fell")
    assert unwoven(said) == tuple(said)


def test_alternating_words_of_two_voices_become_two_sentences() -> None:
    first, second = words("because it rose all night."), words("And how long is a night?", 0.75)
    assert text(woven(first, second)) == "because it rose all night. And how long is a night?"


def test_three_voices_at_once_are_three_sentences() -> None:
    said = woven(words("because it rose all night."), words("No way.", 0.4), words("Oh wow.", 0.55))
    assert text(said) == "because it rose all night. No way. Oh wow."


def test_who_cuts_in_where_a_word_ends_is_told_by_the_capital() -> None:
    said = words("because it rose all night.")
    said.insert(2, Word("Mhm.", 0.6, 0.85))
    said[3:] = words("rose all night.", 0.65)
    assert text(said) == "because it rose all night. Mhm."


def test_an_overlapped_sentence_is_told_before_the_next_one_of_the_same_voice() -> None:
    said = woven(words("It rose. Then it fell."), [Word("Mhm.", 0.45, 0.8)])
    assert text(said) == "It rose. Mhm. Then it fell."


def test_nobody_waits_long_for_the_end_of_a_sentence_that_never_comes() -> None:
    said = woven(words(" ".join(["and"] * 100)), [Word("Mhm.", 1.0, 1.4)])
    place = text(said).split().index("Mhm.")
    assert place * 0.3 <= 8


def test_times_that_overlap_a_little_change_nothing() -> None:
    said = [Word("it", 0.0, 0.32), Word("rose", 0.28, 0.6), Word("all", 0.59, 0.9)]
    assert unwoven(said) == tuple(said)


def test_a_later_segment_that_began_earlier_stands_where_it_began() -> None:
    said = [*words("It rose. Then it fell."), *words("Really?", 0.5)]
    assert text(said) == "It rose. Really? Then it fell."
