"""Conversations whose speakers are known, their words as recognisers tell them, and their spans as
diarizers hear them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from podscribe.formats import load_transcript
from podscribe.layout.sentences import ends_sentence
from podscribe.transcript import Span, Word

SHIFT_S = 0.6
SHORT_S, MISSING_SHARE = 1.0, 0.15
LONG_S, FALSE_SHARE, FALSE_S = 8.0, 0.3, (0.3, 0.9)
LEAST_S = 0.05  # what is left of a span whose ends were shifted past each other
HURRIED_S = 0.02
STRANGER = "stranger"  # who is heard where nobody else takes part


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says in one go."""

    speaker: str
    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        return Span(self.words[0].start, self.words[-1].end, self.speaker)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation's truth."""

    name: str
    said: tuple[Said, ...]


def read_talks(path: Path) -> Iterator[Talk]:
    """The conversations of a file, or of every file in a folder."""
    if path.is_dir():
        files = sorted(path.rglob("conversations.jsonl")) or sorted(path.glob("*.json"))
        for file in files:
            yield from read_talks(file)
    elif path.suffix == ".jsonl":
        for row in path.read_text(encoding="utf-8").splitlines():
            value = json.loads(row)
            yield Talk(value["name"], tuple(_said(turn) for turn in value["turns"]))
    else:
        lines = load_transcript(path).lines
        said = (Said(line.speaker, line.words) for line in lines if line.speaker and line.words)
        yield Talk(path.stem, tuple(said))


def _said(turn: dict[str, Any]) -> Said:
    return Said(turn["speaker"], tuple(Word(**word) for word in turn["words"]))


def sentences(talk: Talk) -> list[Said]:
    """Every sentence, in the order in which they begin."""
    found: list[Said] = []
    for said in talk.said:
        ends = [
            number
            for number, (before, after) in enumerate(pairwise(said.words), 1)
            if ends_sentence(before.text, after.text)
        ]
        for first, after in pairwise([0, *ends, len(said.words)]):
            found.append(Said(said.speaker, said.words[first:after]))
    return sorted(found, key=lambda said: said.words[0].start)


def as_heard(talk: Talk) -> Talk:
    """The talk as recognisers tell it: one voice at a time, its words one after the other.

    What is said wholly while another speaks is lost; a sentence that begins before the last one
    is over is told after it, its first words in a rush.
    """
    told: list[Said] = []
    at = 0.0
    for said in sentences(talk):
        if any(
            _inside(said.span, other.span) for other in talk.said if other.speaker != said.speaker
        ):
            continue
        words: list[Word] = []
        for word in said.words:
            start = max(at, word.start)
            at = max(start + HURRIED_S, word.end)
            words.append(replace(word, start=start, end=at))
        told.append(Said(said.speaker, tuple(words)))
    return Talk(talk.name, tuple(told))


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def as_bare(talk: Talk) -> Talk:
    """The talk as heard by a recogniser that writes neither capitals nor punctuation."""
    return Talk(
        talk.name,
        tuple(
            replace(
                said,
                words=tuple(
                    replace(word, text=word.text.lower().strip(".,;:?!…")) for word in said.words
                ),
            )
            for said in as_heard(talk).said
        ),
    )


TELLINGS: dict[str, Callable[[Talk], Talk]] = {
    "spoken": lambda talk: talk,
    "heard": as_heard,
    "bare": as_bare,
}


def true_spans(talk: Talk) -> list[Span]:
    return [said.span for said in talk.said]


def disturbed(spans: Sequence[Span], chance: random.Random) -> list[Span]:
    """The spans with every fault that the issue names."""
    people = sorted({span.speaker for span in spans})
    found: list[Span] = []
    for span in spans:
        length = span.end - span.start
        if length < SHORT_S and chance.random() < MISSING_SHARE:
            continue
        parts = [span]
        if length > LONG_S and chance.random() < FALSE_SHARE:
            parts = _interrupted(span, people, chance)
        found += [_shifted(part, chance) if len(parts) == 1 else part for part in parts]
        if len(parts) > 1:
            found[-3:] = _shifted_around(parts, chance)
    return found


def _shifted(span: Span, chance: random.Random) -> Span:
    start = max(0.0, span.start + chance.uniform(-SHIFT_S, SHIFT_S))
    end = span.end + chance.uniform(-SHIFT_S, SHIFT_S)
    return Span(start, max(end, start + LEAST_S), span.speaker)


def _interrupted(span: Span, people: Sequence[str], chance: random.Random) -> list[Span]:
    """The span in two, and between them a moment of somebody else."""
    length = chance.uniform(*FALSE_S)
    at = chance.uniform(span.start + 1, span.end - 1 - length)
    other = chance.choice([each for each in people if each != span.speaker] or [STRANGER])
    return [
        Span(span.start, at, span.speaker),
        Span(at, at + length, other),
        Span(at + length, span.end, span.speaker),
    ]


def _shifted_around(parts: Sequence[Span], chance: random.Random) -> list[Span]:
    """The outer ends shifted; the false change has the length that was drawn for it."""
    first, false, last = parts
    start = min(max(0.0, first.start + chance.uniform(-SHIFT_S, SHIFT_S)), first.end - LEAST_S)
    end = max(last.end + chance.uniform(-SHIFT_S, SHIFT_S), last.start + LEAST_S)
    return [replace(first, start=start), false, replace(last, end=end)]


def exclusive(spans: Sequence[Span], chance: random.Random) -> list[Span]:
    """The spans with one speaker at a time: where several are heard, one of them by chance."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    found: list[Span] = []
    favour = {span: chance.random() for span in spans}
    begun = sorted(spans, key=lambda span: span.start)
    active: list[Span] = []
    for start, end in pairwise(edges):
        while begun and begun[0].start <= start:
            active.append(begun.pop(0))
        active = [span for span in active if span.end > start]
        if not active:
            continue
        speaker = max(active, key=lambda span: favour[span]).speaker
        if found and found[-1].speaker == speaker and found[-1].end == start:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Span(start, end, speaker))
    return found
