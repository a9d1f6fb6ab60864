"""Episodes of any length, put together from `examples/`."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from podscribe.audio import SAMPLE_RATE, decode

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("interview.mp3", "round-table.mp3", "hard.mp3")
SHIFT_S = 7.0  # each episode begins elsewhere, so that none is like another
BITS_PER_S = 64_000  # of an MP3


def example_sounds(folder: Path) -> list[Any]:
    """The samples of the example episodes, which lie in the folder from then on."""
    return [decode(EXAMPLES / name, folder / f"{name}.sound").samples for name in NAMES]


def numbers(text: str) -> list[float]:
    """Lengths as they stand in options.

    >>> numbers("10,60")
    [10.0, 60.0]
    """
    return [float(each) for each in text.split(",")]


def put_together(path: Path, seconds: float, number: int, sounds: Sequence[Any]) -> None:
    """An episode of that length, written piece by piece: MP3 if its name says so, or else WAV."""
    pieces = _pieces(seconds, number, sounds)
    (_write_mp3 if path.suffix == ".mp3" else _write_wave)(path, pieces)


def _pieces(seconds: float, number: int, sounds: Sequence[Any]) -> Iterator[Any]:
    """Samples of 16 bits, until there are enough."""
    left = round(seconds * SAMPLE_RATE)
    first = round(number * SHIFT_S * SAMPLE_RATE)
    for turn in count(number):
        samples = sounds[turn % len(sounds)][first:][:left]
        first = 0
        yield (samples * 32767).astype("<i2")
        left -= len(samples)
        if not left:
            return


def _write_wave(path: Path, pieces: Iterator[Any]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for samples in pieces:
            file.writeframes(samples.tobytes())


def _write_mp3(path: Path, pieces: Iterator[Any]) -> None:
    import av

    with av.open(str(path), "w") as file:
        stream = file.add_stream("mp3", rate=SAMPLE_RATE, layout="mono", bit_rate=BITS_PER_S)
        for samples in pieces:
            frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
            frame.sample_rate = SAMPLE_RATE
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
