"""The speakers: voices of three free synthesizers, and those that resampling makes of them.

Every voice may speak in training and in scoring alike: what is held out is the sentences, and
how speakers are combined. Lists of voices used in one place only stand below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Engine = Literal["flite", "festival", "espeak"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker. `pitch` moves pitch and formants together, by playing faster or slower."""

    name: str
    engine: Engine
    engine_voice: str
    pitch: float = 1.0
    speed: float = 1.0  # of speaking, whatever the pitch
    melody: float = 1.0  # factor of the fundamental alone, where the engine has one to set


VOICES: tuple[Voice, ...] = (
    Voice("awb", "flite", "awb"),
    Voice("rms", "flite", "rms"),
    Voice("slt", "flite", "slt"),
    Voice("kal", "flite", "kal16"),
    Voice("awb-light", "flite", "awb", pitch=1.14, speed=1.05),
    Voice("rms-deep", "flite", "rms", pitch=0.88, speed=0.96),
    Voice("rms-light", "flite", "rms", pitch=1.12, speed=1.04),
    Voice("slt-low", "flite", "slt", pitch=0.88, melody=0.96),
    Voice("slt-high", "flite", "slt", pitch=1.13, melody=1.05),
    Voice("ked", "festival", "ked_diphone"),
    Voice("ked-light", "festival", "ked_diphone", pitch=1.13),
    Voice("kal-light", "festival", "kal_diphone", pitch=1.14),
    Voice("arctic-warm", "festival", "cmu_us_slt_arctic_hts", pitch=0.93),
    Voice("harlow", "espeak", "en-us+m3", speed=0.95),
    Voice("osric", "espeak", "en-gb-scotland+m8", pitch=0.94, speed=0.92),
    Voice("tamsin", "espeak", "en+f2", speed=0.95),
    Voice("maren", "espeak", "en-us+f5", pitch=1.04, speed=0.95),
    Voice("ilse", "espeak", "en-us+Annie", pitch=1.08),
    Voice("bram", "espeak", "en-us+klatt4", pitch=1.02, speed=0.95),
    Voice("jory", "espeak", "en-gb-x-rp+benjamin", pitch=1.1, speed=0.93),
    Voice("odell", "espeak", "en-us+david", melody=0.9, speed=0.93),
    Voice("petra", "espeak", "en-us+steph", pitch=0.95, melody=0.95),
    Voice("quill", "espeak", "en-029+m7", pitch=1.07, speed=0.95),
)


PITCHES = (0.88, 1.14)
SPEEDS = (0.88, 1.12)
MELODIES = (0.9, 1.12)


def voice_named(name: str) -> Voice:
    """The voice of that name."""
    return next(voice for voice in VOICES if voice.name == name)


def varied(voice: Voice, rng: np.random.Generator, amount: float = 0.05) -> Voice:
    """The same speaker on another day: pitch, speed and melody off by up to `amount`."""
    by = 1 + rng.uniform(-amount, amount, size=3)
    return replace(
        voice, pitch=voice.pitch * by[0], speed=voice.speed * by[1], melody=voice.melody * by[2]
    )


def invented(count: int, rng: np.random.Generator, among: Sequence[Voice] = VOICES) -> list[Voice]:
    """So many new speakers, each a voice of `among` with a pitch, speed and melody of its own."""
    found = []
    for _ in range(count):
        base = among[int(rng.integers(len(among)))]
        pitch = float(rng.uniform(*PITCHES))
        found.append(
            replace(
                base,
                name=f"{base.engine_voice}~{pitch:.4f}",
                pitch=pitch,
                speed=float(rng.uniform(*SPEEDS)),
                melody=float(rng.uniform(*MELODIES)),
            )
        )
    return found


def cast(
    count: int, rng: np.random.Generator, among: Sequence[Voice] = VOICES
) -> tuple[Voice, ...]:
    """So many different speakers for one conversation, no two from the same engine's voice."""
    chosen: list[Voice] = []
    for index in rng.permutation(len(among)):
        voice = among[int(index)]
        if all(_person(voice) != _person(other) for other in chosen):
            chosen.append(voice)
        if len(chosen) == count:
            break
    if len(chosen) < count:
        raise ValueError(f"{count} different speakers asked for, {len(chosen)} at hand")
    return tuple(chosen)


def _person(voice: Voice) -> str:
    """Who was recorded: two synthesizers share the voices kal and slt."""
    for person in ("kal", "slt"):
        if person in voice.engine_voice:
            return person
    return voice.engine_voice
