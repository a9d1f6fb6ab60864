"""The presets that come with podscribe."""

from __future__ import annotations

from importlib.resources import files

_SUFFIX = ".yaml"


def presets() -> dict[str, str]:
    """The text of every preset, by name."""
    folder = files("podscribe") / "configs"
    return {
        entry.name.removesuffix(_SUFFIX): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_SUFFIX)
    }
