"""When each turn of a conversation begins: pauses, overlap, backchannels, interruptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.data import SAMPLE_RATE, Clip, Utterance

OWN_PAUSE_S = (0.3, 0.9)  # between two turns of one speaker
PAUSE_S = (0.1, 0.9)
LONG_PAUSE_S = (1.0, 2.5)
OVERLAP_S = (0.05, 0.8)
INTERRUPTION_S = (0.8, 1.8)
SILENCE_S = (4.0, 12.0)
BREATH_S = 0.1  # a speaker needs it between two turns
LEAST_PLACE, MOST_PLACE = 0.25, 0.95  # of the other's turn, where a backchannel falls


@dataclass(frozen=True, slots=True)
class Manners:
    """How people take turns, as chances; what is left over is a usual pause."""

    overlap: float = 0.15
    interruption: float = 0.03
    long_pause: float = 0.05
    long_silence: float = 0.0  # that there is one in the conversation


def starts(
    utterances: Sequence[Utterance],
    clips: Sequence[Clip],
    manners: Manners,
    rng: np.random.Generator,
    begin_s: float = 0.0,
) -> tuple[float, ...]:
    """When each utterance begins, in their order; those of one speaker never overlap."""
    found: list[float] = []
    free: dict[int, float] = {}  # when each speaker is silent again
    floor_s = (begin_s, begin_s)  # from when to when the last turn that is no backchannel lasts
    holder = -1
    silence_at = _silence_at(len(utterances), manners, rng)
    for number, (said, clip) in enumerate(zip(utterances, clips, strict=True)):
        length_s = clip.samples.size / SAMPLE_RATE
        if said.kind == "backchannel" and holder not in (-1, said.speaker):
            start = _within(floor_s, rng)
        else:
            start = floor_s[1]
            if holder != -1:
                start += _gap(said.speaker == holder, floor_s, length_s, manners, rng)
            if number == silence_at:
                start = max(floor_s[1], start) + rng.uniform(*SILENCE_S)
        start = max(start, free.get(said.speaker, 0.0), begin_s)
        free[said.speaker] = start + length_s + BREATH_S
        if said.kind != "backchannel" or start + length_s > floor_s[1]:
            floor_s, holder = _held(floor_s, holder, said, start, length_s)
        found.append(round(start, 3))
    return tuple(found)


def _held(
    floor_s: tuple[float, float], holder: int, said: Utterance, start: float, length_s: float
) -> tuple[tuple[float, float], int]:
    """The turn that the next one follows; a backchannel that ends last only moves its end."""
    if said.kind == "backchannel" and holder != -1:
        return (floor_s[0], start + length_s), holder
    return (start, max(floor_s[1], start + length_s)), said.speaker


def _silence_at(count: int, manners: Manners, rng: np.random.Generator) -> int:
    wanted = rng.random() < manners.long_silence and count > 2
    return int(rng.integers(1, count)) if wanted else -1


def _within(floor_s: tuple[float, float], rng: np.random.Generator) -> float:
    begin, end = floor_s
    return float(begin + (end - begin) * rng.uniform(LEAST_PLACE, MOST_PLACE))


def _gap(
    own: bool,
    floor_s: tuple[float, float],
    length_s: float,
    manners: Manners,
    rng: np.random.Generator,
) -> float:
    """Seconds from the end of the last turn to the next; negative where the two overlap."""
    if own:
        return float(rng.uniform(*OWN_PAUSE_S))
    most = 0.5 * min(length_s, floor_s[1] - floor_s[0])
    chance = rng.random()
    if chance < manners.interruption:
        return -min(float(rng.uniform(*INTERRUPTION_S)), most)
    if chance < manners.interruption + manners.overlap:
        return -min(float(rng.uniform(*OVERLAP_S)), most)
    if chance < manners.interruption + manners.overlap + manners.long_pause:
        return float(rng.uniform(*LONG_PAUSE_S))
    return float(rng.uniform(*PAUSE_S))
