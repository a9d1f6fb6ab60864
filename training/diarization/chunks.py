"""Stretches of conversations with their truth by frame, as both models are trained on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from training import sound
from training.data import SAMPLE_RATE, Samples
from training.diarization.architecture import SINCNET_STRIDE
from training.diarization.recordings import Recording, Spans, at_speed

Activity = npt.NDArray[np.bool_]  # (frames, speakers)

# PyanNet's frames: each of its convolutions and poolings shortens and thins the samples
KERNELS = (251, 3, 5, 3, 5, 3)
STRIDES = (SINCNET_STRIDE, 3, 1, 3, 1, 3)
FRAME_STEP = 27 * SINCNET_STRIDE  # product of the strides, in samples: 33.75 ms
FRAME_CENTRE = 125 + 37 * SINCNET_STRIDE  # middle of the first frame's field


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Some seconds of audio, who is active in which frame, and the speakers' voices."""

    samples: Samples
    activity: Activity
    voices: tuple[str, ...]


@lru_cache
def frame_count(sample_count: int) -> int:
    """How many frames the segmentation model gives for so many samples."""
    for kernel, stride in zip(KERNELS, STRIDES, strict=True):
        sample_count = 1 + (sample_count - kernel) // stride
    return sample_count


@lru_cache
def frame_times(sample_count: int) -> npt.NDArray[np.float64]:
    """When each frame asks whether somebody speaks, in seconds from the chunk's start.

    Half a step after its centre: the pipeline lets speech begin and end at the centre of the
    first frame that differs, so the centre itself would put both half a step late.
    """
    first = FRAME_CENTRE + FRAME_STEP / 2
    return (first + FRAME_STEP * np.arange(frame_count(sample_count))) / SAMPLE_RATE


def active(spans: Spans, times: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """At which of the times one of the spans is on."""
    if not len(spans):
        return np.zeros(len(times), dtype=np.bool_)
    index = np.searchsorted(spans[:, 0], times, side="right") - 1
    within: npt.NDArray[np.bool_] = times < spans[np.maximum(index, 0), 1]
    return within & (index >= 0)


def cut(recording: Recording, start: int, count: int, speed: float = 1.0) -> Chunk:
    """`count` samples from `start` on, played `speed` times as fast; silence past the end."""
    needed = int(np.ceil(count * speed)) + 1
    taken = recording.samples[start : start + needed].astype(np.float32) / np.float32(32768)
    taken = np.pad(taken, (0, needed - len(taken)))
    samples = sound.played(taken, count, speed)
    times = start / SAMPLE_RATE + frame_times(count) * speed
    rows = {speaker: active(spans, times) for speaker, spans in recording.speech.items()}
    heard = [speaker for speaker, row in rows.items() if row.any()]
    activity = np.stack([rows[speaker] for speaker in heard], axis=1) if heard else silence(count)
    voices = tuple(at_speed(recording.voices[speaker], speed) for speaker in heard)
    return Chunk(samples, activity, voices)


def silence(count: int) -> Activity:
    """Frames in which nobody speaks."""
    return np.zeros((frame_count(count), 0), dtype=np.bool_)


def pick(
    recordings: Sequence[Recording],
    count: int,
    generator: np.random.Generator,
    speed: float = 1.0,
) -> Chunk:
    """A chunk from anywhere, every second of the recordings as likely as any other."""
    return pick_in(any_of(recordings, generator), count, generator, speed)


def any_of(recordings: Sequence[Recording], generator: np.random.Generator) -> Recording:
    """A recording, the longer the likelier."""
    lengths = np.array([len(recording.samples) for recording in recordings], dtype=np.float64)
    return recordings[int(generator.choice(len(recordings), p=lengths / lengths.sum()))]


def pick_in(
    recording: Recording, count: int, generator: np.random.Generator, speed: float = 1.0
) -> Chunk:
    """A chunk from anywhere in a recording."""
    latest = max(1, len(recording.samples) - int(count * speed))
    return cut(recording, int(generator.integers(latest)), count, speed)


def interjected(
    chunk: Chunk, other: Chunk, level: float, generator: np.random.Generator, frames: int
) -> Chunk:
    """The chunk, and while somebody speaks in it, at most so many frames of one of the other's.

    These are of a voice that is silent in the chunk at that moment, and alone in the other.
    """
    voice = int(generator.integers(len(other.voices))) if other.voices else 0
    if not other.voices or not chunk.voices:
        return chunk
    alone = other.activity[:, voice] & (other.activity.sum(axis=1) == 1)
    known = other.voices[voice] in chunk.voices
    column = chunk.voices.index(other.voices[voice]) if known else len(chunk.voices)
    own = chunk.activity[:, column] if known else np.zeros(len(alone), np.bool_)
    places = np.flatnonzero(alone & ~own & chunk.activity.any(axis=1))
    if not len(places):
        return chunk
    first = int(generator.choice(places))
    after = next((at for at in range(first, len(alone)) if not alone[at] or own[at]), len(alone))
    after = min(after, first + frames)
    activity = chunk.activity if known else np.pad(chunk.activity, ((0, 0), (0, 1)))
    activity = activity.copy()
    activity[first:after, column] = True
    samples = chunk.samples.copy()
    heard = slice(FRAME_STEP * first + FRAME_CENTRE, FRAME_STEP * after + FRAME_CENTRE)
    samples[heard] += np.float32(level) * other.samples[heard]
    voices = chunk.voices if known else (*chunk.voices, other.voices[voice])
    return Chunk(samples, activity, voices)


def layered(one: Chunk, other: Chunk, level: float) -> Chunk:
    """Two chunks heard at once; their voices must differ."""
    return Chunk(
        samples=one.samples + np.float32(level) * other.samples,
        activity=np.concatenate([one.activity, other.activity], axis=1),
        voices=one.voices + other.voices,
    )


def target(activity: Activity, speakers: int) -> npt.NDArray[np.float32]:
    """The activity of the `speakers` who talk most, filled up with silent ones."""
    order = np.argsort(-activity.sum(axis=0), kind="stable")[:speakers]
    kept = activity[:, order].astype(np.float32)
    return np.pad(kept, ((0, 0), (0, speakers - kept.shape[1])))


def evenly(recordings: Sequence[Recording], count: int, speed: float = 1.0) -> list[Chunk]:
    """All whole chunks of the recordings one after the other."""
    step = int(count * speed)
    return [
        cut(recording, start, count, speed)
        for recording in recordings
        for start in range(0, max(1, len(recording.samples) - step), step)
    ]
