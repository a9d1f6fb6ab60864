"""Sentences and utterances, with the hesitations of people who speak freely."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from functools import cache

from training.grammar import lists
from training.grammar.rules import NO_BINDINGS, TOPICS, Source, expand, literals
from training.grammar.split import normalized

SHORTEST, LONGEST = 3, 25  # words
TRIES = 2_000  # a held-out sentence is one in 20
BRIEF, BRIEF_REFUSED = 9, 0.6  # the rules make more short sentences than people do
LOOSE_SHARE = 0.25
FILLER_SHARE = 0.10
RESTART_SHARE = 0.06
LAUGH_SHARE = 0.02
FILLERS = ("um", "um", "uh", "uh", "you know", "I mean", "like", "er")
PREPARED = ("welcome", "host_name", "present", "thanks_for_having")  # said without hesitation
RESPELLED = {"mhm": "um hum"}  # where synthesizers would spell a word out
LAUGH = "[laughs]"
KINDS = {  # kind of utterance: the symbols its first sentence, and those after it, come from
    "statement": (("statement",), ("statement", "statement", "statement", "aside")),
    "question": (("ask",), ("ask", "ask", "statement")),
    "answer": (("answer", "answer", "statement"), ("statement", "statement", "aside")),
    "backchannel": (("backchannel",), ("backchannel",)),
    "greeting": (("welcome",), ("host_name", "present")),
    "farewell": (("bye", "guest_bye"), ("bye", "statement")),
}
MOST_SENTENCES = {"statement": 6, "question": 2, "answer": 4, "greeting": 3, "farewell": 3}
SHARES = {  # what `sentence` draws from, beside the loose ones
    "statement": 50,
    "ask": 18,
    "answer": 14,
    "aside": 4,
    "welcome": 1,
    "host_name": 2,
    "present": 2,
    "hand_over": 1,
    "thanks_for_having": 1,
    "chapter": 1,
    "reaction": 2,
    "agreement": 1,
    "bye": 2,
    "guest_bye": 1,
}

_AN = re.compile(r"\b([Aa]) (?=(?!uni|use|usu|one|once)(?:[aeiouAEIO]|hour|honest|11|18|8\d))")
_TWO_NUMBERS = re.compile(r"(\d) (?=\d)")  # "in 2024, 62 beginners"
_TWICE = re.compile(r"\b(\w+) \1\b")  # "that that", where two rules meet

Keep = Callable[[str], bool]


def any_text(text: str) -> bool:
    """Keeps everything."""
    return True


def sentence(rng: random.Random, keep: Keep = any_text) -> str:
    """One sentence of 3 to 25 words, of those that `keep` wants."""

    def draw() -> str:
        source = _source(rng, None, NO_BINDINGS)
        if rng.random() < LOOSE_SHARE:
            return _draw("loose", source)
        return _draw(rng.choices(tuple(SHARES), tuple(SHARES.values()))[0], source)

    return _kept(rng, draw, keep)


def utterance(
    rng: random.Random,
    kind: str,
    keep: Keep = any_text,
    topic: str | None = None,
    bindings: Mapping[str, str] = NO_BINDINGS,
) -> str:
    """What somebody says at a time: 1 to 6 sentences, or one backchannel."""
    source = _source(rng, topic, bindings)
    if kind == "backchannel":
        return LAUGH if rng.random() < LAUGH_SHARE else grown("backchannel", source)
    first, later = KINDS[kind]
    count = rng.randint(1, MOST_SENTENCES[kind])
    texts = [grown(rng.choice(first), source, keep)]
    texts += [grown(rng.choice(later), source, keep) for _ in range(count - 1)]
    return with_laugh(rng, texts)


def _source(rng: random.Random, topic: str | None, bindings: Mapping[str, str]) -> Source:
    names = {each: rng.choice(lists.slots()["name"]) for each in ("me", "guest", "host")}
    return Source(rng, topic or rng.choice(TOPICS), {**names, **bindings})


def with_laugh(rng: random.Random, texts: list[str]) -> str:
    """Sentences as one text, rarely with a laugh between two of them."""
    if len(texts) > 1 and rng.random() < LAUGH_SHARE:
        texts = [*texts[:-1], LAUGH, texts[-1]]
    return " ".join(texts)


def grown(symbol: str, source: Source, keep: Keep = any_text) -> str:
    """One finished sentence of a symbol, of those that `keep` wants."""
    if symbol == "backchannel":
        return _finished(expand(symbol, source))
    if symbol == "statement" and source.rng.random() < LOOSE_SHARE / 2:
        symbol = "loose"
    return _kept(source.rng, lambda: _draw(symbol, source), keep)


def _draw(symbol: str, source: Source) -> str:
    text = expand(symbol, source)
    return text if symbol in PREPARED else _hesitant(source.rng, text)


def _kept(rng: random.Random, draw: Callable[[], str], keep: Keep) -> str:
    for _ in range(TRIES):
        text = _finished(draw())
        words = len(text.split())
        if words < BRIEF and rng.random() < BRIEF_REFUSED:
            continue
        if SHORTEST <= words <= LONGEST and keep(text):
            return text
    raise RuntimeError("no sentence of those drawn was wanted")


def _hesitant(rng: random.Random, text: str) -> str:
    """The text as spoken: a filler somewhere, or its first words twice."""
    words = text.split()
    if rng.random() < FILLER_SHARE:
        place = rng.randrange(len(words))
        # after a comma or at the start a filler has a comma of its own, as on an edited page
        words.insert(place, rng.choice(FILLERS) + ",")
        if place and words[place - 1][-1] != ",":
            words[place - 1] += ","
    elif rng.random() < RESTART_SHARE:
        again = words[: rng.randint(1, 2)]
        words = [*again[:-1], again[-1].rstrip(",.?!") + ",", *words]
    return " ".join(words)


def _finished(text: str) -> str:
    text = _TWO_NUMBERS.sub(r"\1, ", _TWICE.sub(r"\1", text))
    text = _AN.sub(r"\1n ", text)
    return text[0].upper() + text[1:]


@cache
def vocabulary() -> frozenset[str]:
    """Every word that a sentence can have, normalized."""
    filled = (word for filling in lists.slots().values() for word in filling)
    words = {*filled, *literals(), "an", *" ".join(FILLERS).split()}
    return frozenset(normalized(word) for word in words)
