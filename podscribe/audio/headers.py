"""What FFmpeg does not tell of a file: whether its header is to be believed, and its end is there.

- WAV: recorders that were switched off, streams and files over 4 GB state a wrong length.
- MP3: only a Xing, Info or VBRI block in the first frame states the length; else it is guessed, and
  where files were joined, the block is that of the first one.
- Ogg: the last page of a stream is marked as such.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_STREAMED_FROM_BYTES = 0x7FFF0000  # programs that write to a pipe state about 2 or 4 GB
_MOST_CHUNKS = 1000
_SMALL_REST_BYTES = 1024
_LARGE_WAV = (b"RF64", b"BW64")
_IN_DS64 = 0xFFFFFFFF  # the length stands in a chunk of its own
_OGG_PAGE_MOST_BYTES = 65_307
_OGG_LAST_PAGE = 0x04
_ID3_HEADER_BYTES = 10
_MP3_COUNTS = {b"Xing": 8, b"Info": 8, b"VBRI": 14}  # how far behind its mark the count stands


@dataclass(frozen=True, slots=True)
class WavLength:
    """How much sound a WAV file states, and whether FFmpeg should rather read to its end."""

    stated_seconds: float | None
    ignore: bool


def wav_length(path: Path) -> WavLength | None:
    """None where it is no plain WAV, or has no sound."""
    with open(path, "rb") as file:
        if not _is_wav(file.read(12)):
            return None
        return _data_length(file, path.stat().st_size)


def _is_wav(opening: bytes) -> bool:
    return opening[:4] in (b"RIFF", *_LARGE_WAV) and opening[8:] == b"WAVE"


def _data_length(file: BinaryIO, size: int) -> WavLength | None:
    bytes_a_second = 0
    large = None  # the length of the sound, where 32 bits do not hold it
    for _ in range(_MOST_CHUNKS):
        if len(head := file.read(8)) < 8:
            return None
        name, stated = head[:4], struct.unpack("<I", head[4:])[0]
        if name == b"data":
            if large is not None and stated == _IN_DS64:
                return _judge(file, large, size - file.tell(), bytes_a_second, known=True)
            return _judge(file, stated, size - file.tell(), bytes_a_second)
        if name == b"ds64":
            large = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
            stated -= 16
        if name == b"fmt ":
            bytes_a_second = struct.unpack("<I", file.read(16).ljust(16, b"\0")[8:12])[0]
            stated -= 16
        file.seek(max(0, stated + stated % 2), 1)
    return None


def _judge(
    file: BinaryIO, stated: int, present: int, bytes_a_second: int, *, known: bool = False
) -> WavLength:
    """What a length says; `known`: it was written when the whole was there."""
    streamed = stated == 0 or (stated >= _STREAMED_FROM_BYTES and not known)
    if stated > present:
        told = bytes_a_second and not streamed
        return WavLength(stated / bytes_a_second if told else None, ignore=False)
    rest = present - stated
    if rest < _SMALL_REST_BYTES or (stated and _is_chunk(file, stated, rest)):
        return WavLength(None, ignore=False)
    return WavLength(None, ignore=True)


def _is_chunk(file: BinaryIO, stated: int, rest: int) -> bool:
    """Whether what follows the sound looks like a chunk, not like more sound."""
    file.seek(stated + stated % 2, 1)
    head = file.read(8)
    name_is_text = len(head) == 8 and all(0x20 <= byte < 0x7F for byte in head[:4])
    return name_is_text and struct.unpack("<I", head[4:])[0] <= rest


def mp3_stated_s(path: Path) -> float | None:
    """How long an MP3 is by the count of frames in its first one; None where it has none."""
    with open(path, "rb") as file:
        file.seek(id3_bytes(file.read(_ID3_HEADER_BYTES)))
        opening = file.read(8192)
    frame = opening[max(0, opening.find(b"\xff")) :][:200]
    marks = ((frame.find(mark), behind) for mark, behind in _MP3_COUNTS.items())
    place = next((found + behind for found, behind in marks if found >= 0), None)
    rate = _mp3_rate(frame)
    if place is None or rate is None or len(frame) < place + 4:
        return None
    samples, hertz = rate
    return int.from_bytes(frame[place : place + 4], "big") * samples / hertz or None


def id3_bytes(opening: bytes) -> int:
    """How long the ID3 tag is that begins here."""
    if opening[:3] != b"ID3" or len(opening) < _ID3_HEADER_BYTES:
        return 0
    if opening[3] > 4 or max(opening[6:10]) > 0x7F:
        return 0
    size = 0
    for byte in opening[6:10]:
        size = size << 7 | byte & 0x7F
    return size + _ID3_HEADER_BYTES


@dataclass(frozen=True, slots=True)
class OggEnd:
    """Whether the last page is there, whole and marked so, and the last sample it counts to."""

    cut: bool
    samples: int | None


def ogg_end(path: Path) -> OggEnd:
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 2 * _OGG_PAGE_MOST_BYTES))
        ending = file.read()
    page = ending[ending.rfind(b"OggS") :]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return OggEnd(cut=True, samples=None)
    length = 27 + page[26] + sum(page[27 : 27 + page[26]])
    if len(page) < length or not page[5] & _OGG_LAST_PAGE:
        return OggEnd(cut=True, samples=None)
    return OggEnd(cut=False, samples=struct.unpack("<q", page[6:14])[0])


def ogg_sound_begins(path: Path) -> int | None:
    """The byte at which the pages with sound begin, or would if they were not damaged."""
    with open(path, "rb") as file:
        position = 0
        for _ in range(_MOST_CHUNKS):
            head = file.read(27)
            if len(head) < 27 or head[:4] != b"OggS":
                break
            if struct.unpack("<q", head[6:14])[0] not in (0, -1):
                break
            table = file.read(head[26])
            position += 27 + len(table) + sum(table)
            file.seek(position)
    return position or None


def m4a_lacks_index(path: Path) -> bool:
    """Whether the box that tells where the sound is lies, or ends, beyond the end of the file."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        seen: list[bytes] = []
        while len(head := file.read(16)) >= 8 and len(seen) < _MOST_CHUNKS:
            length, name = struct.unpack(">I4s", head[:8])
            if length == 1 and len(head) == 16:
                length = struct.unpack(">Q", head[8:])[0]
            after = file.tell() - len(head) + length
            if after > size:
                break
            seen.append(name)
            if length < 8:
                break
            file.seek(after)
    return seen[:1] == [b"ftyp"] and b"moov" not in seen


_MP3_KBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG 1
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG 2 and 2.5
)
_MP3_RATES = (44_100, 48_000, 32_000)
_MPEG_1_SAMPLES = 1152  # of a frame


def mp3_frame_bytes(head: bytes) -> int | None:
    """How long the layer III frame is that begins so, or None where none begins."""
    rate = _mp3_rate(head)
    if rate is None or head[2] >> 4 in (0, 15):
        return None
    samples, hertz = rate
    kbits = _MP3_KBITS[0 if samples == _MPEG_1_SAMPLES else 1][head[2] >> 4]
    return samples // 8 * kbits * 1000 // hertz + (head[2] >> 1 & 1)


def _mp3_rate(head: bytes) -> tuple[int, int] | None:
    """How many samples the layer III frame has that begins so, and how many make a second."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3  # 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
    if version == 1 or rate == 3:
        return None
    samples = _MPEG_1_SAMPLES if version == 3 else _MPEG_1_SAMPLES // 2
    return samples, _MP3_RATES[rate] // {3: 1, 2: 2, 0: 4}[version]


def aac_frame_bytes(head: bytes) -> int | None:
    """How long the frame of an AAC stream is that begins so, or None where none begins."""
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return None
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
