"""What lies in the hub's cache, read without the hub and without its library's network.

The layout is that of huggingface_hub, so that other tools find what podscribe fetched:

    models--OWNER--NAME/refs/main                 the commit that `main` stood for
    models--OWNER--NAME/trees/COMMIT.json         sizes and checksums as the hub gave them
    models--OWNER--NAME/snapshots/COMMIT/FILE     a link to
    models--OWNER--NAME/blobs/CHECKSUM            the content
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import unreadable
from podscribe.models.checksums import git_sha1, sha256
from podscribe.models.contents import Choose
from podscribe.models.names import HubName

_MAIN = "main"
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file as the hub describes it; the checksum is a sha256, or git's sha1 of a small file."""

    path: str
    size_bytes: int | None
    checksum: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository at one commit, as far as it lies in the cache."""

    repository: str
    commit: str
    folder: Path
    files: tuple[HubFile, ...]  # those of the repository, or those in the folder if unknown

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.files)


def storage(cache: Path, repository: str) -> Path:
    return cache / f"models--{repository.replace('/', '--')}"


def find(cache: Path, name: HubName) -> Snapshot | None:
    """The snapshot that a name stands for, if there is one."""
    home = storage(cache, name.repository)
    revision = name.revision or _MAIN
    try:
        is_commit = _COMMIT.fullmatch(revision) is not None
        commit = revision if is_commit else (home / "refs" / revision).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    folder = home / "snapshots" / commit
    if not _COMMIT.fullmatch(commit) or not folder.is_dir():
        return None
    return Snapshot(name.repository, commit, folder, _listed(home, commit) or _found(folder))


def _listed(home: Path, commit: str) -> tuple[HubFile, ...]:
    """The files as the hub listed them; nothing if the list is missing or of another form."""
    try:
        content = json.loads((home / "trees" / f"{commit}.json").read_bytes())
        files: Mapping[str, Mapping[str, object]] = content["files"]
        return tuple(_from_list(path, each) for path, each in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _from_list(path: str, each: Mapping[str, object]) -> HubFile:
    size_bytes = each.get("lfs_size", each["size"])
    checksum = each.get("lfs_sha256", each["blob_id"])
    if not isinstance(size_bytes, int) or not isinstance(checksum, str):
        raise TypeError
    return HubFile(path, size_bytes, checksum)


def _found(folder: Path) -> tuple[HubFile, ...]:
    return tuple(
        HubFile(path.relative_to(folder).as_posix(), None, _blob_name(path))
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    )


def _blob_name(path: Path) -> str | None:
    """Blobs are called by their checksum."""
    name = Path(os.readlink(path)).name if path.is_symlink() else ""
    return name if _COMMIT.fullmatch(name) or _SHA256.fullmatch(name) else None


def located(cache: Path, name: HubName, choose: Choose) -> tuple[Snapshot, tuple[str, ...]]:
    """The snapshot with the chosen files, all there in their right size, or what keeps it."""
    snapshot = find(cache, name)
    if snapshot is None:
        raise absent(name, f"{name.repository} is not on this machine")
    try:
        chosen = choose(snapshot.paths)
    except PodscribeError as error:
        raise absent(name, f"{name.repository} {error.what}") from error
    missing = [path for path in chosen if not os.path.lexists(snapshot.folder / path)]
    if missing:
        raise absent(name, f"{name.repository} is not here whole: {missing[0]} is missing")
    for fault in faults(snapshot, chosen, name, thorough=False):
        raise fault
    return snapshot, chosen


def absent(name: HubName, what: str) -> PodscribeError:
    return PodscribeError(what, remedy=_fetch(name))


def _fetch(name: HubName) -> str:
    return f"with a connection, `podscribe models fetch {name.name}` fetches what is missing"


def present(snapshot: Snapshot) -> tuple[str, ...]:
    """The files that lie in the snapshot's folder."""
    return tuple(file.path for file in _found(snapshot.folder))


def faults(
    snapshot: Snapshot, paths: Iterable[str], name: HubName, *, thorough: bool
) -> Iterator[PodscribeError]:
    """What is wrong with files of a snapshot: sizes, and their content if thorough."""
    known = {file.path: file for file in snapshot.files}
    for path in paths:
        file = known.get(path, HubFile(path, None, None))
        what = fault(snapshot.folder / path, file, thorough=thorough)
        if what:
            yield PodscribeError(what, file=snapshot.folder / path, remedy=_fetch(name))


def fault(path: Path, file: HubFile, *, thorough: bool) -> str | None:
    """What is wrong with the content at a path, in words; None if it is what it should be."""
    try:
        size_bytes = path.stat().st_size
        if file.size_bytes is not None and size_bytes != file.size_bytes:
            return _resized(path, file, size_bytes, thorough)
        found = _checksum(path, file.checksum) if thorough and file.checksum else file.checksum
    except FileNotFoundError:
        return f"is missing (checksum expected {file.checksum or 'unknown'})"
    except OSError as error:
        raise unreadable(path, error) from error
    if found != file.checksum:
        return f"was altered: {_kind(file)} expected {file.checksum}, found {found}"
    return None


def _resized(path: Path, file: HubFile, size_bytes: int, thorough: bool) -> str:
    what = f"has {size_bytes:,} bytes where {file.size_bytes:,} are expected"
    if file.checksum is None:
        return what
    found = f", found {_checksum(path, file.checksum)}" if thorough else ""
    return f"{what} ({_kind(file)} expected {file.checksum}{found})"


def _kind(file: HubFile) -> str:
    return "sha256" if _SHA256.fullmatch(file.checksum or "") else "git sha1"


def _checksum(path: Path, like: str) -> str:
    return sha256(path) if _SHA256.fullmatch(like) else git_sha1(path)


def held(cache: Path) -> Iterator[tuple[str, Snapshot]]:
    """Every snapshot with the name that stands for it, by a branch, a tag or its commit."""
    for home in sorted(cache.glob("models--*--*")):
        repository = home.name.removeprefix("models--").replace("--", "/", 1)
        named: set[str] = set()
        for revision in (*_references(home), *_commits(home)):
            snapshot = find(cache, HubName(repository, repository, revision))
            if snapshot is not None and revision not in named:
                named.add(snapshot.commit)
                yield repository if revision == _MAIN else f"{repository}@{revision}", snapshot


def _references(home: Path) -> Sequence[str]:
    refs = home / "refs"
    return sorted(path.relative_to(refs).as_posix() for path in refs.rglob("*") if path.is_file())


def _commits(home: Path) -> Sequence[str]:
    return sorted(path.name for path in (home / "snapshots").glob("*") if path.is_dir())
