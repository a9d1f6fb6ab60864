"""How many people speak, as a show or a command says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from podscribe.errors import PodscribeError

_NONE = "none"
_NUMBERS = re.compile(r"([1-9]\d{0,2})(?:-([1-9]\d{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Speakers:
    """At least and at most so many people speak; at most 0 means that they are not told apart.

    >>> Speakers.parse("2-4")
    Speakers(fewest=2, most=4)
    >>> str(Speakers.parse("2")), str(Speakers.parse("none"))
    ('2', 'none')
    """

    fewest: int
    most: int

    def __post_init__(self) -> None:
        if not (1 <= self.fewest <= self.most or self.fewest == self.most == 0):
            raise PodscribeError(
                f"from {self.fewest} to {self.most} speakers cannot be",
                remedy="give the smaller number first, from 1 on, or none",
            )

    @classmethod
    def parse(cls, text: str) -> Speakers:
        if text == _NONE:
            return cls(0, 0)
        numbers = _NUMBERS.fullmatch(text)
        if numbers is None:
            raise PodscribeError(
                f"{text!r} is no number of speakers", remedy="give none, 2, or 2-4 for a range"
            )
        return cls(int(numbers[1]), int(numbers[2] or numbers[1]))

    @property
    def told_apart(self) -> bool:
        return self.most > 0

    def __str__(self) -> str:
        if not self.told_apart:
            return _NONE
        return str(self.most) if self.fewest == self.most else f"{self.fewest}-{self.most}"
