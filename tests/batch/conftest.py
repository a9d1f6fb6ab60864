"""What the tests of batches share: a storage that is kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import fsspec  # type: ignore[import-untyped]
import pytest


@pytest.fixture
def memory() -> Iterator[Any]:
    """`memory://`, empty."""
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()
