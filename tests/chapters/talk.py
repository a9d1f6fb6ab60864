"""A talk whose topics are known: each opened by a question of the host, with small talk inside."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from podscribe.transcript import Grain, Line, Transcript

HOST, GUEST = "Mara", "Tom"
CHARACTERS_A_SECOND = 15
TOPICS = (
    ("how did you learn to bake sourdough?", "sourdough starter flour crust oven proofing rye"),
    ("what is the biggest risk of lending money?", "loan interest credit bank debtor default bond"),
    ("how do you train a sheepdog?", "sheepdog whistle flock herding pasture collar puppy"),
    ("can you tell us about your first telescope?", "telescope lens comet orbit eclipse nebula"),
    ("what makes a violin sound warm?", "violin varnish spruce string bridge luthier resonance"),
    ("how do you plan a night train?", "locomotive sleeper timetable track signal carriage"),
    ("why did you leave the theatre?", "theatre rehearsal actor curtain premiere costume stage"),
    ("what do beekeepers do in winter?", "hive honey queen swarm pollen beekeeper nectar"),
)
_SENTENCES = (
    "Well, the {0} was there before the {1}, and everybody had to see it.",
    "I never thought that a {0} needs so much {1}, but in the end it does.",
    "You take the {0} and you wait for the {1}, which is what we all do.",
    "There was a {0} once, and without the {1} it was nothing.",
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A transcript and the times at which its topics begin, after the first."""

    transcript: Transcript
    turns: tuple[float, ...]


def talk(topics: int = len(TOPICS), seconds: float = 150.0, seed: int = 1) -> Talk:
    """So many topics of about so long each; they come again where there are not enough."""
    chance = random.Random(seed)
    lines: list[Line] = [
        Line("Hello everyone, welcome to our show. Today Tom is here.", 0.0, speaker=HOST)
    ]
    at = 4.0
    turns: list[float] = []
    for number in range(topics):
        question, words = TOPICS[number % len(TOPICS)]
        turns.append(at)
        end = at + seconds * chance.uniform(0.8, 1.2)
        lines.append(Line(f"Okay. So, Tom, {question}", at, speaker=HOST))
        at += 5
        while at < end:
            text = _answer(chance, words.split())
            lines.append(Line(text, float(round(at)), speaker=GUEST))
            at = round(at) + len(text) / CHARACTERS_A_SECOND
            if at < end:
                lines.append(
                    Line("I see, that is quite something.", float(round(at)), speaker=HOST)
                )
                at += 3
        at = float(round(at))
    return Talk(Transcript(rows=tuple(lines), grain=Grain.PARAGRAPH), tuple(turns[1:]))


def _answer(chance: random.Random, words: Sequence[str]) -> str:
    return " ".join(
        chance.choice(_SENTENCES).format(*chance.sample(list(words), 2)) for _ in range(7)
    )
