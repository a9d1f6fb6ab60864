"""Windows made into the tensors of a training step."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import torch
from torch import Tensor

from training.recogniser.network import LETTERS, WINDOW_FRAMES
from training.recogniser.spectrogram import FRAME_S, MelSpectrogram
from training.recogniser.tokens import Tokens
from training.recogniser.windows import IGNORED, Source, Target, Window, target

CHUNK_S = 12.0  # of audio in a window: a small network loses itself in more
TIMES_SHARE = 0.4  # of windows whose text is written with times
SHORT_SHARE = 0.25  # of padded windows that are not full
MASKED_SHARE = 0.5  # of windows that are not padded: parts of the spectrogram are hidden
MASKED_BINS = 10  # of 80, at most
MASKED_FRAMES = 25  # of 10 ms, at most, at two places


@dataclass(frozen=True, slots=True)
class Stage:
    """How long the windows are, how many make a step, and its share of the training's time.

    Clean sentences let the network find the sounds, then come conversations and all that disturbs.
    In the end windows are padded with silence to Whisper's 30 seconds, as at inference, and every
    so many steps before, or the network would be lost when they come.
    """

    seconds: float
    windows: int
    share: float
    padded: bool = False
    clean: bool = False
    padded_every: int | None = None  # steps


STAGES = (
    Stage(CHUNK_S, 5, 0.3, clean=True),
    Stage(CHUNK_S, 5, 0.64, padded_every=30),
    Stage(CHUNK_S, 3, 0.06, padded=True),
)
SMOKE_STAGES = (
    Stage(4.0, 2, 0.3, clean=True),
    Stage(4.0, 2, 0.3, padded_every=2),
    Stage(CHUNK_S, 1, 0.4, padded=True),
)


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's tensors. `inside` is 1 where a label's sound is, (window, token, frame).

    `letters` are those of every window, one window's after the other's, `spelt` how many each has.
    """

    mel: Tensor
    tokens: Tensor
    labels: Tensor
    frames: Tensor
    inside: Tensor
    letters: Tensor
    spelt: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same on a device; the loss of the letters takes them where they are."""
        moved = {
            name: getattr(self, name).to(device)
            for name in ("mel", "tokens", "labels", "frames", "inside")
        }
        return replace(self, **moved)


class Windows:
    """An endless supply of batches, the same for the same seed.

    `clean` is what the first stage takes, `shares` are those of the sources of the others.
    """

    def __init__(
        self, clean: Source, sources: Sequence[Source], shares: Sequence[float], tokens: Tokens
    ) -> None:
        self.clean = clean
        self.sources = sources
        self.shares = shares
        self.tokens = tokens
        self.mel = MelSpectrogram()

    def batches(self, stage: Stage, seed: int) -> Iterator[Batch]:
        rng = random.Random(seed)
        noise = np.random.default_rng(seed)
        for step in count(1):
            padded = stage.padded_every is not None and step % stage.padded_every == 0
            now = replace(STAGES[-1], clean=stage.clean) if padded else stage
            windows = [self._window(now, rng, noise) for _ in range(now.windows)]
            yield self._batch(windows, now, rng)

    def _window(self, stage: Stage, rng: random.Random, noise: np.random.Generator) -> Window:
        seconds = stage.seconds
        if stage.padded and rng.random() < SHORT_SHARE:
            seconds = rng.uniform(3.0, stage.seconds)
        if stage.clean:
            return self.clean.window(seconds, rng, noise)
        (source,) = rng.choices(self.sources, self.shares)
        return source.window(seconds, rng, noise)

    def _batch(
        self,
        windows: Sequence[Window],
        stage: Stage,
        rng: random.Random,
    ) -> Batch:
        frames = WINDOW_FRAMES if stage.padded else round(stage.seconds / FRAME_S)
        mels = [self._heard(window, 2 * frames) for window in windows]
        if not stage.padded:
            mels = [masked(mel, rng) if rng.random() < MASKED_SHARE else mel for mel in mels]
        targets = [
            target(window, self.tokens, with_times=rng.random() < TIMES_SHARE) for window in windows
        ]
        blank = self.tokens.text_count
        spelt = [letters(window) for window in windows]
        return Batch(
            torch.stack(mels),
            _padded([each.tokens for each in targets], self.tokens.end),
            _padded([each.labels for each in targets], IGNORED),
            torch.stack([_frame_labels(each, frames, blank) for each in targets]),
            _inside(targets, frames),
            torch.tensor([number for word in spelt for number in word], dtype=torch.long),
            torch.tensor([len(each) for each in spelt]),
        )

    def _heard(self, window: Window, length: int) -> Tensor:
        """The window's spectrogram, padded with zeros as faster-whisper does."""
        mel = self.mel(torch.from_numpy(window.samples)[None])[0]
        heard = torch.zeros(mel.shape[0], length)
        heard[:, : mel.shape[1]] = mel[:, :length]
        return heard


def masked(mel: Tensor, rng: random.Random) -> Tensor:
    """The spectrogram, a band and two short stretches hidden, so that others have to do."""
    hidden = mel.clone()
    mean = float(mel.mean())
    bins, frames = mel.shape
    first = rng.randrange(bins)
    hidden[first : first + rng.randint(0, MASKED_BINS)] = mean
    for _ in range(2):
        begin = rng.randrange(frames)
        hidden[:, begin : begin + rng.randint(0, MASKED_FRAMES)] = mean
    return hidden


def letters(window: Window) -> list[int]:
    """The numbers of the letters of a window's words, blanks between them."""
    text = " ".join(word.text for word in window.words).lower()
    return [LETTERS.index(letter) + 1 for letter in text if letter in LETTERS]


def _padded(rows: Sequence[np.ndarray], fill: int) -> Tensor:
    longest = max(len(row) for row in rows)
    padded = np.full((len(rows), longest), fill, np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return torch.from_numpy(padded)


def _bounds(each: Target, frames: int) -> Iterator[tuple[int, int, int]]:
    """For every label with a sound: its place, its first frame and the one after its last."""
    for place, (start, end) in enumerate(each.spans):
        if start == start:
            first = min(frames - 1, int(start / FRAME_S))
            yield place, first, min(frames, max(first + 1, int(np.ceil(end / FRAME_S))))


def _frame_labels(each: Target, frames: int, blank: int) -> Tensor:
    """The token spoken at each frame, or `blank`."""
    labels = torch.full((frames,), blank)
    for place, first, after in _bounds(each, frames):
        if each.labels[place] < blank:
            labels[first:after] = int(each.labels[place])
    return labels


def _inside(targets: Sequence[Target], frames: int) -> Tensor:
    longest = max(len(each.labels) for each in targets)
    inside = torch.zeros(len(targets), longest, frames, dtype=torch.bool)
    for number, each in enumerate(targets):
        for place, first, after in _bounds(each, frames):
            inside[number, place, first:after] = True
    return inside
