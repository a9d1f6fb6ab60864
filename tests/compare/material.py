"""Transcripts to compare, and ways to disturb them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from podscribe.transcript import Grain, Line, Transcript

WORD_S = 0.4
PHRASES = """
    so tell us how it began with the flour
    well I was a baker in Lisbon for eleven years
    and then we counted every loaf that we sold
    that is how the forecast came about
    what did the others in the bakery think of it
    they said that it would never work with rye bread
    because rye needs a night and nobody knows the weather
    we asked Nadia to write down what was left in the evening
    after two months we had numbers that we could believe
    it turned out that rain sells more cake than sunshine
    the oven is the part that nobody can change
    a model does not bake anything it only tells you how much
    I would start with a sheet of paper and a pencil
    the first version took a week and was wrong by half
    now it is wrong by one loaf in thirty on most days
    customers do not see any of that they see warm bread
"""


def talk(seed: int, words: int) -> list[str]:
    """Words as people say them, no two talks alike; phrases of one's own make them long."""
    chance = random.Random(seed)
    phrases = [line.split() for line in PHRASES.strip().splitlines()]
    said: list[str] = []
    while len(said) < words:
        phrase = [*chance.choice(phrases)]
        phrase.insert(chance.randrange(len(phrase)), name(seed, len(said)))
        said += phrase
    return said[:words]


def name(seed: int, number: int) -> str:
    """A word of letters that stands nowhere else."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{seed}{number:06}")
    return f"k{letters}"


def strange(seed: int, words: int) -> list[str]:
    """Words that no other text has."""
    return [name(seed, number) for number in range(words)]


def disturbed(words: Sequence[str], seed: int, share: float = 0.06) -> list[str]:
    """Some words missing, some others, some added, a share of each."""
    chance = random.Random(seed)
    heard: list[str] = []
    for word in words:
        draw = chance.random()
        if draw < share:
            continue
        heard.append(chance.choice(words) if draw < 2 * share else word)
        if chance.random() < share:
            heard.append(chance.choice(["uh", "like", "so", word]))
    return heard


def page(*turns: tuple[float | None, str | None, str]) -> Transcript:
    """A paragraph a turn: when, who, what."""
    rows = tuple(Line(text, start, speaker=speaker) for start, speaker, text in turns)
    return Transcript(rows=rows, grain=Grain.PARAGRAPH)


def cues(words: Sequence[str], start: float = 0.0, size: int = 7) -> Transcript:
    """The words as a recogniser's cues, evenly in time, nobody named."""
    rows = tuple(
        Line(" ".join(words[at : at + size]), start + at * WORD_S)
        for at in range(0, len(words), size)
    )
    return Transcript(rows=rows)


def turns_of(words: Sequence[str], start: float = 0.0, size: int = 40) -> Transcript:
    """The words as an editor's turns, two speakers taking turns, evenly in time."""
    return page(
        *(
            (start + at * WORD_S, ("Mara", "Tom")[at // size % 2], " ".join(words[at : at + size]))
            for at in range(0, len(words), size)
        )
    )
