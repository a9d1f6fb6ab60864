"""Why a model could not be had, each with the way out. A token is never part of a message."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.errors import PodscribeError
from podscribe.models.names import DIARIZERS, RECOGNISERS, HubName, near_names

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

TOKENS_PAGE = "https://huggingface.co/settings/tokens"
WAYS_AROUND = (
    "or do without: name a local folder that holds the model, "
    "or take the embedded models with --profile demo"
)
_UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _BROKEN = 401, 403, 429, 500


class GatedModelError(PodscribeError):
    """A model whose conditions must be accepted first."""

    def __init__(self, repositories: tuple[str, ...], endpoint: str, *, known_user: bool) -> None:
        pages = _listed([f"{endpoint}/{repository}" for repository in repositories])
        who = "the account of your token has" if known_user else "no valid token says who you"
        state = "not accepted them" if known_user else "are"
        them = "its" if len(repositories) == 1 else "their"
        token = (
            "check that HF_TOKEN is a token of that account which may read gated repositories"
            if known_user
            else f"set HF_TOKEN to a token from {TOKENS_PAGE}"
        )
        super().__init__(
            f"{_listed(repositories)}: {them} conditions must be accepted before a download, "
            f"and {who} {state}",
            remedy=f"accept them at {pages}, {token}, {WAYS_AROUND}",
        )
        self.repositories = repositories
        self.endpoint = endpoint
        self.known_user = known_user


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def all_gates(gates: list[GatedModelError]) -> GatedModelError:
    """One error for every model that is closed, so that nobody meets them one by one."""
    repositories = tuple(dict.fromkeys(each for gate in gates for each in gate.repositories))
    known_user = all(gate.known_user for gate in gates)
    return GatedModelError(repositories, gates[0].endpoint, known_user=known_user)


def of_the_hub(error: HfHubHTTPError, name: HubName, endpoint: str) -> PodscribeError:
    """What the hub answered, in words."""
    from huggingface_hub.errors import (
        GatedRepoError,
        RemoteEntryNotFoundError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    status = error.response.status_code
    if isinstance(error, GatedRepoError):
        return GatedModelError((name.repository,), endpoint, known_user=status == _FORBIDDEN)
    if isinstance(error, RevisionNotFoundError):
        return PodscribeError(
            f"{name.repository} has no revision {name.revision}",
            remedy=f"see which it has at {endpoint}/{name.repository}/tree/main",
        )
    if isinstance(error, RemoteEntryNotFoundError):
        return PodscribeError(f"{name.repository} changed meanwhile", remedy="fetch it again")
    if isinstance(error, RepositoryNotFoundError):
        return _unknown(name)
    if status == _UNAUTHORISED:
        return PodscribeError(
            f"{name.repository}: the hub does not know your token",
            remedy=f"set HF_TOKEN to a valid one from {TOKENS_PAGE}, or unset it",
        )
    if status == _FORBIDDEN:
        return PodscribeError(
            f"{name.repository}: your token may not read it",
            remedy=f"give the token in HF_TOKEN leave to read this repository at {TOKENS_PAGE}, "
            + WAYS_AROUND,
        )
    return _troubled(name, status)


def _unknown(name: HubName) -> PodscribeError:
    asked = name.name.partition("@")[0]
    nearest = [each for each in near_names(asked, (*RECOGNISERS, *DIARIZERS)) if each != asked]
    guess = f"did you mean {nearest[0]}? " if nearest else ""
    return PodscribeError(
        f"{name.repository} is neither a folder here nor a model on the hub",
        remedy=f"{guess}check the name; if the model is private, set HF_TOKEN to a token that may "
        "read it",
    )


def _troubled(name: HubName, status: int) -> PodscribeError:
    what = f"{name.repository}: the hub answered with status {status}"
    if status == _TOO_MANY:
        what = f"{name.repository}: the hub refuses more requests for now"
    soon = "wait some minutes and fetch it again: what has come is kept"
    return PodscribeError(what, remedy=soon if status == _TOO_MANY or status >= _BROKEN else "")


def of_the_network(error: Exception, name: HubName, endpoint: str) -> PodscribeError:
    """No answer from the hub."""
    import httpx2

    what = "cannot be reached"
    remedy = (
        "check the connection, or fetch the model where there is one "
        f"(podscribe models fetch {name.name}) and copy the hub's cache (HF_HOME) here"
    )
    if "CERTIFICATE" in str(error).upper():
        what = "has a certificate that is not trusted"
        remedy = "name your own authority's certificates in SSL_CERT_FILE"
    elif isinstance(error, httpx2.ProxyError):
        what, remedy = "cannot be reached through the proxy", "check HTTPS_PROXY"
    elif isinstance(error, httpx2.TimeoutException):
        what = "does not answer"
    return PodscribeError(f"{name.repository} is needed, and {endpoint} {what}", remedy=remedy)


def no_hub(name: HubName, endpoint: str) -> PodscribeError:
    return PodscribeError(
        f"{name.repository} is needed, and what answers at {endpoint} is no hub",
        remedy="check HF_ENDPOINT and the proxy",
    )


def offline(name: HubName) -> PodscribeError:
    return PodscribeError(
        f"{name.repository} cannot be fetched: the network is switched off",
        remedy="leave out --offline and unset HF_HUB_OFFLINE",
    )


def broken_off(name: HubName, path: str, have_bytes: int, size_bytes: int) -> PodscribeError:
    from podscribe.models.model import in_units

    return PodscribeError(
        f"the download of {name.repository} broke off: {in_units(have_bytes)} of "
        f"{in_units(size_bytes)} of {path} are here",
        remedy=f"run it again, or `podscribe models fetch {name.name}`: it goes on from there",
    )


def wrong_content(name: HubName, path: str, expected: str, found: str) -> PodscribeError:
    return PodscribeError(
        f"{name.repository}: {path} came with checksum {found} where {expected} is expected",
        remedy="it was thrown away; fetch it again, and if that does not help check the proxy or "
        "HF_ENDPOINT, which hand out something else",
    )


def no_room(cache: Path, needed_bytes: int, free_bytes: int) -> PodscribeError:
    from podscribe.models.model import in_units

    return PodscribeError(
        f"{in_units(needed_bytes)} are needed and {in_units(free_bytes)} are free",
        file=cache,
        remedy="free some space, or set HF_HOME to a folder on another disk",
    )


def of_the_disk(error: OSError, cache: Path) -> PodscribeError:
    """The cache cannot be written."""
    reason = error.strerror or type(error).__name__
    remedies = {
        errno.ENOSPC: "free some space, or set HF_HOME to a folder on another disk; "
        "what has come is kept",
        errno.EDQUOT: "your share of the disk is used up: set HF_HOME to a folder on another",
    }
    remedy = remedies.get(error.errno or 0, "set HF_HOME to a folder that can be written")
    return PodscribeError(
        f"cannot be written ({reason})", file=error.filename or cache, remedy=remedy
    )
