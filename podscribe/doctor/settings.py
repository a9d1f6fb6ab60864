"""The settings that hold here, or what keeps them from being read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from podscribe.config import Flag, Resolved, Settings, find_file, read_settings, resolve
from podscribe.doctor.check import Check, of_error, ok
from podscribe.errors import PodscribeError


def settings_here(flags: Sequence[Flag]) -> tuple[Settings, Check]:
    """What holds in this folder; where it cannot be read, what the options alone set."""
    try:
        found = resolve(flags=flags)
    except PodscribeError as error:
        rows = [f"{each.key}: {each.value}" for each in flags if each.value is not None]
        return read_settings("\n".join(rows), "options"), of_error("settings", error)
    return found.settings, ok("settings", _origins(found))


def _origins(found: Resolved) -> str:
    """Where values come from that are no defaults."""
    file = find_file(Path())
    others = {each.origin.name for each in found.listed if each.origin.line is None} - {"default"}
    named = [str(file)] if file else []
    text = ", ".join([*named, *sorted(others)]) or "the defaults, no podscribe.yaml"
    return f"{text} (`podscribe config` shows every value)"
