"""From what a user names (a file, an address, or `-`) to a file on disk."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import BinaryIO

from podscribe.audio.address import is_address, parse_address
from podscribe.audio.container import require_file
from podscribe.audio.download import FETCH, FetchOptions, OnBytes, fetch, fetched
from podscribe.audio.store import open_part, part_path, remove_abandoned
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, unreadable, unwritable

_BLOCK_BYTES = 1 << 20
_STANDARD = "standard input"


def bring(
    source: str,
    folder: Path,
    *,
    offline: bool = False,
    fresh: bool = False,
    options: FetchOptions = FETCH,
    on_progress: OnBytes | None = None,
) -> Path:
    """The file itself where it is one; else what an address or a stream holds, in the folder."""
    if is_address(source):
        if not offline:
            return fetch(source, folder, options=options, fresh=fresh, on_progress=on_progress)
        return _from_before(source, folder)
    limit_bytes = options.limit_bytes
    if source == STANDARD_STREAM:
        return spool(_standard_input(), folder, limit_bytes=limit_bytes, on_progress=on_progress)
    path = Path(source)
    try:
        with open(path, "rb") as stream:
            if path.is_file():
                return path
            return spool(
                stream, folder, limit_bytes=limit_bytes, on_progress=on_progress, name=source
            )
    except OSError as error:
        raise unreadable(path, error) from error


def local_file(source: str) -> Path | None:
    """The file, which is there and not empty; None where it is an address or a stream."""
    if source == STANDARD_STREAM or is_address(source):
        return None
    path = Path(source)
    if "://" in source and not path.exists():
        parse_address(source)  # an error: no such addresses are fetched
    if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
        return None  # a pipe: what is read of it once does not come again
    require_file(path)
    return path


def remove_copy(source: str, file: Path) -> None:
    """Remove what `bring` made of a stream: who asks again has to send it again.

    What came from an address stays, and a file of the user's is not podscribe's to remove.
    """
    if not is_address(source) and file != Path(source):
        file.unlink(missing_ok=True)


def shown(source: str) -> str:
    """What a person is told of a source: an address without its secrets.

    >>> shown("https://ann:s3cret@host/a.mp3"), shown("-"), shown("a.mp3")
    ('https://host/a.mp3', 'standard input', 'a.mp3')
    """
    if is_address(source):
        return parse_address(source).shown
    return _STANDARD if source == STANDARD_STREAM else source


def _from_before(source: str, folder: Path) -> Path:
    path = fetched(source, folder)
    if path is None:
        raise PodscribeError(
            "has not been downloaded before",
            file=parse_address(source).shown,
            remedy="run once without --offline",
        )
    return path


def _standard_input() -> BinaryIO:
    if sys.stdin is None:  # a shell can start a program without one
        raise PodscribeError("is closed", file=_STANDARD, remedy="pipe a file into it")
    return sys.stdin.buffer


def spool(
    stream: BinaryIO,
    folder: Path,
    *,
    limit_bytes: int = FETCH.limit_bytes,
    on_progress: OnBytes | None = None,
    name: str = _STANDARD,
) -> Path:
    """All of a stream as a file; the same content always gets the same name.

    `name` is what errors call the stream.
    """
    prefix = folder / "stdin"
    part = part_path(prefix)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_abandoned(prefix)
        with open_part(part) as file:
            digest = _copy(stream, file, limit_bytes, on_progress, name)
            file.flush()
            os.fsync(file.fileno())
        target = folder / f"stdin-{digest[:16]}"
        os.replace(part, target)
    except OSError as error:
        raise unwritable(prefix, error) from error
    finally:
        part.unlink(missing_ok=True)
    return target


def _copy(
    stream: BinaryIO, file: BinaryIO, limit_bytes: int, on_progress: OnBytes | None, name: str
) -> str:
    digest = hashlib.sha256()
    size = 0
    while block := _read(stream, name):
        size += len(block)
        if size > limit_bytes:
            raise PodscribeError(
                f"more than {limit_bytes / 1024**2:,.0f} MB",
                file=name,
                remedy="save it as a file and give its name",
            )
        file.write(block)
        digest.update(block)
        if on_progress is not None:
            on_progress(size, None)
    if not size:
        raise PodscribeError("is empty", file=name, remedy="pipe a file into it")
    return digest.hexdigest()


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(_BLOCK_BYTES)
    except OSError as error:
        raise PodscribeError(
            f"cannot be read ({error.strerror})",
            file=name,
            remedy="pipe a file into it",
        ) from error
