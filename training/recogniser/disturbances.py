"""What real recordings do to speech, done to training windows, and what they hold beside it."""

from __future__ import annotations

import numpy as np

from training import music, sound
from training.data import SAMPLE_RATE, Samples

ROOM_SHARE = 0.35
NOISE_SHARE = 0.6
TELEPHONE_SHARE = 0.1
SILENT_SHARE = 0.1  # of what is speechless; the rest of it is music
NOISE_ALONE_SHARE = 0.35
SPEECHLESS_DB = (-55.0, -12.0)


def disturbed(samples: Samples, rng: np.random.Generator) -> Samples:
    """The window at another level, perhaps in a room, with noise, or over a telephone."""
    if rng.random() < ROOM_SHARE:
        response = sound.impulse_response(rng, rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.6))
        samples = sound.in_room(samples, response)
    if rng.random() < NOISE_SHARE:
        noise = sound.noise(rng, samples.size, _kind(rng))
        samples = sound.mixed_in(samples, noise, rng.uniform(8.0, 35.0))
    if rng.random() < TELEPHONE_SHARE:
        samples = sound.band_limited(samples)
    return sound.bounded(samples * np.float32(sound.decibels(rng.uniform(-24.0, 3.0))))


def speechless(count: int, rng: np.random.Generator) -> Samples:
    """Silence, noise or music: what is to be heard as nothing."""
    kind = rng.random()
    if kind < SILENT_SHARE:
        return np.zeros(count, np.float32)
    level = np.float32(sound.decibels(rng.uniform(*SPEECHLESS_DB)))
    if kind < SILENT_SHARE + NOISE_ALONE_SHARE:
        return sound.bounded(sound.noise(rng, count, _kind(rng)) * level)
    make = music.jingle if rng.random() < 0.4 else music.bed
    heard = make(rng, count / SAMPLE_RATE)[:count] * level
    if rng.random() < NOISE_SHARE:
        hiss = sound.decibels(rng.uniform(-40.0, -10.0)) * level
        heard = heard + sound.noise(rng, heard.size, _kind(rng)) * np.float32(hiss)
    return sound.bounded(heard)


def _kind(rng: np.random.Generator) -> str:
    return sound.NOISES[int(rng.integers(len(sound.NOISES)))]
