"""The samples in the docstrings of the package hold."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import podscribe

FOLDER = Path(podscribe.__file__).parent
MODULES = sorted(
    ".".join(("podscribe", *path.relative_to(FOLDER).with_suffix("").parts))
    for path in FOLDER.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_samples_of_a_module_hold(name: str) -> None:
    done = doctest.testmod(importlib.import_module(name.removesuffix(".__init__")))
    assert done.attempted
    assert not done.failed
