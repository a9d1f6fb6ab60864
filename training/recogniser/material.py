"""Spoken sentences from packs, read when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from training.data import Samples, TimedWord
from training.speak.packs import PackedClip, read_clips, samples_of


@dataclass(frozen=True, slots=True)
class Sentence:
    """A clip of a pack."""

    folder: Path
    clip: PackedClip

    @property
    def samples(self) -> Samples:
        return samples_of(self.folder, self.clip)

    @property
    def words(self) -> tuple[TimedWord, ...]:
        return self.clip.words

    @property
    def voice(self) -> str:
        return self.clip.voice


def load_sentences(folder: Path) -> tuple[Sentence, ...]:
    """Every sentence of a folder that `python -m training.speak` wrote."""
    return tuple(Sentence(folder, clip) for clip in read_clips(folder / "clips.jsonl"))
