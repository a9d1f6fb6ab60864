"""What the samples of the docs run in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import pytest

from tests.docs.markdown import ROOT


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Variables with which `podscribe` is the package that is tested."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "podscribe"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podscribe "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    own = {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1", "COLUMNS": "80"}
    return os.environ | own | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
