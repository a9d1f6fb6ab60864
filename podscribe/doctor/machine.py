"""The machine: processor, memory, graphics cards, room on its disks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from podscribe.doctor.check import Check, fault, ok, warning
from podscribe.models.model import in_units

LEAST_BYTES = 5 * 10**9  # large-v3 takes 3.1 GB, and an hour of decoded sound 0.23
_DEVICES = Path("/sys/bus/pci/devices")
_MEMORY = Path("/proc/meminfo")
_MEMORY_LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container
_NVIDIA, _DISPLAY = "0x10de", "0x03"


def machine() -> Iterator[Check]:
    """Processor and memory."""
    yield ok("processor", f"{_cores()} of {os.cpu_count()} cores may be used")
    yield ok("memory", _memory())


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _memory() -> str:
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = _MEMORY_LIMIT.read_text().strip() if _MEMORY_LIMIT.is_file() else ""
    text = in_units(total)
    if limit.isdecimal() and int(limit) < total:
        text += f", of which {in_units(int(limit))} may be used"
    free = available_bytes(_MEMORY.read_text()) if _MEMORY.is_file() else None
    return text if free is None else f"{text}, {in_units(free)} free"


def available_bytes(meminfo: str) -> int | None:
    """What Linux says is free for a new program.

    >>> available_bytes("MemTotal: 2048 kB\\nMemAvailable:    1024 kB\\n")
    1048576
    """
    rows = dict(row.split(":", 1) for row in meminfo.splitlines() if ":" in row)
    if "MemAvailable" not in rows:
        return None
    return int(rows["MemAvailable"].split()[0]) * 1024


def nvidia_cards(devices: Path = _DEVICES) -> int:
    """How many graphics cards of NVIDIA there are, with or without a driver."""
    return sum(_is_nvidia(device) for device in devices.glob("*"))


def _is_nvidia(device: Path) -> bool:
    try:
        kind = (device / "class").read_text()
        return kind.startswith(_DISPLAY) and (device / "vendor").read_text().strip() == _NVIDIA
    except OSError:
        return False


def room(name: str, folder: Path, remedy: str, *, needed: bool = True) -> Check:
    """The room on the disk of a folder, which need not be there yet, and whether it is writable.

    Where it is not `needed`, nothing is written there now.
    """
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        if not needed:
            return ok(name, f"{folder} cannot be written, and nothing needs to be")
        return fault(name, f"{folder} cannot be written", remedy)
    free = shutil.disk_usage(there).free
    text = f"{in_units(free)} free in {folder}"
    enough = free >= LEAST_BYTES or not needed
    return ok(name, text) if enough else warning(name, text, f"free some, or {remedy}")
