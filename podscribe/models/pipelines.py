"""The `config.yaml` of a pyannote pipeline: which models it is made of, and where they are.

    pipeline:
      name: pyannote.audio.pipelines.SpeakerDiarization
      params:
        segmentation: $model/segmentation     within the pipeline's own folder
        embedding: pyannote/wespeaker-voxceleb-resnet34-LM     a repository of the hub
        plda: {checkpoint: ..., subfolder: plda, revision: ...}

A part that is not named comes from `pyannote/speaker-diarization-community-1`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from podscribe.errors import PodscribeError
from podscribe.models.names import HubName, read_name

CONFIG = "config.yaml"
WEIGHTS = ("pytorch_model.bin",)
PART_FILES: Mapping[str, tuple[str, ...]] = {
    "segmentation": WEIGHTS,
    "embedding": WEIGHTS,
    "plda": ("plda.npz", "xvec_transform.npz"),
}
_OWN = "$model"
_DEFAULT = "pyannote/speaker-diarization-community-1"
_LIMIT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One model of a pipeline: in the pipeline's folder, in another, or on the hub."""

    role: str
    place: Path | HubName | None  # None: in the pipeline's folder
    subfolder: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """What must be there, by its path in the folder or repository."""
        prefix = f"{self.subfolder}/" if self.subfolder else ""
        return tuple(f"{prefix}{name}" for name in PART_FILES[self.role])


def read_parts(config: Path) -> tuple[Part, ...]:
    """The models of a pipeline for speakers."""
    pipeline = _pipeline(config)
    if not str(pipeline.get("name")).endswith("SpeakerDiarization"):
        raise PodscribeError(
            "describes no pyannote pipeline for speakers",
            file=config,
            remedy="name another folder or repository",
        )
    params = pipeline.get("params")
    return tuple(_parts(params if isinstance(params, dict) else {}, config))


def is_pipeline(config: Path) -> bool:
    """Whether it is a pipeline that is described, not one model."""
    return bool(_pipeline(config))


def _pipeline(config: Path) -> Mapping[str, object]:
    try:
        with open(config, "rb") as file:
            read = yaml.safe_load(file.read(_LIMIT_BYTES))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date that is none, too
        raise PodscribeError(
            "is no YAML", file=config, remedy="take it again from where it came"
        ) from error
    pipeline = read.get("pipeline") if isinstance(read, dict) else None
    return pipeline if isinstance(pipeline, dict) else {}


def _parts(params: Mapping[str, object], config: Path) -> Iterator[Part]:
    for role in PART_FILES:
        value = params.get(role, {"checkpoint": _DEFAULT, "subfolder": role})
        if isinstance(value, str):
            value = {"checkpoint": value}
        if not isinstance(value, dict) or not isinstance(value.get("checkpoint"), str):
            raise PodscribeError(
                f"says nothing usable of {role}", file=config, remedy="mend its pipeline.params"
            )
        yield _part(role, value["checkpoint"], value, config)


def _part(role: str, checkpoint: str, value: Mapping[str, object], config: Path) -> Part:
    subfolder, revision = value.get("subfolder") or "", value.get("revision")
    if checkpoint == _OWN or checkpoint.startswith(f"{_OWN}/"):
        inside = checkpoint.removeprefix(_OWN).strip("/").partition("@")[0]
        return Part(role, None, inside)
    if revision and "@" not in checkpoint:
        checkpoint = f"{checkpoint}@{revision}"
    try:
        return Part(role, read_name(checkpoint, ()), str(subfolder))
    except PodscribeError as error:
        raise PodscribeError(
            f"names {checkpoint} for {role}, which is neither a folder here nor a repository",
            file=config,
            remedy=f"put the files into its own folder and write {_OWN}/{role}",
        ) from error


def on_the_hub(parts: Sequence[Part]) -> Mapping[HubName, tuple[str, ...]]:
    """The files that the parts take from the hub, by their repository."""
    wanted: dict[HubName, tuple[str, ...]] = {}
    for part in parts:
        if isinstance(part.place, HubName):
            wanted[part.place] = (*wanted.get(part.place, ()), *part.files)
    return wanted


def of_its_own(parts: Sequence[Part]) -> tuple[str, ...]:
    """The files that the parts take from the pipeline's own folder."""
    return tuple(name for part in parts if part.place is None for name in part.files)
