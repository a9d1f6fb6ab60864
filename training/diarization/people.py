"""Which voices are told apart in training: a person's voices at other pitches never are.

Pitch varies from conversation to conversation, so that one variant of a voice comes close to
the next; to punish their likeness would teach noise. Conversations never have both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from training.diarization.chunks import Chunk
from training.diarization.recordings import Recording, at_speed
from training.voices import VOICES

SHARED = ("kal", "slt")  # recorded people who speak through two synthesizers


@cache
def person(voice: str) -> str:
    """Who a voice is, whatever its pitch and speed."""
    name = voice.partition("*")[0]
    engine_voice = next((each.engine_voice for each in VOICES if each.name == name), name)
    return next((shared for shared in SHARED if shared in engine_voice), engine_voice)


def voices_of(recordings: Iterable[Recording]) -> list[str]:
    """Every voice that is heard."""
    return sorted({voice for each in recordings for voice in each.voices.values()})


def person_numbers(recordings: Iterable[Recording]) -> dict[str, int]:
    """A number for every person."""
    people = sorted({person(voice) for voice in voices_of(recordings)})
    return {name: number for number, name in enumerate(people)}


def voice_numbers(recordings: Iterable[Recording], speeds: Sequence[float]) -> dict[str, int]:
    """A number for every voice at every speed."""
    names = [at_speed(voice, speed) for voice in voices_of(recordings) for speed in speeds]
    return {name: number for number, name in enumerate(names)}


def kin(names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which of the voices are other voices of one person, by row and column."""
    people = np.array([person(name) for name in names])
    voices = np.array(names)
    return np.asarray((people[:, None] == people) & (voices[:, None] != voices))


def only_people(chunk: Chunk, numbers: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """The number of the person who is heard alone in each frame, -1 for silence and overlap."""
    if not chunk.voices:
        return np.full(len(chunk.activity), -1)
    known = np.array([numbers.get(person(voice), -1) for voice in chunk.voices])
    alone = chunk.activity.sum(axis=1) == 1
    return np.where(alone, known[chunk.activity.argmax(axis=1)], -1)
