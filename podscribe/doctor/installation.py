"""What is installed, in which versions, and whether they fit together; nothing is imported."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe import __version__
from podscribe.doctor.check import Check, fault, ok, warning

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PACKAGES = (
    "faster-whisper",
    "ctranslate2",
    "pyannote.audio",
    "torch",
    "torchaudio",
    "av",
    "numpy",
    "pydub",
)
_AGAIN = "install podscribe again"


def programs() -> Iterator[Check]:
    """podscribe, Python and the system."""
    yield ok("podscribe", f"{__version__} in {Path(__file__).parents[1]}")
    yield ok("Python", f"{platform.python_version()} at {sys.executable}")
    yield ok("system", platform.platform())


def packages() -> Iterator[Check]:
    """The packages that the engines are made of."""
    return judged({name: _version(name) for name in PACKAGES}, _required())


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _required() -> Mapping[str, Requirement]:
    """What podscribe says it needs; nothing where it is not installed but only on the path."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    try:
        rows = metadata.requires("podscribe") or []
    except metadata.PackageNotFoundError:
        return {}
    required = [Requirement(row) for row in rows]
    return {
        canonicalize_name(each.name): each
        for each in required
        if each.marker is None or each.marker.evaluate({"extra": ""})
    }


def judged(
    versions: Mapping[str, str | None], required: Mapping[str, Requirement]
) -> Iterator[Check]:
    """What is missing, what is too old or too new, and what does not fit together."""
    from packaging.utils import canonicalize_name

    for name, version in versions.items():
        wanted = required.get(canonicalize_name(name))
        if version is None:
            yield fault(name, "is not installed", _pip(required, name))
        elif wanted is not None and not wanted.specifier.contains(version, prereleases=True):
            text = f"{version}, where podscribe needs {wanted.specifier}"
            yield fault(name, text, _pip(required, name))
        else:
            yield ok(name, version)
    torch, torchaudio = versions.get("torch"), versions.get("torchaudio")
    if torch is not None and torchaudio is not None:
        yield from _fitting(torch, torchaudio, _pip(required, "torch", "torchaudio"))


def _pip(required: Mapping[str, Requirement], *names: str) -> str:
    from packaging.utils import canonicalize_name

    wanted = [required.get(canonicalize_name(name)) for name in names]
    listed = [f"'{each.name}{each.specifier}'" for each in wanted if each is not None]
    return f"pip install {' '.join(listed)}" if len(listed) == len(names) else _AGAIN


def _fitting(torch: str, torchaudio: str, remedy: str) -> Iterator[Check]:
    """What torchaudio is made of was built against one release of torch, and for one CUDA."""
    from packaging.version import Version

    one, other = Version(torch), Version(torchaudio)
    if one.release[:2] != other.release[:2]:
        text = f"torchaudio {torchaudio} does not fit torch {torch}: importing it fails"
        yield fault("torch, torchaudio", text, remedy)
    elif one.local != other.local:
        text = f"torch {torch} and torchaudio {torchaudio} may be built for different CUDA versions"
        yield warning("torch, torchaudio", text, f"{remedy} --force-reinstall")
