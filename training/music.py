"""Music of the code's own making: a jingle for the beginning, a bed to speak over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.data import SAMPLE_RATE, Samples

Overtones = npt.NDArray[np.float64]

ROOT_HZ = 110.0
MAJOR = (0, 4, 7, 12)
MINOR = (0, 3, 7, 12)
# Steps above the root at which chords stand, and whether they are minor.
PROGRESSIONS = (
    ((0, False), (9, True), (5, False), (7, False)),
    ((0, False), (5, False), (7, False), (0, False)),
    ((9, True), (5, False), (0, False), (7, False)),
    ((2, True), (7, False), (0, False), (9, True)),
)
PATTERNS = ((0, 1, 2, 3), (0, 2, 1, 2), (3, 2, 1, 0), (0, 2, 3, 1))


def bed(rng: np.random.Generator, seconds: float) -> Samples:
    """Slow chords and an arpeggio for as long as asked, of level 1."""
    return _piece(rng, seconds, beat_s=float(rng.uniform(0.35, 0.6)), attack_s=0.05)


def jingle(rng: np.random.Generator, seconds: float) -> Samples:
    """A quick arpeggio that ends softly, of level 1 before it fades."""
    music = _piece(rng, seconds, beat_s=float(rng.uniform(0.16, 0.26)), attack_s=0.005)
    fade = min(music.size, SAMPLE_RATE)
    music[music.size - fade :] *= np.linspace(1, 0, fade, dtype=np.float32) ** 2
    return music


def _piece(rng: np.random.Generator, seconds: float, beat_s: float, attack_s: float) -> Samples:
    chords = PROGRESSIONS[int(rng.integers(len(PROGRESSIONS)))]
    pattern = PATTERNS[int(rng.integers(len(PATTERNS)))]
    root_hz = ROOT_HZ * 2 ** (int(rng.integers(12)) / 12)
    overtones = rng.uniform(0.05, 0.6, size=4) / np.arange(1, 5)
    count = int(seconds * SAMPLE_RATE)
    loop = _loop(chords, pattern, root_hz, overtones, beat_s, attack_s)
    music = np.resize(loop, count)
    return np.asarray(
        music / np.float32(max(float(np.sqrt(np.mean(music**2))), 1e-9)), dtype=np.float32
    )


def _loop(
    chords: Sequence[tuple[int, bool]],
    pattern: Sequence[int],
    root_hz: float,
    overtones: Overtones,
    beat_s: float,
    attack_s: float,
) -> Samples:
    """One round of the chords; notes ring over its end into its beginning."""
    beat = int(beat_s * SAMPLE_RATE)
    total = np.zeros(beat * len(pattern) * 2 * len(chords), dtype=np.float32)
    for number, (step, minor) in enumerate(chords):
        notes = [step + each for each in (MINOR if minor else MAJOR)]
        begin = number * beat * len(pattern) * 2
        for note in notes[:3]:
            long = _note(root_hz, note, beat_s * len(pattern) * 2, overtones, 0.2)
            _add(total, begin, 0.4 * long)
        for place in range(len(pattern) * 2):
            high = notes[pattern[place % len(pattern)]] + 12
            _add(total, begin + place * beat, _note(root_hz, high, beat_s * 3, overtones, attack_s))
    return total


def _note(
    root_hz: float,
    step: int,
    seconds: float,
    overtones: Overtones,
    attack_s: float,
) -> Samples:
    """A plucked tone: a quick rise and a slow fall."""
    time_s = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hz = root_hz * 2 ** (step / 12)
    numbers = np.arange(1, overtones.size + 1)[:, None]
    tone = np.sum(overtones[:, None] * np.sin(2 * np.pi * hz * numbers * time_s), axis=0)
    envelope = np.minimum(time_s / attack_s, 1) * np.exp(-2.5 * time_s / seconds)
    envelope *= np.minimum((seconds - time_s) / 0.02, 1)
    return np.asarray(tone * envelope, dtype=np.float32)


def _add(total: Samples, begin: int, note: Samples) -> None:
    places = (begin + np.arange(note.size)) % total.size
    np.add.at(total, places, note)
