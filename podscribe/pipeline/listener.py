"""What a run tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being done, as people call it."""

    FETCH = "fetching"
    MODELS = "models"
    DECODE = "decoding"
    WORDS = "words"
    SPEAKERS = "speakers"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage has come: from 0 to 1, or None where its end is not known."""

    stage: Stage
    share: float | None
    what: str = ""  # the last words heard, the step, the file
    kept: bool = False  # nothing had to be done: the result was there
    length_s: float | None = None  # of the audio, where the stage goes through it
    share_before: float = 0.0  # of it that a run before this one did


WAITS = "another run works on it; waiting for its results"  # ends a notice; silence follows


def silent(told: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told of progress, and who of what a person should know. Threads may call at once."""

    on_progress: Callable[[Progress], None] = silent
    on_notice: Callable[[str], None] = silent
    on_detail: Callable[[str], None] = silent  # what only a curious person wants to know
