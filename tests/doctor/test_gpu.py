"""What is said of GPUs and of the libraries that they need, for machines of every kind."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from podscribe.doctor.check import Check, State
from podscribe.doctor.gpu import (
    Card,
    Ctranslate2Sees,
    TorchSees,
    ctranslate2_checks,
    mapped,
    torch_checks,
)
from podscribe.errors import PodscribeError

MISSING = PodscribeError("CTranslate2 needs libcublas.so.12", remedy="pip install 'podscribe[gpu]'")
WITHOUT = Ctranslate2Sees(0, ("float32", "int8"), MISSING)
ONE = Ctranslate2Sees(1, ("float16",), "/site-packages/nvidia/cublas/lib/libcublas.so.12")
CARD = Card("NVIDIA H200", 150 * 10**9, 149 * 10**9)
CUDNN = "/site-packages/nvidia/cudnn/lib/libcudnn.so.9"
TOO_OLD = "CUDA initialization: The NVIDIA driver on your system is too old"


def of_ctranslate2(seen: Ctranslate2Sees, wanted: str, cards: int = 0) -> tuple[Check, Check]:
    device, library = ctranslate2_checks(seen, wanted, cards)
    assert all(each.remedy or each.state is State.OK for each in (device, library))
    return device, library


def of_torch(seen: TorchSees, wanted: str, devices: int = 0) -> tuple[Check, Check]:
    device, library = torch_checks(seen, wanted, devices)
    assert all(each.remedy or each.state is State.OK for each in (device, library))
    return device, library


def test_a_machine_without_a_gpu_is_well() -> None:
    device, library = of_ctranslate2(WITHOUT, "auto")
    assert (device.state, library.state) == (State.OK, State.OK)
    assert "the CPU computes in float32, int8" in device.text
    assert "not needed" in library.text
    device, library = of_torch(TorchSees("13.0", (), "", None), "auto")
    assert (device.state, library.state) == (State.OK, State.OK)


def test_a_gpu_with_its_libraries_is_well() -> None:
    device, library = of_ctranslate2(ONE, "auto", cards=1)
    assert (device.state, device.text) == (State.OK, "finds 1 CUDA device, computing in float16")
    assert (library.state, library.text) == (State.OK, ONE.cublas)
    device, library = of_torch(TorchSees("13.0", (CARD,), "", CUDNN), "cuda:0", devices=1)
    assert device.text == "finds cuda:0 NVIDIA H200 (150.0 GB, 149.0 GB free)"
    assert (device.state, library.state) == (State.OK, State.OK)


@pytest.mark.parametrize(
    ("wanted", "state"), [("auto", State.FAULT), ("cuda", State.FAULT), ("cpu", State.OK)]
)
def test_a_gpu_without_the_library_is_a_fault_unless_the_cpu_is_to_be_used(
    wanted: str, state: State
) -> None:
    lacking = Ctranslate2Sees(1, ("float16",), MISSING)
    _, library = of_ctranslate2(lacking, wanted, cards=1)
    assert library.state is state
    assert (library.remedy == MISSING.remedy) == (state is State.FAULT)


@pytest.mark.parametrize("wanted", ["cuda", "cuda:3"])
def test_a_gpu_that_is_asked_for_and_not_there_is_a_fault(wanted: str) -> None:
    device, _ = of_ctranslate2(WITHOUT, wanted)
    assert device.state is State.FAULT
    assert "nvidia-smi" in (device.remedy or "")
    device, _ = of_torch(TorchSees("13.0", (), "", None), wanted)
    assert device.state is State.FAULT
    assert "CUDA 13.0 or newer" in (device.remedy or "")


def test_a_number_beyond_the_last_gpu_is_a_fault() -> None:
    device, _ = of_ctranslate2(ONE, "cuda:1")
    assert (device.state, device.remedy) == (
        State.FAULT,
        "name a device that is there: cuda:0 is the first",
    )
    device, _ = of_torch(TorchSees("13.0", (CARD,), "", CUDNN), "cuda:1", devices=1)
    assert device.state is State.FAULT


def test_a_card_without_a_driver_is_a_warning() -> None:
    device, _ = of_ctranslate2(WITHOUT, "auto", cards=2)
    assert device.state is State.WARNING
    assert "where there are 2 cards of NVIDIA in the machine" in device.text


@pytest.mark.parametrize(
    ("wanted", "state"), [("auto", State.WARNING), ("cuda", State.FAULT), ("cpu", State.OK)]
)
def test_a_driver_that_is_new_enough_for_one_engine_alone_is_told(
    wanted: str, state: State
) -> None:
    device, _ = of_torch(TorchSees("13.0", (), TOO_OLD, CUDNN), wanted, devices=1)
    assert device.state is state
    assert device.text == (
        f"finds no CUDA device, where CTranslate2 finds 1 CUDA device ({TOO_OLD})"
    )


def test_a_torch_for_the_cpu_beside_a_gpu_is_told() -> None:
    device, _ = of_torch(TorchSees(None, (), "", None), "auto", devices=1)
    assert device.state is State.WARNING
    assert device.text.startswith("is built for the CPU alone, where CTranslate2")
    device, _ = of_torch(TorchSees(None, (), "", None), "auto")
    assert device.state is State.OK


def test_a_gpu_without_cudnn_is_a_fault() -> None:
    _, library = of_torch(TorchSees("13.0", (CARD,), "", None), "auto", devices=1)
    assert library.state is State.FAULT


def test_a_library_that_is_loaded_is_found_where_it_lies() -> None:
    if not Path("/proc/self/maps").is_file():
        pytest.skip("what is loaded cannot be seen here")
    ctypes.CDLL("libm.so.6")
    path = mapped("libm.so.6")
    assert path is not None
    assert Path(path).is_file()
    assert mapped("libm.so.99") is None
