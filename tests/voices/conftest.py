"""The embedded pipeline, loaded once, and sound of the examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from podscribe.audio import decode
from podscribe.diarize import DiarizeOptions, Engine, VoiceModel, open_engine
from podscribe.models import EMBEDDED, diarizer
from podscribe.voices import Voiceprint
from podscribe.voices.book import one_long

EXAMPLES = Path(__file__).parents[2] / "examples"
RATE = 16_000
MODEL = VoiceModel("Scripted", "00ff")

Samples = NDArray[np.float32]
Sound = Callable[[str, float, float], Samples]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return open_engine(diarizer(EMBEDDED).path, DiarizeOptions(threads=1))


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A stretch of an example."""
    folder = tmp_path_factory.mktemp("sound")

    def samples(name: str, start: float, end: float) -> Samples:
        audio = decode(EXAMPLES / f"{name}.mp3", folder / name)
        return np.array(audio.samples[round(start * RATE) : round(end * RATE)])

    return samples


def made(*values: float, model: VoiceModel = MODEL, source: str = "a.mp3") -> Voiceprint:
    """A print that points where it is told to."""
    return Voiceprint(one_long(values), model, "2026-03-02", source, 20.0)
