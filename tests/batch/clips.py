"""Episodes of a few seconds, cut from the examples."""

from __future__ import annotations

import io
import wave
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from podscribe.audio import SAMPLE_RATE, decode

EXAMPLES = Path(__file__).parents[2] / "examples"
BEGINNINGS_S = (3.0, 18.4, 31.1, 40.2, 43.4, 53.9, 69.4, 8.0, 12.5, 24.0, 35.0, 47.5)


@cache
def _samples(name: str) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    with TemporaryDirectory() as folder:
        samples = decode(EXAMPLES / name, Path(folder) / "sound").samples
        return (np.array(samples) * 32767).astype(np.int16)


def clip(number: int, seconds: float = 4.0) -> bytes:
    """A WAV file in which somebody speaks; each number is another one."""
    begin = round(BEGINNINGS_S[number % len(BEGINNINGS_S)] * SAMPLE_RATE)
    begin += number // len(BEGINNINGS_S) * SAMPLE_RATE // 2
    return wav(_samples("interview.mp3")[begin : begin + round(seconds * SAMPLE_RATE)])


def beginning(name: str, seconds: float) -> bytes:
    """A WAV file of the first seconds of an example."""
    return wav(_samples(name)[: round(seconds * SAMPLE_RATE)])


def silence(seconds: float = 4.0) -> bytes:
    return wav(np.zeros(round(seconds * SAMPLE_RATE), np.int16))


def wav(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.tobytes())
    return content.getvalue()


def write_clips(folder: Path, count: int, seconds: float = 4.0) -> list[str]:
    """That many episodes in a folder; returns their stems."""
    folder.mkdir(parents=True, exist_ok=True)
    stems = [f"e{number:02}" for number in range(count)]
    for number, stem in enumerate(stems):
        (folder / f"{stem}.wav").write_bytes(clip(number, seconds))
    return stems


def write_bad(folder: Path) -> list[str]:
    """Three that cannot be transcribed: cut off, text, and silent."""
    (folder / "bad-cut.wav").write_bytes(clip(0)[:60_000])
    (folder / "bad-text.mp3").write_text("Not a sound is in here, only text.\n")
    (folder / "bad-silent.wav").write_bytes(silence())
    return ["bad-cut", "bad-silent", "bad-text"]
