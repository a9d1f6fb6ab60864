"""An engine that says what it is told to, and sound for it to hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podscribe.audio import decode
from podscribe.transcribe import SAMPLE_RATE, Figures, Hearing
from podscribe.transcript import Word
from tests.corpus import shared

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

CLIP = Path(__file__).parents[2] / "examples" / "clip.mp3"
SURE = Figures(-0.2, 1.4, 0.01)


def heard(
    text: str,
    seconds: float,
    *,
    start: float = 0.0,
    probability: float = 0.9,
    language: str = "en",
    figures: Figures = SURE,
    detected: tuple[str, float] | None = None,
) -> Hearing:
    """A hearing whose words fill so many seconds evenly."""
    texts = text.split()
    each = (seconds - start) / max(1, len(texts))
    words = tuple(
        Word(said, start + number * each, start + (number + 1) * each, probability)
        for number, said in enumerate(texts)
    )
    return Hearing(words, language, figures, detected)


def filled(sound: Samples, language: str = "en") -> Hearing:
    """What a perfect engine might hear: three different words a second, made from the samples."""
    seconds = len(sound) / SAMPLE_RATE
    seed = int(np.abs(sound[:4000]).sum() * 1000)
    count = int(seconds * 3)
    text = " ".join(f"w{seed % 97}x{number * 7}" for number in range(count))
    return heard(text, seconds, language=language)


class Scripted:
    """Hears what `fast` and `slow` make of the samples, and remembers what it was asked."""

    def __init__(
        self,
        fast: Callable[[Samples], Hearing] = filled,
        slow: Callable[[Samples, str, float], Hearing] | None = None,
        *,
        languages: tuple[str, ...] = ("en",),
        window_s: int = 30,
        probabilities: Callable[[Samples], Mapping[str, float]] = lambda sound: {"en": 1.0},
        largest_batch: int = 1000,
    ) -> None:
        self.languages = languages
        self.window_s = window_s
        self.batches: list[int] = []
        self.again: list[tuple[float, str, float]] = []  # seconds, language, temperature
        self._fast = fast
        self._slow = slow
        self._probabilities = probabilities
        self._largest_batch = largest_batch

    def detect(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        return [self._probabilities(window) for window in windows]

    def hear(self, windows: Sequence[Samples], language: str) -> list[Hearing]:
        self.batches.append(len(windows))
        if len(windows) > self._largest_batch:
            raise RuntimeError("CUDA failed with error out of memory")
        return [self._fast(window) for window in windows]

    def hear_again(
        self, window: Samples, language: str, temperatures: Sequence[float]
    ) -> Iterator[Hearing]:
        for temperature in temperatures:
            self.again.append((round(len(window) / SAMPLE_RATE, 1), language, temperature))
            assert self._slow is not None, "nothing should have been decoded again"
            yield self._slow(window, language, temperature)


@cache
def speech() -> Samples:
    """Ten seconds or more in which somebody speaks."""
    source = CLIP if CLIP.exists() else shared("audio/jfk.flac")[0]
    with TemporaryDirectory() as folder:
        samples = np.array(decode(source, Path(folder) / "sound").samples)
    samples.setflags(write=False)
    return samples


def minutes(count: float) -> Samples:
    """Speech for so long, with silence between its repetitions."""
    one = np.concatenate([speech()[: 11 * SAMPLE_RATE], np.zeros(SAMPLE_RATE // 2, np.float32)])
    return np.tile(one, int(count * 60 * SAMPLE_RATE / len(one)) + 1)[: int(count * 960_000)]


def clip() -> Samples:
    """The shortest example, where it is."""
    if not CLIP.exists():
        pytest.skip("examples/clip.mp3 is not here yet")
    return speech()
