"""What transcribing asks of an engine, and what an engine answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from podscribe.transcript import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

SAMPLE_RATE = 16_000  # samples a second
WINDOW_S = 30  # what Whisper models hear at once


@dataclass(frozen=True, slots=True)
class Figures:
    """How sure the engine was of a window."""

    log_probability: float  # a token, on average
    compression: float  # how many times shorter zlib makes the text
    no_speech: float  # the probability that nothing is said
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class Hearing:
    """What an engine heard in a window; times count from where the window begins."""

    words: tuple[Word, ...]
    language: str  # in which it was decoded
    figures: Figures
    detected: tuple[str, float] | None = None  # the likeliest language and its probability


class Engine(Protocol):
    """Something that hears words in windows of at most 30 seconds."""

    @property
    def window_s(self) -> int:
        """How long a window it hears well: at most 30 seconds, less if the model says so."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages it knows."""
        ...

    def detect(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        """The probability of each language in each window."""
        ...

    def hear(self, windows: Sequence[Samples], language: str) -> list[Hearing]:
        """The words of several windows at once: fast, and sometimes wrong."""
        ...

    def hear_again(
        self, window: Samples, language: str, temperatures: Sequence[float]
    ) -> Iterator[Hearing]:
        """Slower, step by step; at one temperature after the other, as long as they are asked.

        A MemoryShortError: there is no room for what a temperature takes.
        """
        ...
