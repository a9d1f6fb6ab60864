"""What models there are on this machine, and whether they are what they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.models import cache, checksums, embedded, fetching
from podscribe.models.cache import Snapshot
from podscribe.models.contents import RECOGNISER_FILES
from podscribe.models.fetching import Held
from podscribe.models.hub import Hub
from podscribe.models.names import DIARIZERS, EMBEDDED, RECOGNISERS, HubName, read_name
from podscribe.models.pipelines import CONFIG, PART_FILES, is_pipeline

WORDS, SPEAKERS, PART = "words", "speakers", "part of speakers"


@dataclass(frozen=True, slots=True)
class Holding:
    """A model by its name; one that is not on this machine has no size."""

    name: str
    use: str
    size_bytes: int | None = None
    used: float | None = None  # seconds since 1970, when its files were last read
    fault: str | None = None


def holdings(hub: Hub, embedded_folder: Path = embedded.EMBEDDED_FOLDER) -> tuple[Holding, ...]:
    """The embedded models, then what the cache holds, then the names that could be fetched."""
    here = dict(models_held(hub))
    known = {**RECOGNISERS, **{name: name for name in DIARIZERS}}
    own = [_own(use, embedded_folder / part) for use, part in _PARTS.items()]
    named = [_holding(hub, name, repo, here[repo]) for name, repo in known.items() if repo in here]
    others = [
        _holding(hub, label, label, snapshot)
        for label, snapshot in here.items()
        if label not in known.values()
    ]
    absent = [Holding(name, _use_of(name)) for name, repo in known.items() if repo not in here]
    return (*own, *named, *others, *absent)


_PARTS: Mapping[str, str] = {WORDS: embedded.RECOGNISER, SPEAKERS: embedded.DIARIZER}


def _own(use: str, folder: Path) -> Holding:
    files = [path for path in folder.rglob("*") if path.is_file()]
    if not files:
        return Holding(EMBEDDED, use, fault=f"its folder is missing; {checksums.REINSTALL}")
    return Holding(EMBEDDED, use, sum(path.stat().st_size for path in files))


def _use_of(name: str) -> str:
    return WORDS if name in RECOGNISERS else SPEAKERS


def models_held(hub: Hub) -> Iterator[tuple[str, Snapshot]]:
    """Those repositories in the cache that hold what podscribe could use, by their name."""
    for label, snapshot in cache.held(hub.cache):
        if use_of(snapshot) is not None:
            yield label, snapshot


def use_of(snapshot: Snapshot) -> str | None:
    """What a repository in the cache is good for; other tools keep theirs there too."""
    paths = cache.present(snapshot)
    if snapshot.repository in RECOGNISERS.values() or {*RECOGNISER_FILES} <= {*paths}:
        return WORDS
    is_known = snapshot.repository in DIARIZERS
    if CONFIG in paths and (is_known or _describes_pipeline(snapshot.folder / CONFIG)):
        return SPEAKERS
    names = {name for role in PART_FILES.values() for name in role}
    is_part = any(path.rpartition("/")[2] in names for path in paths)
    return PART if is_part and snapshot.repository.startswith("pyannote/") else None


def _describes_pipeline(config: Path) -> bool:
    try:
        return is_pipeline(config)
    except (PodscribeError, OSError):
        return False


def _holding(hub: Hub, name: str, label: str, snapshot: Snapshot) -> Holding:
    use = use_of(snapshot) or PART
    place = HubName(name, *_repository_and_revision(label))
    paths = [snapshot.folder / path for path in cache.present(snapshot)]
    states = [path.stat() for path in paths if path.exists()]
    return Holding(
        name,
        use,
        sum(state.st_size for state in states),
        max((max(state.st_atime, state.st_mtime) for state in states), default=None),
        _first_fault(hub, place, use),
    )


def _repository_and_revision(label: str) -> tuple[str, str | None]:
    repository, _, revision = label.partition("@")
    return repository, revision or None


def _first_fault(hub: Hub, place: HubName, use: str) -> str | None:
    try:
        _held(hub, place, use)
    except PodscribeError as error:
        where = f"{Path(error.file).name} " if error.file else ""
        return f"{where}{error.what}"
    return None


def _held(hub: Hub, place: HubName, use: str) -> Held | None:
    if use == WORDS:
        return fetching.held_recogniser(hub, place)
    return fetching.held_pipeline(hub, place) if use == SPEAKERS else None


def faults_of(
    name: str, hub: Hub, embedded_folder: Path = embedded.EMBEDDED_FOLDER
) -> tuple[PodscribeError, ...]:
    """Every fault of a model, each byte of it read; raises if it is not there to be verified."""
    if name == EMBEDDED:
        return tuple(
            fault
            for part in _PARTS.values()
            for fault in checksums.all_faults(embedded_folder / part)
        )
    place = read_name(name, (*RECOGNISERS, *DIARIZERS))
    if isinstance(place, Path):
        return _faults_of_folder(place)
    snapshot = fetching.known_snapshot(hub, place)
    faults = _altered(snapshot, place)
    return faults or _lacking(hub, place, snapshot)


def _altered(snapshot: Snapshot, place: HubName) -> tuple[PodscribeError, ...]:
    paths = cache.present(snapshot)
    known = {file.path for file in snapshot.files if file.checksum is not None}
    unknown = [path for path in paths if path not in known]
    if unknown:
        raise PodscribeError(
            f"nothing says what {unknown[0]} should hold",
            file=snapshot.folder,
            remedy=f"with a connection, `podscribe models fetch {place.name}` asks the hub",
        )
    return tuple(cache.faults(snapshot, paths, place, thorough=True))


def _faults_of_folder(folder: Path) -> tuple[PodscribeError, ...]:
    if not (folder / checksums.FILE_NAME).is_file():
        raise PodscribeError(
            f"has no {checksums.FILE_NAME}, so nothing says what it should hold",
            file=folder,
            remedy="compare it with where it came from",
        )
    return checksums.all_faults(folder, remedy=checksums.COPY_AGAIN)


def _lacking(hub: Hub, place: HubName, snapshot: Snapshot) -> tuple[PodscribeError, ...]:
    """What is not there at all, and the faults of what a pipeline takes from elsewhere."""
    try:
        held = _held(hub, place, use_of(snapshot) or PART)
    except PodscribeError as error:
        return (error,)
    parts = held.parts if held else ()
    return tuple(fault for part in parts for fault in _altered(part.snapshot, place))
