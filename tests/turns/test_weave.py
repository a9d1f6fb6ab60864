"""Words of several voices at once."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from podscribe.transcript import Word
from podscribe.turns.weave import by_sentence, unwoven
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


def told(*voices: list[Word]) -> list[str]:
    """What each of the voices says, in the order in which it is told."""
    said = [(word, number) for number, voice in enumerate(voices) for word in voice]
    said.sort(key=lambda each: each[0].start)
    told = by_sentence([word for word, _ in said], [number for _, number in said])
    return [
        f"{number}: {' '.join(word.text for word, _ in group)}"
        for number, group in groupby(told, key=itemgetter(1))
    ]


def test_what_is_said_into_a_sentence_comes_behind_it() -> None:
    assert told(words("it rose, then it fell."), [Word("Sure.", 0.55, 0.8)]) == [
        "0: it rose, then it fell.",
        "1: Sure.",
    ]


def test_what_is_said_between_the_words_of_a_sentence_stays_there() -> None:
    first = [Word("it", 0.0, 0.2), Word("fell.", 0.6, 0.9), Word("Oh", 5.0, 5.2)]
    assert told(first, [Word("hm", 0.25, 0.5), Word("oh.", 5.0, 5.5)]) == [
        "0: it",
        "1: hm",
        "0: fell. Oh",
        "1: oh.",
    ]


def test_two_who_talk_at_once_are_told_one_after_the_other() -> None:
    first, second = words("because it rose all night."), words("And how long is a night?", 0.75)
    assert told(first, second) == [
        "0: because it rose all night.",
        "1: And how long is a night?",
    ]


def test_one_voice_that_is_said_to_say_two_things_at_once_says_one_after_the_other() -> None:
    twice = [*words("it rose all night."), *words("it rose and fell.", 0.45)]
    assert told(twice) == ["0: it rose all night. it rose and fell."]
