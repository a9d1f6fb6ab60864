"""What windows are made of: spoken sentences, stretches of conversations, and nobody at all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training import sound
from training.codec import read_audio, to_integers
from training.data import SAMPLE_RATE, Conversation, Samples, TimedWord, read_conversations
from training.grammar import held_out
from training.recogniser.disturbances import disturbed, speechless
from training.recogniser.windows import (
    MOST_SILENCE_S,
    SHORTEST_SILENCE_S,
    Spoken,
    Window,
    joined,
    moved,
    segments_of,
    silences,
)
from training.speak.packs import PackedClip, read_clips, samples_of

GAINS_DB = (-12.0, 3.0)  # of a conversation, which has been given a level already
DISTURBED_SHARE = 0.25  # of windows from conversations: as if recorded once more, and worse
PLAYED_SHARE = 0.5  # of windows from conversations: at another speed
SPEEDS = (0.92, 1.08)
OVERLAID_SHARE = 0.5  # of windows from conversations: somebody else says something over them
OVERLAID_S = (0.5, 3.0)
OVERLAID_DB = (-8.0, 6.0)  # so much softer than what they speak over
TRIES = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """A clip of a pack."""

    folder: Path
    clip: PackedClip

    @property
    def samples(self) -> Samples:
        return samples_of(self.folder, self.clip)

    @property
    def words(self) -> tuple[TimedWord, ...]:
        return self.clip.words

    @property
    def voice(self) -> str:
        return self.clip.voice


def load_sentences(folder: Path) -> tuple[Sentence, ...]:
    """Every sentence of a folder that `python -m training.speak` wrote."""
    return tuple(Sentence(folder, clip) for clip in read_clips(folder / "clips.jsonl"))


@dataclass(frozen=True, slots=True)
class Sentences:
    """Windows of single sentences by any speakers, one after the other.

    They sound as if recorded, or if `clean` as the synthesizers speak them.
    """

    clips: Sequence[Spoken]
    clean: bool = False

    def window(self, seconds: float, rng: random.Random, noise: np.random.Generator) -> Window:
        while True:
            spoken = [rng.choice(self.clips) for _ in range(2 + int(seconds / 2))]
            window = joined(spoken, seconds, rng)
            if window.segments and self.clean:
                return window
            if window.segments:
                return replace(window, samples=disturbed(window.samples, noise))


@dataclass(frozen=True)
class Told:
    """A conversation's 16-bit samples, its words in the order of their beginnings."""

    samples: npt.NDArray[np.int16]
    words: tuple[TimedWord, ...]

    @cached_property
    def silences(self) -> list[tuple[float, float]]:
        """Where it can be cut."""
        return silences(self.words, len(self.samples) / SAMPLE_RATE)


def words_of(conversation: Conversation) -> tuple[TimedWord, ...]:
    """All words in the order of their beginnings."""
    return tuple(word for word, _ in said_by(conversation))


def said_by(conversation: Conversation) -> list[tuple[TimedWord, str]]:
    """All words with their speakers, in order; directions like `[laughs]` are not heard."""
    said = [(word, turn.speaker) for turn in conversation.turns for word in turn.words]
    heard = [(word, speaker) for word, speaker in said if word.text[0] != "["]
    return sorted(heard, key=lambda each: each[0].start)


@dataclass(frozen=True, slots=True)
class Conversations:
    """Windows cut from conversations where nobody speaks, as a voice activity detection does."""

    told: Sequence[Told]

    def window(self, seconds: float, rng: random.Random, noise: np.random.Generator) -> Window:
        for _ in range(TRIES):
            speed = rng.uniform(*SPEEDS) if rng.random() < PLAYED_SHARE else 1.0
            found = stretch(rng.choice(self.told), seconds * speed, rng)
            if found is not None:
                found = self._overlaid(played(found, speed), rng)
                return replace(found, samples=_heard(found.samples, noise))
        raise ValueError(f"no stretch of {seconds:.1f} s found where it can be cut")

    def _overlaid(self, window: Window, rng: random.Random) -> Window:
        if rng.random() >= OVERLAID_SHARE:
            return window
        other = stretch(rng.choice(self.told), rng.uniform(*OVERLAID_S), rng)
        return window if other is None else overlaid(window, other, rng)


def played(window: Window, speed: float) -> Window:
    """The window, played so many times as fast."""
    samples = sound.played(window.samples, int(len(window.samples) / speed), speed)
    words = (replace(word, start=word.start / speed, end=word.end / speed) for word in window.words)
    return Window(samples, segments_of(words))


def overlaid(window: Window, other: Window, rng: random.Random) -> Window:
    """The window, and somewhere in it the other over it, if it is shorter."""
    room = len(window.samples) - len(other.samples)
    loudness = sound.active_level(other.samples)
    if room < 0 or not loudness:
        return window
    begin = rng.randint(0, room)
    added = np.zeros_like(window.samples)
    added[begin : begin + len(other.samples)] = other.samples / np.float32(loudness)
    words = window.words + moved(other.words, begin / SAMPLE_RATE)
    samples = sound.mixed_in(window.samples, added, rng.uniform(*OVERLAID_DB))
    return Window(sound.bounded(samples), segments_of(words))


def _heard(samples: Samples, noise: np.random.Generator) -> Samples:
    """At another level, or with all that a second recording does to it."""
    if noise.random() < DISTURBED_SHARE:
        return disturbed(samples, noise)
    return sound.bounded(samples * np.float32(sound.decibels(noise.uniform(*GAINS_DB))))


def stretch(told: Told, seconds: float, rng: random.Random) -> Window | None:
    """A stretch that begins and ends between words, at most so long; None where there is none."""
    after, before = rng.choice(told.silences)
    start = rng.uniform(max(after, before - MOST_SILENCE_S), before - SHORTEST_SILENCE_S / 2)
    ends = [gap for gap in told.silences if before < gap[0] <= start + seconds]
    if not ends:
        return None
    after, before = ends[-1]
    end = min(rng.uniform(after, min(before, after + MOST_SILENCE_S)), start + seconds)
    words = [
        TimedWord(word.text, word.start - start, word.end - start)
        for word in told.words
        if start <= word.start and word.end <= end + 1e-3
    ]
    cut = told.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)]
    return Window(np.asarray(cut / np.float32(32768), dtype=np.float32), segments_of(words))


def load_conversations(folder: Path) -> tuple[Told, ...]:
    """Every conversation of a folder that `python -m training.mix_many` wrote to learn from."""
    conversations = [*read_conversations(folder / "conversations.jsonl")]
    if any(held_out(turn.text) for each in conversations for turn in each.turns):
        raise SystemExit(f"{folder} holds sentences that only scoring may use")
    return tuple(
        Told(to_integers(read_audio(folder / each.audio)), words_of(each)) for each in conversations
    )


@dataclass(frozen=True, slots=True)
class Nobody:
    """Windows in which nobody speaks."""

    def window(self, seconds: float, rng: random.Random, noise: np.random.Generator) -> Window:
        return Window(speechless(round(seconds * SAMPLE_RATE), noise), ())
