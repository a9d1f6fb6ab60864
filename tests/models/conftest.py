"""A hub of the test's own, with a cache of its own, and models small enough to send often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from podscribe.models import Hub
from podscribe.models.hub import prepare_library
from tests.hub import TestHub, serving

TINY = "Systran/faster-whisper-tiny"
COMMUNITY = "pyannote/speaker-diarization-community-1"
OLDER = "pyannote/speaker-diarization-3.1"
WEIGHTS = bytes(range(256)) * 400
RECOGNISER = {
    "model.bin": WEIGHTS,
    "config.json": b'{"suppress_ids": []}',
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.txt": b"a\nb\n",
    "README.md": b"a card",
    ".gitattributes": b"*.bin filter=lfs\n",
}
CONFIG = b"""\
dependencies: {pyannote.audio: 4.0.0}
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    segmentation: $model/segmentation
    embedding: $model/embedding
    plda: $model/plda
"""
PIPELINE = {
    "config.yaml": CONFIG,
    "segmentation/pytorch_model.bin": WEIGHTS[1:],
    "embedding/pytorch_model.bin": WEIGHTS[2:],
    "plda/plda.npz": WEIGHTS[3:],
    "plda/xvec_transform.npz": WEIGHTS[4:],
    "diarization.gif": b"no model",
}
OLDER_CONFIG = b"""\
version: 3.1.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    segmentation: pyannote/segmentation-3.0
    embedding: pyannote/wespeaker-voxceleb-resnet34-LM
"""
PART = {"pytorch_model.bin": WEIGHTS[5:], "config.yaml": b"task: {}\nmodel: {}\n"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TestHub]:
    """A hub with one model of each kind, and nobody's token."""
    prepare_library()
    from huggingface_hub import close_session, constants

    for variable in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    with serving() as server:
        server.add(TINY, RECOGNISER)
        server.add(COMMUNITY, PIPELINE)
        yield server
        close_session()


@pytest.fixture
def hub(server: TestHub, tmp_path: Path) -> Hub:
    return Hub(server.endpoint, tmp_path / "cache", pauses_s=(0.0, 0.0))


@pytest.fixture
def offline(hub: Hub) -> Hub:
    """The same cache with the network switched off."""
    return Hub("http://127.0.0.1:9", hub.cache, offline=True)
