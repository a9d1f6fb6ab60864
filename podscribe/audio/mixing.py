"""Frames of any rate, format and number of channels, as blocks at 16 kHz and one mix of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from podscribe.audio.sound import SAMPLE_RATE

if TYPE_CHECKING:
    from av.audio.fifo import AudioFifo
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

    from podscribe.audio.sound import Samples

_LOUDEST = 1000.0  # full scale is 1: what is over a thousand is no sound but a fault
_CANCELLED = 0.02  # share of the channels' energy that the mix has left
_LOW_FREQUENCIES = ("LFE", "LFE2")
_AT_ONCE_S = 1.0  # frames are resampled together: a call for each took most of the time


class Resampler:
    """Takes frames of one rate, format and layout; any other needs a new beginning."""

    def __init__(self) -> None:
        self._setup: tuple[int, str, str] | None = None
        self._resampler: AudioResampler | None = None
        self._queue: AudioFifo | None = None
        self._channels = 0
        self.waiting_s = 0.0  # of sound that came in, and of which nothing has come out
        self.deaf: tuple[int, ...] = ()  # channels without speech

    def fits(self, frame: AudioFrame) -> bool:
        return self._resampler is None or self._setup == _setup(frame)

    def blocks(self, frame: AudioFrame) -> list[Samples]:
        """What is ready, a row a channel. Of an error, all that waits is lost."""
        frame.pts = None
        self.waiting_s += frame.samples / frame.sample_rate
        if self._resampler is None:
            self._begin(frame)
            return self._pull(frame)
        assert self._queue is not None
        self._queue.write(frame)
        return self._pull(self._queue.read()) if self.waiting_s >= _AT_ONCE_S else []

    def rest(self) -> list[Samples]:
        """What is left before silence or the end; the next frame begins anew."""
        if self._resampler is None:
            return []
        assert self._queue is not None
        waiting = self._queue.read()
        return [*(self._pull(waiting) if waiting is not None else ()), *self._pull(None)]

    def _begin(self, frame: AudioFrame) -> None:
        from av.audio.fifo import AudioFifo
        from av.audio.resampler import AudioResampler

        self._queue = AudioFifo()
        self._setup = _setup(frame)
        self._channels = frame.layout.nb_channels
        self._resampler = AudioResampler(format="flt", layout=frame.layout, rate=SAMPLE_RATE)
        names = [channel.name for channel in frame.layout.channels]
        self.deaf = tuple(index for index, name in enumerate(names) if name in _LOW_FREQUENCIES)

    def _pull(self, frame: AudioFrame | None) -> list[Samples]:
        """Samples come interleaved: PyAV miscounts the planes of eight channels and more."""
        resampler, self._resampler = self._resampler, None
        assert resampler is not None
        parts = [cast("Samples", part.to_ndarray()) for part in resampler.resample(frame)]
        if frame is not None:  # one that failed, or was emptied, is not used again
            self._resampler = resampler
        self.waiting_s = 0.0
        return [without_faults(part.reshape(-1, self._channels).T) for part in parts]


def _setup(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.format.name, frame.layout.name


def without_faults(rows: Samples) -> Samples:
    """Silence in place of what is no number; the resampler spreads one over 2 ms."""
    import numpy as np

    loudness = np.abs(rows)
    if loudness.max(initial=0.0) <= _LOUDEST:  # false for NaN too
        return rows
    return np.where(loudness <= _LOUDEST, rows, np.float32(0))


def mix(rows: Samples, deaf: tuple[int, ...] = ()) -> Samples:
    """One channel of many: their mean, or the first loud one where they cancel each other."""
    import numpy as np

    heard = np.delete(rows, deaf, axis=0) if 0 < len(deaf) < len(rows) else rows
    mean: Samples = heard.mean(axis=0, dtype=np.float32)
    energies = np.square(heard).mean(axis=1)
    if np.square(mean).mean() >= _CANCELLED * energies.mean() / len(heard):
        return mean
    first_loud: Samples = heard[int((energies >= energies.max() / 2).argmax())]
    return first_loud  # not the loudest, which may be the one now and the other then
