"""Clips of single sentences: DIR/clips.jsonl and packs of 1,000 in 16-bit .npy files.

A pack that is kept for long is FLAC, which is half as large and read as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from training.codec import read_audio, to_integers, write_audio
from training.data import SAMPLE_RATE, Clip, Samples, TimedWord

PACK = 1_000  # clips


@dataclass(frozen=True, slots=True)
class PackedClip:
    """A clip's place: `length` samples from `offset` on in the pack `audio`."""

    id: str
    audio: str
    offset: int
    length: int
    voice: str
    text: str
    words: tuple[TimedWord, ...]

    @property
    def seconds(self) -> float:
        return self.length / SAMPLE_RATE


def write_pack(
    folder: Path, name: str, clips: Sequence[tuple[str, Clip]], suffix: str = ".npy"
) -> None:
    """One pack of texts and clips; its rows stand beside it until `gather`."""
    offsets = np.cumsum([0, *(clip.samples.size for _, clip in clips)])
    rows = [
        PackedClip(
            f"{name}-{number:04d}",
            f"{name}{suffix}",
            int(offsets[number]),
            clip.samples.size,
            clip.voice,
            text,
            clip.words,
        )
        for number, (text, clip) in enumerate(clips)
    ]
    audio = np.concatenate([clip.samples for _, clip in clips])
    if suffix == ".flac":
        write_audio(folder / f"{name}.flac", audio)
    else:
        partial = folder / f"{name}.part.npy"
        np.save(partial, to_integers(audio))
        partial.replace(folder / f"{name}.npy")
    _write_rows(folder / f"{name}.jsonl", rows)


def has_pack(folder: Path, name: str) -> bool:
    """Whether a pack was written to its end."""
    return (folder / f"{name}.jsonl").exists()


def gather(folder: Path, names: Sequence[str]) -> int:
    """Writes clips.jsonl of these packs; returns how many clips they hold."""
    rows = [row for name in names for row in read_clips(folder / f"{name}.jsonl")]
    _write_rows(folder / "clips.jsonl", rows)
    return len(rows)


def read_clips(path: Path) -> Iterator[PackedClip]:
    """The clips of a clips.jsonl, in order."""
    with path.open(encoding="utf-8") as file:
        for row in file:
            value = json.loads(row)
            words = tuple(TimedWord(**word) for word in value.pop("words"))
            yield PackedClip(**value, words=words)


def samples_of(folder: Path, clip: PackedClip) -> Samples:
    """A clip's samples, without loading the rest of its pack."""
    begin, end = clip.offset, clip.offset + clip.length
    if clip.audio.endswith(".flac"):
        return _whole(folder / clip.audio)[begin:end]
    pack = np.load(folder / clip.audio, mmap_mode="r")
    return np.asarray(pack[begin:end] / np.float32(32767), dtype=np.float32)


@lru_cache(maxsize=2)
def _whole(path: Path) -> Samples:
    return read_audio(path)


def _write_rows(path: Path, rows: Sequence[PackedClip]) -> None:
    partial = path.with_suffix(".part")
    text = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)
