"""What a crew tells of the episodes that it was given, whoever the crew is."""

from __future__ import annotations

from dataclasses import dataclass

from podscribe.batch.episode import Fault, Task
from podscribe.batch.messages import Step
from podscribe.batch.rows import Outcome
from podscribe.pipeline.listener import Progress


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody has begun a step of an episode."""

    id: str
    worker: str
    step: Step


@dataclass(frozen=True, slots=True)
class Moved:
    """An episode has come so far."""

    id: str
    worker: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Said:
    """What a person should know of an episode."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """An episode is finished, and its files are in their place."""

    task: Task
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Failed:
    """An episode could not be done."""

    task: Task
    fault: Fault


@dataclass(frozen=True, slots=True)
class Returned:
    """An episode was stopped, or not even begun; what it had is stored."""

    task: Task


@dataclass(frozen=True, slots=True)
class Lost:
    """A worker is gone; `final`: no other takes its place."""

    worker: str
    text: str
    final: bool


Event = Taken | Moved | Said | Done | Failed | Returned | Lost
