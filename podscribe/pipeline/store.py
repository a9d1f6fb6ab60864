"""What is kept of an episode's stages, so that no work is done twice.

    FOLDER/.podscribe/6b1f…/words-0c9d….jsonl      words as they come, while the stage runs
                            words-0c9d….json       the finished stage
                            speakers-77aa….json

The folder is named after the audio's content and each file after all that its stage depends on:
another model redoes its own stage, another output none.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from podscribe.errors import PassingError
from podscribe.files import checksum, unreadable, unwritable, write_bytes
from podscribe.locks import alone_where_possible

FOLDER = ".podscribe"
SOUND = "sound.f32"  # in the names of what was decoded
RESULTS_BYTES = 32_000_000  # ten hours of words, kept as they come and as a whole
_KEY_CHARACTERS = 16
_LOCK = "lock"


def key_of(facts: Mapping[str, object]) -> str:
    """A short name for all that a stage's result depends on."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of one episode's results."""

    folder: Path

    def stage(self, name: str, facts: Mapping[str, object]) -> StageFiles:
        """The place of a stage's result for these facts."""
        stem = f"{name}-{key_of(facts)}"
        return StageFiles(self.folder / f"{stem}.json", self.folder / f"{stem}.jsonl")

    def forget(self) -> None:
        """Remove every result, to begin afresh."""
        for path in self.folder.glob("*.json*"):
            path.unlink(missing_ok=True)

    def drop_sound(self) -> None:
        """Remove what was decoded, be it in part."""
        for path in self.folder.glob(f"*{SOUND}*"):
            path.unlink(missing_ok=True)


def store_of(folder: Path, digest: str) -> Store:
    """The store of the audio with that content, be it there or not."""
    return Store(folder / FOLDER / digest[:_KEY_CHARACTERS])


def store_for(folder: Path, digest: str) -> Store:
    """The same; it is made if it can be written at all."""
    store = store_of(folder, digest)
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(store.folder, error) from error
    return store


@contextmanager
def held(store: Store, on_wait: Callable[[], None]) -> Iterator[None]:
    """Work on an episode alone; a second run waits for the first and then finds its results."""
    path = store.folder / _LOCK
    with ExitStack() as holding:
        try:
            holding.enter_context(alone_where_possible(path, on_wait))
        except OSError as error:
            raise unwritable(path, error) from error
        yield


class _BusyError(Exception):
    """Another run works on it."""


def drop_sound(file: Path, folder: Path) -> None:
    """Remove what was decoded of a file, unless another run works on it."""

    def leave() -> None:
        raise _BusyError

    store = store_of(folder, checksum(file))
    if store.folder.is_dir():
        with suppress(_BusyError), held(store, leave):
            store.drop_sound()


@dataclass(frozen=True, slots=True)
class StageFiles:
    """Where a stage keeps its result, and before that its passages one by one."""

    result: Path
    journal: Path

    def load(self) -> object | None:
        """The finished result; None where there is none that is whole."""
        try:
            value: object = json.loads(self.result.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise unreadable(self.result, error) from error
        except ValueError:
            return None  # a disk that failed; the stage is done again
        return value

    def save(self, value: object) -> None:
        """Keep the finished result; its passages are in it."""
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        write_bytes(self.result, text.encode())
        self.journal.unlink(missing_ok=True)

    def lines(self) -> list[str]:
        """What was kept before the stage ended, up to where a line was cut."""
        try:
            content = self.journal.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise unreadable(self.journal, error) from error
        found: list[str] = []
        for line in content.splitlines(keepends=True):
            if not _is_whole(line):
                break
            found.append(line.decode().rstrip("\n"))
        return found

    @contextmanager
    def appending(self, kept: int) -> Iterator[Callable[[str], None]]:
        """Add lines behind the first `kept`, each on the disk before the next is made."""
        whole = self.lines()[:kept]
        write_bytes(self.journal, b"".join(_row(each) for each in whole))
        file = self._open_journal()
        try:
            yield lambda line: self._append(file, line)
        finally:
            with suppress(OSError):  # it tries once more to write what was refused
                file.close()

    def _open_journal(self) -> IO[bytes]:
        try:
            return self.journal.open("ab")
        except OSError as error:
            raise unwritable(self.journal, error) from error

    def _append(self, file: IO[bytes], line: str) -> None:
        try:
            file.write(_row(line))
            file.flush()
            os.fsync(file.fileno())
        except OSError as error:
            raise unwritable(self.journal, error) from error


def _is_whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return line.endswith(b"\n")


def _row(line: str) -> bytes:
    return f"{line}\n".encode()


def require_space(folder: Path, needed_bytes: int) -> None:
    """Say before the work that its results will not fit."""
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed_bytes:
        raise PassingError(
            f"has {free / 1e6:,.0f} MB free where {needed_bytes / 1e6:,.0f} MB are needed",
            file=folder,
            remedy="free some space, or name a cache folder on another disk",
        )
