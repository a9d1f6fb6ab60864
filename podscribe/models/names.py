"""What the name of a model stands for: an embedded one, a folder, or a repository of the hub."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from podscribe.errors import PodscribeError

EMBEDDED = "embedded"
RECOGNISERS = {  # the names of faster-whisper, which must not be imported to know them
    "tiny.en": "Systran/faster-whisper-tiny.en",
    "tiny": "Systran/faster-whisper-tiny",
    "base.en": "Systran/faster-whisper-base.en",
    "base": "Systran/faster-whisper-base",
    "small.en": "Systran/faster-whisper-small.en",
    "small": "Systran/faster-whisper-small",
    "medium.en": "Systran/faster-whisper-medium.en",
    "medium": "Systran/faster-whisper-medium",
    "large-v1": "Systran/faster-whisper-large-v1",
    "large-v2": "Systran/faster-whisper-large-v2",
    "large-v3": "Systran/faster-whisper-large-v3",
    "large": "Systran/faster-whisper-large-v3",
    "distil-large-v2": "Systran/faster-distil-whisper-large-v2",
    "distil-medium.en": "Systran/faster-distil-whisper-medium.en",
    "distil-small.en": "Systran/faster-distil-whisper-small.en",
    "distil-large-v3": "Systran/faster-distil-whisper-large-v3",
    "distil-large-v3.5": "distil-whisper/distil-large-v3.5-ct2",
    "large-v3-turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    "turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
}
DIARIZERS = (
    "pyannote/speaker-diarization-community-1",
    "pyannote/speaker-diarization-3.1",
)
_PART = r"[A-Za-z0-9](?:[\w.-]*\w)?"
_REPOSITORY = re.compile(rf"{_PART}/{_PART}", re.ASCII)
_REVISION = re.compile(r"[\w.-]+(?:/[\w.-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class HubName:
    """A repository of the hub; without a revision its main branch is meant."""

    name: str  # as it was given
    repository: str
    revision: str | None = None


def read_name(name: str, known: Iterable[str]) -> Path | HubName:
    """What stands behind a name; a folder that exists goes before the hub.

    >>> read_name("tiny", RECOGNISERS).repository
    'Systran/faster-whisper-tiny'
    >>> read_name("someone/their-model@v2", RECOGNISERS).revision
    'v2'
    """
    path = os.path.expanduser(name)
    if name and os.path.exists(path):
        return Path(path)
    repository, _, revision = name.partition("@")
    repository = RECOGNISERS.get(repository, repository)
    if _REPOSITORY.fullmatch(repository) and not {"..", "--"} & {
        name[at : at + 2] for at in range(len(name))
    }:
        if "@" in name and not _REVISION.fullmatch(revision):
            raise PodscribeError(
                f"{name!r} has no revision that could be", remedy="write OWNER/NAME@REVISION"
            )
        return HubName(name, repository, revision or None)
    if os.sep in name:
        raise PodscribeError("no such folder", file=name, remedy="check the path of the model")
    raise PodscribeError(f"{name!r} is no model that is known", remedy=_nearest(name, known))


def _nearest(name: str, known: Iterable[str]) -> str:
    nearest = near_names(name, known)
    if nearest:
        return f"did you mean {nearest[0]}?"
    return "name a folder, OWNER/NAME of the hub, or one that `podscribe models list` shows"


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The known names nearest to one that is not, with or without their owner."""
    by_text: dict[str, str] = {}
    for each in (EMBEDDED, *known):
        by_text |= {each.lower(): each, each.partition("/")[2].lower() or each: each}
        by_text |= {each.rpartition("diarization-")[2].lower(): each}
    return [by_text[text] for text in get_close_matches(name.lower(), by_text, n=1, cutoff=0.7)]
