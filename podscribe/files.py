"""Text in and out of files: whole or not at all."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import re
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from podscribe.errors import PodscribeError

LIMIT_BYTES = 100 * 1024 * 1024  # ten hours of words in JSON are about 20 MB
LIMIT_LINES = 1_000_000  # ten hours with a cue a word are under 400,000
LIMIT_LINE_BYTES = 1024 * 1024  # a whole episode on one line is about 60 KB
_OPENING_BYTES = 200
_TOLD_BYTES = 120  # of a name, in that of the temporary file beside it
STANDARD_STREAM = "-"


def read_bytes(path: str | Path) -> bytes:
    """The file's bytes (`-`: standard input), or an error that says why not."""
    try:
        if str(path) == STANDARD_STREAM:
            content = _standard(sys.stdin).read(LIMIT_BYTES + 1)
        else:
            with open(path, "rb") as file:
                content = file.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > LIMIT_BYTES:
        raise PodscribeError(
            f"larger than {LIMIT_BYTES // 1024**2} MB", remedy="this is no transcript"
        ).in_file(path)
    return content


def _standard(stream: TextIO | None) -> BinaryIO:
    """The bytes of a standard stream; a shell can start a program without one."""
    if stream is None:
        raise OSError(errno.EBADF, "it is closed")
    return stream.buffer


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
    return PodscribeError(what, remedy=remedy).in_file(path)


def checksum(path: str | Path) -> str:
    """The SHA-256 of a file's bytes."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def decode_text(content: bytes) -> str:
    """UTF-8 with its line endings and byte-order mark as they are."""
    if _is_utf16(content[:_OPENING_BYTES]):
        raise PodscribeError("is UTF-16", place=1, remedy="save it as UTF-8")
    nul = content.find(b"\0")
    if nul >= 0:
        place = content.count(b"\n", 0, nul) + 1
        remedy = "give a text file; audio goes to podscribe run"
        raise PodscribeError("is binary", place=place, remedy=remedy)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise PodscribeError(
            f"is not UTF-8 (byte 0x{byte:02x})", place=place, remedy="save it as UTF-8"
        ) from error


def _is_utf16(opening: bytes) -> bool:
    """By its byte-order mark, or by every other byte being zero, as with any Latin text."""
    if opening.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return len(opening) > 1 and any(opening[::2]) != any(opening[1::2])


def as_text(name: str) -> str:
    """A name as UTF-8 can hold it: names of files need not be text."""
    return name.encode(errors="replace").decode()


def refuse_endless_lines(text: str) -> None:
    """Formats made of lines have none of a megabyte, nor millions: such a file is no transcript."""
    if text.count("\n") > LIMIT_LINES:
        raise PodscribeError(f"more than {LIMIT_LINES:,} lines", remedy="this is no transcript")
    start = 0
    while len(text) - start > LIMIT_LINE_BYTES:
        window = (start, start + LIMIT_LINE_BYTES + 1)
        last = max(text.rfind("\n", *window), text.rfind("\r", *window))
        if last < 0:
            raise PodscribeError(
                f"a line of more than {LIMIT_LINE_BYTES // 1024**2} MB",
                place=text.count("\n", 0, start) + 1,
                remedy="this is no transcript, or its line breaks were lost",
            )
        start = last + 1


def write_bytes(path: str | Path, content: bytes) -> None:
    """Put the content in place whole (`-`: standard output), or leave everything as it was."""
    try:
        if str(path) == STANDARD_STREAM:
            stream = _standard(sys.stdout)
            stream.write(content)
            stream.flush()
        elif (number := _opened(path)) is not None:
            _write_to(number, content)
        else:
            _write_file(Path(os.path.realpath(path)), content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: str | Path, error: OSError) -> PodscribeError:
    """The error for a path that cannot be written."""
    if isinstance(error, IsADirectoryError):
        return PodscribeError("is a folder", file=path, remedy="name a file in it")
    remedies = {
        FileExistsError: "name a folder: this is a file",
        FileNotFoundError: "make the folder first",
        NotADirectoryError: "name a file in a folder",
        PermissionError: "check the permissions of the folder and the file",
    }
    numbered = {
        errno.ENOSPC: "free some space, or write elsewhere",
        errno.ENAMETOOLONG: "give it a shorter name",
    }
    remedy = remedies.get(type(error)) or numbered.get(error.errno or 0, "write elsewhere")
    name = "standard output" if str(path) == STANDARD_STREAM else path
    return PodscribeError(
        f"cannot be written ({error.strerror or error})", file=name, remedy=remedy
    )


def _opened(path: str | Path) -> int | None:
    """The number of what is open already: /dev/stdout, or what `>(…)` of a shell stands for."""
    streams = {"/dev/stdout": "1", "/dev/stderr": "2"}
    own = rf"(?:/dev/fd|/proc/(?:self|{os.getpid()})/fd)/(\d+)"
    found = re.fullmatch(own, os.path.abspath(path))
    number = found[1] if found else streams.get(str(path))
    return None if number is None else int(number)


def _write_to(number: int, content: bytes) -> None:
    """Behind what was written to it before; opened anew it would begin at its beginning."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program may have closed them
        stream.flush()
    with open(os.dup(number), "wb") as opened:
        opened.write(content)


def _write_file(target: Path, content: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError
    if target.exists() and not target.is_file():  # a pipe or device has nothing to replace
        target.write_bytes(content)
    else:
        _replace(target, content)


def temporaries(target: Path) -> list[Path]:
    """What stays beside a file if whoever writes it is killed; nothing for a name so long that
    another file's may begin like it.
    """
    if _told(target.name) != target.name:
        return []
    return list(target.parent.glob(f".{glob.escape(target.name)}.*"))


def _told(name: str) -> str:
    """As much of it as leaves room for more: file systems count bytes, four in some letters."""
    while len(os.fsencode(name)) > _TOLD_BYTES:
        name = name[:-1]
    return name


def _replace(target: Path, content: bytes) -> None:
    prefix = f".{_told(target.name)}."
    handle, temporary = tempfile.mkstemp(prefix=prefix, dir=target.parent)
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
    return 0o666 & ~_umask()


def _umask() -> int:
    """What new files do not get. Asking the system sets it for a moment, for all threads: so it is
    read where Linux tells it.
    """
    with suppress(OSError, ValueError), open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("Umask:"):
                return int(line.split()[1], 8)
    mask = os.umask(0)
    os.umask(mask)
    return mask
