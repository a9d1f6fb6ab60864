"""Which worker processes a job has, and what of the machine each of them uses."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podscribe.batch.messages import Step
from podscribe.errors import PodscribeError
from podscribe.transcribe.cuda import gpu_count

CPU, CUDA = "cpu", "cuda"
PREPARER = "ahead"  # who fetches and decodes
_AUTO = "auto"
_VISIBLE = "CUDA_VISIBLE_DEVICES"
_REMEDY = "use auto, cpu, or GPUs such as cuda:0,cuda:1"
_AHEAD_LANES = 3  # files that are fetched or decoded at once
_GPU_LANES = 2  # while one episode is written or named, the other keeps the GPU at work
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for a worker process; one that dies is followed by another."""

    name: str
    step: Step
    lanes: int = 1
    cores: tuple[int, ...] = ()  # that it keeps to; none: wherever there is room
    together: bool = False  # words and speakers at once
    environment: Mapping[str, str] = field(default_factory=dict)


def seats(devices: str, workers: int | None) -> tuple[Seat, ...]:
    """A worker for each GPU, or some that share the cores; and one that works ahead of them."""
    found = _cards(devices)
    if found and workers is not None:
        raise PodscribeError(
            "on GPUs there is one worker each", remedy="leave out --workers, or use --devices cpu"
        )
    cores = _own_cores()
    ahead = Seat(PREPARER, Step.PREPARE, _AHEAD_LANES, environment=_threads(1))
    if found:
        return (ahead, *(_on_card(number, len(found), len(cores)) for number in found))
    return (ahead, *_on_cores(cores, 1 if workers is None else workers))


def device_of(seats: Sequence[Seat]) -> str:
    """What the settings of every task name: which GPU a worker sees is a matter of its process."""
    return CUDA if any(_VISIBLE in seat.environment for seat in seats) else CPU


def _cards(devices: str) -> tuple[int, ...]:
    """The numbers of the GPUs that are meant; none: the CPU."""
    names = [name.strip() for name in devices.split(",") if name.strip()]
    if names == [CPU]:
        return ()
    if names == [_AUTO]:
        return tuple(range(gpu_count()))
    if names == [CUDA]:
        return _all_cards()
    found = [_number(name) for name in names]
    if not found:
        raise PodscribeError("no device is named", remedy=_REMEDY)
    count = len(_all_cards())
    missing = [number for number in found if number >= count]
    if missing:
        raise PodscribeError(
            f"there is no cuda:{missing[0]}", remedy=f"here are cuda:0 to cuda:{count - 1}"
        )
    return tuple(dict.fromkeys(found))


def _number(name: str) -> int:
    kind, colon, number = name.partition(":")
    if kind != CUDA or not colon or not number.isdecimal():
        raise PodscribeError(f"{name!r} is no device for a batch", remedy=_REMEDY)
    return int(number)


def _all_cards() -> tuple[int, ...]:
    count = gpu_count()
    if not count:
        raise PodscribeError(
            "no GPU is found that CUDA can use",
            remedy="see podscribe doctor; --devices cpu works without, if slowly",
        )
    return tuple(range(count))


def _on_card(number: int, cards: int, cores: int) -> Seat:
    """The process sees that GPU alone, so no library can take memory on another."""
    seen = [name.strip() for name in os.environ.get(_VISIBLE, "").split(",") if name.strip()]
    name = seen[number] if number < len(seen) else str(number)
    return Seat(
        f"{CUDA}:{number}",
        Step.WORK,
        _GPU_LANES,
        together=True,
        environment={_VISIBLE: name, **_threads(max(1, cores // (cards + 1)))},
    )


def _own_cores() -> tuple[int, ...]:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))


def _on_cores(cores: Sequence[int], workers: int) -> list[Seat]:
    """The cores dealt out, or shared where there are more workers than cores."""
    if workers < 1:
        raise PodscribeError(f"{workers} workers cannot be", remedy="give a number from 1")
    shares = [tuple(cores[number::workers]) for number in range(workers)]
    return [
        Seat(
            f"{CPU}-{number + 1}",
            Step.WORK,
            cores=share or (cores[number % len(cores)],),
            environment=_threads(max(1, len(share))),
        )
        for number, share in enumerate(shares)
    ]


def _threads(count: int) -> dict[str, str]:
    return dict.fromkeys(_THREADS, str(count))
