"""The hub that models come from, spoken to through huggingface_hub."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.models.cache import HubFile, storage
from podscribe.models.names import HubName

TIMEOUT_S = 10.0
PAUSES_S = (0.0, 1.0, 4.0)  # before each new attempt that follows one without a byte
_OFFLINE = "HF_HUB_OFFLINE"
_forbidden = False  # by podscribe, and not by its user


@dataclass(frozen=True, slots=True)
class Hub:
    """Where models are asked for, and where they are kept."""

    endpoint: str
    cache: Path
    offline: bool = False
    pauses_s: tuple[float, ...] = PAUSES_S


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a repository at one commit."""

    commit: str
    files: tuple[HubFile, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(file.path for file in self.files)


def prepare_library() -> None:
    """Keep huggingface_hub from reporting on its user and from drawing over podscribe's lines.

    It reads the environment once, when it is first imported, which may have been before.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub import constants
    from huggingface_hub.utils import logging

    constants.HF_HUB_DISABLE_TELEMETRY = True
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]


def usual_hub(*, offline: bool = False) -> Hub:
    """The hub and cache that every tool on this machine uses (HF_ENDPOINT, HF_HOME, …)."""
    prepare_library()
    from huggingface_hub import constants

    if not offline:
        _allow_network()
    return Hub(
        constants.ENDPOINT, Path(constants.HF_HUB_CACHE), offline or constants.HF_HUB_OFFLINE
    )


def forbid_network() -> None:
    """Let the engines load from disk only: no request of huggingface_hub leaves until podscribe
    itself asks for a model again.
    """
    global _forbidden
    prepare_library()
    from huggingface_hub import constants

    if not constants.HF_HUB_OFFLINE:
        os.environ[_OFFLINE] = "1"
        constants.HF_HUB_OFFLINE = _forbidden = True


def _allow_network() -> None:
    """What `forbid_network` forbade; a user who has, has the last word."""
    global _forbidden
    from huggingface_hub import constants

    if _forbidden:
        os.environ.pop(_OFFLINE, None)
        constants.HF_HUB_OFFLINE = _forbidden = False


def headers() -> dict[str, str]:
    """Who asks, with the user's token if there is one."""
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    from podscribe import __version__

    return dict(build_hf_headers(library_name="podscribe", library_version=__version__))


def list_files(hub: Hub, name: HubName) -> Listing:
    """What the repository holds now."""
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    api = HfApi(endpoint=hub.endpoint, library_name="podscribe")
    info = api.model_info(name.repository, revision=name.revision, timeout=TIMEOUT_S)
    if info.sha is None:
        raise ValueError("no commit")
    tree = api.list_repo_tree(name.repository, recursive=True, revision=info.sha)
    return Listing(info.sha, tuple(_described(each) for each in tree if isinstance(each, RepoFile)))


def _described(file: object) -> HubFile:
    from huggingface_hub.hf_api import RepoFile

    assert isinstance(file, RepoFile)
    if file.lfs is None:
        return HubFile(file.path, file.size, file.blob_id)
    return HubFile(file.path, file.lfs.size, file.lfs.sha256)


def settle(hub: Hub, name: HubName, listing: Listing, paths: tuple[str, ...]) -> Path:
    """Give the fetched contents their names, and then the branch or tag its commit."""
    from huggingface_hub import snapshot_download
    from tqdm import tqdm  # type: ignore[import-untyped]

    class Silent(tqdm):  # type: ignore[misc]
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **{**options, "disable": True})

    folder = snapshot_download(
        name.repository,
        revision=listing.commit,
        cache_dir=hub.cache,
        endpoint=hub.endpoint,
        allow_patterns=[*paths],
        library_name="podscribe",
        tqdm_class=Silent,
    )
    _remember(storage(hub.cache, name.repository), name.revision or "main", listing.commit)
    return Path(folder)


def _remember(home: Path, revision: str, commit: str) -> None:
    from podscribe.files import write_bytes

    reference = home / "refs" / revision
    if revision == commit or (reference.is_file() and reference.read_bytes() == commit.encode()):
        return
    reference.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(reference, commit.encode())


@contextmanager
def explained(hub: Hub, name: HubName) -> Iterator[None]:
    """Failures of the hub, the network and the disk as errors that say what to do."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled

    from podscribe.models import refusals

    try:
        yield
    except PodscribeError:
        raise
    except HfHubHTTPError as error:
        raise refusals.of_the_hub(error, name, hub.endpoint) from error
    except (httpx2.HTTPError, LocalEntryNotFoundError) as error:
        raise refusals.of_the_network(error, name, hub.endpoint) from error
    except OfflineModeIsEnabled as error:
        raise refusals.offline(name) from error
    except OSError as error:
        raise refusals.of_the_disk(error, hub.cache) from error
    except (
        ValueError,
        KeyError,
    ) as error:  # an answer that is no JSON, or lacks what it should have
        raise refusals.no_hub(name, hub.endpoint) from error
