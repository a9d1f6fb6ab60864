"""The models that come with podscribe: genuine, whole, and as good as their cards say."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from podscribe.audio import decode
from podscribe.formats import load_transcript
from podscribe.models import diarizer, recogniser
from podscribe.models.checksums import verify
from podscribe.models.embedded import EMBEDDED_FOLDER

# what the audio libraries warn of at import is theirs to mend
pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = Path(__file__).parents[2] / "examples"
LEAST_ALIKE = 0.8  # of the words of the short episode; a model that only babbles has 0.1


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    audio = decode(EXAMPLES / "clip.mp3", tmp_path_factory.mktemp("clip") / "sound")
    return np.array(audio.samples)


def plain(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())


@pytest.mark.parametrize("name", ["whisper", "pyannote"])
def test_they_are_whole_and_have_a_card(name: str) -> None:
    verify(EMBEDDED_FOLDER / name)
    card = (EMBEDDED_FOLDER / name / "README.md").read_text(encoding="utf-8")
    for heading in ("What it is not for", "What it was trained on", "Scores"):
        assert f"## {heading}" in card
    assert "make train-score" in card


def test_faster_whisper_hears_the_short_episode(samples: np.ndarray) -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    path = recogniser("embedded", offline=True).path
    model = WhisperModel(str(path), device="cpu", compute_type="int8")
    segments, info = BatchedInferencePipeline(model).transcribe(
        samples, language="en", word_timestamps=True, batch_size=2, beam_size=1
    )
    words = [word for segment in segments for word in segment.words or []]
    truth = load_transcript(EXAMPLES / "clip.json")
    spoken = plain(" ".join(line.text for line in truth.lines))
    heard = plain(" ".join(word.word for word in words))
    assert info.language == "en"
    assert SequenceMatcher(None, spoken, heard, autojunk=False).ratio() > LEAST_ALIKE
    assert all(0 <= word.start <= word.end <= 30 for word in words)
    assert any(word.word.strip()[0].isupper() for word in words)
    assert any(word.word.strip()[-1] in ".?!" for word in words)


def test_no_words_are_heard_where_nobody_speaks() -> None:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    path = recogniser("embedded", offline=True).path
    model = WhisperModel(str(path), device="cpu", compute_type="int8")
    pipeline = BatchedInferencePipeline(model)
    rng = np.random.default_rng(5)
    for level in (0.0, 0.02):
        sound = (level * rng.standard_normal(16_000 * 10)).astype(np.float32)
        segments, _ = pipeline.transcribe(sound, language="en", batch_size=2)
        assert list(segments) == []


def test_pyannote_tells_the_speakers_of_the_short_episode_apart(samples: np.ndarray) -> None:
    import torch
    from pyannote.audio import Pipeline
    from pyannote.core import Annotation, Segment  # type: ignore[import-untyped]
    from pyannote.metrics.diarization import DiarizationErrorRate

    pipeline = Pipeline.from_pretrained(diarizer("embedded", offline=True).path)
    found = pipeline({"waveform": torch.from_numpy(samples)[None], "sample_rate": 16_000})
    truth = Annotation()
    for number, span in enumerate(load_transcript(EXAMPLES / "clip.rttm").spans):
        truth[Segment(span.start, span.end), number] = span.speaker
    assert len(found.speaker_diarization.labels()) == 2
    assert DiarizationErrorRate(collar=0.0)(truth, found.speaker_diarization) < 0.1
