"""The engine that works on a Ray cluster: an actor for each GPU, or for each core.

What comes of an episode reaches the driver alone, which writes the ledger.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podscribe import __version__
from podscribe.batch.cluster_crew import ASIDE, AWAY_S, RayCrew, ray
from podscribe.batch.cluster_worker import CORES, ClusterWorker, Posting
from podscribe.batch.episode import Orders
from podscribe.batch.item import Item
from podscribe.batch.places import Kind, kind_of
from podscribe.batch.seats import CPU, CUDA
from podscribe.batch.silence import patience_s
from podscribe.errors import PodscribeError
from podscribe.files import unwritable
from podscribe.pipeline.store import FOLDER

LANES = {CPU: 1, CUDA: 3}  # one episode is fetched and decoded, one heard, one named and written
RESTARTS = 1  # of an actor by Ray; then another takes its place
_STORE_BYTES = 100 * 1024**2  # for what actors are told and tell, which is little


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Actors on the computers of a Ray cluster, or on this one alone."""

    device: str
    workers: int
    away_s: float = AWAY_S

    @classmethod
    def on(
        cls, address: str | None = None, devices: str = "auto", workers: int | None = None
    ) -> RayEngine:
        """As it is named on the command line; without an address Ray is started here."""
        _require_devices(devices)
        if workers is not None and workers < 1:
            raise PodscribeError(f"{workers} workers cannot be", remedy="give a number from 1")
        there = _connected(address or os.environ.get("RAY_ADDRESS"), devices, workers)
        cards, cores = int(there.get("GPU", 0)), int(there.get("CPU", 0))
        device = (CUDA if cards else CPU) if devices == "auto" else devices
        found = workers or (cards if device == CUDA else cores)
        if not found:
            raise PodscribeError(
                f"the cluster has no {'GPU' if device == CUDA else 'CPU'} at present",
                remedy="name the workers to wait for with --workers, or use --devices cpu",
            )
        return cls(device, found)

    def require(self, items: Iterable[Item], orders: Orders) -> None:
        """An error where a cluster's computers could not find what they are to work on."""
        if kind_of(orders.out) is not Kind.STORAGE:
            return
        for item in items:
            place = item.shown if item.kind is Kind.FILE else item.page
            if place is not None:
                raise PodscribeError(
                    "is on this computer, where the workers of a cluster do not find it",
                    file=place,
                    remedy="name it by its address (s3://, gs://, https://), or give -o a folder "
                    "that all computers share",
                )

    @contextmanager
    def open(self, orders: Orders) -> Iterator[RayCrew]:
        """The actors, until the job is over."""
        library = ray()
        with _shared(orders) as shared, _silent():
            posting = Posting(orders, __version__, shared, Path.cwd())
            names = [f"ray-{number + 1}" for number in range(self.workers)]
            crew = RayCrew(
                lambda: _actor(posting, self.device),
                names,
                LANES[self.device],
                patience_s=patience_s(orders.settings),
                away_s=self.away_s,
            )
            try:
                yield crew
            finally:
                crew.close()
                library.shutdown()


def _require_devices(devices: str) -> None:
    if devices not in ("auto", CPU, CUDA):
        raise PodscribeError(
            f"Ray itself chooses among GPUs, and not {devices!r}",
            remedy="use --devices auto, cpu or cuda, and --workers for how many",
        )


def _connected(address: str | None, devices: str, workers: int | None) -> dict[str, float]:
    """What the cluster has; nothing of it is told to anybody else."""
    if address is not None and "://" in address:
        raise PodscribeError(
            f"{address}: the job is driven from inside the cluster",
            remedy="run this command on its head, with --address auto, as a RayJob does",
        )
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address is None:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # so it listens on 127.0.0.1 alone
    try:
        library = ray()
    except ImportError as error:
        raise PodscribeError(
            "--engine ray needs Ray, which is not installed",
            remedy="pip install 'podscribe[cluster]'",
        ) from error
    here = {"address": address} if address is not None else _alone(devices, workers)
    try:
        if not library.is_initialized():
            library.init(**here, log_to_driver=False, logging_level="ERROR")
        return dict(library.cluster_resources())
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise PodscribeError(
            f"{address or 'Ray'} cannot be reached ({type(error).__name__})",
            remedy="check that the cluster is up, and its address (host:6379)",
        ) from error


def _alone(devices: str, workers: int | None) -> dict[str, Any]:
    """A cluster of this computer."""
    alone = {"address": "local", "include_dashboard": False, "object_store_memory": _STORE_BYTES}
    return alone if devices == CUDA or workers is None else {**alone, "num_cpus": workers}


def _actor(posting: Posting, device: str) -> Any:
    """One that Ray puts where there is room, and starts again where it dies."""
    library = ray()
    made = library.remote(concurrency_groups={ASIDE: 1})(ClusterWorker)
    return made.options(
        num_cpus=CORES,
        num_gpus=1 if device == CUDA else 0,
        max_concurrency=LANES[device],
        max_restarts=RESTARTS,
        scheduling_strategy="SPREAD",
    ).remote(posting)


@contextmanager
def _silent() -> Iterator[None]:
    """Ray prints on standard output what the crew tells in its own words."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        yield


@contextmanager
def _shared(orders: Orders) -> Iterator[Path | None]:
    """A file by which a computer can tell that it has the same folder of outputs."""
    if kind_of(orders.out) is Kind.STORAGE:
        yield None
        return
    path = Path(orders.out).absolute() / FOLDER / f"cluster-{secrets.token_hex(8)}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
