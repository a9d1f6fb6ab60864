"""Folders and devices that cannot be used, and pyannote's way in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podscribe.diarize import DiarizeOptions, loading, open_engine
from podscribe.errors import PodscribeError
from tests.diarize.conftest import TOP, Samples


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "pipeline"))


def refused(folder: Path, message: str, options: DiarizeOptions = DiarizeOptions()) -> str:
    with pytest.raises(PodscribeError, match=message) as caught:
        open_engine(folder, options)
    assert caught.value.remedy
    return str(caught.value)


def test_what_is_no_pipeline_is_refused_at_once(tmp_path: Path) -> None:
    refused(tmp_path / "missing", "is no folder")
    refused(tmp_path, "lacks config.yaml")


@pytest.mark.parametrize("name", ["embedding/pytorch_model.bin", "plda/plda.npz"])
def test_an_altered_byte_is_found_and_the_file_named(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 255
    (copy / name).write_bytes(content)
    assert name in refused(copy, "is damaged")


@pytest.mark.parametrize("name", ["segmentation/pytorch_model.bin", "plda/plda.npz"])
@pytest.mark.parametrize("left", [0, 5000])
def test_a_file_that_was_cut_off_is_named(copy: Path, name: str, left: int) -> None:
    content = (copy / name).read_bytes()[:left]
    (copy / name).write_bytes(content)
    assert name in refused(copy, "is damaged")


@pytest.mark.parametrize(
    "name",
    ["segmentation/pytorch_model.bin", "embedding/pytorch_model.bin", "plda/xvec_transform.npz"],
)
def test_a_part_that_is_missing_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert name in refused(copy, "is missing")


def test_a_pipeline_for_something_else_is_refused(copy: Path) -> None:
    (copy / "config.yaml").write_text(
        "pipeline:\n  name: pyannote.audio.pipelines.VoiceActivityDetection\n"
        "  params: {segmentation: $model/segmentation}\n"
    )
    refused(copy, "describes no pipeline for speakers")


@pytest.mark.parametrize("content", ["hello", "a: [", "", "pipeline: {name: no.such.Thing}"])
def test_a_config_that_is_none_is_refused(copy: Path, content: str) -> None:
    (copy / "config.yaml").write_text(content)
    refused(copy, "cannot be loaded as a pyannote pipeline")


@pytest.mark.parametrize("device", ["cuda", "cuda:7"])
def test_a_gpu_that_is_not_there_is_an_error_with_a_way_out(folder: Path, device: str) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    refused(folder, f"{device} was asked for.*--device cpu", DiarizeOptions(device=device))


def test_an_import_that_fails_is_told_when_the_engine_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MODULES", ("podscribe.no_such_module",))
    for _ in range(2):
        refused(folder, "pyannote.audio cannot be loaded .ModuleNotFoundError")


def test_the_package_itself_is_light() -> None:
    code = (
        "import sys, podscribe.diarize\n"
        "print([name for name in ('torch', 'pyannote', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


ALL_OF_IT = """
import sys, os
from pathlib import Path
import numpy as np
from podscribe.diarize import DiarizeOptions, find_speakers, open_engine
engine = open_engine(Path(sys.argv[1]), DiarizeOptions(threads=1))
find_speakers(np.memmap(sys.argv[2], "<f4", mode="r"), engine)
assert os.environ["PYANNOTE_METRICS_ENABLED"] == "0"
"""


def test_nothing_is_printed_or_warned_of(folder: Path, clip: Samples, tmp_path: Path) -> None:
    clip.tofile(tmp_path / "sound")
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", ALL_OF_IT, str(folder), str(tmp_path / "sound")],
        cwd=TOP,
        env={**os.environ, "PYANNOTE_METRICS_ENABLED": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
