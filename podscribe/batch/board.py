"""How a job stands at this moment: what progress, metrics and logs are made of."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from podscribe.pipeline.listener import Progress, Stage

LEAST_SPENT_S = 1.0  # before that a speed is chance
_WORK = {Stage.WORDS: 0.7, Stage.SPEAKERS: 0.3}  # of all; they may be heard at once


@dataclass(slots=True)
class Line:
    """What a worker has in hand."""

    id: str
    stem: str
    seconds: float  # of audio, as far as it is known
    progress: Progress | None = None  # the last that was told
    shares: dict[Stage, float] = field(default_factory=dict)  # how far each stage has come

    @property
    def heard_s(self) -> float:
        """How much of the work is behind, in seconds of audio."""
        return self.seconds * sum(
            weight * self.shares.get(stage, 0.0) for stage, weight in _WORK.items()
        )

    def move(self, progress: Progress) -> None:
        self.progress = progress
        self.shares[progress.stage] = progress.share or 0.0


@dataclass(slots=True)
class Board:
    """The job's numbers; only its driver writes them."""

    estimated_s: Mapping[str, float]  # of audio, by id: of all that is to be done
    clock: Callable[[], float] = time.monotonic
    begun: float = field(init=False)
    lines: dict[str, dict[str, Line]] = field(default_factory=dict)  # by worker and id
    done: int = 0
    failed: int = 0
    skipped: int = 0
    tried_again: int = 0
    replaced: int = 0  # workers
    audio_s: float = 0.0  # of what is done
    left_s: float = field(init=False)  # of audio, of what is not settled
    first_s: float | None = None  # when the first worker had begun

    def __post_init__(self) -> None:
        self.begun = self.clock()
        self.left_s = sum(self.estimated_s.values())

    @property
    def total(self) -> int:
        return len(self.estimated_s)

    @property
    def settled(self) -> int:
        return self.done + self.failed + self.skipped

    @property
    def spent_s(self) -> float:
        return self.clock() - self.begun

    @property
    def speed(self) -> float | None:
        """Seconds of audio in a second, since there is something to tell."""
        since = None if self.first_s is None else self.clock() - self.first_s
        if since is None or since < LEAST_SPENT_S or not self._heard_s:
            return None
        return self._heard_s / since

    @property
    def remaining_s(self) -> float | None:
        """Until all is done, as fast as it went so far."""
        speed = self.speed
        return None if not speed else max(0.0, self.left_s - self._in_hand_s) / speed

    @property
    def _heard_s(self) -> float:
        return self.audio_s + self._in_hand_s

    @property
    def _in_hand_s(self) -> float:
        """What is heard of episodes that are not finished: words are most of the work."""
        return sum(line.heard_s for lines in self.lines.values() for line in lines.values())

    def take(self, worker: str, id: str, stem: str) -> None:
        self.lines.setdefault(worker, {})[id] = Line(id, stem, self.estimated_s.get(id, 0.0))

    def hear(self) -> None:
        """Somebody hears an episode: from here on speed is measured."""
        if self.first_s is None:
            self.first_s = self.clock()

    def move(self, worker: str, id: str, progress: Progress) -> None:
        line = self.lines.get(worker, {}).get(id)
        if line is not None:
            line.move(progress)

    def leave(self, id: str) -> None:
        """Nobody has it in hand any more."""
        for lines in self.lines.values():
            lines.pop(id, None)

    def settle(self, id: str) -> None:
        """It is done, or will not be."""
        self.leave(id)
        self.left_s = max(0.0, self.left_s - self.estimated_s.get(id, 0.0))
