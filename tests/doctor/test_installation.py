"""Versions that are missing, too old, or do not fit together."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from packaging.requirements import Requirement

from podscribe.doctor.check import State
from podscribe.doctor.installation import PACKAGES, judged, packages, programs

REQUIRED = {
    "faster-whisper": Requirement("faster-whisper>=1.2.1,<2"),
    "pyannote-audio": Requirement("pyannote.audio>=4.0.7"),
    "torch": Requirement("torch>=2.11,<2.12"),
    "torchaudio": Requirement("torchaudio>=2.11,<2.12"),
}
BOTH = "pip install 'torch<2.12,>=2.11' 'torchaudio<2.12,>=2.11'"


def faults(versions: Mapping[str, str | None]) -> list[tuple[str, str, str | None]]:
    return [
        (each.name, each.text, each.remedy)
        for each in judged(versions, REQUIRED)
        if each.state is not State.OK
    ]


def test_what_fits_is_well() -> None:
    assert not faults({"torch": "2.11.1", "torchaudio": "2.11.0", "numpy": "2.4.6"})
    assert not faults({"torch": "2.11.0+cpu", "torchaudio": "2.11.0+cpu"})
    assert not faults({"torch": "2.11.1rc1", "torchaudio": "2.11.0"})


def test_what_is_missing_is_to_be_installed() -> None:
    assert faults({"pyannote.audio": None, "av": None}) == [
        ("pyannote.audio", "is not installed", "pip install 'pyannote.audio>=4.0.7'"),
        ("av", "is not installed", "install podscribe again"),
    ]


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0", "1.2.1rc1"])
def test_what_is_too_old_or_new_is_named_with_what_is_wanted(version: str) -> None:
    ((name, text, remedy),) = faults({"faster-whisper": version})
    assert name == "faster-whisper"
    assert text == f"{version}, where podscribe needs <2,>=1.2.1"
    assert remedy == "pip install 'faster-whisper<2,>=1.2.1'"


def test_torch_and_torchaudio_of_different_releases_are_a_fault_with_one_remedy() -> None:
    *_, (name, text, remedy) = faults({"torch": "2.11.0", "torchaudio": "2.10.0"})
    assert name == "torch, torchaudio"
    assert text == "torchaudio 2.10.0 does not fit torch 2.11.0: importing it fails"
    assert remedy == BOTH


def test_torch_and_torchaudio_for_different_cuda_are_a_warning() -> None:
    (found,) = [
        each
        for each in judged({"torch": "2.11.0+cu128", "torchaudio": "2.11.0+cu130"}, REQUIRED)
        if each.state is not State.OK
    ]
    assert found.state is State.WARNING
    assert found.remedy == f"{BOTH} --force-reinstall"


def test_what_is_installed_here_fits() -> None:
    found = [*packages()]
    assert [each.name for each in found] == [*PACKAGES]
    assert all(each.state is State.OK for each in (*found, *programs()))
