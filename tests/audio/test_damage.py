"""Damage costs its neighbourhood and nothing else, and is told with its times."""

from __future__ import annotations

import random
import struct
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podscribe.audio import Audio, Stretch, decode, faults
from podscribe.audio.mixing import Resampler
from podscribe.errors import PodscribeError
from tests.audio.material import stairs, step_at, write_sound, write_stairs

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

    from podscribe.audio.sound import Samples

SECONDS = 12
RATE = 44_100


def decoded(content: bytes, suffix: str, folder: Path) -> Audio:
    path = folder / f"damaged{suffix}"
    path.write_bytes(content)
    return decode(path, folder / "sound")


def overwritten(content: bytes, share: float, size: int) -> bytes:
    first = int(len(content) * share)
    return content[:first] + random.Random(1).randbytes(size) + content[first + size :]


def wrong_steps(audio: Audio, until: int = SECONDS) -> list[int]:
    """The seconds whose tone is not heard, though no damage is told near them."""
    return [
        second
        for second in range(until)
        if step_at(audio, second + 0.25) != second and not near_damage(audio, second)
    ]


def near_damage(audio: Audio, second: int) -> bool:
    return any(
        stretch.start < second + 0.85 and second + 0.15 < stretch.end for stretch in audio.damaged
    )


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("sounds")
    made = {
        ".mp3": write_stairs(folder / "a.mp3", "libmp3lame", SECONDS),
        ".ogg": write_stairs(folder / "a.ogg", "libopus", SECONDS, 48_000),
        ".m4a": write_stairs(folder / "a.m4a", "aac", SECONDS),
        ".mkv": write_stairs(folder / "a.mkv", "libopus", SECONDS, 48_000),
        ".flac": write_stairs(folder / "a.flac", "flac", SECONDS),
        ".aac": write_stairs(folder / "a.aac", "aac", SECONDS),
        ".wav": write_stairs(folder / "a.wav", "pcm_s16le", SECONDS, 16_000),
        ".first.m4a": write_sound(
            folder / "first.m4a",
            "aac",
            stairs(SECONDS, RATE)[np.newaxis],
            RATE,
            options={"movflags": "faststart"},
        ),
        ".bare.mp3": write_sound(
            folder / "bare.mp3",
            "libmp3lame",
            stairs(SECONDS, RATE)[np.newaxis],
            RATE,
            options={"write_xing": "0"},
        ),
        ".varying.mp3": write_sound(
            folder / "varying.mp3",
            "libmp3lame",
            stairs(SECONDS, RATE)[np.newaxis],
            RATE,
            codec_options={"flags": "+qscale", "global_quality": "400"},
        ),
    }
    return {suffix: path.read_bytes() for suffix, path in made.items()}


@pytest.mark.parametrize(
    "suffix", [".mp3", ".bare.mp3", ".varying.mp3", ".ogg", ".m4a", ".first.m4a", ".mkv", ".flac"]
)
def test_what_follows_a_damaged_stretch_stays_at_its_time(
    suffix: str, sounds: dict[str, bytes], tmp_path: Path
) -> None:
    content = sounds[suffix]
    audio = decoded(overwritten(content, 0.42, len(content) // 20), suffix, tmp_path)
    (stretch,) = audio.damaged
    longest_s = 5.0 if suffix == ".mkv" else 2.0  # FFmpeg goes on at the next cluster
    assert 3.5 < stretch.start < 5.6 and stretch.end - stretch.start < longest_s
    assert wrong_steps(audio) == []
    assert audio.seconds == pytest.approx(SECONDS, abs=0.15)
    assert audio.complete
    (told,) = faults(audio)
    assert "could not be decoded and is silent here" in told


def test_damage_that_is_told_is_silent(sounds: dict[str, bytes], tmp_path: Path) -> None:
    content = sounds[".mp3"]
    audio = decoded(overwritten(content, 0.42, len(content) // 20), ".mp3", tmp_path)
    (stretch,) = audio.damaged
    within = audio.samples[round(stretch.start * 16_000) + 50 : round(stretch.end * 16_000) - 50]
    assert len(within) > 5000 and float(np.abs(within).max()) == 0.0


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        (".mp3", 12.0),
        (".bare.mp3", None),
        (".varying.mp3", 12.0),
        (".ogg", None),
        (".first.m4a", 12.0),
        (".mkv", 12.0),
        (".flac", 12.0),
        (".wav", 12.0),
        (".aac", None),
    ],
)
def test_a_file_that_ends_early_gives_what_was_there_and_says_so(
    suffix: str, expected: float | None, sounds: dict[str, bytes], tmp_path: Path
) -> None:
    content = sounds[suffix]
    audio = decoded(content[: int(len(content) * 0.6) + 1], suffix, tmp_path)
    assert 6 < audio.seconds < 8.5
    assert wrong_steps(audio, until=6) == []
    assert not audio.complete
    assert audio.expected_seconds == (expected and pytest.approx(expected, abs=0.05))
    assert any("ends early" in told or "cut off" in told for told in faults(audio))


@pytest.mark.parametrize("inside", [False, True])
def test_an_m4a_without_its_whole_index_is_told_to_be_cut(
    sounds: dict[str, bytes], inside: bool, tmp_path: Path
) -> None:
    content = sounds[".m4a"]
    cut = content.index(b"moov") + 200 if inside else len(content) // 2
    with pytest.raises(PodscribeError, match=r"lacks its index.*export it again"):
        decoded(content[:cut], ".m4a", tmp_path)


def with_length(content: bytes, stated: int) -> bytes:
    place = content.index(b"data") + 4
    return content[:place] + struct.pack("<I", stated % 2**32) + content[place + 4 :]


@pytest.mark.parametrize("stated", [0, 2**32 - 1, 0x7FFFF000, 100_000])
def test_a_wav_whose_header_was_never_finished_is_read_to_its_end(
    stated: int, sounds: dict[str, bytes], tmp_path: Path
) -> None:
    audio = decoded(with_length(sounds[".wav"], stated), ".wav", tmp_path)
    assert audio.seconds == pytest.approx(SECONDS, abs=0.01)
    assert audio.complete and audio.expected_seconds is None


def test_chunks_after_the_sound_of_a_wav_are_not_heard(
    sounds: dict[str, bytes], tmp_path: Path
) -> None:
    chunk = b"LIST" + struct.pack("<I", 40_000) + bytes(range(200)) * 200
    audio = decoded(sounds[".wav"] + chunk, ".wav", tmp_path)
    assert audio.seconds == SECONDS


def test_a_wav_that_states_more_than_there_is_ends_early(
    sounds: dict[str, bytes], tmp_path: Path
) -> None:
    audio = decoded(with_length(sounds[".wav"], 32_000 * 100), ".wav", tmp_path)
    assert (audio.seconds, audio.complete, audio.expected_seconds) == (SECONDS, False, 100.0)


@pytest.mark.parametrize("rates", [("64000", "128000"), ("128000", "64000")])
def test_what_is_joined_of_mp3s_with_other_rates_is_whole(
    tmp_path: Path, rates: tuple[str, str]
) -> None:
    parts = [
        write_sound(
            tmp_path / f"{rate}.mp3",
            "libmp3lame",
            stairs(seconds, RATE)[None],
            RATE,
            codec_options={"b": rate},
        ).read_bytes()
        for rate, seconds in zip(rates, (2.0, SECONDS), strict=True)
    ]
    audio = decoded(b"".join(parts), ".mp3", tmp_path)
    assert audio.seconds == pytest.approx(SECONDS + 2, abs=0.2)
    assert (audio.complete, audio.expected_seconds) == (True, None)
    cut = decoded(parts[1][: len(parts[1]) // 2], ".mp3", tmp_path)
    assert not cut.complete and cut.expected_seconds == pytest.approx(SECONDS, abs=0.2)


def id3(size: int) -> bytes:
    digits = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + digits + random.Random(2).randbytes(size)


def test_joined_mp3s_with_a_tag_between_are_one_sound_without_damage(
    sounds: dict[str, bytes], tmp_path: Path
) -> None:
    first, second = sounds[".bare.mp3"], sounds[".bare.mp3"]
    audio = decoded(first + id3(60_000) + second, ".mp3", tmp_path)
    assert audio.seconds == pytest.approx(2 * SECONDS, abs=0.2)
    assert sum(stretch.end - stretch.start for stretch in audio.damaged) < 0.1
    assert step_at(audio, SECONDS + 5.3) == 5


@pytest.mark.parametrize(
    "ending", [bytes(5000), b"LYRICSBEGIN" + b"la " * 500, b"TAG" + bytes(125)]
)
def test_what_stands_after_the_last_frame_of_an_mp3_is_no_damage(
    ending: bytes, sounds: dict[str, bytes], tmp_path: Path
) -> None:
    audio = decoded(sounds[".bare.mp3"] + ending, ".mp3", tmp_path)
    assert audio.seconds == pytest.approx(SECONDS, abs=0.06)
    assert audio.complete and audio.damaged == ()


def test_a_stream_whose_rate_and_channels_change_goes_on(tmp_path: Path) -> None:
    parts = [
        write_sound(
            tmp_path / f"{rate}.mp3",
            "libmp3lame",
            np.repeat(stairs(3.0, rate)[np.newaxis], channels, axis=0),
            rate,
            layout={1: "mono", 2: "stereo"}[channels],
            options={"write_xing": "0", "id3v2_version": "0"},
        ).read_bytes()
        for rate, channels in ((44_100, 2), (48_000, 1), (22_050, 1))
    ]
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(parts))
    audio = decode(path, tmp_path / "sound", separate=True)
    assert audio.seconds == pytest.approx(9.0, abs=0.4)
    assert [step_at(audio, time) for time in (1.2, 4.4, 7.5)] == [1, 1, 1]
    assert {len(channel) for channel in audio.channels} == {len(audio.samples)}
    assert float(np.abs(audio.channels[1][5 * 16_000 :]).max()) == 0.0


def test_sound_that_cannot_be_resampled_is_told_as_long_as_it_was(
    sounds: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull = Resampler._pull
    calls = count()

    def failing(resampler: Resampler, frame: AudioFrame | None) -> list[Samples]:
        if next(calls) == 4:
            resampler._resampler = None
            raise av.FFmpegError(22, "it failed")
        return pull(resampler, frame)

    monkeypatch.setattr(Resampler, "_pull", failing)
    audio = decoded(sounds[".flac"], ".flac", tmp_path)
    assert audio.seconds == pytest.approx(SECONDS, abs=0.01)
    assert sum(each.end - each.start for each in audio.damaged) == pytest.approx(1.0, abs=0.2)
    assert wrong_steps(audio) == []


def test_an_ogg_stream_joined_to_another_goes_on(sounds: dict[str, bytes], tmp_path: Path) -> None:
    audio = decoded(sounds[".ogg"] * 2, ".ogg", tmp_path)
    assert audio.seconds == pytest.approx(2 * SECONDS, abs=0.2)
    assert step_at(audio, SECONDS + 5.3) == 5


def test_a_damaged_beginning_of_an_ogg_does_not_pull_the_rest_forward(
    sounds: dict[str, bytes], tmp_path: Path
) -> None:
    audio = decoded(overwritten(sounds[".ogg"], 0.03, 200), ".ogg", tmp_path)
    assert audio.damaged[0].start == 0.0 and audio.damaged[0].end < 3
    assert wrong_steps(audio) == []


WOUNDS = st.lists(
    st.tuples(st.floats(0.08, 0.97), st.integers(1, 400), st.integers(0, 2**32)), max_size=5
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(suffix=st.sampled_from([".mp3", ".bare.mp3", ".ogg"]), wounds=WOUNDS)
def test_damage_anywhere_costs_its_neighbourhood_at_most(
    suffix: str,
    wounds: list[tuple[float, int, int]],
    sounds: dict[str, bytes],
    tmp_path: Path,
) -> None:
    content = bytearray(sounds[suffix])
    for share, size, seed in wounds:
        first = int(share * len(content))
        size = min(size, len(content) - first)
        content[first : first + size] = random.Random(seed).randbytes(size)
    try:
        audio = decoded(bytes(content), suffix, tmp_path)
    except PodscribeError:
        return
    hurt = [Stretch(share * SECONDS - 1.2, share * SECONDS + 1.6) for share, _, _ in wounds]
    for second in range(SECONDS - 1):
        wounded = any(each.start < second + 0.9 and second + 0.1 < each.end for each in hurt)
        if not wounded:
            assert step_at(audio, second + 0.25) == second


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(suffix=st.sampled_from([".mp3", ".ogg", ".m4a", ".mkv", ".flac", ".wav"]), data=st.data())
def test_damage_to_headers_raises_nothing_but_our_error(
    suffix: str, data: st.DataObject, sounds: dict[str, bytes], tmp_path: Path
) -> None:
    content = bytearray(sounds[suffix])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, min(len(content), 4000) - 1))
        content[place] = data.draw(st.integers(0, 255))
    result: Audio | PodscribeError
    try:
        result = decoded(bytes(content), suffix, tmp_path)
    except PodscribeError as error:
        result = error
    if isinstance(result, Audio):
        assert result.seconds < len(content) / 100 + 2
    else:
        assert result.remedy
