"""Whether a worker hangs: for how long it has told of no step of what it has in hand.

A sign of life from a thread beside the work would prove nothing, so only the work itself counts:
bytes that came, sound that was decoded, windows that were heard. How long there may be none of
that depends on how long one step can take. The windows of a batch are one step, which on a GPU
takes seconds; to tell speakers apart at the end takes longer the longer the episode is, and never
as long as it plays. Who waits for another run's results has nothing to tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from podscribe.batch.messages import Ended, FromWorker, Notice, Reached
from podscribe.batch.seats import CPU
from podscribe.clock import MINUTE_S
from podscribe.config import Settings
from podscribe.pipeline.listener import WAITS

GRACE_S = 10.0  # to store what is in hand, before a worker is killed
_MOST_PASSED_S = 10.0  # between two looks; the rest the driver itself was stopped, with all others
_USUAL_BATCH = 8  # windows, for which patience is meant


def patience_s(settings: Settings) -> float:
    """How long a step may take; on the CPU larger batches take longer.

    >>> from podscribe.config import Settings
    >>> patience_s(Settings(device="cpu")), patience_s(Settings(device="cuda"))
    (1800.0, 1800.0)
    """
    if settings.device != CPU:
        return settings.batch.patience_s
    return settings.batch.patience_s * max(1.0, settings.transcribe.batch_size / _USUAL_BATCH)


@dataclass(slots=True)
class Silence:
    """How long a worker has told of no step."""

    patience_s: float
    spent_s: float = 0.0
    lengths_s: dict[str, float] = field(default_factory=dict)  # of the audio it goes through
    waiting: set[str] = field(default_factory=set)  # episodes that another run works on

    def hear(self, message: FromWorker) -> None:
        """It has told of something."""
        self.spent_s = 0.0
        match message:
            case Notice(id, text) if text.endswith(WAITS):
                self.waiting.add(id)
            case Reached(id, progress):
                self.waiting.discard(id)
                if progress.length_s is not None:
                    self.lengths_s[id] = progress.length_s
            case Ended(id):
                self.leave(id)

    def leave(self, id: str) -> None:
        """It does not have that any more."""
        self.waiting.discard(id)
        self.lengths_s.pop(id, None)

    def last(self, seconds: float, *, busy: bool) -> None:
        """So much time has gone by; who has nothing to do is silent with reason."""
        self.spent_s = self.spent_s + seconds if busy else 0.0

    @property
    def too_long(self) -> bool:
        return self.spent_s > max([self.patience_s, *self.lengths_s.values()])

    @property
    def told(self) -> str:
        return (
            f"the worker told of no step for {self.spent_s / MINUTE_S:,.0f} minutes, and was ended"
        )


class Passing:
    """Time as it goes by for the workers: not while the driver and they are stopped together."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked = clock()

    def seconds(self) -> float:
        """Since this was last asked."""
        before, self._looked = self._looked, self._clock()
        return min(_MOST_PASSED_S, self._looked - before)
