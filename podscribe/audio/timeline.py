"""Where each decoded frame belongs: gaps become silence, so that later times stay right.

Timestamps are believed when they agree with one another. A single one that jumps is not, nor one
beyond what the file can hold; timestamps that begin anew continue where the sound was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podscribe.audio.packets import Heard, Lost

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

_LATE_S = 0.04  # containers round their timestamps, to 1 ms and more
_LATE_AFTER_LOSS_S = 0.002
_EARLY_S = 0.5
_CONFIRMED_BY = 3  # frames
_PAUSE_S = 0.5  # codecs that leave out silence send something every 0.4 s


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was decoded from here to there; damaged where there should have been sound."""

    start: float
    end: float
    damaged: bool


class Timeline:
    """Frames and silence in the order and at the times of a player's clock."""

    def __init__(
        self, origin_s: float | None, longest_s: float, *, gapless: bool, lost_start: bool = False
    ) -> None:
        self._origin_s = origin_s
        self._longest_s = longest_s
        self._pause_s = 0.0 if gapless else _PAUSE_S
        self._started = False
        self._now_s = 0.0
        self._lost_until_s: float | None = 0.0 if lost_start else None
        self._waiting: list[tuple[Heard, float]] = []  # frames that jump, and their times

    def place(self, events: Iterable[Heard | Lost]) -> Iterator[AudioFrame | Silence]:
        for event in events:
            if isinstance(event, Lost):
                self._note_loss(event)
            elif event.frame.samples:
                yield from self._place(event)
        yield from self._finish()

    def _note_loss(self, lost: Lost) -> None:
        known = lost.time_s is not None
        start = self._relative(lost.time_s) if known else (self._lost_until_s or self._now_s)
        self._lost_until_s = max(self._lost_until_s or 0.0, start + lost.seconds)

    def _relative(self, time_s: float | None) -> float:
        assert time_s is not None
        if self._origin_s is None:
            self._origin_s = time_s
        return time_s - self._origin_s

    def _place(self, heard: Heard) -> Iterator[AudioFrame | Silence]:
        if heard.time_s is None:
            expected = self._now_s + sum(each.seconds for each, _ in self._waiting)
            time_s = self._next_waiting() if self._waiting else expected
        else:
            time_s = self._relative(heard.time_s)
        if not self._started:
            yield from self._begin(time_s)
        if self._waiting:
            yield from self._settle(heard, time_s)
        else:
            yield from self._follow(heard, time_s)

    def _follow(self, heard: Heard, time_s: float) -> Iterator[AudioFrame | Silence]:
        if not self._jumps(time_s, self._now_s):
            yield from self._emit(heard)
        elif self._is_end_of_loss(time_s):
            yield from self._silence_until(time_s)
            yield from self._emit(heard)
        else:
            self._waiting.append((heard, time_s))

    def _is_end_of_loss(self, time_s: float) -> bool:
        if self._lost_until_s is None or not self._now_s < time_s <= self._longest_s:
            return False
        return abs(time_s - self._lost_until_s) <= _LATE_S

    def _begin(self, time_s: float) -> Iterator[Silence]:
        """Sound that begins later than the pictures, or whose beginning is damaged."""
        self._started = True
        if 0 < time_s <= self._longest_s:
            yield from self._silence_until(time_s)
        elif time_s != 0:
            self._rebase(time_s)

    def _jumps(self, time_s: float, expected_s: float) -> bool:
        late = _LATE_S if self._lost_until_s is None else _LATE_AFTER_LOSS_S
        return not -_EARLY_S <= time_s - expected_s <= late

    def _next_waiting(self) -> float:
        heard, time_s = self._waiting[-1]
        return time_s + heard.seconds

    def _settle(self, heard: Heard, time_s: float) -> Iterator[AudioFrame | Silence]:
        """Believe a jump that the next frames confirm."""
        if abs(time_s - self._next_waiting()) <= _LATE_S:
            self._waiting.append((heard, time_s))
            if len(self._waiting) >= _CONFIRMED_BY:
                yield from self._accept()
            return
        yield from self._release()
        yield from self._follow(heard, time_s)

    def _accept(self) -> Iterator[AudioFrame | Silence]:
        time_s = self._waiting[0][1]
        if self._now_s < time_s <= self._longest_s:
            yield from self._silence_until(time_s)
        else:
            self._rebase(time_s)
        yield from self._release()

    def _rebase(self, time_s: float) -> None:
        assert self._origin_s is not None or time_s == self._now_s
        if self._origin_s is not None:
            self._origin_s += time_s - self._now_s

    def _release(self) -> Iterator[AudioFrame | Silence]:
        waiting, self._waiting = self._waiting, []
        for heard, _ in waiting:
            yield from self._emit(heard)

    def _emit(self, heard: Heard) -> Iterator[AudioFrame | Silence]:
        if self._lost_until_s is not None and self._lost_until_s > self._now_s:
            yield Silence(self._now_s, self._now_s, damaged=True)
        self._lost_until_s = None
        yield heard.frame
        self._now_s += heard.seconds

    def _silence_until(self, time_s: float) -> Iterator[Silence]:
        after_loss = self._lost_until_s is not None
        lead_in = self._now_s == 0.0 and not after_loss
        damaged = after_loss or (time_s - self._now_s >= self._pause_s and not lead_in)
        yield Silence(self._now_s, time_s, damaged)
        self._now_s = time_s
        self._lost_until_s = None

    def _finish(self) -> Iterator[AudioFrame | Silence]:
        if self._waiting:
            yield from self._accept()
        if self._started and self._lost_until_s is not None:
            end = min(self._lost_until_s, self._longest_s)
            if end > self._now_s:
                yield from self._silence_until(end)
