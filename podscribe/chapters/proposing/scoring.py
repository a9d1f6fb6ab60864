"""How well each passage would begin a chapter.

Best is one of the host that asks, is answered at length, and turns to something else.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from podscribe.chapters.proposing.cohesion import cohesion
from podscribe.chapters.proposing.passages import Passage
from podscribe.chapters.proposing.questions import asks, asks_unmarked, hands_over

# What each sign counts for, fitted on half of the show's pages; benchmarks/chapters.py measures
# on the other half. Only their relation to each other and to choosing.SPREAD matters.
ANSWER = 0.5  # for each time that the answer is e times as long
COHESION = 4.5  # off, for words in common before and after
ASKS = 0.5
HANDS_OVER = 1.0  # on top
GUEST = -3.0  # chapters begin with a guest only where the host is silent for long
CHARACTERS_A_QUESTION = 6000  # with fewer marks than that, the text has none to speak of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that could begin a chapter."""

    index: int
    start: float
    score: float


def candidates(passages: Sequence[Passage], hosts: Collection[str]) -> list[Candidate]:
    """Every passage after the first whose start is known."""
    common = cohesion([passage.text for passage in passages])
    asking = _asking(passages)
    answers = _turn_answers(passages) if hosts else _answers(passages, asking)
    found: list[Candidate] = []
    for index, passage in enumerate(passages):
        if not passage.placed or passage.start <= passages[0].start:
            continue
        score = ANSWER * math.log1p(answers[index]) - COHESION * common[index]
        if asking[index]:
            score += ASKS + HANDS_OVER * hands_over(passage.text)
        if hosts and passage.speaker not in hosts:
            score += GUEST
        found.append(Candidate(index, passage.start, score))
    return found


def _asking(passages: Sequence[Passage]) -> list[bool]:
    marked = [asks(passage.text) for passage in passages]
    characters = sum(len(passage.text) for passage in passages)
    if sum(marked) * CHARACTERS_A_QUESTION > characters:
        return marked
    return [asks_unmarked(passage.text) for passage in passages]


def _turn_answers(passages: Sequence[Passage]) -> list[int]:
    """How long the turn after each is, in characters."""
    return [len(passage.text) for passage in passages[1:]] + [0]


def _answers(passages: Sequence[Passage], asking: Sequence[bool]) -> list[int]:
    """How much is said after each before somebody asks, in characters."""
    answers = [0] * len(passages)
    for index in range(len(passages) - 2, -1, -1):
        if not asking[index + 1]:
            answers[index] = answers[index + 1] + len(passages[index + 1].text)
    return answers
