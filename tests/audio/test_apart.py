"""Channels that hold one speaker each, without what they pick up of the others."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from podscribe.audio import SAMPLE_RATE, decode, only_own, require_apart
from podscribe.errors import PodscribeError

SECONDS = 130  # more than the two minutes that are read in one piece


def voice(pitch: float) -> np.ndarray:
    """A tone that swells like syllables do."""
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    return np.sin(2 * np.pi * pitch * times) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * times))


def write(path: Path, *channels: np.ndarray) -> Path:
    rows = np.stack(channels, axis=1)
    with wave.open(str(path), "wb") as file:
        file.setparams((len(channels), 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((rows * 20_000).astype("<i2").tobytes())
    return path


def by_turns() -> tuple[np.ndarray, np.ndarray]:
    """Two people who speak five seconds each in turn, then both at once for the last ten."""
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    both = times >= SECONDS - 10
    first = (times % 10 < 5) | both
    return voice(220) * first, voice(310) * (~first | both)


def level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@pytest.mark.parametrize("loudness", [1.0, 0.1])
def test_what_is_said_into_another_channel_is_taken_out(tmp_path: Path, loudness: float) -> None:
    mara, tom = by_turns()
    tom = tom * loudness  # a microphone that is set low
    file = write(tmp_path / "two.wav", mara + 0.1 * tom, tom + 0.1 * loudness * mara)
    audio = decode(file, tmp_path / "sound", separate=True)
    require_apart(audio, file)
    for number in range(2):
        own = only_own(audio, number, tmp_path / f"own{number}").samples
        assert len(own) == len(audio.samples)
        for second in range(0, SECONDS - 10, 5):
            inside = slice((second + 1) * SAMPLE_RATE, (second + 4) * SAMPLE_RATE)
            before = level(audio.channels[number][inside])
            speaks = (second // 5) % 2 == number
            assert level(own[inside]) == pytest.approx(before if speaks else 0.0, abs=before / 100)
        last = slice((SECONDS - 9) * SAMPLE_RATE, (SECONDS - 1) * SAMPLE_RATE)
        assert level(own[last]) == pytest.approx(level(audio.channels[number][last]), rel=0.01)


def test_a_channel_on_which_nobody_speaks_is_silent(tmp_path: Path) -> None:
    mara, _ = by_turns()
    audio = decode(write(tmp_path / "one.wav", mara, 0 * mara), tmp_path / "sound", separate=True)
    assert level(only_own(audio, 0, tmp_path / "own0").samples) > 0.1
    assert level(only_own(audio, 1, tmp_path / "own1").samples) == 0


def bleeds_into(samples: np.ndarray) -> np.ndarray:
    """What a microphone far from who speaks picks up, and its own hiss."""
    hiss = np.random.default_rng(1).standard_normal(len(samples))
    return 0.05 * samples + 1e-4 * hiss


def test_a_channel_that_hears_the_others_alone_is_silent(tmp_path: Path) -> None:
    mara, tom = by_turns()
    channels = (mara + bleeds_into(tom), tom + bleeds_into(mara), bleeds_into(mara + tom))
    audio = decode(write(tmp_path / "three.wav", *channels), tmp_path / "sound", separate=True)
    own = [level(only_own(audio, n, tmp_path / f"own{n}").samples) for n in range(3)]
    assert own[0] > 0.1 and own[1] > 0.1 and own[2] == 0


def test_who_speaks_for_a_few_seconds_is_heard_alone_on_his_channel(tmp_path: Path) -> None:
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    guest_speaks = (times >= 60) & (times < 64)
    mara, guest = voice(220) * ~guest_speaks, voice(310) * guest_speaks
    channels = (mara + bleeds_into(guest), guest + bleeds_into(mara))
    audio = decode(write(tmp_path / "two.wav", *channels), tmp_path / "sound", separate=True)
    own = only_own(audio, 1, tmp_path / "own").samples
    assert level(own[61 * SAMPLE_RATE : 63 * SAMPLE_RATE]) > 0.1
    assert level(own[: 59 * SAMPLE_RATE]) == level(own[65 * SAMPLE_RATE :]) == 0


@pytest.mark.parametrize("gain", [0.3, 1.0])
def test_a_jingle_in_all_channels_costs_nobody_his_words(tmp_path: Path, gain: float) -> None:
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    jingle = (times < 4) * np.sin(2 * np.pi * 500 * times)
    mara, tom = (0.2 * each * (times >= 4) for each in by_turns())
    channels = (mara + bleeds_into(tom) + jingle, gain * (tom + bleeds_into(mara)) + jingle)
    audio = decode(write(tmp_path / "two.wav", *channels), tmp_path / "sound", separate=True)
    for number, begin in ((0, 11), (1, 16)):
        own = only_own(audio, number, tmp_path / f"own{number}").samples
        inside = slice(begin * SAMPLE_RATE, (begin + 3) * SAMPLE_RATE)
        assert level(own[inside]) == pytest.approx(level(audio.channels[number][inside]), rel=0.01)
        other = slice((27 - begin) * SAMPLE_RATE, (30 - begin) * SAMPLE_RATE)
        assert level(own[other]) == 0


def test_who_speaks_less_than_a_jingle_in_all_channels_is_heard(tmp_path: Path) -> None:
    times = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE
    jingle = (times < 8) * np.sin(2 * np.pi * 500 * times)
    guest_speaks = (times >= 60) & (times < 64)
    mara, guest = 0.2 * voice(220) * ~guest_speaks * (times >= 8), 0.2 * voice(310) * guest_speaks
    channels = (mara + bleeds_into(guest) + jingle, guest + bleeds_into(mara) + jingle)
    audio = decode(write(tmp_path / "two.wav", *channels), tmp_path / "sound", separate=True)
    own = only_own(audio, 1, tmp_path / "own").samples
    assert level(own[61 * SAMPLE_RATE : 63 * SAMPLE_RATE]) > 0.02


def test_what_was_looked_at_does_not_stay_in_memory(tmp_path: Path) -> None:
    mara, tom = by_turns()
    file = write(tmp_path / "two.wav", mara, tom)
    audio = decode(file, tmp_path / "sound", separate=True)
    before = _of_files_kb()
    require_apart(audio, file)
    only_own(audio, 0, tmp_path / "own0")
    assert _of_files_kb() - before < audio.channels[0].nbytes / 1024


def _of_files_kb() -> int:
    """How much memory of this process is of files."""
    status = Path("/proc/self/status").read_text().split("RssFile:")[1]
    return int(status.split()[0])


@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_channels_with_the_same_sound_are_refused(tmp_path: Path, gain: float) -> None:
    mara, tom = by_turns()
    file = write(tmp_path / "same.wav", (mara + tom) / 2, gain * (mara + tom) / 2)
    audio = decode(file, tmp_path / "sound", separate=True)
    with pytest.raises(PodscribeError, match="its 2 channels hold the same sound"):
        require_apart(audio, file)


def test_one_channel_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "mono.wav", by_turns()[0])
    with pytest.raises(PodscribeError, match="one channel only"):
        require_apart(decode(file, tmp_path / "sound", separate=True), file)
