"""Windows of audio with what has to be written of them: training examples for the recogniser."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from training.data import SAMPLE_RATE, Samples, TimedWord
from training.recogniser.tokens import Tokens

IGNORED = -100  # a label that costs nothing
PAUSE_S = 0.2  # between two segments
SHORTEST_SILENCE_S = 0.06  # in which audio can be cut
MOST_SILENCE_S = 0.5  # that a cut leaves before or after the words


class Spoken(Protocol):
    """A clip or a stretch of conversation: its audio and its words, in order."""

    @property
    def samples(self) -> Samples: ...

    @property
    def words(self) -> tuple[TimedWord, ...]: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """Words that belong together, at their times in the window."""

    words: tuple[TimedWord, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window's audio and its segments; without any, nobody speaks in it."""

    samples: Samples
    segments: tuple[Segment, ...]

    @property
    def words(self) -> tuple[TimedWord, ...]:
        return tuple(word for segment in self.segments for word in segment.words)


class Source(Protocol):
    """Where windows come from, as they are heard."""

    def window(self, seconds: float, rng: random.Random, noise: np.random.Generator) -> Window: ...


@dataclass(frozen=True, slots=True)
class Target:
    """What the decoder reads and has to write, and when each token is spoken.

    `spans` holds for each label the first and last second of its sound, or NaN.
    """

    tokens: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int64]
    spans: npt.NDArray[np.float32]


def joined(spoken: Sequence[Spoken], seconds: float, rng: random.Random) -> Window:
    """Clips one after the other with pauses, as many as fit; the first always begins."""
    length = round(seconds * SAMPLE_RATE)
    samples = np.zeros(length, np.float32)
    segments: list[Segment] = []
    at = round(rng.uniform(0.0, 0.4) * SAMPLE_RATE)
    for clip in spoken:
        end = at + len(clip.samples)
        if end > length:
            break
        samples[at:end] += clip.samples
        segments.append(Segment(moved(clip.words, at / SAMPLE_RATE)))
        at = end + round(rng.uniform(0.1, 1.0) * SAMPLE_RATE)
    return Window(samples, tuple(segments))


def moved(words: Iterable[TimedWord], seconds: float) -> tuple[TimedWord, ...]:
    """The words, so much later."""
    return tuple(TimedWord(w.text, w.start + seconds, w.end + seconds) for w in words)


def segments_of(words: Iterable[TimedWord]) -> tuple[Segment, ...]:
    """Words in the order of their beginnings, whoever says them, parted at pauses."""
    parts: list[list[TimedWord]] = []
    silent_from = float("-inf")
    for word in sorted(words, key=lambda word: word.start):
        if word.start - silent_from > PAUSE_S:
            parts.append([])
        parts[-1].append(word)
        silent_from = max(silent_from, word.end)
    return tuple(Segment(tuple(part)) for part in parts)


def silences(words: Sequence[TimedWord], seconds: float) -> list[tuple[float, float]]:
    """From when to when no word is spoken, where that is long enough to cut."""
    found: list[tuple[float, float]] = []
    silent_from = 0.0
    for word in words:
        if word.start - silent_from >= SHORTEST_SILENCE_S:
            found.append((silent_from, word.start))
        silent_from = max(silent_from, word.end)
    if seconds - silent_from >= SHORTEST_SILENCE_S:
        found.append((silent_from, seconds))
    return found


def target(window: Window, tokens: Tokens, *, with_times: bool) -> Target:
    """The window's text as tokens."""
    sequence: list[tuple[int, float, float]] = []
    nothing = (float("nan"), float("nan"))
    for segment in window.segments:
        if with_times:
            sequence.append((tokens.time(segment.words[0].start), *nothing))
        for word in segment.words:
            sequence += _spread(word, tokens)
        if with_times:
            sequence.append((tokens.time(segment.words[-1].end), *nothing))
    prompt = [tokens.start, tokens.english, tokens.transcribe]
    prompt += [] if with_times and window.segments else [tokens.no_times]
    return _target(prompt, sequence, window, tokens)


def _spread(word: TimedWord, tokens: Tokens) -> list[tuple[int, float, float]]:
    """A word's tokens, each with its share of the word's time by the letters it writes."""
    ids = tokens.word(word.text)
    letters = [max(1, len(tokens.tokenizer.id_to_token(each).lstrip("Ġ"))) for each in ids]
    bounds = np.cumsum([0, *letters]) / sum(letters)
    times = word.start + (word.end - word.start) * bounds
    spans = pairwise(float(time) for time in times)
    return [(each, *span) for each, span in zip(ids, spans, strict=True)]


def _target(
    prompt: list[int],
    sequence: list[tuple[int, float, float]],
    window: Window,
    tokens: Tokens,
) -> Target:
    last = max((span[2] for span in sequence if span[2] == span[2]), default=float("nan"))
    after = (last + 0.05, last + 0.45)  # what follows the last word tells that it was the last
    written = [*sequence, (tokens.end, *after)]
    ids = prompt + [each for each, _, _ in sequence]
    labels = [IGNORED] * (len(prompt) - 1) + [each for each, _, _ in written]
    labels[0] = tokens.english if window.segments else tokens.no_speech
    spans = [(float("nan"),) * 2] * (len(prompt) - 1) + [(a, b) for _, a, b in written]
    return Target(np.array(ids), np.array(labels), np.array(spans, np.float32))
