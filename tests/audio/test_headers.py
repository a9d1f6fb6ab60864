"""The frames of bare streams, as their first bytes state them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from struct import pack

import pytest

from podscribe.audio.headers import WavLength, aac_frame_bytes, mp3_frame_bytes, wav_length
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


FORMAT = b"fmt " + pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16)
SECOND = bytes(32_000)
NOTE = b"note" + pack("<I", 2000) + bytes(2000)


def wav(stated: int, present: bytes, opening: bytes = b"RIFF\0\0\0\0WAVE") -> bytes:
    return opening + FORMAT + b"data" + pack("<I", stated) + present


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (wav(64_000, SECOND), WavLength(2.0, ignore=False)),  # cut off
        (wav(32_000, SECOND), WavLength(None, ignore=False)),
        (wav(32_000, SECOND + bytes(1023)), WavLength(None, ignore=False)),
        (wav(32_000, SECOND + bytes(1024)), WavLength(None, ignore=True)),  # stated too little
        (wav(32_000, SECOND + NOTE), WavLength(None, ignore=False)),
        (wav(31_999, SECOND + NOTE), WavLength(None, ignore=False)),  # chunks begin at even bytes
        (wav(32_000, SECOND + NOTE[:-9]), WavLength(None, ignore=True)),
        (wav(0, SECOND), WavLength(None, ignore=True)),  # a recorder that was switched off
        (wav(0x7FFF0000, SECOND), WavLength(None, ignore=False)),  # from a pipe
        (wav(0x7FFEFFFF, SECOND), WavLength(0x7FFEFFFF / 32_000, ignore=False)),
        (wav(32_000, SECOND, b"RIFX\0\0\0\0WAVE"), None),
        (wav(32_000, SECOND, b"RIFF\0\0\0\0AVI "), None),
        (wav(32_000, SECOND)[:40], None),
        (b"RIFF", None),
    ],
)
def test_what_a_wav_file_states_is_held_against_what_is_there(
    tmp_path: Path, content: bytes, expected: WavLength | None
) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    assert wav_length(tmp_path / "a.wav") == expected
