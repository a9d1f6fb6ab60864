"""What the tests of the training share: one run of every step on tiny settings."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which every step has left its results."""
    torch = pytest.importorskip("torch", reason="training needs torch")
    for name in ("tokenizers", "safetensors", "scipy"):
        pytest.importorskip(name, reason="install podscribe[training]")
    from training.smoke import main

    work = tmp_path_factory.mktemp("smoke")
    before = torch.get_num_threads()
    main(["--work", str(work)])
    torch.set_num_threads(before)
    return work
