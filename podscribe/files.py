"""Text in and out of files: whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from podscribe.errors import PodscribeError

LIMIT_BYTES = 100 * 1024 * 1024  # ten hours of words in JSON are about 20 MB
LIMIT_LINE_BYTES = 1024 * 1024  # a whole episode on one line is about 60 KB
STANDARD_STREAM = "-"


def read_bytes(path: str | Path) -> bytes:
    """The file's bytes (`-`: standard input), or an error that says why not."""
    try:
        if str(path) == STANDARD_STREAM:
            content = sys.stdin.buffer.read(LIMIT_BYTES + 1)
        else:
            with open(path, "rb") as file:
                content = file.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > LIMIT_BYTES:
        raise PodscribeError(
            f"larger than {LIMIT_BYTES // 1024**2} MB", file=path, remedy="this is no transcript"
        )
    return content


def unreadable(path: str | Path, error: OSError) -> PodscribeError:
    """The error for a path that cannot be read."""
    remedies = {
        FileNotFoundError: ("no such file", "check the name"),
        IsADirectoryError: ("is a folder", "name a file in it"),
        PermissionError: ("may not be read", "check its permissions"),
    }
    what, remedy = remedies.get(
        type(error), (f"cannot be read ({error.strerror or error})", "check the path")
    )
    return PodscribeError(what, file=path, remedy=remedy)


def decode_text(content: bytes) -> str:
    """UTF-8 with its line endings and byte-order mark as they are."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PodscribeError("is UTF-16", place=1, remedy="save it as UTF-8")
    nul = content.find(b"\0")
    if nul >= 0:
        place = content.count(b"\n", 0, nul) + 1
        raise PodscribeError("is binary", place=place, remedy="give a text file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise PodscribeError(
            f"is not UTF-8 (byte 0x{byte:02x})", place=place, remedy="save it as UTF-8"
        ) from error


def refuse_long_lines(text: str) -> None:
    """Formats made of lines have none of a megabyte: such a file is something else."""
    start, place = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > LIMIT_LINE_BYTES:
            raise PodscribeError(
                f"a line of {(end - start) / 1024**2:.0f} MB",
                place=place,
                remedy="this is no transcript, or its line breaks were lost",
            )
        start, place = end + 1, place + 1


def write_bytes(path: str | Path, content: bytes) -> None:
    """Put the content in place whole (`-`: standard output), or leave everything as it was."""
    if str(path) == STANDARD_STREAM:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise PodscribeError("is a folder", file=path, remedy="name a file in it")
    try:
        if target.exists() and not target.is_file():  # a pipe or device has nothing to replace
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise PodscribeError(
            f"cannot be written ({error.strerror or error})",
            file=path,
            remedy="check the folder, its permissions and the space left",
        ) from error


def _replace(target: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:80]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode(target: Path) -> int:
    """The permissions of what is replaced, or those any new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
