"""The published pages and machine transcripts that lie beside a checkout of the developers'."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def shared(pattern: str) -> list[Path]:
    """The files of a pattern; the test is skipped where there are none."""
    found = sorted(SHARED.glob(pattern))
    if not found:
        pytest.skip("../shared is not here: it holds others' transcripts, which podscribe does not")
    return found


def pages() -> list[Path]:
    return shared("corpus/pages/*.md")


def seed(number: str) -> Path:
    (path,) = shared(f"seeds/{number}_*.txt")
    return path
