"""Packets decoded one by one: what was heard, and what was lost.

Formats that are a bare row of frames have no clock: FFmpeg counts frames, and takes damage of any
length for one. There the bytes that were lost tell how long the damage was; of AAC, FFmpeg hands
out few of them, and what follows comes too early.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podscribe.audio import headers
from podscribe.audio.sound import SOURCE_RATES

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

_BARE = frozenset({"mp3", "aac", "ac3", "eac3", "dts"})
_STATED_BYTES = {"mp3": headers.mp3_frame_bytes, "aac": headers.aac_frame_bytes}
_FAILED_READS = 20  # in a row: nothing more is to be had


@dataclass(frozen=True, slots=True)
class Heard:
    """A decoded frame, and when the container says it begins."""

    frame: AudioFrame
    time_s: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A packet that could not be decoded."""

    time_s: float | None
    seconds: float


class Decoder:
    """All that can be decoded of a stream, in order."""

    def __init__(self, container: InputContainer, stream: AudioStream) -> None:
        self._container = container
        self._stream = stream
        self._bare = container.format.name in _BARE
        self._shift_s = 0.0  # by how much FFmpeg's count of a bare stream is behind
        self._good_bytes = 0
        self._good_s = 0.0
        self._tag_end = 0
        self.cut = False  # the last packet is not all there
        self.failed = False  # at least one packet

    def __iter__(self) -> Iterator[Heard | Lost]:
        import av

        lost: list[Lost] = []
        for packet in self._packets():
            heard: list[Heard] = []
            try:
                frames = packet.decode()
                heard = [self._heard(each) for each in frames if each.sample_rate in SOURCE_RATES]
            except (av.FFmpegError, ValueError):
                lost += self._lost(packet)
            else:
                self._learn(packet)
            if heard or not self._bare:  # what follows the last bare frame is padding or a tag
                yield from lost
                lost.clear()
            yield from heard

    def _packets(self) -> Iterator[Packet[AudioStream]]:
        """A read that fails is tried again beyond the fault."""
        import av

        failed, ended = 0, False
        while not ended and failed < _FAILED_READS:
            try:
                for packet in self._container.demux(self._stream):
                    failed = 0
                    yield packet
                ended = True
            except (av.FFmpegError, ValueError):
                failed += 1

    def _learn(self, packet: Packet[AudioStream]) -> None:
        """How many bytes a second of a bare stream takes."""
        if not self._bare or not packet.size:
            return
        size, stated = packet.size, self._stated_bytes(packet)
        self.cut = stated is not None and size < stated
        if stated is not None and size > stated:  # the decoder passes over what follows
            self._shift_s += self._duration_of(size - stated, _seconds(packet))
            size = stated
        self._good_bytes += size
        self._good_s += _seconds(packet)

    def _lost(self, packet: Packet[AudioStream]) -> Iterator[Lost]:
        self.failed = True
        seconds = _seconds(packet)
        time_s = self._time(packet.pts, packet)
        if self._bare:
            self.cut = packet.size < (self._stated_bytes(packet) or 0)
            counted, seconds = seconds, self._duration_of(self._sound_bytes(packet), seconds)
            self._shift_s += seconds - counted
        if seconds > 0:
            yield Lost(time_s, seconds)

    def _stated_bytes(self, packet: Packet[AudioStream]) -> int | None:
        of_frame = _STATED_BYTES.get(self._container.format.name)
        return None if of_frame is None else of_frame(bytes(memoryview(packet)[:6]))

    def _duration_of(self, size: int, frame_s: float) -> float:
        """How long so many bytes of a bare stream are, in whole frames."""
        if not self._good_bytes or frame_s <= 0:
            return frame_s
        frames = size * self._good_s / self._good_bytes / frame_s
        return round(frames) * frame_s

    def _sound_bytes(self, packet: Packet[AudioStream]) -> int:
        """Without the tags that stand between files joined into one."""
        content = bytes(packet)
        begin = packet.pos or 0
        end = begin + len(content)
        after_tag = max(begin, self._tag_end)
        tag = content.find(b"ID3", after_tag - begin)
        size = headers.id3_bytes(content[tag : tag + 10]) if tag >= 0 else 0
        if not size:
            return max(0, end - after_tag)
        self._tag_end = begin + tag + size
        return begin + tag - after_tag + max(0, end - self._tag_end)

    def _heard(self, frame: AudioFrame) -> Heard:
        time_s = None if frame.time is None else frame.time + self._shift_s
        return Heard(frame, time_s, frame.samples / frame.sample_rate)

    def _time(self, pts: int | None, packet: Packet[AudioStream]) -> float | None:
        return None if pts is None else pts * float(packet.time_base) + self._shift_s


def _seconds(packet: Packet[AudioStream]) -> float:
    return (packet.duration or 0) * float(packet.time_base)
