"""Rules, and how a sentence grows out of them.

A file of rules has a section `= symbol` for each symbol and one alternative a line: words,
`{symbol}`, and choices in place, `<a day|an hour>`. `3* ` before an alternative makes it three
times as likely. Everything stands in lower case but names; the first letter is raised last.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from training.grammar import lists

FOLDER = Path(__file__).parent / "rules"
TOPICS = lists.NOUN_TOPICS
TOPIC_SHARE = 0.6  # of the nouns in a sentence that are its topic's own
NO_BINDINGS: Mapping[str, str] = {}

_WEIGHT = re.compile(r"(?:(\d+)\* )?(.*)")
_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[A-Za-z0-9']+")


@dataclass(frozen=True, slots=True)
class Source:
    """Where randomness, topic and the names of those who speak come from.

    `bindings` are slots with one filling: `me`, `guest`, `host`.
    """

    rng: random.Random
    topic: str
    bindings: Mapping[str, str] = field(default_factory=dict)


@cache
def rules() -> dict[str, tuple[str, ...]]:
    """Every symbol's alternatives, each as often as it weighs."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for section in path.read_text(encoding="utf-8").split("= ")[1:]:
            symbol, *rows = section.strip().splitlines()
            found[symbol] = tuple(alternative for row in rows for alternative in _weighed(row))
    return found


def _weighed(row: str) -> list[str]:
    match = _WEIGHT.fullmatch(row)
    assert match is not None
    return [match[2]] * int(match[1] or 1)


@cache
def literals() -> frozenset[str]:
    """The words that stand in the rules themselves, headers aside: those are never spoken."""
    spoken = (rows for symbol, rows in rules().items() if not symbol.startswith("head"))
    texts = (_SLOT.sub(" ", row) for rows in spoken for row in rows)
    return frozenset(word for text in texts for word in _WORD.findall(text))


@cache
def free_words() -> tuple[str, ...]:
    """What fills `{any}`: every word that is heard as itself where no sentence helps."""
    numbers = {*lists.slots()["count"], *lists.slots()["year"]}
    sounding_alike = {word.casefold() for word in lists.lines("homophones")}
    words = {word for filling in lists.slots().values() for word in filling} | literals()
    return tuple(sorted(word for word in words - numbers if word.casefold() not in sounding_alike))


def expand(symbol: str, source: Source) -> str:
    """One text that the symbol stands for."""
    if symbol in source.bindings:
        return source.bindings[symbol]
    if symbol in ("thing", "things") and source.rng.random() < TOPIC_SHARE:
        return source.rng.choice(lists.slots()[f"{symbol}_{source.topic}"])
    if symbol == "any":
        return source.rng.choice(free_words())
    if symbol == "topic_words":
        symbol = f"topic_{source.topic}"
    words = lists.slots().get(symbol)
    if words is not None:
        return source.rng.choice(words)
    return expand_text(source.rng.choice(rules()[symbol]), source)


def expand_text(text: str, source: Source) -> str:
    """An alternative with its choices made and its slots filled."""
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda match: source.rng.choice(match[1].split("|")), text)
    return _SLOT.sub(lambda match: expand(match[1], source), text)
