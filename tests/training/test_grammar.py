"""The talk show's texts: wide enough to learn from, plain enough to be spoken."""

from __future__ import annotations

import random
import re
import statistics
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from training.data import Utterance
from training.grammar import (
    conversation,
    held_out,
    normalized,
    scorable,
    sentence,
    sentences_of,
    trainable,
    utterance,
    vocabulary,
)
from training.grammar.lists import lines, slots
from training.grammar.rules import rules
from training.grammar.sentences import KINDS, LAUGH, LONGEST, SHORTEST, Keep
from training.grammar.split import SHARE

SENTENCES = 20_000
PEOPLE = ("Clara", "Ines", "Omar", "Victor")
PLAIN = re.compile(r"[A-Za-z0-9,.?!' ]+")


@cache
def sample() -> tuple[str, ...]:
    rng = random.Random(7)
    return tuple(sentence(rng) for _ in range(SENTENCES))


def test_at_least_1200_words_are_heard_at_least_five_times() -> None:
    words = Counter(word for text in sample() for word in normalized(text).split())
    assert sum(count >= 5 for count in words.values()) >= 1_200
    assert set(words) <= vocabulary()
    assert len(vocabulary()) <= 1_600


def test_hardly_any_sentence_comes_twice() -> None:
    assert len(set(sample())) > 0.998 * SENTENCES


def test_no_two_words_go_together_too_often() -> None:
    """Content words have many left neighbors, so that none is told by the one before it."""
    neighbors: dict[str, set[str]] = {}
    for text in sample():
        words = normalized(text).split()
        for left, word in pairwise(words):
            neighbors.setdefault(word, set()).add(left)
    content = {normalized(word) for filling in slots().values() for word in filling}
    counts = sorted(len(neighbors.get(word, ())) for word in content)
    assert counts[len(counts) // 20] >= 8
    assert statistics.median(counts) >= 20


def test_lengths() -> None:
    lengths = [len(text.split()) for text in sample()]
    assert min(lengths) >= SHORTEST and max(lengths) <= LONGEST
    assert 10 <= statistics.median(lengths) <= 12


def test_sentences_are_as_on_an_edited_page() -> None:
    for text in sample():
        assert PLAIN.fullmatch(text), text
        assert not text[0].islower() and text[-1] in ".?!", text
        assert ",," not in text and ",." not in text and " ," not in text, text
        assert not re.search(r"\d \d|\ban? an?\b|\ba [aeio](?!ne|nce)", text), text
        assert len(sentences_of(text)) == 1, text


def test_a_number_has_one_written_form() -> None:
    numbers = {int(number) for text in sample() for number in re.findall(r"\d+", text)}
    assert all(11 <= number <= 99 or 2005 <= number <= 2026 for number in numbers)
    written_out = {"eleven", "twelve", "twenty", "thirty", "forty", "fifty"}
    assert not vocabulary() & written_out


def test_templates_and_names_are_many() -> None:
    kinds = [symbol.strip("{}") for symbol in {*rules()["statement"], *rules()["question"]}]
    assert len(kinds) >= 15
    assert sum(len(set(rules()[kind])) for kind in kinds) >= 150
    assert len(lines("first_names")) >= 40
    assert sum(len(lines(name)) for name in ("surnames", "companies", "tools")) >= 30


def test_lists_have_no_word_twice() -> None:
    for symbol, words in slots().items():
        repeated = [word for word, count in Counter(words).items() if count > 1]
        if symbol not in ("did", "done", "went", "gone", "said"):
            assert not repeated, (symbol, repeated)


def test_the_same_seed_says_the_same() -> None:
    def said(seed: int) -> list[object]:
        rng = random.Random(seed)
        return [sentence(rng), utterance(rng, "answer"), conversation(rng, PEOPLE, 2, 3)]

    assert said(1) == said(1)
    assert said(1) != said(2)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_utterance_has_one_to_six_sentences(kind: str) -> None:
    rng = random.Random(3)
    texts = [utterance(rng, kind) for _ in range(500)]
    spoken = [text for text in texts if text != LAUGH]
    assert all(1 <= len(sentences_of(text)) <= 6 for text in spoken)
    assert all(PLAIN.fullmatch(text.replace(LAUGH, "")) for text in spoken)
    assert len(spoken) > 0.95 * len(texts)


def test_one_sentence_in_twenty_is_held_out() -> None:
    share = sum(held_out(text) for text in sample()) / SENTENCES
    assert abs(share - 1 / SHARE) < 0.005


def test_what_is_held_out_stays_so() -> None:
    known = {
        "Honestly, my old kettle is cheaper than the new warehouse.": False,
        "In 2019, Omar moved 40 tables to Lisbon.": False,
        "The words dry and kettles believes to Harlock and snow.": True,
        "Five numbers, 69 printers and 64 deadline.": True,
    }
    assert {text: held_out(text) for text in known} == known


def test_case_punctuation_and_laughs_change_no_split() -> None:
    for text in sample()[:2_000]:
        assert (
            held_out(text) == held_out(text.upper().rstrip(".?!")) == held_out(f"{text} [laughs]")
        )


def test_common_short_texts_are_for_both() -> None:
    assert trainable("I see. Yeah!") and scorable("I see. Yeah!") and scorable("[laughs]")


@pytest.mark.parametrize("keep", [trainable, scorable])
def test_a_conversation_keeps_to_its_side(keep: Keep) -> None:
    said = conversation(random.Random(5), PEOPLE[:3], 2, 4, keep=keep)
    other = trainable if keep is scorable else held_out
    long_enough = [
        text
        for each in said
        for text in sentences_of(each.text)
        if len(normalized(text).split()) >= 4
    ]
    assert long_enough and all(keep(each.text) for each in said)
    assert not any(other(text) for text in long_enough)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_conversation_is_a_whole_episode(count: int) -> None:
    people = PEOPLE[:count]
    said = conversation(random.Random(count), people, 3, 6)
    assert {each.speaker for each in said} == set(range(count))
    assert said[0].kind == "greeting" and said[0].speaker == 0
    assert all(name in said[0].text for name in people[1:])
    assert said[-1].kind == "farewell"
    assert sum(each.header is not None for each in said) == 3
    assert {each.kind for each in said} == {*KINDS}
    assert _chapters_begin_where_topics_change(said)


def _chapters_begin_where_topics_change(said: list[Utterance]) -> bool:
    pairs = pairwise(said)
    return all((left.topic != right.topic) == (right.header is not None) for left, right in pairs)


def test_a_conversation_is_about_as_long_as_asked() -> None:
    for seed in range(10):
        said = conversation(random.Random(seed), PEOPLE[:2], 2, 5)
        minutes = sum(len(each.text) for each in said) / 14 / 60
        assert 4.5 < minutes < 5.6


@pytest.mark.parametrize(
    ("people", "chapters"), [(("Ines",), 1), (PEOPLE + PEOPLE, 1), (PEOPLE, 0)]
)
def test_what_is_no_conversation(people: tuple[str, ...], chapters: int) -> None:
    with pytest.raises(ValueError, match="2 to 4 people"):
        conversation(random.Random(0), people, chapters, 3)


def test_the_command_prints_sentences() -> None:
    command = [sys.executable, "-m", "training.grammar", "--count", "5", "--seed", "2"]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)]
    assert len(runs[0].stdout.splitlines()) == 5
    assert runs[0].stdout == runs[1].stdout
