"""Whole episodes: a host, one to three guests, chapters, and listeners who say "Mhm."."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.data import Utterance
from training.grammar.rules import TOPICS, Source, expand
from training.grammar.sentences import Keep, any_text, grown, utterance, with_laugh

CHARACTERS_A_SECOND = 14
HOST = 0
BACKCHANNEL_SHARE = 0.35  # of the listeners to an answer
COMMENT_SHARE = 0.4  # of the answers that another guest adds something to
REACTION_SHARE = 0.35
NAME_SHARE = 0.4  # of the questions that say whom they ask


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks, and from which sentences."""

    rng: random.Random
    people: tuple[str, ...]
    keep: Keep

    def guests(self) -> range:
        """Everybody but the host."""
        return range(1, len(self.people))

    def source(self, speaker: int, topic: str, guest: int) -> Source:
        """What a speaker's sentences grow from; `guest` is whom they name."""
        names = {"me": self.people[speaker], "guest": self.people[guest]}
        return Source(self.rng, topic, {**names, "host": self.people[HOST]})

    def says(self, speaker: int, kind: str, topic: str, guest: int, *symbols: str) -> Utterance:
        """A sentence of each symbol, in order."""
        source = self.source(speaker, topic, guest)
        texts = [grown(symbol, source, self.keep) for symbol in symbols]
        return Utterance(speaker, with_laugh(self.rng, texts), kind, topic)


def conversation(
    rng: random.Random,
    people: Sequence[str],
    chapters: int,
    minutes: float,
    keep: Keep = any_text,
) -> list[Utterance]:
    """An episode of about so many minutes; `people` are first names, the host first.

    `keep` chooses the sentences: `trainable`, or `split.scorable` for what is scored. Laughs
    and backchannels belong to both.
    """
    if not 2 <= len(people) <= 4 or chapters < 1:
        raise ValueError("a conversation has 2 to 4 people and at least one chapter")
    cast = Cast(rng, tuple(people), keep)
    topics = _topics(rng, chapters)
    said = list(_greeting(cast))
    farewell = list(_farewell(cast, topics[-1]))
    spoken = _characters(said)
    room = max(0, round(minutes * 60 * CHARACTERS_A_SECOND) - spoken - _characters(farewell))
    for number, topic in enumerate(topics, 1):
        said += _chapter(cast, topic, spoken + room * number // chapters - _characters(said))
    return said + farewell


def _topics(rng: random.Random, chapters: int) -> list[str]:
    """Topics that change from each chapter to the next."""
    topics: list[str] = []
    while len(topics) < chapters:
        topics += [each for each in rng.sample(TOPICS, len(TOPICS)) if each != (topics or [""])[-1]]
    return topics[:chapters]


def _characters(said: Sequence[Utterance]) -> int:
    """What takes time: backchannels are mostly spoken while another speaks."""
    return sum(len(each.text) + 1 for each in said if each.kind != "backchannel")


def _greeting(cast: Cast) -> Iterator[Utterance]:
    topic = "welcome"
    symbols = ["welcome", "host_name", *("present" for _ in cast.guests())]
    # one sentence for each guest, in one breath of the host's
    texts = [
        grown(symbol, cast.source(HOST, cast.rng.choice(TOPICS), max(1, place - 1)), cast.keep)
        for place, symbol in enumerate(symbols)
    ]
    yield Utterance(HOST, " ".join(texts), "greeting", topic)
    for guest in cast.guests():
        source = cast.source(guest, cast.rng.choice(TOPICS), guest)
        text = grown("thanks_for_having", source, cast.keep)
        yield Utterance(guest, text, "greeting", topic)


def _farewell(cast: Cast, topic: str) -> Iterator[Utterance]:
    yield cast.says(HOST, "farewell", topic, cast.rng.choice(cast.guests()), "bye", "bye")
    for guest in cast.guests():
        yield cast.says(guest, "farewell", topic, guest, "guest_bye")


def _chapter(cast: Cast, topic: str, limit_characters: int) -> list[Utterance]:
    """The host opens it, then question and answer until its share of the time is used."""
    guest = cast.rng.choice(cast.guests())
    opening = cast.says(HOST, "question", topic, guest, "chapter", "ask")
    header = _header(cast.source(HOST, topic, guest))
    said = [Utterance(HOST, opening.text, "question", topic, header)]
    said += _answers(cast, topic, guest)
    while True:
        exchange = _exchange(cast, topic)
        if _characters(said) + _characters(exchange) / 2 > limit_characters:
            return said
        said += exchange


def _header(source: Source) -> str:
    """A title that says no word twice."""
    while True:
        text = expand("header", source)
        long_words = [word for word in text.split() if len(word) > 3]
        if len(set(long_words)) == len(long_words):
            return text[0].upper() + text[1:]


def _exchange(cast: Cast, topic: str) -> list[Utterance]:
    guest = cast.rng.choice(cast.guests())
    return [_question(cast, topic, guest), *_answers(cast, topic, guest)]


def _question(cast: Cast, topic: str, guest: int) -> Utterance:
    symbols = ["reaction"] if cast.rng.random() < REACTION_SHARE else []
    symbols.append("ask_by_name" if cast.rng.random() < NAME_SHARE else "ask")
    return cast.says(HOST, "question", topic, guest, *symbols)


def _answers(cast: Cast, topic: str, guest: int) -> Iterator[Utterance]:
    yield _spoken(cast, guest, "answer", topic)
    yield from _backchannel(cast, guest, topic)
    others = [each for each in cast.guests() if each != guest]
    if others and cast.rng.random() < COMMENT_SHARE:
        other = cast.rng.choice(others)
        yield cast.says(other, "statement", topic, guest, "agreement", "statement")
        yield from _backchannel(cast, other, topic)
    elif cast.rng.random() < COMMENT_SHARE / 2:
        yield _spoken(cast, HOST, "statement", topic)
        yield _spoken(cast, guest, "statement", topic)


def _backchannel(cast: Cast, speaker: int, topic: str) -> Iterator[Utterance]:
    for listener in cast.rng.sample(range(len(cast.people)), len(cast.people)):
        if listener != speaker and cast.rng.random() < BACKCHANNEL_SHARE:
            yield _spoken(cast, listener, "backchannel", topic)


def _spoken(cast: Cast, speaker: int, kind: str, topic: str) -> Utterance:
    names = {"me": cast.people[speaker], "host": cast.people[HOST]}
    return Utterance(speaker, utterance(cast.rng, kind, cast.keep, topic, names), kind, topic)
