"""Who speaks when, and how each of them sounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from podscribe.diarize.likeness import Likeness
from podscribe.transcript import Span

SAMPLE_RATE = 16_000  # samples a second, as pyannote's models want them


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """What made the embeddings: only those of the same model can be compared.

    The digest is that of the weights, wherever and in whichever file they lie.
    """

    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Voice:
    """How a speaker sounds, as a point in space; None where too little was heard."""

    speaker: str
    embedding: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Diarization:
    """Who speaks when; speakers are numbered in the order in which they are first heard.

    `spans` overlap where people talk at once. In `exclusive` they never do: the one who is heard
    best has the time to himself, so that every word finds one speaker. `likeness` tells where it
    sounds like another all the same.
    """

    spans: tuple[Span, ...]
    exclusive: tuple[Span, ...]
    voices: tuple[Voice, ...]  # one a speaker, in their order
    voice_model: VoiceModel
    likeness: Likeness | None = None  # of nobody alone, and where it is not known

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(voice.speaker for voice in self.voices)


class Step(StrEnum):
    """What takes the time."""

    SPEECH = "finding speech"
    VOICES = "listening to voices"
    SPEAKERS = "telling speakers apart"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the whole has come, from 0 to 1, and what is being done."""

    step: Step
    share: float


OnProgress = Callable[[Progress], None]
OnNotice = Callable[[str], None]  # a sentence for people


def silent(told: object) -> None:
    """Tell nobody."""
