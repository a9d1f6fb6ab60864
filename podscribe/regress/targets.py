"""Where reports may go: not over what is measured, or what it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from podscribe.audio.address import is_address
from podscribe.errors import PodscribeError
from podscribe.regress.manifest import Manifest

FileId = tuple[int, int]


def require_free(manifest: Manifest, targets: Iterable[Path]) -> None:
    """Refuse to write over the manifest, its baseline or a file that it names."""
    held = {found for path in _held(manifest) if (found := _id(path)) is not None}
    for target in targets:
        if _id(target) in held:
            raise PodscribeError(
                "belongs to what is measured, and would be overwritten",
                file=target,
                remedy="name another place for what is written",
            )


def _held(manifest: Manifest) -> Iterator[Path]:
    yield manifest.path
    yield manifest.baseline
    for episode in manifest.episodes:
        yield episode.reference
        if episode.result is not None:
            yield episode.result
        if episode.audio is not None and not is_address(episode.audio):
            yield Path(episode.audio)


def _id(path: Path) -> FileId | None:
    """What tells the file from all others, whatever it is called; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
