"""What a job's driver and its worker processes say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from podscribe.batch.episode import Fault, Prepared, Task
from podscribe.batch.rows import Outcome
from podscribe.config import Settings
from podscribe.pipeline.listener import Progress


class Step(StrEnum):
    """What is done of an episode."""

    PREPARE = "prepare"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Start:
    """The first word to a worker: what it will be."""

    settings: Settings
    step: Step
    lanes: int  # episodes at once
    cores: tuple[int, ...] = ()  # that it keeps to; none: wherever there is room
    together: bool = False  # words and speakers at once


@dataclass(frozen=True, slots=True)
class Order:
    """An episode to be done; it waits until a lane is free."""

    task: Task


@dataclass(frozen=True, slots=True)
class Stop:
    """End, once what is in hand is stored."""


@dataclass(frozen=True, slots=True)
class Up:
    """The worker is there, and its models are loaded."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The worker cannot do anything, and has ended."""

    text: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A lane has taken up an episode."""

    id: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an episode has come."""

    id: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person should know of an episode."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of an episode; None where it was stopped, and what it had is stored."""

    id: str
    found: Prepared | Outcome | Fault | None


ToWorker = Start | Order | Stop
FromWorker = Up | Unfit | Begun | Reached | Notice | Ended
