"""The models that come with podscribe."""

from __future__ import annotations

import hashlib
from pathlib import Path

from podscribe.models import checksums
from podscribe.models.model import ModelFolder
from podscribe.models.names import EMBEDDED

EMBEDDED_FOLDER = Path(__file__).parent / "embedded"
RECOGNISER, DIARIZER = "whisper", "pyannote"
EMBEDDED_NOTICE = (
    "using the embedded models, made from synthetic voices and a small vocabulary: "
    "not for real episodes; --profile balanced has real ones"
)


def embedded_model(part: str, folder: Path = EMBEDDED_FOLDER) -> ModelFolder:
    """An embedded model, every byte of it verified (about 10 ms a part)."""
    checksums.verify(folder / part)
    listed = (folder / part / checksums.FILE_NAME).read_bytes()
    revision = hashlib.sha256(listed).hexdigest()
    return ModelFolder(EMBEDDED, folder / part, revision, embedded=True)
