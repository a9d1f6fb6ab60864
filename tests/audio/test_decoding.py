"""Every format that is common comes out right: its length, its times, its channels."""

from __future__ import annotations

import errno
import fcntl
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from podscribe.audio import SAMPLE_RATE, Audio, decode, faults, let_go, open_decoded, space_needed
from podscribe.audio.store import open_part, part_path, remove_abandoned
from podscribe.errors import PodscribeError
from tests.audio.material import (
    stairs,
    step_at,
    step_of,
    write_picture,
    write_sound,
    write_stairs,
)
from tests.corpus import shared

SECONDS = 4.0
FORMATS = {  # suffix and codec, and the rate where it is not 44.1 kHz
    "mp3": ("libmp3lame", 44_100),
    "m4a": ("aac", 44_100),
    "wav": ("pcm_s16le", 44_100),
    "flac": ("flac", 44_100),
    "ogg": ("libopus", 48_000),
    "oga": ("vorbis", 44_100),
    "mp4": ("aac", 48_000),
    "mkv": ("libopus", 48_000),
    "aac": ("aac", 44_100),
    "ts": ("aac", 44_100),
}


def decoded(source: Path, separate: bool = False) -> Audio:
    return decode(source, source.with_name("decoded") / "sound", separate=separate)


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_its_sound_at_its_times(suffix: str, tmp_path: Path) -> None:
    codec, rate = FORMATS[suffix]
    audio = decoded(write_stairs(tmp_path / f"a.{suffix}", codec, SECONDS, rate))
    assert audio.samples.dtype == np.float32 and audio.samples.ndim == 1
    assert audio.seconds == pytest.approx(SECONDS, abs=0.06)  # encoders pad
    assert [step_at(audio, second + 0.2) for second in range(4)] == [0, 1, 2, 3]
    assert audio.complete and audio.damaged == () and faults(audio) == ()


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "wav", "flac", "ogg", "mkv"])
def test_a_click_stays_where_it_was_to_a_hundredth_of_a_second(suffix: str, tmp_path: Path) -> None:
    codec, rate = FORMATS[suffix]
    row = np.zeros(3 * rate, np.float32)
    row[rate : rate + rate // 500] = 0.9
    sample_format = "s16" if codec == "flac" else None
    path = write_sound(
        tmp_path / f"a.{suffix}", codec, row[np.newaxis], rate, sample_format=sample_format
    )
    audio = decoded(path)
    assert int(np.abs(audio.samples).argmax()) / SAMPLE_RATE == pytest.approx(1.0, abs=0.01)


def test_the_samples_lie_on_disk_and_cannot_be_changed(tmp_path: Path) -> None:
    audio = decoded(write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0))
    assert isinstance(audio.samples, np.memmap)
    assert audio.path.stat().st_size == len(audio.samples) * 4 == space_needed(1.0)
    with pytest.raises(ValueError, match="read-only"):
        audio.samples[0] = 1.0


def test_samples_that_were_let_go_are_read_again(tmp_path: Path) -> None:
    audio = decoded(write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0))
    before = audio.samples.copy()
    let_go(audio.samples[100:200])
    assert np.array_equal(audio.samples, before)
    let_go(before)
    assert np.array_equal(audio.samples, before)


def test_a_later_run_opens_what_was_decoded(tmp_path: Path) -> None:
    path = write_sound(
        tmp_path / "a.mp3",
        "libmp3lame",
        stairs(1.0, 44_100)[np.newaxis],
        44_100,
        tags={"title": "Über Brot"},
    )
    first = decoded(path)
    again = open_decoded(first.path)
    assert again is not None
    assert np.array_equal(first.samples, again.samples)
    assert (again.source, again.damaged, again.complete, again.expected_seconds) == (
        first.source,
        first.damaged,
        first.complete,
        first.expected_seconds,
    )
    assert dict(again.source.tags)["title"] == "Über Brot"


def test_nothing_whole_is_opened_as_nothing(tmp_path: Path) -> None:
    assert open_decoded(tmp_path / "nowhere" / "sound") is None
    audio = decoded(write_stairs(tmp_path / "a.wav", "pcm_s16le", 1.0))
    with open(audio.path, "r+b") as file:
        file.truncate(100)
    assert open_decoded(audio.path) is None
    facts = audio.path.with_name("sound.json")
    for text in ("", "[]", '{"version": 1}', '{"version": 99}'):
        facts.write_text(text)
        assert open_decoded(audio.path) is None


def test_what_a_run_that_was_killed_left_goes_on_a_network_drive_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = fcntl.flock

    def flock(file: IO[bytes], how: int) -> None:
        if not file.writable():
            raise OSError(errno.EBADF, "Bad file descriptor")  # as NFS has it
        really(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    left, written = part_path(tmp_path / "sound"), part_path(tmp_path / "sound")
    left.write_bytes(bytes(100))
    with open_part(written):
        remove_abandoned(tmp_path / "sound")
        assert list(tmp_path.iterdir()) == [written]


def test_decoding_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_stairs(tmp_path / "a.mp3", "libmp3lame", 2.0)
    first, second = decode(path, tmp_path / "one"), decode(path, tmp_path / "two")
    assert first.path.read_bytes() == second.path.read_bytes()


def test_each_channel_can_be_had_alone(tmp_path: Path) -> None:
    rows = np.stack([stairs(2.0, 16_000), np.zeros(32_000, np.float32)])
    rows[1, 16_000:] = rows[0, :16_000]  # the lowest tone, a second later
    path = write_sound(tmp_path / "a.wav", "pcm_s16le", rows, 16_000, layout="stereo")
    audio = decoded(path, separate=True)
    left, right = audio.channels
    assert len(left) == len(right) == len(audio.samples)
    assert step_of(np.asarray(left[20_000:28_000])) == 1
    assert step_of(np.asarray(right[20_000:28_000])) == 0
    assert float(np.abs(right[:15_000]).max()) < 1e-3
    assert np.allclose(audio.samples, (left + right) / 2, atol=1e-6)
    again = open_decoded(audio.path)
    assert again is not None and len(again.channels) == 2
    assert decoded(path).channels == ()


def test_channels_of_opposite_polarity_do_not_cancel_each_other(tmp_path: Path) -> None:
    row = stairs(2.0, 16_000)
    path = write_sound(
        tmp_path / "a.wav", "pcm_s16le", np.stack([row, -row]), 16_000, layout="stereo"
    )
    assert float(np.abs(decoded(path).samples).max()) == pytest.approx(0.4, abs=0.02)


def test_eight_bits_at_8_khz(tmp_path: Path) -> None:
    audio = decoded(write_stairs(tmp_path / "a.wav", "pcm_u8", 2.0, 8_000))
    assert (audio.source.rate, audio.source.channels) == (8_000, 1)
    assert audio.seconds == 2.0 and step_at(audio, 1.2) == 1


def test_six_channels_at_96_khz(tmp_path: Path) -> None:
    rows = np.zeros((6, 192_000), np.float32)
    rows[2] = stairs(2.0, 96_000)  # speech in films is in the centre
    path = write_sound(tmp_path / "a.wav", "pcm_s16le", rows, 96_000, layout="5.1")
    audio = decoded(path, separate=True)
    assert (audio.source.rate, audio.source.channels, len(audio.channels)) == (96_000, 6, 6)
    assert audio.seconds == 2.0 and step_at(audio, 1.2) == 1
    assert float(np.abs(audio.samples).max()) == pytest.approx(0.4 / 5, abs=0.01)


def test_eight_planes_of_aac(tmp_path: Path) -> None:
    """PyAV counts more planes than there are from eight on, and reads what is not its own."""
    rows = np.zeros((8, 96_000), np.float32)
    rows[0] = rows[1] = stairs(2.0, 48_000)
    audio = decoded(
        write_sound(tmp_path / "a.m4a", "aac", rows, 48_000, layout="7.1"), separate=True
    )
    assert len(audio.channels) == 8
    assert step_of(np.asarray(audio.channels[1][18_000:26_000])) == 1
    assert float(np.abs(audio.channels[7]).max()) < 0.01
    assert step_at(audio, 1.2) == 1


def test_a_tenth_of_a_second(tmp_path: Path) -> None:
    audio = decoded(write_stairs(tmp_path / "a.mp3", "libmp3lame", 0.1))
    assert audio.seconds == pytest.approx(0.1, abs=0.001)


def test_no_number_becomes_silence_and_spoils_nothing_else(tmp_path: Path) -> None:
    row = stairs(3.0, 44_100)
    row[50_000:50_100], row[60_000], row[70_000] = np.nan, np.inf, -1e30
    path = write_sound(
        tmp_path / "a.wav", "pcm_f32le", row[np.newaxis], 44_100, sample_format="flt"
    )
    audio = decoded(path)
    assert bool(np.isfinite(audio.samples).all()) and float(np.abs(audio.samples).max()) < 1
    assert [step_at(audio, second + 0.2) for second in range(3)] == [0, 1, 2]


def test_sound_that_begins_after_the_pictures_keeps_its_times(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.mkv"):
        path = write_sound(
            tmp_path / name,
            "aac",
            stairs(2.0, 48_000)[np.newaxis],
            48_000,
            starts_s=0.7,
            picture=True,
        )
        audio = decoded(path)
        assert audio.seconds == pytest.approx(2.7, abs=0.06)
        assert float(np.abs(audio.samples[: int(0.65 * SAMPLE_RATE)]).max()) < 0.01
        assert step_at(audio, 1.8) == 1 and audio.damaged == ()


def test_the_first_sound_of_a_recorded_broadcast_is_at_zero(tmp_path: Path) -> None:
    path = write_sound(
        tmp_path / "a.mkv", "aac", stairs(2.0, 48_000)[np.newaxis], 48_000, starts_s=5000.0
    )
    audio = decoded(path)
    assert audio.seconds == pytest.approx(2.0, abs=0.06) and step_at(audio, 1.2) == 1


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    seen: list[tuple[float, float | None]] = []
    path = write_stairs(tmp_path / "a.wav", "pcm_s16le", 20.0, 16_000)
    decode(path, tmp_path / "sound", on_progress=lambda done, total: seen.append((done, total)))
    assert len(seen) > 3 and all(total == 20.0 for _, total in seen)
    assert all(before <= after for (before, _), (after, _) in pairwise(seen))
    assert seen[-1][0] == 20.0


def test_names_that_ffmpeg_could_take_for_something_else(tmp_path: Path) -> None:
    for name in ("concat:a|b.wav", "a%20b%d.wav", "-i.wav", "ü 1:2.wav", "http:x.wav"):
        path = write_stairs(tmp_path / "plain.wav", "pcm_s16le", 0.5).rename(tmp_path / name)
        assert decode(path, tmp_path / "sound").seconds == 0.5


def test_other_streams_than_the_sound_are_left_aside(tmp_path: Path) -> None:
    path = write_sound(
        tmp_path / "a.mp4", "aac", stairs(2.0, 44_100)[np.newaxis], 44_100, picture=True
    )
    assert decoded(path).source.tracks == 1
    with pytest.raises(PodscribeError, match="is video without sound; give a file with sound"):
        decoded(write_picture(tmp_path / "silent.mp4"))


def test_real_recordings(tmp_path: Path) -> None:
    for path in [*shared("audio/*.wav"), *shared("audio/*.flac")]:
        audio = decode(path, tmp_path / "sound")
        assert audio.seconds > 10 and audio.complete and audio.damaged == ()
        assert 0.005 < float(np.sqrt(np.mean(np.square(audio.samples)))) < 0.5
