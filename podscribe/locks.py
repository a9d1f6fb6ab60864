"""Work that one process does alone."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO

NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL})  # of a drive


@contextmanager
def alone(path: Path, on_busy: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of that name, whose file is there only as long as somebody does.

    Where another holds it, `on_busy` is called once, and then waited, unless it raises.
    """
    with _taken(path, on_busy):
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def lock_where_possible(file: BinaryIO | int) -> None:
    """Lock a file, or wait until it can be locked, where its drive has locks."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise


@contextmanager
def alone_where_possible(path: Path, on_busy: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The same; on a drive that has no locks it goes on without."""
    with ExitStack() as holding:
        try:
            holding.enter_context(alone(path, on_busy))
        except OSError as error:
            if error.errno not in NO_LOCKS:
                raise
            path.unlink(missing_ok=True)
        yield


def _taken(path: Path, on_busy: Callable[[], None]) -> IO[bytes]:
    """The file, locked; one that its last holder has removed meanwhile is no lock any more."""
    told = False
    while True:
        file = path.open("ab")
        try:
            if not _locked(file):
                if not told:
                    on_busy()
                told = True
                fcntl.flock(file, fcntl.LOCK_EX)
            if _is_there(file, path):
                return file
        except BaseException:
            file.close()
            raise
        file.close()


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
