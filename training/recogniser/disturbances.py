"""What real recordings do to speech, done to training windows: level, noise, room, telephone."""

from __future__ import annotations

import numpy as np

from training import sound
from training.data import Samples

ROOM_SHARE = 0.35
NOISE_SHARE = 0.6
TELEPHONE_SHARE = 0.1
SILENCE_LEVEL = 0.03  # of the noise in a window in which nobody speaks


def disturbed(samples: Samples, rng: np.random.Generator) -> Samples:
    """The window at another level, perhaps in a room, with noise, or over a telephone."""
    if not samples.any():
        return _noise_alone(samples, rng)
    if rng.random() < ROOM_SHARE:
        response = sound.impulse_response(rng, rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.6))
        samples = sound.in_room(samples, response)
    if rng.random() < NOISE_SHARE:
        noise = sound.noise(rng, samples.size, _kind(rng))
        samples = sound.mixed_in(samples, noise, rng.uniform(8.0, 35.0))
    if rng.random() < TELEPHONE_SHARE:
        samples = sound.band_limited(samples)
    return sound.bounded(samples * np.float32(sound.decibels(rng.uniform(-24.0, 3.0))))


def _noise_alone(samples: Samples, rng: np.random.Generator) -> Samples:
    """Silence, or what else is no speech."""
    if rng.random() < 0.2:
        return samples
    level = np.float32(SILENCE_LEVEL * rng.random())
    return sound.noise(rng, samples.size, _kind(rng)) * level


def _kind(rng: np.random.Generator) -> str:
    return sound.NOISES[int(rng.integers(len(sound.NOISES)))]
