"""How speakers are told apart, and with what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from podscribe.errors import PodscribeError

_DEVICES = re.compile(r"auto|cpu|cuda(:\d{1,3})?")


@dataclass(frozen=True, slots=True)
class DiarizeOptions:
    """The defaults fit every machine; the number of speakers is worth giving where it is known."""

    fewest_speakers: int | None = None
    most_speakers: int | None = None  # the same as the fewest: exactly so many
    device: str = "auto"  # the first GPU where there is one; or cpu, cuda, cuda:1
    segmentation_batch: int | None = None  # windows at once; None: what suits the device
    embedding_batch: int | None = None
    threads: int | None = None  # of the CPU; None: as many as torch takes

    def __post_init__(self) -> None:
        for name in (
            "fewest_speakers",
            "most_speakers",
            "segmentation_batch",
            "embedding_batch",
            "threads",
        ):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise PodscribeError(
                    f"{name} is {value}", remedy="give a whole number from 1, or leave it out"
                )
        fewest, most = self.fewest_speakers, self.most_speakers
        if fewest is not None and most is not None and fewest > most:
            raise PodscribeError(
                f"at least {fewest} and at most {most} speakers cannot be",
                remedy="give the smaller number first",
            )
        if not _DEVICES.fullmatch(self.device):
            raise PodscribeError(
                f"{self.device!r} is no device", remedy="give auto, cpu, cuda or cuda:1"
            )

    @property
    def exact_speakers(self) -> int | None:
        """How many there are, where that is known."""
        return self.fewest_speakers if self.fewest_speakers == self.most_speakers else None
