"""One file from the hub into its cache: going on where it broke off, and verified.

huggingface_hub throws away what an interrupted download has brought and does not verify what
came, so the content is brought here, under the names that it looks for; it then only links it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podscribe.models import refusals
from podscribe.models.cache import HubFile, fault, storage
from podscribe.models.checksums import git_sha1, sha256
from podscribe.models.hub import TIMEOUT_S, Hub, headers
from podscribe.models.names import HubName

_LOCK_LOOK_S = 1.0
_SHA256_LENGTH = 64
_PARTIAL, _RANGE_REFUSED = 206, 416


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of a repository, and where its content belongs."""

    hub: Hub
    name: HubName
    commit: str
    file: HubFile

    @property
    def blob(self) -> Path:
        assert self.file.checksum is not None
        return storage(self.hub.cache, self.name.repository) / "blobs" / self.file.checksum

    @property
    def partial(self) -> Path:
        return self.blob.with_name(f"{self.blob.name}.incomplete")

    @property
    def size_bytes(self) -> int:
        assert self.file.size_bytes is not None
        return self.file.size_bytes

    @property
    def pointer(self) -> Path:
        home = storage(self.hub.cache, self.name.repository)
        return home / "snapshots" / self.commit / self.file.path


def is_here(wanted: Wanted) -> bool:
    """Whether the content is there, every byte as it should be."""
    path = wanted.blob
    if not path.exists() and not wanted.pointer.is_symlink():
        path = wanted.pointer  # where links are not possible, the file itself lies there
    return path.exists() and fault(path, wanted.file, thorough=True) is None


def left_bytes(wanted: Wanted) -> int:
    """How much an interrupted download has left."""
    try:
        size_bytes = wanted.partial.stat().st_size
    except FileNotFoundError:
        return 0
    return size_bytes if size_bytes <= wanted.size_bytes else 0


def bring(wanted: Wanted, on_bytes: Callable[[int], None], on_waiting: Callable[[], None]) -> None:
    """Bring the content to its place; `on_bytes` hears how much of it is here."""
    wanted.blob.parent.mkdir(parents=True, exist_ok=True)
    with _locked(wanted, on_waiting):
        if is_here(wanted):
            return
        had_bytes = left_bytes(wanted)
        _complete(wanted, had_bytes, on_bytes)
        found = _found(wanted)
        if found != wanted.file.checksum and had_bytes:  # what was left may have been the fault
            _complete(wanted, 0, on_bytes)
            found = _found(wanted)
        if found != wanted.file.checksum:
            wanted.partial.unlink()
            assert wanted.file.checksum is not None
            raise refusals.wrong_content(wanted.name, wanted.file.path, wanted.file.checksum, found)
        _put_in_place(wanted)


def _found(wanted: Wanted) -> str:
    name = wanted.blob.name
    return sha256(wanted.partial) if len(name) == _SHA256_LENGTH else git_sha1(wanted.partial)


def _put_in_place(wanted: Wanted) -> None:
    with open(wanted.partial, "rb") as file:
        os.fsync(file.fileno())
    os.replace(wanted.partial, wanted.blob)
    if wanted.pointer.is_file() and not wanted.pointer.is_symlink():
        wanted.pointer.unlink()  # a faulty copy that no link can replace


@contextmanager
def _locked(wanted: Wanted, on_waiting: Callable[[], None]) -> Iterator[None]:
    """The lock under which huggingface_hub too writes this content."""
    from filelock import Timeout
    from huggingface_hub.utils import WeakFileLock  # type: ignore[attr-defined]

    home = storage(wanted.hub.cache, wanted.name.repository)
    lock = wanted.hub.cache / ".locks" / home.name / f"{wanted.blob.name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    while True:
        holder = WeakFileLock(lock, timeout=_LOCK_LOOK_S)
        try:
            holder.__enter__()
        except Timeout:
            on_waiting()
        else:
            break
    try:
        yield
    finally:
        holder.__exit__(None, None, None)


def _complete(wanted: Wanted, have_bytes: int, on_bytes: Callable[[int], None]) -> None:
    """Ask for the rest until all is here; give up when attempt after attempt brings nothing."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    fruitless = 0
    on_bytes(have_bytes)
    while have_bytes < wanted.size_bytes or not wanted.partial.exists():
        before = have_bytes
        try:
            for so_far_bytes in _stream(wanted, before):
                have_bytes = so_far_bytes
                on_bytes(have_bytes)
            failure: Exception | None = None
        except (httpx2.TransportError, HfHubHTTPError) as error:
            if isinstance(error, HfHubHTTPError) and not _passes(error):
                raise
            failure = error
        if have_bytes > wanted.size_bytes:
            return  # the checksum will tell
        have_bytes = min(left_bytes(wanted), have_bytes)
        fruitless = 0 if have_bytes > before else fruitless + 1
        if fruitless >= len(wanted.hub.pauses_s):
            raise refusals.broken_off(
                wanted.name, wanted.file.path, have_bytes, wanted.size_bytes
            ) from failure
        time.sleep(wanted.hub.pauses_s[fruitless] if failure else 0)


def _passes(error: Exception) -> bool:
    """Whether a refusal may be gone at the next attempt."""
    status = getattr(getattr(error, "response", None), "status_code", 0)
    return status in (408, 429, _RANGE_REFUSED) or status >= 500


def _stream(wanted: Wanted, have_bytes: int) -> Iterator[int]:
    """Append what is missing, telling after each piece how much is here."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        get_session,
        hf_raise_for_status,
    )

    url = hf_hub_url(
        wanted.name.repository,
        wanted.file.path,
        revision=wanted.commit,
        endpoint=wanted.hub.endpoint,
    )
    asked = {**headers(), "Accept-Encoding": "identity"}
    if have_bytes:
        asked["Range"] = f"bytes={have_bytes}-"
    with get_session().stream("GET", url, headers=asked, timeout=TIMEOUT_S) as response:
        if response.status_code == _RANGE_REFUSED:
            wanted.partial.unlink(missing_ok=True)
        hf_raise_for_status(response)
        goes_on = response.status_code == _PARTIAL
        have_bytes = have_bytes if goes_on else 0
        with open(wanted.partial, "ab" if goes_on else "wb") as file:
            for piece in response.iter_bytes():
                file.write(piece)
                have_bytes += len(piece)
                yield have_bytes
                if have_bytes > wanted.size_bytes:
                    return
