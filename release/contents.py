"""What would be released, and what is wrong with what it holds."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath

from release.processes import ROOT, ReleaseError, run

PYTHONS = ("3.11", "3.12", "3.13")
MEGABYTE = 1024 * 1024
LARGEST_WHEEL_BYTES = 20 * MEGABYTE
LARGEST_SDIST_BYTES = 25 * MEGABYTE  # with examples, and what training needs
NEEDED_IN_WHEEL = (
    "podscribe/py.typed",
    "podscribe/cli/__init__.py",
    "podscribe/formats/podscribe-transcript.schema.json",
    "podscribe/models/embedded/whisper/model.bin",
    "podscribe/models/embedded/pyannote/config.yaml",
)
NEEDED_IN_SDIST = (
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "constraints.txt",
    "docs/index.md",
    "examples/clip.mp3",
    "mkdocs.yml",
    "podscribe/__init__.py",
    "pyproject.toml",
    "release/check.py",
    "tests/test_packaging.py",
    "training/README.md",
)
UNWANTED = re.compile(r"(^|/)(\.git|\.venv|__pycache__|build|dist|work)/|\.pyc$|(^|/)\.DS_Store$")


@dataclass(frozen=True, slots=True)
class Built:
    """What would be released."""

    wheel: Path
    sdist: Path
    version: str


def build(source: Path, folder: Path) -> Built:
    """Wheel and sdist of a source tree."""
    return Built(
        _built("wheel", source, folder / "wheel"),
        _built("sdist", source, folder / "sdist"),
        version_of(source),
    )


def _built(kind: str, source: Path, folder: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)], source)
    (path,) = folder.iterdir()
    return path


def version_of(source: Path) -> str:
    """The version, from the one place where it stands."""
    text = (source / "podscribe" / "__init__.py").read_text(encoding="utf-8")
    found = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if len(found) != 1:
        raise ReleaseError("podscribe/__init__.py does not say __version__ once")
    return str(found[0])


def faults_of_wheel(built: Built) -> Iterator[str]:
    """What is wrong with what the wheel holds."""
    yield from _too_large(built.wheel, LARGEST_WHEEL_BYTES)
    with zipfile.ZipFile(built.wheel) as archive:
        names = archive.namelist()
        info = f"podscribe-{built.version}.dist-info"
        metadata = archive.read(f"{info}/METADATA").decode() if f"{info}/METADATA" in names else ""
    yield from _missing(built.wheel, NEEDED_IN_WHEEL, names)
    presets = [f"podscribe/configs/{each.name}" for each in _presets()]
    yield from _missing(built.wheel, [*presets, f"{info}/licenses/LICENSE"], names)
    for name in names:
        if PurePosixPath(name).parts[0] not in ("podscribe", info):
            yield f"{built.wheel.name} holds {name}, which is none of the package"
    yield from _unwanted(built.wheel, names)
    yield from faults_of_metadata(metadata, built)


def faults_of_metadata(text: str, built: Built) -> Iterator[str]:
    """What the wheel says of itself and is not so."""
    told = HeaderParser().parsestr(text)
    wanted = {"Name": "podscribe", "Version": built.version, "License-Expression": "MIT"}
    for key, value in wanted.items():
        if told[key] != value:
            yield f"{built.wheel.name} has {key} {told[key]}, not {value}"
    known = {
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or ()
        if each.startswith("Programming Language :: Python :: 3.")
    }
    if known != {*PYTHONS}:
        yield f"{built.wheel.name} names Python {', '.join(sorted(known))}"


def faults_of_sdist(built: Built) -> Iterator[str]:
    """What is wrong with what the sdist holds."""
    yield from _too_large(built.sdist, LARGEST_SDIST_BYTES)
    top = f"podscribe-{built.version}/"
    with tarfile.open(built.sdist) as archive:
        names = archive.getnames()
    for name in names:
        if not name.startswith(top):
            yield f"{built.sdist.name} holds {name} outside {top}"
    inside = [name.removeprefix(top) for name in names]
    yield from _missing(built.sdist, NEEDED_IN_SDIST, inside)
    yield from _unwanted(built.sdist, inside)


def faults_of_rebuilt(built: Built, folder: Path) -> Iterator[str]:
    """What the wheel that is built of the sdist has otherwise."""
    source = folder / "source"
    with tarfile.open(built.sdist) as archive:
        archive.extractall(source, filter="data")
    try:
        again = _built("wheel", source / f"podscribe-{built.version}", folder / "again")
    except ReleaseError as error:
        yield f"no wheel can be built of {built.sdist.name}: {error}"
        return
    contents = [_contents(wheel) for wheel in (built.wheel, again)]
    for name in sorted(contents[0].keys() ^ contents[1].keys()):
        yield f"{name} is in one of the wheels of tree and sdist alone"
    for name in sorted(contents[0].keys() & contents[1].keys()):
        if contents[0][name] != contents[1][name]:
            yield f"{name} differs between the wheels of tree and sdist"


def faults_of_changelog(text: str, version: str) -> Iterator[str]:
    """Whether it says what is in this version, or in the one to come."""
    if not re.search(rf"^## ({re.escape(version)}\b|Unreleased)", text, re.MULTILINE):
        yield f"CHANGELOG.md has neither {version} nor Unreleased"


def _contents(wheel: Path) -> dict[str, int]:
    with zipfile.ZipFile(wheel) as archive:
        return {each.filename: each.CRC for each in archive.infolist()}


def _presets() -> list[Path]:
    return sorted((ROOT / "podscribe" / "configs").glob("*.yaml"))


def _too_large(path: Path, most: int) -> Iterator[str]:
    size = path.stat().st_size
    if size > most:
        yield f"{path.name} has {size / MEGABYTE:.1f} MB, more than {most // MEGABYTE} MB"


def _missing(path: Path, wanted: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    yield from (f"{path.name} lacks {each}" for each in wanted if each not in names)


def _unwanted(path: Path, names: Sequence[str]) -> Iterator[str]:
    yield from (f"{path.name} holds {name}" for name in names if UNWANTED.search(name))
