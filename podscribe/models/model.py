"""What a model is to the rest of podscribe, and what is told while one is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A model on disk, ready to be loaded.

    `revision` changes when the content does: a commit of the hub, or a digest of the files.
    """

    name: str
    path: Path
    revision: str
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the files of a model have come that were missing.

    `resumed_bytes` is what an interrupted download had left of the file. `waiting`: another
    process fetches the same file.
    """

    model: str
    file: str
    file_number: int
    files: int
    done_bytes: int
    total_bytes: int
    resumed_bytes: int = 0
    waiting: bool = False


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Tell nobody."""


def in_units(size_bytes: int) -> str:
    """A size as people say it.

    >>> in_units(812), in_units(75_538_270), in_units(1_617_884_929)
    ('812 bytes', '75.5 MB', '1.6 GB')
    """
    for unit, divisor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size_bytes >= divisor:
            return f"{size_bytes / divisor:.1f} {unit}"
    return f"{size_bytes} bytes"
