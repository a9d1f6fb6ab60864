"""Folders of the user's own, looked at before an engine meets them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import read_bytes, unreadable
from podscribe.models import checksums
from podscribe.models.contents import RECOGNISER_FILES
from podscribe.models.pipelines import CONFIG, Part, of_its_own, read_parts

VERIFIED_BYTES = 64 * 1024 * 1024  # read whole before each run: under 0.2 s
_POINTER = b"version https://git-lfs"
_TRANSFORMERS = ("*.safetensors", "pytorch_model*.bin")


def look_at_recogniser(folder: Path) -> None:
    """Raise what keeps a folder from being a Whisper model that CTranslate2 loads."""
    _is_folder(folder)
    missing = [name for name in RECOGNISER_FILES if not (folder / name).is_file()]
    if "model.bin" in missing and any(any(folder.glob(pattern)) for pattern in _TRANSFORMERS):
        raise PodscribeError(
            "holds a model in the form of transformers, not of CTranslate2",
            file=folder,
            remedy="convert it (pip install transformers; ct2-transformers-converter "
            f"--model {folder} --output_dir NEW_FOLDER "
            "--copy_files tokenizer.json preprocessor_config.json) and name the new folder",
        )
    if "model.bin" in missing and (folder / CONFIG).is_file():
        raise PodscribeError(
            "holds a pipeline for speakers, not a model for words",
            file=folder,
            remedy="name a folder with a Whisper model in CTranslate2 form",
        )
    _refuse_missing(folder, missing, "a Whisper model in CTranslate2 form")
    _refuse_pointers(folder, RECOGNISER_FILES)
    _refuse_broken_json(folder / "config.json")
    _refuse_altered(folder)


def look_at_diarizer(folder: Path) -> tuple[Part, ...]:
    """The parts of a pyannote pipeline in a folder, or what keeps it from being one."""
    _is_folder(folder)
    if not (folder / CONFIG).is_file() and (folder / "model.bin").is_file():
        raise PodscribeError(
            "holds a model for words, not a pipeline for speakers",
            file=folder,
            remedy="name a folder with a pyannote pipeline",
        )
    _refuse_missing(folder, _missing(folder, (CONFIG,)), "a pyannote pipeline")
    parts = read_parts(folder / CONFIG)
    own = of_its_own(parts)
    _refuse_missing(folder, _missing(folder, own), "what its config.yaml names")
    _refuse_pointers(folder, own)
    for part in parts:
        if isinstance(part.place, Path):
            _look_at_part(part, part.place)
    _refuse_altered(folder)
    return parts


def _look_at_part(part: Part, place: Path) -> None:
    """pyannote takes a part from a folder or straight from a file."""
    if place.is_dir():
        _refuse_missing(place, _missing(place, part.files), f"the {part.role} of the pipeline")


def _is_folder(path: Path) -> None:
    if not path.is_dir():
        raise PodscribeError(
            "is a file, not the folder of a model",
            file=path,
            remedy="name the folder it lies in, if that holds the whole model",
        )


def _missing(folder: Path, names: Iterable[str]) -> list[str]:
    return [name for name in names if not (folder / name).is_file()]


def _refuse_missing(folder: Path, missing: list[str], what: str) -> None:
    if missing:
        raise PodscribeError(
            f"lacks {' and '.join(missing)}: it is not {what}"
            if what.startswith("a ")
            else f"lacks {' and '.join(missing)}, {what}",
            file=folder,
            remedy="complete the folder, or name another",
        )


def _refuse_pointers(folder: Path, names: Iterable[str]) -> None:
    """A clone without git-lfs holds notes of a hundred bytes in place of the weights."""
    for name in names:
        try:
            with open(folder / name, "rb") as file:
                opening = file.read(len(_POINTER))
        except OSError as error:
            raise unreadable(folder / name, error) from error
        if opening == _POINTER or not opening:
            raise PodscribeError(
                "is only a pointer of git-lfs" if opening else "is empty",
                file=folder / name,
                remedy="run `git lfs pull` in its folder" if opening else checksums.COPY_AGAIN,
            )


def _refuse_broken_json(path: Path) -> None:
    try:
        json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise PodscribeError(
            "is no JSON: it may be cut off", file=path, remedy=checksums.COPY_AGAIN
        ) from error


def _refuse_altered(folder: Path) -> None:
    """A small folder with a list of checksums is verified, like the embedded ones."""
    if not (folder / checksums.FILE_NAME).is_file():
        return
    listed = checksums.read_checksums(folder, checksums.COPY_AGAIN)
    if sum(each.size_bytes for each in listed.values()) <= VERIFIED_BYTES:
        checksums.verify(folder, remedy=checksums.COPY_AGAIN)
