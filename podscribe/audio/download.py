"""A file from the web, streamed to disk; an interrupted download goes on where it stopped.

Every address has a folder of its own, with the file under its name once it is whole, `.part` until
then, and beside that what tells whether the server still has the same file. Without such a mark,
or with another one, the download starts anew: shows put other advertisements into each copy.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError, URLError

from podscribe.audio import refusals
from podscribe.audio.address import MOST_REDIRECTS, Address, Check, ask, parse_address
from podscribe.errors import PassingError, PodscribeError
from podscribe.files import unwritable, write_bytes
from podscribe.locks import alone_where_possible

OnBytes = Callable[[int, int | None], None]  # bytes here, bytes in all where known

_BLOCK_BYTES = 1 << 16
_PROGRESS_BYTES = 1 << 20  # so many arrived between two failures: the line works


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How much is fetched, and how patiently."""

    limit_bytes: int = 8 * 1024**3  # ten hours of stereo WAV are 6.3 GB
    timeout_s: float = 30.0  # without a byte
    attempts: int = 4  # in a row that bring nothing
    pause_s: float = 1.0  # before the second attempt, twice as long before each further one
    limit_s: float | None = None  # for all of it; None: as long as something comes
    most_redirects: int = MOST_REDIRECTS
    check: Check | None = None  # told every host and its addresses, raises where not to go


FETCH = FetchOptions()


def fetch(
    url: str,
    folder: Path,
    *,
    options: FetchOptions = FETCH,
    fresh: bool = False,
    on_progress: OnBytes | None = None,
) -> Path:
    """The file at an address; one that was fetched before is taken as it is, unless `fresh`."""
    address = parse_address(url)
    whole = _whole(address, folder)
    if whole.is_file() and not fresh:
        return whole
    try:
        whole.parent.mkdir(parents=True, exist_ok=True)
        with _alone(whole, address):
            if fresh or not whole.is_file():
                _Download(address, whole, options, on_progress).run()
    except OSError as error:
        raise unwritable(whole, error) from error
    return whole


def fetched(url: str, folder: Path) -> Path | None:
    """What an earlier `fetch` brought, or None; nothing is asked of the network."""
    whole = _whole(parse_address(url), folder)
    return whole if whole.is_file() else None


def _whole(address: Address, folder: Path) -> Path:
    return folder / address.key / address.name


@contextmanager
def _alone(whole: Path, address: Address) -> Iterator[None]:
    """Two runs do not write one file."""

    def refuse() -> None:
        raise PassingError(
            "is being downloaded by another run", file=address.shown, remedy="wait for it"
        )

    with alone_where_possible(_beside(whole, ".lock"), refuse):
        yield


def _beside(whole: Path, suffix: str) -> Path:
    return whole.with_name(f"{whole.name}{suffix}")


class _InterruptedError(Exception):
    """The line broke; another attempt may help."""


class _Download:
    """One file on its way to disk."""

    def __init__(
        self, address: Address, whole: Path, options: FetchOptions, on_progress: OnBytes | None
    ) -> None:
        self._address = address
        self._whole = whole
        self._part = _beside(whole, ".part")
        self._mark_path = _beside(whole, ".part.json")
        self._options = options
        self._on_progress = on_progress
        self._begun = time.monotonic()

    def run(self) -> None:
        try:
            self._bring()
        finally:
            if self._part.is_file() and not self._part.stat().st_size:
                self._part.unlink()
        os.replace(self._part, self._whole)
        self._mark_path.unlink(missing_ok=True)

    def _bring(self) -> None:
        with open(self._part, "ab") as file:
            self._persist(file)
            if file.tell() == 0:
                raise self._error("the server sent nothing", "check the address")
            file.flush()
            os.fsync(file.fileno())

    def _persist(self, file: BinaryIO) -> None:
        """Attempt after attempt, as long as they bring something."""
        failures = 0
        while True:
            before = file.seek(0, os.SEEK_END)
            try:
                return self._attempt(file)
            except _InterruptedError as error:
                arrived = file.seek(0, os.SEEK_END) - before
                failures = 1 if arrived >= _PROGRESS_BYTES else failures + 1
                if failures >= self._options.attempts:
                    raise self._error(
                        f"could not be downloaded ({error})",
                        "try again later: what has come is kept",
                    ) from error
                time.sleep(self._options.pause_s * 2 ** (failures - 1))

    def _attempt(self, file: BinaryIO) -> None:
        here = file.seek(0, os.SEEK_END)
        mark = self._mark() if here else None
        if here and mark is None:
            here = self._empty(file)
        headers = {"Range": f"bytes={here}-", "If-Range": mark} if mark else {}
        try:
            response = ask(
                self._address,
                headers,
                self._options.timeout_s,
                check=self._options.check,
                most_redirects=self._options.most_redirects,
            )
        except HTTPError as error:
            return self._refused(error, file, here)
        except (URLError, HTTPException, OSError) as error:
            raise self._unreachable(error) from error
        with response:
            return self._receive(response, file, here)

    def _refused(self, error: HTTPError, file: BinaryIO, here: int) -> None:
        with error:
            if error.code == 416 and here:
                if error.headers.get("Content-Range", "") == f"bytes */{here}":
                    return  # there was nothing left to send
                self._empty(file)
                raise _InterruptedError("the file on the server has changed")
            if refusals.may_pass(error.code):
                raise _InterruptedError(f"the server answers {error.code}")
            raise refusals.refused(self._address, error) from error

    def _unreachable(self, error: Exception) -> Exception:
        final = refusals.unreachable(self._address, error)
        return final if final is not None else _InterruptedError(refusals.reason(error))

    def _receive(self, response: HTTPResponse, file: BinaryIO, here: int) -> None:
        refusals.require_file(self._address, response)
        mark = response.headers.get("ETag") or response.headers.get("Last-Modified")
        if here and not (response.status == 206 and _begins_at(response, here)):
            here = self._empty(file)
            if response.status == 206:
                raise _InterruptedError("the server sent another part than was asked for")
        self._keep_mark(mark)
        total = None if response.length is None else here + response.length
        self._require_room(total, here)
        self._copy(response, file, total)
        if total is not None and file.tell() < total:
            raise _InterruptedError(f"it ended after {file.tell():,} of {total:,} bytes")

    def _copy(self, response: HTTPResponse, file: BinaryIO, total: int | None) -> None:
        """The size that a server states is no promise, so it is counted."""
        while block := self._read(response):
            file.write(block)
            size = file.tell()
            if size > self._options.limit_bytes:
                self._empty(file)
                raise self._too_large(None)
            self._require_time()
            if self._on_progress is not None:
                self._on_progress(size, total)

    def _require_time(self) -> None:
        limit_s = self._options.limit_s
        if limit_s is not None and time.monotonic() - self._begun > limit_s:
            raise PassingError(
                f"was not here after {limit_s:,.0f} seconds",
                file=self._address.shown,
                remedy="try again: what has come is kept",
            )

    def _read(self, response: HTTPResponse) -> bytes:
        try:
            return response.read1(_BLOCK_BYTES)
        except (HTTPException, OSError) as error:
            raise _InterruptedError(refusals.reason(error)) from error

    def _require_room(self, total: int | None, here: int) -> None:
        if total is None:
            return
        if total > self._options.limit_bytes:
            raise self._too_large(total)
        free = shutil.disk_usage(self._whole.parent).free
        if total - here > free:
            raise PassingError(
                f"the file has {total / 1024**2:,.0f} MB, and {free / 1024**2:,.0f} MB are free",
                file=self._whole,
                remedy="free some space, or use a folder on another disk",
            )

    def _too_large(self, total: int | None) -> PodscribeError:
        limit = f"{self._options.limit_bytes / 1024**2:,.0f} MB"
        size = "" if total is None else f" ({total / 1024**2:,.0f} MB)"
        return self._error(
            f"is larger than {limit}{size}", "download it by other means and give the file"
        )

    def _error(self, what: str, remedy: str) -> PodscribeError:
        return PodscribeError(what, file=self._address.shown, remedy=remedy)

    def _empty(self, file: BinaryIO) -> int:
        file.truncate(0)
        file.seek(0)
        self._mark_path.unlink(missing_ok=True)
        return 0

    def _mark(self) -> str | None:
        try:
            mark = json.loads(self._mark_path.read_bytes())["mark"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return mark if isinstance(mark, str) else None

    def _keep_mark(self, mark: str | None) -> None:
        if mark is None or mark.startswith("W/"):  # a weak mark allows for other bytes
            self._mark_path.unlink(missing_ok=True)
        else:
            write_bytes(self._mark_path, json.dumps({"mark": mark}).encode())


def _begins_at(response: HTTPResponse, here: int) -> bool:
    return str(response.headers.get("Content-Range", "")).startswith(f"bytes {here}-")
