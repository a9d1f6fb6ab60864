"""What happens to sound on its way: another colour, a narrow channel, noise, another level."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from training.data import SAMPLE_RATE, Samples

NYQUIST_HZ = SAMPLE_RATE / 2


def roughened(samples: Samples, generator: np.random.Generator) -> Samples:
    """The samples with colour, channel, noise and level drawn at random."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.linspace(1 / len(spectrum), 1.0, len(spectrum)) * NYQUIST_HZ
    if generator.random() < 0.5:
        spectrum *= (frequencies / 1000) ** generator.uniform(-0.3, 0.3)
    if generator.random() < 0.3:
        cutoff_hz = generator.uniform(3000, NYQUIST_HZ)
        spectrum /= 1 + (frequencies / cutoff_hz) ** 16
    changed: npt.NDArray[np.float64] = np.fft.irfft(spectrum, len(samples))
    if generator.random() < 0.6:
        noise_db = generator.uniform(8, 40)
        level = np.sqrt(np.mean(changed**2)) * 10 ** (-noise_db / 20)
        changed = changed + level * noise(len(samples), generator)
    gain = 10 ** (generator.uniform(-12, 6) / 20)
    limited: npt.NDArray[np.float64] = np.clip(gain * changed, -1, 1)
    result: Samples = limited.astype(np.float32)
    return result


def noise(count: int, generator: np.random.Generator) -> Samples:
    """Noise of level 1, anywhere from white to brown."""
    spectrum = np.fft.rfft(generator.standard_normal(count))
    slope = generator.uniform(0, 1)
    spectrum *= np.arange(1, len(spectrum) + 1, dtype=np.float64) ** -slope
    samples: npt.NDArray[np.float64] = np.fft.irfft(spectrum, count)
    level = float(np.sqrt(np.mean(samples**2))) + 1e-9
    return (samples / level).astype(np.float32)


def chords(count: int, generator: np.random.Generator) -> Samples:
    """Something like music of level about 1: chords that change every half second or so."""
    times = np.arange(count) / SAMPLE_RATE
    samples = np.zeros(count)
    edges = np.arange(0, count, int(SAMPLE_RATE * generator.uniform(0.3, 1.0)))
    for start, end in zip(edges, [*edges[1:], count], strict=True):
        root_hz = 110 * 2 ** (generator.integers(24) / 12)
        for ratio in (1.0, 1.26, 1.5, 2.0, 3.0):
            decay = np.exp(-(times[start:end] - times[start]) * generator.uniform(0.5, 4))
            samples[start:end] += decay * np.sin(2 * np.pi * root_hz * ratio * times[start:end])
    return samples.astype(np.float32)


def speechless(count: int, generator: np.random.Generator) -> Samples:
    """Audio in which nobody speaks: near silence, noise or music."""
    level = 10 ** (generator.uniform(-80, -15) / 20)
    sound = noise(count, generator)
    if generator.random() < 0.4:
        sound = 0.1 * sound + chords(count, generator)
    return (level * sound).astype(np.float32)
