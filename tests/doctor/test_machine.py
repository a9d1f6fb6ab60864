"""Graphics cards and disks, as the system shows them."""

from __future__ import annotations

import os
from collections import namedtuple
from pathlib import Path

import pytest

from podscribe.doctor import machine as machine_module
from podscribe.doctor.check import State
from podscribe.doctor.machine import LEAST_BYTES, machine, nvidia_cards, room

Usage = namedtuple("Usage", "total used free")


def test_cards_of_nvidia_are_counted_and_nothing_else(tmp_path: Path) -> None:
    for name, vendor, kind in (
        ("card", "0x10de", "0x030000"),
        ("computing", "0x10de", "0x030200"),
        ("its sound", "0x10de", "0x040300"),
        ("another maker's", "0x1002", "0x030000"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "vendor").write_text(f"{vendor}\n")
        (tmp_path / name / "class").write_text(f"{kind}\n")
    (tmp_path / "empty").mkdir()
    assert nvidia_cards(tmp_path) == 2
    assert nvidia_cards(tmp_path / "missing") == 0


def test_the_machine_has_a_processor_and_memory() -> None:
    processor, memory = machine()
    assert f"of {os.cpu_count()} cores" in processor.text
    assert "GB" in memory.text or "MB" in memory.text


def test_room_is_asked_for_where_the_folder_will_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_module.shutil, "disk_usage", lambda path: Usage(0, 0, 10**10))
    found = room("models", tmp_path / "not" / "yet", "move it")
    assert (found.state, found.text) == (State.OK, f"10.0 GB free in {tmp_path / 'not' / 'yet'}")


def test_a_disk_that_is_nearly_full_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = Usage(0, 0, LEAST_BYTES - 1)
    monkeypatch.setattr(machine_module.shutil, "disk_usage", lambda path: usage)
    found = room("models", tmp_path, "move it")
    assert (found.state, found.remedy) == (State.WARNING, "free some, or move it")


def test_a_folder_that_needs_nothing_written_is_right_as_it_is() -> None:
    found = room("models", Path("/proc/self/models"), "move it", needed=False)
    assert (found.state, found.remedy) == (State.OK, None)


def test_a_folder_that_cannot_be_written_is_a_fault() -> None:
    found = room("models", Path("/proc/self/models"), "move it")
    if os.access("/proc/self", os.W_OK):
        pytest.skip("this user may write everywhere")
    assert (found.state, found.remedy) == (State.FAULT, "move it")
