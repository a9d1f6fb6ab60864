"""Samples on disk: raw float32 in little-endian order, and beside them what is known, as JSON.

The facts are written last and removed first, so samples without facts are never taken for whole.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from podscribe.audio.sound import SAMPLE_BYTES, Audio, Source, Stretch
from podscribe.errors import PodscribeError
from podscribe.files import unwritable, write_bytes
from podscribe.locks import lock_where_possible

if TYPE_CHECKING:
    from podscribe.audio.sound import Samples

_VERSION = 1
_PART = ".part"
_SILENCE_SAMPLES = 1 << 18  # written at once: 1 MB


class SampleFiles:
    """The mix and, where wanted, every channel, that take their names only when all are whole."""

    def __init__(self, target: Path, channels: int) -> None:
        self.target = target
        self.written = 0  # samples, the same in every file
        self._targets = [target, *channel_paths(target, channels)]
        self._parts: list[Path] = []
        self._files: list[BinaryIO] = []
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            for target in self._targets:
                remove_abandoned(target)
                self._open(target)
        except OSError as error:
            self._discard()
            raise unwritable(self.target, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._discard()

    def _open(self, target: Path) -> None:
        part = part_path(target)
        file = open_part(part)
        self._closing.callback(_close, file)
        self._parts.append(part)
        self._files.append(file)

    def write(self, rows: tuple[Samples, ...]) -> None:
        """The mix, and as many channels as there are files for."""
        try:
            for file, row in zip(self._files, rows, strict=True):
                file.write(row.astype("<f4", copy=False).tobytes())
        except OSError as error:
            raise unwritable(self.target, error) from error
        self.written += len(rows[0])

    def silence_until(self, position: int) -> None:
        import numpy as np

        while self.written < position:
            zeros = np.zeros(min(position - self.written, _SILENCE_SAMPLES), np.float32)
            self.write((zeros,) * len(self._files))

    def commit(self, facts: dict[str, Any]) -> Audio:
        """Put everything in its place, the facts last, and open it."""
        try:
            facts_path(self.target).unlink(missing_ok=True)
            for file, part, target in zip(self._files, self._parts, self._targets, strict=True):
                file.flush()
                os.fsync(file.fileno())
                os.replace(part, target)
        except OSError as error:
            raise unwritable(self.target, error) from error
        self._parts.clear()
        content = json.dumps(facts, ensure_ascii=False, indent=1).encode(errors="replace")
        write_bytes(facts_path(self.target), content + b"\n")
        return _open(self.target, json.loads(content))

    def _discard(self) -> None:
        self._closing.close()
        for part in self._parts:
            part.unlink(missing_ok=True)


def part_path(target: Path) -> Path:
    """A name of its own for what becomes the target when it is whole."""
    return target.with_name(f".{target.name}.{secrets.token_hex(4)}{_PART}")


def open_part(part: Path) -> BinaryIO:
    """A new file that is locked as long as somebody writes to it."""
    file = open(part, "xb")  # noqa: SIM115 - the caller closes it
    lock_where_possible(file)
    return file


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # on a full disk the last bytes fail once more
        file.close()


def remove_abandoned(target: Path) -> None:
    """Unfinished files of runs that were killed; those that somebody still writes are locked."""
    for part in target.parent.glob(f".{_literal(target.name)}.*{_PART}"):
        with suppress(OSError), open(part, "r+b") as file:  # NFS locks no other
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)


def channel_paths(target: Path, channels: int) -> list[Path]:
    return [target.with_name(f"{target.name}.channel{index + 1}") for index in range(channels)]


def facts_path(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def facts_of(
    samples: int,
    channels: int,
    source: Source,
    damaged: tuple[Stretch, ...],
    complete: bool,
    expected_seconds: float | None,
) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "samples": samples,
        "channels": channels,
        "damaged": [[stretch.start, stretch.end] for stretch in damaged],
        "complete": complete,
        "expected_seconds": expected_seconds,
        "source": asdict(source),
    }


def open_decoded(target: Path) -> Audio | None:
    """What an earlier `decode` left there, or None where nothing whole is."""
    try:
        facts = json.loads(facts_path(target).read_bytes())
        return _open(target, facts) if facts["version"] == _VERSION else None
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise PodscribeError("may not be read", file=target, remedy="check its folder") from error
    except (OSError, ValueError, KeyError, TypeError):
        return None  # damaged, or written by something else: it is decoded again


def _open(target: Path, facts: dict[str, Any]) -> Audio:
    paths = [target, *channel_paths(target, facts["channels"])]
    mix, *channels = (_samples(path, facts["samples"]) for path in paths)
    return Audio(
        path=target,
        samples=mix,
        channels=tuple(channels),
        source=_source(facts["source"]),
        damaged=tuple(Stretch(start, end) for start, end in facts["damaged"]),
        complete=facts["complete"],
        expected_seconds=facts["expected_seconds"],
    )


def _samples(path: Path, count: int) -> Samples:
    import numpy as np

    if path.stat().st_size != count * SAMPLE_BYTES:
        raise ValueError("not the length that its facts state")
    return np.memmap(path, dtype=np.dtype("<f4"), mode="r", shape=(count,))


def _source(facts: dict[str, Any]) -> Source:
    facts["tags"] = tuple((key, value) for key, value in facts["tags"])
    return Source(**facts)
