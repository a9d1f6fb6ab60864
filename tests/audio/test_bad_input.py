"""What is no sound is told in one line; a full disk and a stop leave nothing half done."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from podscribe.audio import decode, open_decoded, store
from podscribe.errors import PodscribeError
from tests.audio.material import stairs, write_sound, write_stairs

MEMORY_MB = 60  # what a decoding may take beyond the libraries, whatever the length

NO_SOUND = {
    "text.mp3": (b"Hello, this is the transcript.\n" * 300, "is text, not sound"),
    "empty.wav": (b"", "is empty"),
    "page.mp3": (b"<!DOCTYPE html><html><body>Log in</body></html>", "is a web page"),
    "list.m3u8": (b"#EXTM3U\n#EXTINF:10,\nother.ts\n", "is a playlist or feed"),
    "list.mp3": (b"ffconcat version 1.0\nfile 'other.wav'\n", "is a playlist or feed"),
    "feed.mp3": (b"<?xml version='1.0'?><rss></rss>", "is a playlist or feed"),
    "noise.mp3": (random.Random(1).randbytes(200_000), "has no sound that can be decoded"),
    "noise": (random.Random(1).randbytes(200_000), "is no sound or video in a known format"),
    "zeros.mp3": (bytes(100_000), "has no sound that can be decoded"),
    "subtitles.mp3": (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n\n" * 3, "has no sound"),
}


@pytest.mark.parametrize("name", NO_SOUND)
def test_what_is_no_sound_is_told_in_one_line_with_a_remedy(name: str, tmp_path: Path) -> None:
    content, what = NO_SOUND[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PodscribeError) as caught:
        decode(path, tmp_path / "sound")
    assert what in caught.value.what
    assert caught.value.file == str(path) and caught.value.remedy
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_no_length_is_told(tmp_path: Path) -> None:
    whole = write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0).read_bytes()
    path = tmp_path / "header.wav"
    path.write_bytes(whole[: whole.index(b"data") + 8])
    with pytest.raises(PodscribeError, match="its length is zero"):
        decode(path, tmp_path / "sound")


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="no such file; check the name"):
        decode(tmp_path / "nowhere.mp3", tmp_path / "sound")
    with pytest.raises(PodscribeError, match="is a folder"):
        decode(tmp_path, tmp_path / "sound")


def test_a_playlist_opens_nothing_else(tmp_path: Path) -> None:
    write_stairs(tmp_path / "other.wav", "pcm_s16le", 1.0)
    for content in (
        "ffconcat version 1.0\nfile 'other.wav'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nother.wav\n#EXT-X-ENDLIST\n",
    ):
        path = tmp_path / "list.mp3"
        path.write_text(content)
        with pytest.raises(PodscribeError):
            decode(path, tmp_path / "sound")


@pytest.mark.parametrize("rate", [3, 134_000_000])
def test_a_sample_rate_that_cannot_be_is_told(rate: int, tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0, 8_000)
    content = bytearray(path.read_bytes())
    place = content.index(b"fmt ") + 12
    content[place : place + 4] = rate.to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(
        PodscribeError, match=f"states {rate} samples a second; its header is damaged"
    ):
        decode(path, tmp_path / "sound")


def test_a_codec_that_is_not_known_is_told(tmp_path: Path) -> None:
    content = bytearray(write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0).read_bytes())
    place = content.index(b"fmt ") + 8
    content[place : place + 2] = b"\x99\x09"
    path = tmp_path / "unknown.wav"
    path.write_bytes(content)
    with pytest.raises(PodscribeError, match="has no sound that can be decoded"):
        decode(path, tmp_path / "sound")


def test_nothing_is_said_on_the_standard_streams(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(write_stairs(tmp_path / "a.mp3", "libmp3lame", 3.0).read_bytes())
    content[8000:9000] = random.Random(1).randbytes(1000)
    path = tmp_path / "damaged.mp3"
    path.write_bytes(content)
    assert decode(path, tmp_path / "sound").damaged
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def full_disk(part: Path) -> BinaryIO:
    return open("/dev/full", "wb")


def test_a_full_disk_is_told_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 20.0, 16_000)
    monkeypatch.setattr(store, "open_part", full_disk)
    with pytest.raises(PodscribeError, match=r"No space left.*free some space"):
        decode(path, tmp_path / "sound")
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_too_small_is_told_before_decoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 100.0, 16_000)
    usage = namedtuple("usage", "free")(1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(PodscribeError, match="the decoded sound takes 6 MB, and 1 MB are free"):
        decode(path, tmp_path / "sound")
    assert list(tmp_path.iterdir()) == [path]


def test_a_stop_leaves_what_was_there_before(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 20.0, 16_000)
    before = decode(path, tmp_path / "sound")

    def stop(done: float, total: float | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        decode(path, tmp_path / "sound", on_progress=stop)
    again = open_decoded(tmp_path / "sound")
    assert again is not None and np.array_equal(again.samples, before.samples)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.wav", "sound", "sound.json"]


def test_what_a_killed_run_left_is_removed_and_what_another_writes_is_not(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 0.5)
    (tmp_path / ".sound.dead.part").write_bytes(bytes(1000))
    with store.open_part(tmp_path / ".sound.alive.part"):
        decode(path, tmp_path / "sound")
        names = {each.name for each in tmp_path.iterdir()}
    assert names == {"a.wav", "sound", "sound.json", ".sound.alive.part"}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 0.5)
    with pytest.raises(PodscribeError, match="cannot be written"):
        decode(path, path / "sound")


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    """An hour, which is 230 MB of samples."""
    row = np.tile(stairs(30.0, 8_000), 4)[np.newaxis]
    minutes = write_sound(tmp_path / "a.flac", "flac", row, 8_000, sample_format="s16")
    hour = write_sound(tmp_path / "b.wav", "pcm_u8", np.zeros((1, 8_000), np.float32), 8_000)
    with open(hour, "r+b") as file:
        header = file.read().index(b"data") + 4
        file.seek(header)
        file.write((3600 * 8_000).to_bytes(4, "little"))
        file.truncate(header + 4 + 3600 * 8_000)
    short, long = peak_mb(minutes, tmp_path), peak_mb(hour, tmp_path)
    assert long - short < MEMORY_MB


def peak_mb(path: Path, folder: Path) -> float:
    """The memory of a fresh process that decodes the file and looks at nothing."""
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom podscribe.audio import decode\n"
        "decode(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(folder / "sound")],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def test_importing_the_room_loads_no_heavy_library() -> None:
    code = (
        "import sys, podscribe.audio, podscribe.audio.clips\n"
        "print([name for name in ('av', 'numpy', 'pydub', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
