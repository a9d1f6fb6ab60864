"""An engine that says what it was told to, and sound for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from podscribe.diarize import DiarizeOptions, Heard, OnProgress, Progress, Step, VoiceModel
from podscribe.diarize.diarization import SAMPLE_RATE
from podscribe.transcript import Span

MODEL = VoiceModel("Scripted", "00ff")


@dataclass
class Scripted:
    """Hears the same in everything."""

    heard: Heard = Heard()
    progress: tuple[Progress, ...] = (Progress(Step.VOICES, 0.5),)
    calls: list[DiarizeOptions] = field(default_factory=list)

    @property
    def voice_model(self) -> VoiceModel:
        return MODEL

    def listen(
        self, samples: NDArray[np.float32], options: DiarizeOptions, on_progress: OnProgress
    ) -> Heard:
        self.calls.append(options)
        for each in self.progress:
            on_progress(each)
        return self.heard


def silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def heard(
    spans: str, exclusive: str = "", embeddings: Mapping[str, tuple[float, ...]] | None = None
) -> Heard:
    """From texts like `0-4 a, 3-8 b`; exclusive is the same where it is not given."""
    listed = tuple(read(spans))
    return Heard(listed, tuple(read(exclusive)) if exclusive else listed, embeddings or {})


def read(text: str) -> Iterator[Span]:
    for part in filter(None, text.split(",")):
        times, speaker = part.split()
        start, _, end = times.partition("-")
        yield Span(float(start), float(end), speaker)


def written(spans: tuple[Span, ...]) -> str:
    return ", ".join(f"{span.start:g}-{span.end:g} {span.speaker}" for span in spans)
