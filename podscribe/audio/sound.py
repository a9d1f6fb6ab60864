"""Decoded sound as the stages share it: 16 kHz mono on disk, and what is known of its source."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from podscribe.clock import clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]

SAMPLE_RATE = 16_000  # samples a second, as both engines want them
SAMPLE_BYTES = 4
SOURCE_RATES = range(1000, 1_000_001)  # beyond these, the header of the source is damaged


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Source:
    """What the file says of itself."""

    container: str  # FFmpeg's name, as "mp3" or "mov,mp4,m4a,3gp,3g2,mj2"
    codec: str
    rate: int  # samples a second, before they were made 16 kHz
    channels: int
    tracks: int  # of sound; the one that players choose is decoded
    tags: tuple[tuple[str, str], ...] = ()  # keys in lower case


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound that lies on disk: its arrays are read-only and take no memory until they are read.

    What was read stays in memory until `let_go`. To hand it to another process, hand over `path`
    and call `open_decoded` there.
    """

    path: Path
    samples: Samples
    source: Source
    channels: tuple[Samples, ...] = ()  # one a channel, where they were asked for
    damaged: tuple[Stretch, ...] = ()  # silent here, because they could not be decoded
    complete: bool = True
    expected_seconds: float | None = None  # what the file states, where it states it

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


def let_go(samples: Samples) -> None:
    """Give back the memory of what was read so far; reading it again brings it back.

    Else the pages of a long episode, 4 MB a minute, stay with the process until its end.
    """
    import numpy as np

    owner: object = samples
    while isinstance(owner, np.ndarray):
        owner = owner.base
    if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        owner.madvise(mmap.MADV_DONTNEED)


def space_needed(seconds: float, channels: int = 0) -> int:
    """How many bytes on disk the decoded sound takes, with so many channels kept apart."""
    return round(seconds * SAMPLE_RATE) * SAMPLE_BYTES * (1 + channels)


def faults(audio: Audio) -> tuple[str, ...]:
    """What is wrong with the sound, a sentence a fault, for people."""
    found = [
        f"{_times(stretch)} could not be decoded and is silent here" for stretch in audio.damaged
    ]
    if not audio.complete:
        found.append(_ending(audio))
    return tuple(found)


def _times(stretch: Stretch) -> str:
    start, end = clock(stretch.start), clock(stretch.end)
    seconds = max(stretch.end - stretch.start, 0.1)
    return f"{start} to {end} ({seconds:.1f} s)" if start != end else f"{start} ({seconds:.1f} s)"


def _ending(audio: Audio) -> str:
    here = clock(audio.seconds)
    if audio.expected_seconds is None:
        return f"the file seems cut off: it ends in the middle of its data, at {here}"
    return f"the file ends early: it has {here} of {clock(audio.expected_seconds)}"
