"""The types that travel between the steps. Audio is mono float32 at 16 kHz, times are seconds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word with its punctuation and case, as it stands in the text, and when it is heard."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person of a conversation says at a time. `speaker` counts from 0, the host.

    `kind` is statement, question, answer, backchannel, greeting or farewell; `topic` changes
    where a chapter begins, and `header` is that chapter's title at its first utterance.
    """

    speaker: int
    text: str
    kind: str
    topic: str
    header: str | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """One utterance as one voice speaks it, silence around it trimmed to under 50 ms."""

    samples: Samples
    words: tuple[TimedWord, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """One utterance's place in a conversation: who, which words, from when to when."""

    speaker: str
    text: str
    kind: str
    start: float
    end: float
    words: tuple[TimedWord, ...]
    header: str | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's truth; its audio lies beside it. Turns may overlap."""

    name: str
    audio: str  # file name
    seconds: float
    voices: dict[str, str]  # speaker: voice
    turns: tuple[SpokenTurn, ...]


def write_conversations(path: Path, conversations: Sequence[Conversation]) -> None:
    """One JSON line a conversation."""
    text = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in conversations)
    path.write_text(text, encoding="utf-8")


def read_conversations(path: Path) -> Iterator[Conversation]:
    """The conversations of a file, in order."""
    for row in path.read_text(encoding="utf-8").splitlines():
        value = json.loads(row)
        turns = tuple(
            SpokenTurn(**{**turn, "words": tuple(TimedWord(**word) for word in turn["words"])})
            for turn in value.pop("turns")
        )
        yield Conversation(**value, turns=turns)
