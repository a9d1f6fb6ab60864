"""How long a training lasts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to train: so many steps if said, which is repeatable, so many minutes otherwise."""

    minutes: float
    steps: int | None = None

    def progress(self, step: int, elapsed_s: float) -> float:
        """From 0 at the start to 1 at the end."""
        if self.steps is None:
            return elapsed_s / (60 * self.minutes)
        return step / self.steps if self.steps else 1.0
