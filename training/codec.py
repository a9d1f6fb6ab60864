"""Audio files and what lossy codecs leave of the sound, through PyAV, in memory."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
import numpy.typing as npt
import scipy.signal

from training.data import SAMPLE_RATE, Samples

CODECS = {"mp3": ("libmp3lame", "mp3", "s16p"), "opus": ("libopus", "ogg", "s16")}
BIT_RATES = {"mp3": (24_000, 32_000, 48_000, 64_000), "opus": (12_000, 16_000, 24_000, 32_000)}
LONGEST_DELAY = SAMPLE_RATE // 10
COMPARED = 30 * SAMPLE_RATE  # samples looked at to find a codec's delay


def write_audio(path: Path, samples: Samples, bit_rate: int | None = None) -> None:
    """A mono file at 16 kHz: FLAC of 16 bits, or MP3 for the suffix .mp3."""
    codec, form, layout = ("flac", "flac", "s16")
    if path.suffix == ".mp3":
        codec, form, layout = CODECS["mp3"]
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        _encode(file, samples, codec, form, layout, bit_rate)
    partial.replace(path)


def read_audio(path: Path) -> Samples:
    """A file's samples at 16 kHz."""
    with path.open("rb") as file:
        return _decode(file)


def coded(samples: Samples, codec: str, bit_rate: int) -> Samples:
    """The samples after a lossy codec, where they were in time and as many as they were."""
    buffer = io.BytesIO()
    _encode(buffer, samples, *CODECS[codec], bit_rate)
    buffer.seek(0)
    return _in_place(_decode(buffer), samples)


def randomly_coded(samples: Samples, rng: np.random.Generator) -> Samples:
    """The same with a codec and a bit rate left to chance."""
    codec = ("mp3", "opus")[int(rng.integers(2))]
    rates = BIT_RATES[codec]
    return coded(samples, codec, rates[int(rng.integers(len(rates)))])


def to_integers(samples: Samples) -> npt.NDArray[np.int16]:
    """16-bit samples."""
    return np.clip(np.round(samples * 32767), -32768, 32767).astype(np.int16)


def _encode(
    file: BinaryIO, samples: Samples, codec: str, form: str, layout: str, bit_rate: int | None
) -> None:
    with av.open(file, "w", format=form) as container:
        stream: Any = container.add_stream(codec, rate=SAMPLE_RATE)
        stream.layout, stream.format = "mono", layout
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(to_integers(samples)[None], layout, "mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def _decode(file: BinaryIO) -> Samples:
    resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
    chunks = []
    with av.open(file, "r") as container:
        for frame in container.decode(audio=0):
            chunks += [each.to_ndarray()[0] for each in resampler.resample(frame)]
        chunks += [each.to_ndarray()[0] for each in resampler.resample(None)]
    if not chunks:
        return np.zeros(0, dtype=np.float32)
    return np.concatenate(chunks).astype(np.float32) / np.float32(32767)


def _in_place(decoded: Samples, original: Samples) -> Samples:
    """The decoded samples without the codec's delay, found where the two agree most."""
    if decoded.size == 0 or not original.any():
        return np.resize(decoded, original.size) if decoded.size else original
    agreement = scipy.signal.correlate(decoded[:COMPARED], original[:COMPARED], method="fft")
    middle = original[:COMPARED].size - 1
    near = agreement[max(0, middle - LONGEST_DELAY) : middle + LONGEST_DELAY + 1]
    delay = int(np.argmax(near)) - min(middle, LONGEST_DELAY)
    moved = np.zeros(original.size, dtype=np.float32)
    kept = decoded[max(0, delay) : max(0, delay) + original.size]
    begin = max(0, -delay)
    kept = kept[: original.size - begin]
    moved[begin : begin + kept.size] = kept
    return moved
