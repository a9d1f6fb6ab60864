"""The settings that hold, and those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from podscribe.config import Flag
from podscribe.doctor.check import State
from podscribe.doctor.settings import settings_here
from tests.config.shows import show

OFFLINE = (Flag("--profile", "profile", "demo"), Flag("--offline", "offline", "true"))


@pytest.fixture(autouse=True)
def _in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("PODSCRIBE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_a_file_the_defaults_hold() -> None:
    settings, check = settings_here(())
    assert settings.model == "large-v3-turbo"
    assert check.text.startswith("the defaults, no podscribe.yaml")


def test_every_place_that_sets_something_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(tmp_path, "profile: fast\nhost: Mara\n")
    monkeypatch.setenv("PODSCRIBE_DEVICE", "cpu")
    settings, check = settings_here((Flag("--offline", "offline", "true"),))
    assert (settings.model, settings.device, settings.offline) == ("small", "cpu", True)
    named = check.text.partition(" (")[0]
    assert named == f"{tmp_path / 'podscribe.yaml'}, --offline, PODSCRIBE_DEVICE, preset fast"


@pytest.mark.parametrize("text", ["modle: tiny\n", "model: [\n"])
def test_a_file_that_cannot_be_read_is_a_fault_and_the_options_hold(
    tmp_path: Path, text: str
) -> None:
    show(tmp_path, text)
    settings, check = settings_here((*OFFLINE, Flag("--device", "device", "cuda:1")))
    assert (settings.model, settings.offline, settings.device) == ("embedded", True, "cuda:1")
    assert check.state is State.FAULT
    assert check.text.startswith("podscribe.yaml:")
    assert check.remedy


def test_an_unknown_variable_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODSCRIBE_TOKEN", "hf_secret")
    _, check = settings_here(())
    assert check.state is State.FAULT
    assert "hf_secret" not in f"{check.text} {check.remedy}"
    assert check.remedy == "unset it: a token is read from HF_TOKEN"
