"""`make train-smoke`: every step takes what the one before it gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="install podscribe[training]")

from podscribe.audio import decode
from podscribe.formats import load_transcript
from podscribe.models.checksums import verify
from training.data import read_conversations
from training.diarization import embedding, segmentation
from training.diarization.commands import LATER_RATE_SHARE
from training.grammar import trainable
from training.smoke import CLIPS, KEPT_OF_EACH, KEPT_VOICES
from training.speak.packs import read_clips, samples_of

# what the audio libraries warn of at import is theirs to mend
pytestmark = pytest.mark.filterwarnings("ignore")


def test_the_kept_clips_are_speech_that_training_may_use() -> None:
    clips = list(read_clips(CLIPS / "clips.jsonl"))
    assert len(clips) == KEPT_OF_EACH * len(KEPT_VOICES)
    assert {clip.voice for clip in clips} == set(KEPT_VOICES)
    for clip in clips:
        samples = samples_of(CLIPS, clip)
        assert samples.size == clip.length
        assert abs(samples).max() > 0.05
        assert trainable(clip.text)
        assert [word.text for word in clip.words] == clip.text.split()
        assert clip.words[-1].end <= clip.seconds


def test_every_step_leaves_what_the_next_one_needs(smoke: Path, tmp_path: Path) -> None:
    assert len(list(read_conversations(smoke / "conversations" / "conversations.jsonl"))) == 4
    example = smoke / "examples" / "clip"
    page, truth, spans = (
        load_transcript(example.with_suffix(each)) for each in (".md", ".json", ".rttm")
    )
    assert {*page.speakers} == {*truth.speakers} == {"Jonas", "Vera"}
    assert spans.spans == truth.spans
    heard = decode(example.with_suffix(".mp3"), tmp_path / "sound")
    assert heard.seconds == pytest.approx(truth.duration, abs=0.1)
    for name in ("recogniser", "further"):
        assert (smoke / name / "checkpoint.pt").exists()
    whisper = smoke / "export" / "whisper"
    names = {path.name for path in whisper.iterdir() if path.is_file()}
    assert names >= {"model.bin", "config.json", "tokenizer.json", "preprocessor_config.json"}
    pyannote = smoke / "export" / "pyannote"
    assert (pyannote / "config.yaml").exists()
    assert (pyannote / "plda" / "plda.npz").exists()
    about = json.loads((pyannote / "training.json").read_text())
    assert about["segmentation"]["steps"] == about["embedding"]["steps"] == 4
    rates = [about[name]["settings"]["pace"]["rate"] for name in ("segmentation", "embedding")]
    assert rates == [segmentation.SMOKE.pace.rate * LATER_RATE_SHARE, embedding.SMOKE.pace.rate]


def test_what_is_shipped_is_whole_and_says_what_it_is(smoke: Path) -> None:
    scores = json.loads((smoke / "scores.json").read_text())
    for name in ("whisper", "pyannote"):
        verify(smoke / "shipped" / name)
        card = (smoke / "shipped" / name / "README.md").read_text()
        assert "Real episodes" in card
        assert "make train-score" in card
        assert "{" not in card
    card = (smoke / "shipped" / "whisper" / "README.md").read_text()
    assert set(scores["words"]) == set(scores["speechless"]) == {"podscribe", "faster-whisper"}
    for figures in scores["words"].values():
        assert f"{figures['word_errors']:.1%}" in card
    assert f"{scores['speakers']['der']:.1%}" in (smoke / "shipped/pyannote/README.md").read_text()
