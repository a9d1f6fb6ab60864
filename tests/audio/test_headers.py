"""The frames of bare streams, as their first bytes state them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from podscribe.audio.headers import (
    OggEnd,
    WavLength,
    aac_frame_bytes,
    id3_bytes,
    m4a_lacks_index,
    mp3_frame_bytes,
    ogg_end,
    ogg_sound_begins,
    wav_length,
)
from tests.audio.material import stairs, write_sound

Stated = Callable[[bytes], int | None]
KINDS = [("mp3", 24_000, mp3_frame_bytes), ("mp3", 44_100, mp3_frame_bytes)]
KINDS += [("aac", 24_000, aac_frame_bytes), ("aac", 44_100, aac_frame_bytes)]


@pytest.mark.parametrize(("suffix", "rate", "stated"), KINDS)
def test_frame_upon_frame_leads_to_the_end(
    tmp_path: Path, suffix: str, rate: int, stated: Stated
) -> None:
    options = {"id3v2_version": "0", "write_xing": "0"} if suffix == "mp3" else {}
    path = tmp_path / f"sound.{suffix}"
    write_sound(path, suffix, stairs(2.0, rate)[None], rate, options=options)
    content = path.read_bytes()
    at = frames = 0
    while at < len(content):
        size = stated(content[at : at + 6])
        assert size, f"no frame at byte {at} of {len(content)}"
        at += size
        frames += 1
    assert at == len(content)
    assert frames > 30


@pytest.mark.parametrize("stated", [mp3_frame_bytes, aac_frame_bytes])
@pytest.mark.parametrize(
    "head",
    [
        *(b"", b"\xff", b"ID3\x04\x00\x00", b"TAG abc", b"RIFF\x00\x10", b"\x00" * 6),
        *(b"\xff\x00\x50\x80\x10\x1f", b"\x0f\xf1\x50\x80\x10\x1f", b"\x0f\xfb\x90\x40\x10\x1f"),
    ],
)
def test_what_does_not_begin_a_frame_states_none(stated: Stated, head: bytes) -> None:
    assert stated(head) is None


def test_a_frame_of_one_kind_is_none_of_the_other() -> None:
    assert mp3_frame_bytes(b"\xff\xfb\x90\x40\x10\x1f") == 417
    assert aac_frame_bytes(b"\xff\xfb\x90\x40\x10\x1f") is None
    assert aac_frame_bytes(b"\xff\xf1\x50\x80\x10\x1f") == 128
    assert mp3_frame_bytes(b"\xff\xf1\x50\x80\x10\x1f") is None


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"\xff\xfb\x90\x40", 417),  # MPEG 1, 128 kbit/s at 44,100 Hz
        (b"\xff\xfb\x92\x40", 418),  # one byte longer
        (b"\xff\xfb\x94\x40", 384),  # at 48,000 Hz
        (b"\xff\xf3\x90\x40", 261),  # MPEG 2, 80 kbit/s at 22,050 Hz
        (b"\xff\xe3\x90\x40", 522),  # MPEG 2.5, at 11,025 Hz
        (b"\xff\xeb\x90\x40", None),  # no version
        (b"\xff\xfb\x00\x40", None),  # no bit rate
        (b"\xff\xfb\xf0\x40", None),
        (b"\xff\xfb\x9c\x40", None),  # no rate
        (b"\xff\xfb\x90", None),
        (b"\xff\xfd\x90\x40", None),  # layer II
    ],
)
def test_an_mp3_frame_is_as_long_as_its_rates_make_it(head: bytes, size: int | None) -> None:
    assert mp3_frame_bytes(head) == size


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"\xff\xf1\x50\x80\x10\x1f", 128),
        (b"\xff\xf1\x50\x83\xff\xff", 8191),
        (b"\xff\xf9\x50\x80\x00\xe0", 7),
        (b"\xff\xf1\x50\x80\x10", None),
    ],
)
def test_an_aac_frame_is_as_long_as_it_states(head: bytes, size: int | None) -> None:
    assert aac_frame_bytes(head) == size


@pytest.mark.parametrize(
    ("opening", "size"),
    [
        (b"ID3\x04\x00\x00\x00\x00\x02\x01", 267),
        (b"ID3\x03\x00\x00\x01\x00\x00\x7f", 2_097_152 + 127 + 10),
        (b"ID3\x05\x00\x00\x00\x00\x02\x01", 0),
        (b"ID3\x04\x00\x00\x00\x00\x02\x80", 0),
        (b"ID3\x04\x00\x00\x00\x00\x02", 0),
        (b"TAG\x04\x00\x00\x00\x00\x02\x01", 0),
    ],
)
def test_an_id3_tag_is_as_long_as_it_states(opening: bytes, size: int) -> None:
    assert id3_bytes(opening) == size


def box(name: bytes, length: int, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", length, name) + content


@pytest.mark.parametrize(
    ("content", "lacks"),
    [
        (box(b"ftyp", 8) + box(b"mdat", 1000, b"sound"), True),
        (box(b"ftyp", 8) + box(b"moov", 8) + box(b"mdat", 1000, b"sound"), False),
        (box(b"ftyp", 8) + box(b"mdat", 16, b"sounding") + box(b"moov", 8), False),
        (box(b"ftyp", 8) + box(b"mdat", 1, struct.pack(">Q", 24) + b"sounding"), True),
        (box(b"ftyp", 8) + box(b"mdat", 1, struct.pack(">Q", 16)) + box(b"moov", 8), False),
        (box(b"ftyp", 8) + box(b"mdat", 0, b"sounding") + box(b"moov", 8), True),
        (box(b"ftyp", 8) + box(b"mdat", 16, b"sounding") + box(b"moov", 100, b"half"), True),
        (box(b"mdat", 1000, b"sound"), False),
        (b"", False),
    ],
)
def test_an_m4a_lacks_its_index_where_no_box_before_the_end_is_it(
    tmp_path: Path, content: bytes, lacks: bool
) -> None:
    path = tmp_path / "sound.m4a"
    path.write_bytes(content)
    assert m4a_lacks_index(path) is lacks


def ogg_page(samples: int, flags: int = 0, sizes: bytes = b"\x05\x03") -> bytes:
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, samples, 1, 0, 0, len(sizes))
    return head + sizes + b"x" * sum(sizes)


@pytest.mark.parametrize(
    ("content", "end"),
    [
        (ogg_page(960) + ogg_page(1920, 4), OggEnd(cut=False, samples=1920)),
        (ogg_page(1920, 5), OggEnd(cut=False, samples=1920)),
        (ogg_page(1920, 4, b""), OggEnd(cut=False, samples=1920)),
        (ogg_page(1920), OggEnd(cut=True, samples=None)),
        (ogg_page(1920, 4)[:-1], OggEnd(cut=True, samples=None)),
        (ogg_page(1920, 4)[:28], OggEnd(cut=True, samples=None)),
        (b"", OggEnd(cut=True, samples=None)),
    ],
)
def test_a_stream_is_whole_where_its_last_page_is(
    tmp_path: Path, content: bytes, end: OggEnd
) -> None:
    path = tmp_path / "sound.ogg"
    path.write_bytes(content)
    assert ogg_end(path) == end


def test_the_sound_of_a_stream_begins_behind_the_pages_without_samples(tmp_path: Path) -> None:
    path = tmp_path / "sound.ogg"
    path.write_bytes(ogg_page(0) + ogg_page(-1) + ogg_page(960) + ogg_page(0))
    assert ogg_sound_begins(path) == 2 * (27 + 2 + 8)
    path.write_bytes(ogg_page(960))
    assert ogg_sound_begins(path) is None


def chunk(name: bytes, stated: int, content: bytes = b"") -> bytes:
    return name + struct.pack("<I", stated) + content


FORMAT = chunk(b"fmt ", 16, struct.pack("<HHIIHH", 1, 1, 100, 200, 2, 16))
WAV = b"RIFF\0\0\0\0WAVE"
LARGE = b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", 28, struct.pack("<QQQI", 500, 400, 200, 0))


@pytest.mark.parametrize(
    ("content", "length"),
    [
        (WAV + FORMAT + chunk(b"data", 400, bytes(400)), WavLength(None, ignore=False)),
        (WAV + FORMAT + chunk(b"data", 400, bytes(300)), WavLength(2.0, ignore=False)),
        (WAV + chunk(b"data", 400, bytes(300)), WavLength(None, ignore=False)),
        (WAV + FORMAT + chunk(b"data", 400, bytes(1423)), WavLength(None, ignore=False)),
        (WAV + FORMAT + chunk(b"data", 400, bytes(1424)), WavLength(None, ignore=True)),
        (WAV + FORMAT + chunk(b"data", 0x7FFF0000, bytes(9)), WavLength(None, ignore=False)),
        (
            WAV + FORMAT + chunk(b"data", 399, bytes(400) + chunk(b"LIST", 1016, bytes(1016))),
            WavLength(None, ignore=False),
        ),
        (
            WAV + chunk(b"junk", 3, bytes(4)) + FORMAT + chunk(b"data", 400, bytes(300)),
            WavLength(2.0, ignore=False),
        ),
        (WAV + FORMAT + chunk(b"data", 0, bytes(1024)), WavLength(None, ignore=True)),
        (LARGE + FORMAT + chunk(b"data", 0xFFFFFFFF, bytes(300)), WavLength(2.0, ignore=False)),
        (LARGE + FORMAT + chunk(b"data", 0xFFFFFFFF, bytes(400)), WavLength(None, ignore=False)),
        (LARGE + FORMAT + chunk(b"data", 300, bytes(300)), WavLength(None, ignore=False)),
        (WAV + FORMAT, None),
        (b"RIFX\0\0\0\0WAVE" + FORMAT + chunk(b"data", 400, bytes(300)), None),
        (b"RIFF\0\0\0\0WEVA" + FORMAT + chunk(b"data", 400, bytes(300)), None),
    ],
)
def test_the_length_of_a_wav_is_believed_where_it_can_be(
    tmp_path: Path, content: bytes, length: WavLength | None
) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(content)
    assert wav_length(path) == length
