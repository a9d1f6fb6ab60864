"""The embedded pipeline, loaded once, and the sound of the examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from podscribe.audio import decode
from podscribe.diarize import DiarizeOptions, open_engine
from podscribe.diarize.pyannote_engine import PyannoteEngine

TOP = Path(__file__).parents[2]
FOLDER = TOP / "podscribe" / "models" / "embedded" / "pyannote"
EXAMPLES = TOP / "examples"

Samples = NDArray[np.float32]


@pytest.fixture(scope="session")
def folder() -> Path:
    if not (FOLDER / "config.yaml").is_file():
        pytest.skip("the embedded pipeline is not here yet")
    return FOLDER


@pytest.fixture(scope="session")
def engine(folder: Path) -> PyannoteEngine:
    return open_engine(folder, DiarizeOptions(threads=1))


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Samples]:
    """The samples of an example, read-only and on disk."""
    target = tmp_path_factory.mktemp("sound")

    def samples(name: str) -> Samples:
        if not (EXAMPLES / name).is_file():
            pytest.skip(f"examples/{name} is not here yet")
        return decode(EXAMPLES / name, target / name).samples

    return samples


@pytest.fixture(scope="session")
def clip(sound: Callable[[str], Samples]) -> Samples:
    """Two people in half a minute."""
    return sound("clip.mp3")
