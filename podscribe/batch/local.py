"""The engine that works on this computer."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from podscribe.batch.crew import LocalCrew
from podscribe.batch.episode import Orders
from podscribe.batch.item import Item
from podscribe.batch.messages import Step
from podscribe.batch.places import Kind, kind_of
from podscribe.batch.seats import Seat, device_of, seats

SHARING = 4  # episodes of a worker that share batches
MOST_AHEAD_BYTES = 32 * 1024**3  # 140 hours of decoded sound
_SHARE_AHEAD = 4  # of what is free on the disk, a fourth


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Worker processes on this computer: one a GPU, or some that share the cores."""

    seats: tuple[Seat, ...]

    @classmethod
    def on(cls, devices: str, workers: int | None = None) -> LocalEngine:
        """As devices and workers are named on the command line."""
        return cls(seats(devices, workers))

    @property
    def device(self) -> str:
        return device_of(self.seats)

    def _seats_for(self, orders: Orders) -> list[Seat]:
        """While one episode is sent to a storage, another one is heard; or several are at once."""
        least = SHARING if orders.settings.batch.share_batches else 1
        more = 1 if kind_of(orders.out) is Kind.STORAGE else 0
        return [
            replace(seat, lanes=max(least, seat.lanes) + more) if seat.step is Step.WORK else seat
            for seat in self.seats
        ]

    def require(self, items: Iterable[Item], orders: Orders) -> None:
        """Whatever lies here or in the web can be worked on here."""

    @contextmanager
    def open(self, orders: Orders) -> Iterator[LocalCrew]:
        """The crew at its places, until the job is over."""
        orders.cache.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(orders.cache).free
        crew = LocalCrew(
            self._seats_for(orders), orders.settings, min(MOST_AHEAD_BYTES, free // _SHARE_AHEAD)
        )
        try:
            crew.start()
            yield crew
        finally:
            crew.close()
