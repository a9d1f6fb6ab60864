"""From a model's name to its folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.models import embedded, fetching
from podscribe.models.checksums import digest_of
from podscribe.models.fetching import Held, held_or_fetched
from podscribe.models.hub import Hub, usual_hub
from podscribe.models.local import look_at_diarizer, look_at_recogniser
from podscribe.models.model import ModelFolder, OnProgress, silent
from podscribe.models.names import DIARIZERS, EMBEDDED, RECOGNISERS, read_name


def recogniser(
    name: str, *, offline: bool = False, on_progress: OnProgress = silent, hub: Hub | None = None
) -> ModelFolder:
    """The Whisper model of that name, fetched if need be.

    `offline` opens no socket, and neither does an embedded, local or cached model.
    """
    if name == EMBEDDED:
        return embedded.embedded_model(embedded.RECOGNISER)
    place = read_name(name, RECOGNISERS)
    if isinstance(place, Path):
        look_at_recogniser(place)
        return ModelFolder(name, place, digest_of(place))
    hub = hub or usual_hub(offline=offline)
    held = held_or_fetched(
        hub,
        partial(fetching.held_recogniser, hub, place),
        partial(fetching.fetch_recogniser, hub, place),
        on_progress,
    )
    return _model(name, held)


def diarizer(
    name: str, *, offline: bool = False, on_progress: OnProgress = silent, hub: Hub | None = None
) -> ModelFolder:
    """The pyannote pipeline of that name with all its parts, fetched if need be."""
    if name == EMBEDDED:
        return embedded.embedded_model(embedded.DIARIZER)
    if name.partition("@")[0] in RECOGNISERS and not os.path.exists(name):
        raise PodscribeError(
            f"{name} is a model for words, not for speakers", remedy=f"name {DIARIZERS[0]}"
        )
    place = read_name(name, DIARIZERS)
    hub = hub or usual_hub(offline=offline)
    if isinstance(place, Path):
        return _local_diarizer(name, place, hub, on_progress)
    held = held_or_fetched(
        hub,
        partial(fetching.held_pipeline, hub, place),
        partial(fetching.fetch_pipeline, hub, place),
        on_progress,
    )
    return _model(name, held)


def fetch(name: str, *, on_progress: OnProgress = silent, hub: Hub | None = None) -> ModelFolder:
    """The newest the hub has of a model: what is missing, altered or older is fetched."""
    if name == EMBEDDED:
        raise PodscribeError(
            "the embedded models come with podscribe", remedy="there is nothing to fetch"
        )
    place = read_name(name, (*RECOGNISERS, *DIARIZERS))
    if isinstance(place, Path):
        raise PodscribeError("is a folder already", file=place, remedy="there is nothing to fetch")
    hub = hub or usual_hub()
    if hub.offline:
        raise PodscribeError(
            f"{name} cannot be fetched: HF_HUB_OFFLINE is set", remedy="unset it for this command"
        )
    return _model(name, fetching.fetch_any(hub, place, on_progress))


def _local_diarizer(name: str, folder: Path, hub: Hub, on_progress: OnProgress) -> ModelFolder:
    parts = look_at_diarizer(folder)
    try:
        others = fetching.held_parts(hub, parts)
    except PodscribeError as error:
        if hub.offline:
            raise PodscribeError(
                f"its config.yaml names a part on the hub: {error.what}",
                file=folder,
                remedy=f"{error.remedy}, or put the part into the folder and write $model/…",
            ) from error
        others = fetching.fetch_parts(hub, parts, on_progress)
    commits = [each.snapshot.commit for each in others]
    places = [folder, *(part.place for part in parts if isinstance(part.place, Path))]
    return ModelFolder(name, folder, _joined([*map(digest_of, places), *commits]))


def _model(name: str, held: Held) -> ModelFolder:
    return ModelFolder(name, held.snapshot.folder, _joined(held.commits))


def _joined(revisions: Sequence[str]) -> str:
    """One revision for a model that is made of several."""
    if len(revisions) == 1:
        return revisions[0]
    return hashlib.sha256("\n".join(revisions).encode()).hexdigest()
