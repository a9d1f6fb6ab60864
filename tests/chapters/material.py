"""ID3 tags and sound for the tests, written byte by byte or by FFmpeg."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream

from podscribe.chapters.chapter import Chapter
from tests.audio.material import stairs

RATE = 44_100
MICROSECONDS = 1_000_000
PICTURE = b"\0image/jpeg\0\3\0" + b"\xff\xd8\xff\xe0\0\x10JFIF\xff\0\xff\xff\xe2" * 40
UNSYNCHRONISED, EXTENDED, FOOTER = 0x80, 0x40, 0x10


def write_with_chapters(
    path: Path,
    codec: str,
    chapters: Sequence[Chapter],
    seconds: float = 6.0,
    rate: int = RATE,
    starts_s: float = 0.0,
) -> Path:
    """Sound with chapters as FFmpeg writes them; its clock begins at `starts_s`."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, AudioStream)
        if codec == "flac":
            stream.format = "s16"
        begin = round(starts_s * rate)
        starts = [round((starts_s + each.start) * MICROSECONDS) for each in chapters]
        ends = [*starts[1:], round((starts_s + seconds) * MICROSECONDS)]
        out.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": end,
                    "time_base": Fraction(1, MICROSECONDS),
                    "metadata": {"title": chapter.title} if chapter.title else {},
                }
                for number, (start, end, chapter) in enumerate(
                    zip(starts, ends, chapters, strict=True), 1
                )
            ]
        )
        frame = av.AudioFrame.from_ndarray(
            stairs(seconds, rate)[np.newaxis], format="flt", layout="mono"
        )
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), begin
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def chapters_by_ffmpeg(path: Path) -> list[tuple[float, float, str]]:
    """Start, end and title of each chapter, as another program reads them."""
    with av.open(str(path)) as container:
        return [
            (
                float(each["start"] * each["time_base"]),
                float(each["end"] * each["time_base"]),
                each["metadata"].get("title", ""),
            )
            for each in container.chapters()
        ]


def tags_by_ffmpeg(path: Path) -> Mapping[str, str]:
    with av.open(str(path)) as container:
        return dict(container.metadata)


def packets(path: Path) -> list[bytes]:
    """The sound, packet by packet, as it is encoded."""
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0)]


def pictures(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


# ID3


def syncsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def frame(name: str, content: bytes, version: int = 3, flags: bytes = b"\0\0") -> bytes:
    if version == 2:
        return name.encode() + len(content).to_bytes(3, "big") + content
    size = syncsafe(len(content)) if version == 4 else len(content).to_bytes(4, "big")
    return name.encode() + size + flags + content


def text(name: str, value: str, version: int = 3) -> bytes:
    if version == 4:
        return frame(name, b"\3" + value.encode(), version)
    return frame(name, b"\1" + value.encode("utf-16"), version)


def chapter_frame(
    identifier: str, start_s: float, end_s: float, inside: bytes = b"", version: int = 3
) -> bytes:
    times = struct.pack(">IIII", round(start_s * 1000), round(end_s * 1000), 2**32 - 1, 2**32 - 1)
    return frame("CHAP", identifier.encode() + b"\0" + times + inside, version)


def list_frame(*identifiers: str, version: int = 3) -> bytes:
    names = b"".join(each.encode() + b"\0" for each in identifiers)
    return frame("CTOC", b"toc\0\3" + bytes((len(identifiers),)) + names, version)


def tag(body: bytes, version: int = 3, flags: int = 0) -> bytes:
    return b"ID3" + bytes((version, 0, flags)) + syncsafe(len(body)) + body


def unsynchronised(content: bytes) -> bytes:
    return re.sub(rb"\xff(?=[\xe0-\xff\0]|$)", b"\xff\0", content)
