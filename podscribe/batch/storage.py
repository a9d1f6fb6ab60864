"""Objects in a storage that fsspec knows: `s3://`, `gs://`, `az://`, `sftp://` and others.

Who may read and write there is told by the environment, as the storage's own programs have it.
"""

from __future__ import annotations

import errno
import fcntl
import math
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from podscribe.audio.download import OnBytes
from podscribe.batch.names import safe_name
from podscribe.batch.places import identity, key_of, last_part, shown
from podscribe.batch.suffixes import is_sound, suffix_of, without_suffix
from podscribe.errors import PassingError, PodscribeError
from podscribe.files import unwritable

_REFUSED = frozenset(  # this computer, the web without our checks, and what lies inside others
    {
        *("file", "local", "data", "http", "https", "dir", "generic", "reference", "zip", "tar"),
        *("libarchive", "cached", "blockcache", "filecache", "simplecache", "asynclocal"),
        *("async_wrapper", "asyncwrapper", "pyscript", "dask", "jupyter", "jlab", "github", "gist"),
    }
)
_PACKAGES = {
    **dict.fromkeys(("s3", "s3a"), "s3fs"),
    **dict.fromkeys(("gs", "gcs"), "gcsfs"),
    **dict.fromkeys(("az", "abfs", "abfss", "adl"), "adlfs"),
    **dict.fromkeys(("sftp", "ssh"), "paramiko"),
    "oss": "ossfs",
    "oci": "ocifs",
    "smb": "smbprotocol",
    "webdav": "webdav4",
}
_BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "oss", "oci"})  # one that is missing is not made
_MARKS = ("etag", "md5hash", "generation", "content_md5", "lastmodified", "mtime", "created")
_BLOCK_BYTES = 1 << 20
_REQUEST_BYTES = 8 << 20  # asked for at once: so much is in memory, and lost when the line breaks
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Object:
    """Something in a storage; another mark: it has changed."""

    url: str = field(repr=False)
    size_bytes: int | None
    mark: str


def objects(url: str, most: int) -> tuple[Object, ...]:
    """The object itself, or all sound below a folder or behind a glob, in the order of names."""
    fs, path = _opened(url)
    with _told(url, "cannot be listed"):
        fs.invalidate_cache()
        if _GLOB.intersection(path) and not fs.isfile(path):
            found = fs.glob(path, detail=True)
        elif fs.isfile(path):
            return (_object(url, fs.info(path)),)
        else:
            found = fs.find(path, detail=True)
    files = {name: facts for name, facts in found.items() if facts.get("type") == "file"}
    sounding = sorted(name for name in files if is_sound(name))
    if len(sounding) > most:
        raise PodscribeError(
            f"holds {len(sounding):,} recordings, more than {most:,}",
            file=shown(url),
            remedy="name a part of it",
        )
    return tuple(_object(_url_of(name, url, path, fs), files[name]) for name in sounding)


def marks_below(url: str) -> dict[str, str]:
    """What changes with each object below a folder, by its name from there; one question in all."""
    fs, path = _opened(url)
    with _told(url, "cannot be listed"):
        fs.invalidate_cache()
        found = fs.find(path, detail=True) if fs.exists(path) else {}
    return {
        str(name).removeprefix(path).lstrip("/"): _object(url, facts).mark
        for name, facts in found.items()
    }


def fetch_object(
    url: str,
    folder: Path,
    *,
    limit_bytes: int,
    limit_s: float | None = None,
    on_progress: OnBytes | None = None,
) -> Path:
    """A copy of the object in the folder; one that is there already is taken as it is.

    What has come of it is kept when the line breaks: another call goes on behind it.
    """
    fs, path = _opened(url)
    with _told(url, "cannot be read"):
        fs.invalidate_cache()
        found = _object(url, fs.info(path))
    name = last_part(url)
    suffix = f".{suffix_of(name)}" if is_sound(name) else ""
    stem = safe_name(without_suffix(name))
    target = folder / key_of(identity(url), found.mark) / f"{stem}{suffix}"
    if target.is_file():
        return target
    _require_size(found.size_bytes or 0, limit_bytes, url)
    until = math.inf if limit_s is None else time.monotonic() + limit_s
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _growing(part, url) as file:
            if target.is_file():
                return target  # another run has just brought it
            _copy(fs, path, found, file, limit_bytes, until, on_progress)
            file.flush()
            os.fsync(file.fileno())
            os.replace(part, target)
    except OSError as error:
        raise unwritable(target, error) from error
    return target


@contextmanager
def _growing(part: Path, url: str) -> Iterator[IO[bytes]]:
    """The unfinished file, for one run alone; it stays as long as there is something in it."""
    with open(part, "ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PodscribeError(
                "is being fetched by another run", file=shown(url), remedy="wait for it"
            ) from error
        try:
            yield file
        finally:
            if not file.tell():
                part.unlink(missing_ok=True)


def _copy(
    fs: Any,
    path: str,
    found: Object,
    file: IO[bytes],
    limit_bytes: int,
    until: float,
    on_progress: OnBytes | None,
) -> None:
    """What is still missing; a part that is no beginning of what is there now is dropped."""
    url, total = found.url, found.size_bytes
    done = here = file.seek(0, os.SEEK_END)
    with _told(url, "cannot be read"):
        source = fs.open(path, "rb", block_size=_REQUEST_BYTES)
        source.seek(here)
    with source:
        while True:
            with _told(url, "cannot be read"):
                block = source.read(_BLOCK_BYTES)
            if not block:
                break
            done += len(block)
            if done > limit_bytes:
                _empty(file)
            _require_size(done, limit_bytes, url)
            file.write(block)
            _require_time(until, url)
            if on_progress is not None:
                on_progress(done, total)
    if not done:
        raise PodscribeError("is empty", file=shown(url), remedy="put the recording there again")
    _require_same(fs, path, found, file, resumed=here > 0)


def _require_same(fs: Any, path: str, found: Object, file: IO[bytes], *, resumed: bool) -> None:
    """An object that is replaced while it is fetched must not become half of each."""
    same = found.size_bytes in (None, file.tell())
    if same and resumed:
        with _told(found.url, "cannot be read"):
            fs.invalidate_cache()
            same = _object(found.url, fs.info(path)).mark == found.mark
    if not same:
        _empty(file)
        raise PodscribeError(
            "has changed while it was fetched", file=shown(found.url), remedy="try again"
        ) from OSError(errno.ESTALE, os.strerror(errno.ESTALE))


def _empty(file: IO[bytes]) -> None:
    file.truncate(0)
    file.seek(0)


def put_object(path: Path, url: str) -> str:
    """Copy a file there, and return what will change when somebody changes it."""
    fs, target = _opened(url)
    with _told(url, "cannot be written"):
        if url.partition("://")[0].lower() not in _BUCKETS:  # there folders need not be made
            fs.makedirs(target.rpartition("/")[0], exist_ok=True)
        fs.put_file(str(path), target)
        fs.invalidate_cache()
        found = _object(url, fs.info(target))
    if found.size_bytes != path.stat().st_size:
        raise PodscribeError("was not kept whole", file=shown(url), remedy="try again")
    return found.mark


def _require_size(size: int, limit_bytes: int, url: str) -> None:
    if size > limit_bytes:
        raise PodscribeError(
            f"is larger than {limit_bytes / 1024**2:,.0f} MB",
            file=shown(url),
            remedy="allow more with --max-bytes, or leave it out",
        )


def _require_time(until: float, url: str) -> None:
    if time.monotonic() > until:
        raise PassingError(
            "was not here in time",
            file=shown(url),
            remedy="try again: what has come is kept",
        )


def _opened(url: str) -> tuple[Any, str]:
    """The storage, and what it calls the object."""
    from fsspec import available_protocols  # type: ignore[import-untyped]
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    scheme, _, rest = url.partition("://")
    scheme = scheme.lower()
    if "::" in url or scheme in _REFUSED or scheme not in available_protocols():
        raise PodscribeError(
            f"podscribe does not read or write {scheme}:// places",
            file=shown(url),
            remedy="give a path, a web address, or a storage such as s3:// or gs://",
        )
    if scheme in _BUCKETS and "@" in rest.partition("/")[0]:
        raise PodscribeError(
            "holds keys in the address",
            file=shown(url),
            remedy="set them in the environment, as the storage's own programs read them",
        )
    try:
        with _told(url, "cannot be opened"):
            fs, path = url_to_fs(f"{scheme}://{rest}")
    except ImportError as error:
        package = _PACKAGES.get(scheme, "a package of fsspec's list")
        raise PodscribeError(
            f"{scheme}:// needs {package}, which is not installed",
            file=shown(url),
            remedy=f"pip install {package}" if scheme in _PACKAGES else "install it",
        ) from error
    return fs, str(path)


@contextmanager
def _told(url: str, what: str) -> Iterator[None]:
    """Each storage has errors of its own, whose words may hold keys: theirs are not repeated."""
    try:
        yield
    except (PodscribeError, ImportError):
        raise
    except FileNotFoundError as error:
        raise PodscribeError("is not there", file=shown(url), remedy="check the name") from error
    except PermissionError as error:
        raise PodscribeError(
            f"{what}: it is not allowed", file=shown(url), remedy="check the keys you have set"
        ) from error
    except Exception as error:
        raise PodscribeError(
            f"{what} ({type(error).__name__})",
            file=shown(url),
            remedy="check the name, the network, and the keys in the environment",
        ) from error


def _object(url: str, facts: Mapping[str, Any]) -> Object:
    lower = {str(key).lower(): value for key, value in facts.items()}
    size = lower.get("size")
    size = size if isinstance(size, int) and size >= 0 else None
    mark = next((_plain(lower[key]) for key in _MARKS if lower.get(key)), "")
    return Object(url, size, key_of(mark, str(size)))


def _plain(mark: object) -> str:
    """A listing and a look at the object itself may write the same mark in two ways."""
    return str(mark.timestamp() if isinstance(mark, datetime) else mark).strip('"')


def _url_of(name: str, url: str, path: str, fs: Any) -> str:
    """The address of what was found, with the host that the storage itself leaves out."""
    url = url.rstrip("/")
    if url.endswith(path):
        return f"{url.removesuffix(path)}{name}"
    return str(fs.unstrip_protocol(name))
