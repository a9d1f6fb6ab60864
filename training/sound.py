"""What happens to a voice on its way: rooms, noise, telephones, levels. All seeded, no files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import scipy.signal

from training.data import SAMPLE_RATE, Samples

EARLY_S = (0.002, 0.035)  # where the first reflections arrive
REFLECTIONS = 8
TELEPHONE_HZ = (300.0, 3400.0)
MAINS_HZ = (50.0, 60.0)
NOISES = ("white", "pink", "hum", "room")
BABBLERS = 6
PEAK = 0.97


def level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0


def decibels(gain_db: float) -> float:
    """The factor of a gain in decibels."""
    return float(10 ** (gain_db / 20))


def active_level(samples: Samples) -> float:
    """Root mean square while somebody speaks: the median of the frames that are not silent."""
    frame = SAMPLE_RATE // 50
    frames = samples[: samples.size // frame * frame].reshape(-1, frame)
    power = np.mean(np.square(frames), axis=1)
    heard = power[power > power.max(initial=0.0) * 1e-4]
    return float(np.sqrt(np.median(heard))) if heard.size else 0.0


def impulse_response(rng: np.random.Generator, decay_s: float, wet: float) -> Samples:
    """A room: the direct sound at 0, early reflections, and noise that falls 60 dB in `decay_s`."""
    length = max(int(decay_s * SAMPLE_RATE), int(EARLY_S[1] * SAMPLE_RATE) + 1)
    time_s = np.arange(length) / SAMPLE_RATE
    tail = rng.standard_normal(length) * 10 ** (-3 * time_s / decay_s)
    tail[: int(EARLY_S[1] / 2 * SAMPLE_RATE)] = 0
    tail *= wet / max(float(np.sqrt(np.sum(tail**2))), 1e-9)
    arrivals = (rng.uniform(*EARLY_S, REFLECTIONS) * SAMPLE_RATE).astype(np.int64)
    strength = rng.uniform(-1, 1, REFLECTIONS) * wet * 0.5 * np.exp(-arrivals / SAMPLE_RATE / 0.02)
    np.add.at(tail, arrivals, strength)
    tail[0] = 1.0
    return tail.astype(np.float32)


def in_room(samples: Samples, response: Samples) -> Samples:
    """The samples as heard in a room, not moved in time and as long as they were."""
    heard = scipy.signal.oaconvolve(samples, response)[: samples.size]
    return np.asarray(heard, dtype=np.float32)


def played(samples: Samples, count: int, speed: float) -> Samples:
    """The first `count` samples of these played `speed` times as fast.

    Another speed shifts pitch and formants alike: it makes another voice of the same one.
    """
    if speed == 1.0:
        return samples[:count]
    places = np.arange(count) * speed
    return np.interp(places, np.arange(samples.size), samples).astype(np.float32)


def white(rng: np.random.Generator, count: int) -> Samples:
    """White noise of level 1."""
    return rng.standard_normal(count, dtype=np.float32)


def pink(rng: np.random.Generator, count: int) -> Samples:
    """Noise that falls 3 dB an octave, of level 1."""
    return _shaped(rng, count, 0.5)


def room_tone(rng: np.random.Generator, count: int) -> Samples:
    """The low rumble of a room, a fan or a street: noise that falls 6 dB an octave, of level 1."""
    return _shaped(rng, count, 1.0)


def hum(rng: np.random.Generator, count: int) -> Samples:
    """Mains hum with its harmonics and a little hiss, of level 1."""
    time_s = np.arange(count) / SAMPLE_RATE
    base_hz = MAINS_HZ[int(rng.integers(len(MAINS_HZ)))]
    waves = sum(
        rng.uniform(0.1, 1)
        / number
        * np.sin(2 * np.pi * (base_hz * number * time_s + rng.random()))
        for number in range(1, 7)
    )
    return _to_level(np.asarray(waves, dtype=np.float32) + 0.05 * white(rng, count))


def babble(rng: np.random.Generator, count: int, voices: Sequence[Samples]) -> Samples:
    """Many people far away, made of clips, of level 1."""
    total = np.zeros(count, dtype=np.float32)
    for _ in range(BABBLERS):
        clip = voices[int(rng.integers(len(voices)))]
        total += np.roll(np.resize(clip, count), int(rng.integers(count)))
    return _to_level(in_room(total, impulse_response(rng, 0.6, 1.5)))


def noise(rng: np.random.Generator, count: int, kind: str) -> Samples:
    """Noise of one of NOISES, of level 1."""
    makers = {"white": white, "pink": pink, "hum": hum, "room": room_tone}
    return makers[kind](rng, count)


def mixed_in(samples: Samples, other: Samples, ratio_db: float) -> Samples:
    """The samples with something of level 1 below their voices by so many decibels."""
    gain = np.float32(active_level(samples) / decibels(ratio_db))
    return (samples + other * gain).astype(np.float32)


def band_limited(samples: Samples, band_hz: tuple[float, float] = TELEPHONE_HZ) -> Samples:
    """What a telephone lets through, not delayed."""
    filtered = scipy.signal.sosfiltfilt(_band(band_hz), samples)
    return np.asarray(filtered, dtype=np.float32)


def bounded(samples: Samples) -> Samples:
    """The samples, made softer if they would clip."""
    highest = float(np.max(np.abs(samples), initial=0.0))
    return samples if highest <= PEAK else (samples * np.float32(PEAK / highest)).astype(np.float32)


def _shaped(rng: np.random.Generator, count: int, power: float) -> Samples:
    """Noise whose amplitude falls with that power of the frequency, by blocks of the FFT."""
    spectrum = np.fft.rfft(rng.standard_normal(_fast_length(count)))
    frequency = np.arange(spectrum.size, dtype=np.float64)
    spectrum[0] = 0
    spectrum[1:] /= np.maximum(frequency[1:], spectrum.size / 400) ** power
    return _to_level(np.fft.irfft(spectrum)[:count].astype(np.float32))


def _fast_length(count: int) -> int:
    """The next length that transforms fast, even."""
    return 2 * int(scipy.fft.next_fast_len((count + 1) // 2, real=True))


def _to_level(samples: Samples) -> Samples:
    return (samples / np.float32(max(level(samples), 1e-9))).astype(np.float32)


@cache
def _band(band_hz: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Half the order, since the filter runs forth and back."""
    sections = scipy.signal.butter(3, band_hz, "bandpass", fs=SAMPLE_RATE, output="sos")
    return np.asarray(sections, dtype=np.float64)
