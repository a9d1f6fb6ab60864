"""What was done to the words, as people are told it.

>>> print(LeftOut(62.4, "um"), Replaced(75.0, "mlops", "MLOps"), sep="\\n")
1:02 left out: um
1:15 mlops → MLOps
"""

from __future__ import annotations

from dataclasses import dataclass

from podscribe.clock import clock


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that were said at a time and are not written."""

    start: float
    heard: str

    def __str__(self) -> str:
        return f"{clock(self.start)} left out: {self.heard}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """A term that was heard at a time, and what is written for it."""

    start: float
    heard: str
    written: str

    def __str__(self) -> str:
        return f"{clock(self.start)} {self.heard} → {self.written}"


Edit = LeftOut | Replaced
