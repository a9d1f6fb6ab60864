"""A folder of model files and the list of what they should be: `checksums.json` beside them.

{"model.bin": {"sha256": "9f86d0…", "bytes": 9437184}, …}
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import read_bytes, unreadable, write_bytes

FILE_NAME = "checksums.json"
REINSTALL = "install podscribe again"
COPY_AGAIN = "copy the folder again from where it came"
_SAMPLES, _SAMPLE_BYTES = 16, 64 * 1024  # a megabyte of a file of any size


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file should be."""

    sha256: str
    size_bytes: int


def write_checksums(folder: str | Path) -> Path:
    """List every file of the folder; notes for people (`.md`) may change and are left out."""
    folder = Path(folder)
    listed = {
        name: {"sha256": sha256(folder / name), "bytes": (folder / name).stat().st_size}
        for name in _names(folder)
        if not name.endswith(".md") and name != FILE_NAME
    }
    if not listed:
        raise PodscribeError("has no files to list", file=folder, remedy="check the path")
    write_bytes(folder / FILE_NAME, (json.dumps(listed, indent=1) + "\n").encode())
    return folder / FILE_NAME


def verify(folder: str | Path, *, remedy: str = REINSTALL) -> None:
    """Raise the first fault of a folder: a file that is missing, truncated or altered."""
    for fault in _faults(Path(folder), remedy):
        raise fault


def all_faults(folder: str | Path, *, remedy: str = REINSTALL) -> tuple[PodscribeError, ...]:
    """Every fault of a folder."""
    return tuple(_faults(Path(folder), remedy))


def _faults(folder: Path, remedy: str) -> Iterator[PodscribeError]:
    try:
        expected = read_checksums(folder, remedy)
    except PodscribeError as error:
        yield error
        return
    for name, each in expected.items():
        fault = file_fault(folder / name, each, remedy)
        if fault is not None:
            yield fault


def read_checksums(folder: Path, remedy: str = REINSTALL) -> Mapping[str, Expected]:
    """The list of a folder."""
    path = folder / FILE_NAME
    if not folder.is_dir():
        raise PodscribeError("the folder of the model is missing", file=folder, remedy=remedy)
    if not path.is_file():
        raise PodscribeError("is missing", file=path, remedy=remedy)
    try:
        listed = json.loads(read_bytes(path))
        expected = {
            name: Expected(str(each["sha256"]), int(each["bytes"])) for name, each in listed.items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PodscribeError("is no list of checksums", file=path, remedy=remedy) from error
    if not expected:
        raise PodscribeError("lists no file", file=path, remedy=remedy)
    return expected


def file_fault(path: Path, expected: Expected, remedy: str) -> PodscribeError | None:
    """What is wrong with a file, its size looked at first."""
    try:
        size_bytes = path.stat().st_size
        if size_bytes != expected.size_bytes:
            what = (
                f"has {size_bytes:,} bytes where {expected.size_bytes:,} are expected "
                f"(sha256 expected {expected.sha256}, found {sha256(path)})"
            )
            return PodscribeError(what, file=path, remedy=remedy)
        found = sha256(path)
    except (FileNotFoundError, NotADirectoryError):
        what = f"is missing (sha256 expected {expected.sha256})"
        return PodscribeError(what, file=path, remedy=remedy)
    except OSError as error:
        return unreadable(path, error)
    if found != expected.sha256:
        what = f"was altered: sha256 expected {expected.sha256}, found {found}"
        return PodscribeError(what, file=path, remedy=remedy)
    return None


def sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def git_sha1(path: Path) -> str:
    """The name git gives a file's content."""
    with open(path, "rb") as file:
        digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
        return hashlib.file_digest(file, lambda: digest).hexdigest()


def digest_of(place: Path) -> str:
    """What tells the content of a folder or file from another: names, sizes, and samples of each.

    Reading all of a model of some gigabytes would take longer than many a run; another model's
    weights differ everywhere, so 16 samples of each file find it.
    """
    digest = hashlib.sha256()
    folder, names = (place, _names(place)) if place.is_dir() else (place.parent, [place.name])
    for name in names:
        path = folder / name
        try:
            digest.update(f"{name}\0{path.stat().st_size}\0".encode())
            for sample in _samples(path):
                digest.update(sample)
        except OSError as error:
            raise unreadable(path, error) from error
    return digest.hexdigest()


def _samples(path: Path) -> Iterator[bytes]:
    size_bytes = path.stat().st_size
    if size_bytes <= _SAMPLES * _SAMPLE_BYTES:
        yield path.read_bytes()
        return
    with open(path, "rb") as file:
        for index in range(_SAMPLES):
            file.seek((size_bytes - _SAMPLE_BYTES) * index // (_SAMPLES - 1))
            yield file.read(_SAMPLE_BYTES)


def _names(folder: Path) -> list[str]:
    """The files beneath a folder by their path in it, also through links, hidden ones left out."""
    found: list[str] = []
    seen: set[str] = set()
    for parent, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(parent)
        folders[:] = [] if real in seen else [name for name in folders if _is_shown(name)]
        if real not in seen:
            inside = Path(parent).relative_to(folder)
            found += [(inside / name).as_posix() for name in files if _is_shown(name)]
        seen.add(real)
    return sorted(name for name in found if (folder / name).is_file())


def _is_shown(name: str) -> bool:
    return not name.startswith(".") and name != "__pycache__"
