"""Models of the hub: found in its cache, or fetched into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from podscribe.errors import PodscribeError
from podscribe.models import refusals
from podscribe.models.cache import Snapshot, absent, find, located
from podscribe.models.contents import Choose, exactly, recogniser_files
from podscribe.models.download import Wanted, bring, is_here, left_bytes
from podscribe.models.hub import Hub, Listing, explained, list_files, settle
from podscribe.models.model import OnProgress, Progress
from podscribe.models.names import HubName
from podscribe.models.pipelines import (
    CONFIG,
    PART_FILES,
    Part,
    is_pipeline,
    of_its_own,
    on_the_hub,
    read_parts,
)

_Read = TypeVar("_Read")
_SPARE_BYTES = 64 * 1024 * 1024  # left free for everybody else


@dataclass(frozen=True, slots=True)
class Held:
    """A model whose files are all in the cache, and the repositories its parts come from."""

    snapshot: Snapshot
    files: tuple[str, ...]
    parts: tuple[Held, ...] = ()

    @property
    def commits(self) -> tuple[str, ...]:
        return (self.snapshot.commit, *(part.snapshot.commit for part in self.parts))


def held_recogniser(hub: Hub, name: HubName) -> Held:
    """The model in the cache, or an error that says what is missing."""
    return Held(*located(hub.cache, name, recogniser_files))


def held_pipeline(hub: Hub, name: HubName) -> Held:
    """The pipeline in the cache with all its parts, or an error that says what is missing."""
    snapshot, _ = located(hub.cache, name, exactly(CONFIG))
    parts = read_parts(snapshot.folder / CONFIG)
    held = located(hub.cache, name, exactly(CONFIG, *of_its_own(parts)))
    return Held(*held, held_parts(hub, parts))


def held_parts(hub: Hub, parts: Sequence[Part]) -> tuple[Held, ...]:
    """The parts that come from other repositories."""
    return tuple(
        Held(*located(hub.cache, name, exactly(*files)))
        for name, files in on_the_hub(parts).items()
    )


def fetch_recogniser(hub: Hub, name: HubName, on_progress: OnProgress) -> Held:
    with explained(hub, name):
        return _fetch_chosen(hub, name, list_files(hub, name), recogniser_files, on_progress)


def fetch_pipeline(hub: Hub, name: HubName, on_progress: OnProgress) -> Held:
    """The pipeline and every part of it; of closed ones all are named at once."""
    with explained(hub, name):
        listing = list_files(hub, name)
        return _fetch_described(hub, name, listing, on_progress)


def _fetch_described(hub: Hub, name: HubName, listing: Listing, on_progress: OnProgress) -> Held:
    parts = _read(name, read_parts, _fetch_config(hub, name, listing, on_progress))
    others = fetch_parts(hub, parts, on_progress)
    choose = exactly(CONFIG, *of_its_own(parts))
    own = _fetch_chosen(hub, name, listing, choose, on_progress)
    return Held(own.snapshot, own.files, others)


def _fetch_config(hub: Hub, name: HubName, listing: Listing, on_progress: OnProgress) -> Path:
    (config,) = _wanted(hub, name, listing, _chosen(name, listing, exactly(CONFIG)))
    _bring_all(hub, [config], on_progress)
    return config.blob if config.blob.exists() else config.pointer


def _read(name: HubName, read: Callable[[Path], _Read], config: Path) -> _Read:
    """What a configuration says; in the cache it is called by its checksum, which tells nobody."""
    try:
        return read(config)
    except PodscribeError as error:
        what = f"{CONFIG} of {name.repository} {error.what}"
        raise PodscribeError(what, remedy="name another model") from error


def fetch_parts(hub: Hub, parts: Sequence[Part], on_progress: OnProgress) -> tuple[Held, ...]:
    """The parts that come from other repositories."""
    gates: list[refusals.GatedModelError] = []
    held: list[Held] = []
    for name, files in on_the_hub(parts).items():
        try:
            with explained(hub, name):
                listing = list_files(hub, name)
                held.append(_fetch_chosen(hub, name, listing, exactly(*files), on_progress))
        except refusals.GatedModelError as gate:
            gates.append(gate)
    if gates:
        raise refusals.all_gates(gates)
    return tuple(held)


def fetch_any(hub: Hub, name: HubName, on_progress: OnProgress) -> Held:
    """Fetch whatever the repository is: a model for words, a pipeline, or a part of one."""
    with explained(hub, name):
        listing = list_files(hub, name)
        if CONFIG in listing.paths and "model.bin" not in listing.paths:
            config = _fetch_config(hub, name, listing, on_progress)
            if _read(name, is_pipeline, config):
                return _fetch_described(hub, name, listing, on_progress)
        return _fetch_chosen(hub, name, listing, _any_files, on_progress)


def _any_files(paths: Sequence[str]) -> tuple[str, ...]:
    """All that a part of a pipeline may be asked for, or a model for words."""
    names = {name for role in PART_FILES.values() for name in role}
    parts = tuple(path for path in paths if path.rpartition("/")[2] in names)
    return parts if parts and "model.bin" not in paths else recogniser_files(paths)


def held_or_fetched(
    hub: Hub,
    held: Callable[[], Held],
    fetch: Callable[[OnProgress], Held],
    on_progress: OnProgress,
) -> Held:
    """What is in the cache as it is, without asking the hub; otherwise fetched, if it may be."""
    try:
        return held()
    except PodscribeError as error:
        if hub.offline:
            raise
        lacking = error
    try:
        return fetch(on_progress)
    except PodscribeError as error:
        if lacking.file is None:
            raise
        what = f"{lacking.what}, and it could not be fetched again: {error.what}"
        raise PodscribeError(what, file=lacking.file, remedy=error.remedy) from error


def _fetch_chosen(
    hub: Hub, name: HubName, listing: Listing, choose: Choose, on_progress: OnProgress
) -> Held:
    paths = _chosen(name, listing, choose)
    _bring_all(hub, _wanted(hub, name, listing, paths), on_progress)
    folder = settle(hub, name, listing, paths)
    return Held(Snapshot(name.repository, listing.commit, folder, listing.files), paths)


def _chosen(name: HubName, listing: Listing, choose: Choose) -> tuple[str, ...]:
    try:
        return choose(listing.paths)
    except PodscribeError as error:
        raise PodscribeError(f"{name.repository} {error.what}", remedy=error.remedy) from error


def _wanted(hub: Hub, name: HubName, listing: Listing, paths: Sequence[str]) -> list[Wanted]:
    files = {file.path: file for file in listing.files}
    return [Wanted(hub, name, listing.commit, files[path]) for path in paths]


def _bring_all(hub: Hub, wanted: Sequence[Wanted], on_progress: OnProgress) -> None:
    missing = [each for each in wanted if not is_here(each)]
    total_bytes = sum(each.size_bytes for each in missing)
    _refuse_full(hub.cache, total_bytes - sum(left_bytes(each) for each in missing))
    before_bytes = 0
    for number, each in enumerate(missing, start=1):
        progress = partial(
            Progress,
            each.name.name,
            each.file.path,
            number,
            len(missing),
            total_bytes=total_bytes,
            resumed_bytes=left_bytes(each),
        )
        _bring(each, before_bytes, progress, on_progress)
        before_bytes += each.size_bytes


def _bring(
    wanted: Wanted, before_bytes: int, progress: Callable[..., Progress], on_progress: OnProgress
) -> None:
    def on_bytes(have_bytes: int) -> None:
        on_progress(progress(done_bytes=before_bytes + have_bytes))

    def on_waiting() -> None:
        on_progress(progress(done_bytes=before_bytes, waiting=True))

    bring(wanted, on_bytes, on_waiting)


def _refuse_full(cache: Path, needed_bytes: int) -> None:
    there = next(each for each in (cache, *cache.parents) if each.exists())
    free_bytes = shutil.disk_usage(there).free
    if needed_bytes and needed_bytes + _SPARE_BYTES > free_bytes:
        raise refusals.no_room(cache, needed_bytes, free_bytes)


def known_snapshot(hub: Hub, name: HubName) -> Snapshot:
    """What the cache holds of a repository, whole or not."""
    snapshot = find(hub.cache, name)
    if snapshot is None:
        raise absent(name, f"{name.repository} is not on this machine")
    return snapshot
