"""A recording with a channel for each speaker, through the whole pipeline."""

from __future__ import annotations

import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from podscribe.audio import decode
from podscribe.config import Channels
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.pipeline.episode import run_episode
from podscribe.pipeline.listener import Stage
from tests.pipeline.conftest import DEMO, EXAMPLES, Heard

APART = replace(DEMO, diarizer=None, channels=Channels.SEPARATE)


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The short episode with Vera on the left and Jonas on the right, each heard in the other."""
    folder = tmp_path_factory.mktemp("stereo")
    samples = np.array(decode(EXAMPLES / "clip.mp3", folder / "sound").samples)
    spans = load_transcript(EXAMPLES / "clip.rttm").spans
    voices = []
    for speaker in ("Vera", "Jonas"):
        own = np.full_like(samples, 0.05)
        for span in spans:
            if span.speaker == speaker:
                own[round(span.start * 16_000) : round(span.end * 16_000)] = 1.0
        voices.append(samples * own)
    path = folder / "stereo.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 16_000, 0, "NONE", ""))
        rows = np.stack(voices, axis=1)
        file.writeframes((np.clip(rows, -1, 1) * 32_000).astype("<i2").tobytes())
    return path


def test_each_channel_is_a_speaker_and_no_diarizer_is_asked(stereo: Path, tmp_path: Path) -> None:
    heard = Heard()
    episode = run_episode(str(stereo), tmp_path, APART, listener=heard.listener)
    truth = load_transcript(EXAMPLES / "clip.json")
    assert [line.speaker for line in episode.transcript.lines][:4] == [
        "SPEAKER_00",
        "SPEAKER_01",
        "SPEAKER_00",
        "SPEAKER_01",
    ]
    names = {"SPEAKER_00": "Vera", "SPEAKER_01": "Jonas"}
    spoken = [word for line in truth.lines for word in line.words]
    count = sum(len(line.words) for line in episode.transcript.lines)
    assert 0.5 * len(spoken) < count < 1.5 * len(spoken)  # nothing is there twice
    for line in episode.transcript.lines:
        for word in line.words:
            middle = (word.start + word.end) / 2
            assert any(
                span.speaker == names[line.speaker or ""]
                and span.start - 0.5 <= middle <= span.end + 0.5
                for span in truth.spans or load_transcript(EXAMPLES / "clip.rttm").spans
            )
    assert Stage.SPEAKERS not in heard.worked()
    again = Heard()
    assert run_episode(str(stereo), tmp_path, APART, listener=again.listener) == episode
    assert again.worked() == set()
    assert not list(tmp_path.rglob("*.f32*"))


def test_a_channel_on_which_nobody_speaks_is_told(stereo: Path, tmp_path: Path) -> None:
    path = tmp_path / "half.wav"
    with wave.open(str(stereo)) as whole, wave.open(str(path), "wb") as file:
        file.setparams(whole.getparams())
        rows = np.frombuffer(whole.readframes(10 * 16_000), "<i2").reshape(-1, 2).copy()
        rows[:, 0] = 0
        file.writeframes(rows.tobytes())
    heard = Heard()
    episode = run_episode(str(path), tmp_path, APART, listener=heard.listener)
    assert f"{path}: nobody is heard on channel 1" in heard.notices
    assert {line.speaker for line in episode.transcript.lines} == {"SPEAKER_01"}


def test_a_recording_with_the_same_on_all_channels_is_refused_before_any_word_is_heard(
    tmp_path: Path,
) -> None:
    heard = Heard()
    with pytest.raises(PodscribeError, match="leave out --channels separate"):
        run_episode(str(EXAMPLES / "clip.mp3"), tmp_path, APART, listener=heard.listener)
    assert heard.worked() == {Stage.DECODE}
    assert not list(tmp_path.rglob("sound.f32*"))
