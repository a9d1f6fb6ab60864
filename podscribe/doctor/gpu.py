"""GPUs as CTranslate2 and torch find them, and the CUDA libraries that each needs on one."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podscribe.doctor.check import Check, fault, of_error, ok, warning
from podscribe.doctor.machine import nvidia_cards
from podscribe.doctor.process import apart
from podscribe.errors import PodscribeError
from podscribe.models.model import in_units
from podscribe.transcribe.cuda import CUBLAS, load_cublas

CUDNN = "libcudnn.so.9"
LIMIT_S = 120.0
_MAPS = Path("/proc/self/maps")
_ON_CPU = "--device cpu works without"
_OTHER = "name a device that is there: cuda:0 is the first"


@dataclass(frozen=True, slots=True)
class Ctranslate2Sees:
    """What hears words finds."""

    devices: int
    compute_types: tuple[str, ...]  # on the first device, or on the CPU
    cublas: str | PodscribeError  # where it lies, or why it cannot be loaded


@dataclass(frozen=True, slots=True)
class Card:
    """A GPU that torch can use."""

    name: str
    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class TorchSees:
    """What tells speakers apart finds."""

    built_for: str | None  # the version of CUDA; None: for the CPU alone
    cards: tuple[Card, ...]
    complaint: str  # what torch warned of
    cudnn: str | None  # where it lies


def gpus(wanted: str) -> Iterator[Check]:
    """What both see, for a device as the settings name it."""
    devices = None
    try:
        seen = apart(look_with_ctranslate2, limit_s=LIMIT_S)
    except PodscribeError as error:
        yield of_error("CTranslate2", error)
    else:
        devices = seen.devices
        yield from ctranslate2_checks(seen, wanted, nvidia_cards())
    try:
        found = apart(look_with_torch, limit_s=LIMIT_S)
    except PodscribeError as error:
        yield of_error("torch", error)
    else:
        yield from torch_checks(found, wanted, devices or 0)


def look_with_ctranslate2() -> Ctranslate2Sees:
    """To be called in a process of its own."""
    import ctranslate2  # type: ignore[import-untyped]

    devices = ctranslate2.get_cuda_device_count()
    types = ctranslate2.get_supported_compute_types("cuda" if devices else "cpu")
    try:
        load_cublas()
    except PodscribeError as error:
        return Ctranslate2Sees(devices, tuple(sorted(types)), error)
    return Ctranslate2Sees(
        devices, tuple(sorted(types)), mapped(CUBLAS) or "where the loader looks"
    )


def look_with_torch() -> TorchSees:
    """To be called in a process of its own."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        import torch

        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    about_cuda = [str(each.message) for each in told if "CUDA" in str(each.message)]
    cards = tuple(_card(index) for index in range(count))
    first = about_cuda[0].partition("\n")[0] if about_cuda else ""
    return TorchSees(torch.version.cuda, cards, first, mapped(CUDNN))


def _card(index: int) -> Card:
    import torch

    free, total = torch.cuda.mem_get_info(index)
    return Card(torch.cuda.get_device_name(index), total, free)


def mapped(library: str) -> str | None:
    """From where this process has a library loaded."""
    if not _MAPS.is_file():
        return None
    paths = (row.partition("/")[2] for row in _MAPS.read_text().splitlines())
    return next((f"/{path}" for path in paths if Path(path).name == library), None)


def ctranslate2_checks(seen: Ctranslate2Sees, wanted: str, cards: int) -> Iterator[Check]:
    types = ", ".join(seen.compute_types)
    if _index(wanted) >= seen.devices:
        text = f"finds {_counted(seen.devices)}, and the device is to be {wanted}"
        yield fault("CTranslate2", text, _OTHER if seen.devices else f"{_driver()}; {_ON_CPU}")
    elif not seen.devices and cards:
        text = f"finds no CUDA device, where {_cards(cards)} of NVIDIA in the machine"
        yield warning("CTranslate2", text, _driver())
    elif not seen.devices:
        yield ok("CTranslate2", f"finds no CUDA device; the CPU computes in {types}")
    else:
        yield ok("CTranslate2", f"finds {_counted(seen.devices)}, computing in {types}")
    if isinstance(seen.cublas, str):
        yield ok(CUBLAS, seen.cublas)
    elif not seen.devices or wanted == "cpu":
        yield ok(CUBLAS, "not here, and not needed without a GPU")
    else:
        yield of_error(CUBLAS, seen.cublas)


def torch_checks(seen: TorchSees, wanted: str, devices: int) -> Iterator[Check]:
    """`devices` is how many CTranslate2 finds."""
    if seen.cards:
        yield _torch_has(seen.cards, wanted)
    elif devices or _index(wanted) >= 0:
        yield _torch_lacks(seen, wanted, devices)
    else:
        yield ok("torch", f"finds no CUDA device; it is built for {_built_for(seen)}")
    if seen.cudnn is not None:
        yield ok(CUDNN, seen.cudnn)
    elif not seen.cards or wanted == "cpu":
        yield ok(CUDNN, "not here, and not needed without a GPU")
    else:
        yield fault(CUDNN, "torch came without it", "install torch again, with what it requires")


def _torch_has(cards: tuple[Card, ...], wanted: str) -> Check:
    listed = ", ".join(
        f"cuda:{index} {card.name} ({in_units(card.total_bytes)}, {in_units(card.free_bytes)} free)"
        for index, card in enumerate(cards)
    )
    if _index(wanted) >= len(cards):
        return fault("torch", f"finds {listed}, and the device is to be {wanted}", _OTHER)
    return ok("torch", f"finds {listed}")


def _torch_lacks(seen: TorchSees, wanted: str, devices: int) -> Check:
    """A driver may be new enough for CTranslate2's CUDA 12 and too old for torch's CUDA 13."""
    complaint = f" ({seen.complaint})" if seen.complaint else ""
    other = f", where CTranslate2 finds {_counted(devices)}" if devices else ""
    text = f"finds no CUDA device{other}{complaint}"
    remedy = f"{_driver(f' for CUDA {seen.built_for} or newer')}; {_ON_CPU}"
    if seen.built_for is None:
        text = f"is built for the CPU alone{other}"
        remedy = f"install torch and torchaudio built for CUDA; {_ON_CPU}"
    if _index(wanted) >= 0:
        return fault("torch", text, remedy)
    return ok("torch", text) if wanted == "cpu" else warning("torch", text, remedy)


def _driver(which: str = "") -> str:
    return f"install NVIDIA's driver{which}, and see that `nvidia-smi` shows the card"


def _built_for(seen: TorchSees) -> str:
    return f"CUDA {seen.built_for}" if seen.built_for else "the CPU alone"


def _index(wanted: str) -> int:
    """Which CUDA device is insisted on; -1 where none is.

    >>> _index("cuda"), _index("cuda:1"), _index("auto")
    (0, 1, -1)
    """
    kind, _, number = wanted.partition(":")
    return int(number or 0) if kind == "cuda" else -1


def _counted(devices: int) -> str:
    return f"{devices or 'no'} CUDA device{'' if devices == 1 else 's'}"


def _cards(cards: int) -> str:
    return "there is a card" if cards == 1 else f"there are {cards} cards"
