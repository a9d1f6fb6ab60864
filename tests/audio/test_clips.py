"""Clips have the sound of their times, at one loudness, without clicks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from podscribe.audio import SAMPLE_RATE, Audio, decode
from podscribe.audio.clips import LEVEL_DBFS, cut, write_clip
from podscribe.errors import PodscribeError
from tests.audio.material import stairs, step_of, write_sound


@pytest.fixture
def audio(tmp_path: Path) -> Audio:
    row = stairs(6.0, SAMPLE_RATE) * 0.05
    row[: 2 * SAMPLE_RATE] *= 15
    row[5 * SAMPLE_RATE :] = 0
    return made(tmp_path, row)


def made(folder: Path, row: NDArray[np.float32]) -> Audio:
    path = write_sound(folder / "a.wav", "pcm_f32le", row[np.newaxis], SAMPLE_RATE)
    return decode(path, folder / "sound")


def test_loud_and_quiet_clips_come_out_alike(audio: Audio) -> None:
    for start in (0.2, 2.2, 3.4):
        clip = cut(audio, start, start + 1)
        assert len(clip) == 1000 and clip.channels == 1 and clip.frame_rate == SAMPLE_RATE
        assert clip.dBFS == pytest.approx(LEVEL_DBFS, abs=0.5)
    assert cut(audio, 0.2, 1.2, level_dbfs=-30.0).dBFS == pytest.approx(-30, abs=0.5)


def test_pauses_do_not_make_the_speech_louder(audio: Audio) -> None:
    clip = cut(audio, 4.0, 6.0)
    assert clip[100:900].dBFS == pytest.approx(LEVEL_DBFS, abs=0.5)
    assert clip[1050:1950].dBFS < -60


def test_silence_and_faint_noise_stay_quiet(tmp_path: Path) -> None:
    row = np.zeros(3 * SAMPLE_RATE, np.float32)
    row[SAMPLE_RATE:] = np.random.default_rng(1).normal(0, 1e-4, 2 * SAMPLE_RATE)
    audio = made(tmp_path, row)
    assert cut(audio, 0, 0.9).rms == 0
    assert cut(audio, 1.5, 2.5).dBFS < -40


def test_loud_peaks_are_not_cut_off(tmp_path: Path) -> None:
    row = stairs(2.0, SAMPLE_RATE) * 0.01
    row[SAMPLE_RATE : SAMPLE_RATE + 20] = 1.5
    clip = cut(made(tmp_path, row), 0, 2)
    assert clip.max_dBFS == pytest.approx(-1.0, abs=0.1)


def test_edges_are_soft(audio: Audio) -> None:
    samples = np.array(cut(audio, 0.5, 1.5).get_array_of_samples())
    assert np.abs(samples[:20]).max() < np.abs(samples).max() / 10
    assert np.abs(samples[-20:]).max() < np.abs(samples).max() / 10


def test_times_beyond_the_sound_are_cut_to_it_or_told(audio: Audio) -> None:
    assert len(cut(audio, -1.0, 0.5)) == 500
    assert len(cut(audio, 4.5, 99.0)) == 1500
    assert len(cut(audio, 1.0, 1.0002)) == 0
    for start, end in ((7.0, 8.0), (2.0, 1.0), (-2.0, -1.0)):
        with pytest.raises(
            PodscribeError, match=r"no sound from .* choose times between 0 and 6.0"
        ):
            cut(audio, start, end)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac"])
def test_every_format_is_written_without_the_ffmpeg_program(
    suffix: str, audio: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / f"clip{suffix}"
    write_clip(cut(audio, 3.1, 3.9), path)
    heard = decode(path, tmp_path / "clip")
    assert heard.seconds == pytest.approx(0.8, abs=0.07)
    assert step_of(np.asarray(heard.samples[2000:10_000])) == 3


def test_an_unknown_format_is_told(audio: Audio, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=r"end the name in one of \.wav, \.mp3"):
        write_clip(cut(audio, 1.0, 2.0), tmp_path / "clip.txt")


def test_pydub_warns_of_nothing_and_other_warnings_are_still_heard(tmp_path: Path) -> None:
    code = (
        "import warnings\n"
        "from podscribe.audio.clips import _segment_class\n"
        "_segment_class()\n"
        "warnings.warn('Couldn\\'t find ffmpeg', RuntimeWarning)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", code],
        env={**os.environ, "PATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert "RuntimeWarning: Couldn't find ffmpeg" in done.stderr
    assert done.stderr.count("Warning") == 1
