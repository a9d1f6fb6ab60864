"""Write the folder that `pyannote.audio.Pipeline.from_pretrained` loads."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import yaml

from training.diarization import embedding, plda, segmentation
from training.diarization.architecture import (
    CHECKPOINT,
    EmbeddingShape,
    SegmentationShape,
    device,
    embedding_model,
    segmentation_model,
    write_checkpoint,
)
from training.diarization.commands import WORK
from training.diarization.files import save_text
from training.diarization.loop import load_state
from training.diarization.pipeline import quiet
from training.diarization.recordings import Recording, load_recordings

CLASS = "pyannote.audio.pipelines.speaker_diarization.SpeakerDiarization"
START = {"threshold": 0.6, "Fa": 0.07, "Fb": 0.8}  # pyannote's own, until tuned
PLDA_S = 3600.0  # of speech at each speed is plenty
PLDA_DIMENSION = 64
ABOUT = "training.json"
Shape = TypeVar("Shape")


def configuration(step: float) -> dict[str, Any]:
    """The content of `config.yaml`; `step` is that between chunks, as a share of a chunk."""
    return {
        "dependencies": {"pyannote.audio": "4.0.0"},
        "pipeline": {
            "name": CLASS,
            "params": {
                "segmentation": "$model/segmentation",
                "segmentation_step": step,
                "segmentation_batch_size": 8,
                "embedding": "$model/embedding",
                "embedding_batch_size": 8,
                "embedding_exclude_overlap": True,
                "plda": "$model/plda",
                "clustering": "VBxClustering",
            },
        },
        "params": {"segmentation": {"min_duration_off": 0.0}, "clustering": dict(START)},
    }


def write_configuration(folder: Path, content: dict[str, Any]) -> None:
    """Write `config.yaml`."""
    save_text(folder / "config.yaml", yaml.safe_dump(content, sort_keys=False))


def read_configuration(folder: Path) -> dict[str, Any]:
    """Read `config.yaml`."""
    content: dict[str, Any] = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported from where to where; what was not trained is taken over from `before`."""

    work: Path
    folder: Path
    recordings: Sequence[Recording]
    step: float
    before: Path | None = None

    def write(self) -> None:
        """Write checkpoints, PLDA, configuration and what is known of the training."""
        about = {
            "segmentation": self._part(segmentation.NAME, _export_segmentation, "segmentation"),
            "embedding": self._part(embedding.NAME, self._embedding, "embedding", "plda"),
        }
        write_configuration(self.folder, configuration(self.step))
        save_text(self.folder / ABOUT, json.dumps(about, indent=2) + "\n")

    def _part(
        self, checkpoint: str, make: Callable[[Path, Path], dict[str, Any]], *folders: str
    ) -> dict[str, Any]:
        """Export what was trained, or take the folders over as they were."""
        if self.before is None or (self.work / checkpoint).exists():
            return make(self.work, self.folder)
        for name in folders:
            shutil.copytree(self.before / name, self.folder / name, dirs_exist_ok=True)
        about: dict[str, Any] = json.loads((self.before / ABOUT).read_text(encoding="utf-8"))
        kept: dict[str, Any] = about[folders[0]]
        return kept

    def _embedding(self, work: Path, folder: Path) -> dict[str, Any]:
        return _export_embedding(work, folder, self.recordings)


def _export_segmentation(work: Path, folder: Path) -> dict[str, Any]:
    state = load_state(work / segmentation.NAME)
    model = segmentation_model(_shape(SegmentationShape, state))
    model.load_state_dict(_model_weights(state))
    write_checkpoint(model, folder / "segmentation" / CHECKPOINT)
    return _facts(state)


def _export_embedding(work: Path, folder: Path, recordings: Sequence[Recording]) -> dict[str, Any]:
    state = load_state(work / embedding.NAME)
    model = embedding_model(_shape(EmbeddingShape, state))
    model.load_state_dict(_model_weights(state))
    write_checkpoint(model, folder / "embedding" / CHECKPOINT)
    settings = state["facts"]["settings"]
    vectors, voices = collect(folder, recordings, settings["speeds"])
    plda.fit(vectors, voices, PLDA_DIMENSION).write(folder / "plda")
    return _facts(state)


def _model_weights(state: dict[str, Any]) -> dict[str, Any]:
    """The weights without those of the heads that only training needs."""
    prefix = "model."
    return {
        name.removeprefix(prefix): value
        for name, value in state["network"].items()
        if name.startswith(prefix)
    }


def collect(
    folder: Path, recordings: Sequence[Recording], speeds: Sequence[float]
) -> tuple[npt.NDArray[np.float32], list[str]]:
    """Embeddings of the exported model, with their voices."""
    with quiet():
        from pyannote.audio import Model

        model = Model.from_pretrained(folder, subfolder="embedding")
    if model is None:
        raise FileNotFoundError(f"{folder}: no embedding model")
    model.to(device())
    (specification,) = model.specifications
    some = _some(recordings, PLDA_S)
    parts = [embedding.extract(model, some, specification.duration, speed) for speed in speeds]
    return np.concatenate([part for part, _ in parts]), [name for _, part in parts for name in part]


def _some(recordings: Sequence[Recording], seconds: float) -> Sequence[Recording]:
    """Recordings from all over the sequence, about so long together."""
    total_s = sum(recording.seconds for recording in recordings)
    return recordings[:: max(1, round(total_s / seconds))]


def _shape(kind: type[Shape], state: dict[str, Any]) -> Shape:
    saved = state["facts"]["settings"]["shape"]
    return kind(**{field.name: saved[field.name] for field in fields(kind)})  # type: ignore[arg-type]


def _facts(state: dict[str, Any]) -> dict[str, Any]:
    minutes = round(state["elapsed_s"] / 60, 1)
    return {**state["facts"], "steps": state["step"], "minutes": minutes}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="what was learned from")
    parser.add_argument("--work", type=Path, default=WORK, help="where the checkpoints are")
    parser.add_argument("--out", type=Path, default=WORK / "export")
    parser.add_argument("--before", type=Path, help="where what was not trained is taken over from")
    parser.add_argument("--step", type=float, default=0.2, help="between chunks, in chunks")
    got = parser.parse_args(arguments)
    recordings = [each for folder in got.data for each in load_recordings(folder)]
    Export(got.work, got.out, recordings, got.step, got.before).write()
    for path in sorted(got.out.rglob("*")):
        if path.is_file():
            print(f"{path.stat().st_size:>10} {path.relative_to(got.out)}")


if __name__ == "__main__":
    main()
