"""Folders with a show's file, for the tests of this room."""

from __future__ import annotations

from pathlib import Path


def show(folder: Path, text: str) -> Path:
    """A folder with a show's file."""
    (folder / "podscribe.yaml").write_text(text, encoding="utf-8")
    return folder
