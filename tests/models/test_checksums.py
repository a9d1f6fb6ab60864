"""A model file that is missing, truncated or altered is named, with both its checksums."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models import checksums, embedded
from podscribe.models.checksums import all_faults, digest_of, verify, write_checksums
from podscribe.models.embedded import embedded_model

CONTENT = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "whisper"
    (folder / "segmentation").mkdir(parents=True)
    (folder / "model.bin").write_bytes(CONTENT)
    (folder / "segmentation" / "pytorch_model.bin").write_bytes(CONTENT[1:])
    (folder / "config.json").write_text("{}")
    (folder / "README.md").write_text("a card")
    write_checksums(folder)
    return folder


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_every_file_is_listed_with_checksum_and_size(folder: Path) -> None:
    listed = json.loads((folder / "checksums.json").read_text())
    assert listed == {
        "config.json": {"sha256": sha256(b"{}"), "bytes": 2},
        "model.bin": {"sha256": sha256(CONTENT), "bytes": len(CONTENT)},
        "segmentation/pytorch_model.bin": {
            "sha256": sha256(CONTENT[1:]),
            "bytes": len(CONTENT) - 1,
        },
    }
    verify(folder)
    assert all_faults(folder) == ()


def test_the_list_is_the_same_when_it_is_written_again(folder: Path) -> None:
    before = (folder / "checksums.json").read_bytes()
    write_checksums(folder)
    assert (folder / "checksums.json").read_bytes() == before


def test_an_altered_file_is_named_with_expected_and_found(folder: Path) -> None:
    altered = b"\x01" + CONTENT[1:]
    (folder / "model.bin").write_bytes(altered)
    with pytest.raises(PodscribeError) as found:
        verify(folder)
    assert str(found.value) == (
        f"{folder / 'model.bin'}: was altered: sha256 expected {sha256(CONTENT)}, "
        f"found {sha256(altered)}; install podscribe again"
    )


def test_a_truncated_file_is_named_with_sizes_and_checksums(folder: Path) -> None:
    (folder / "model.bin").write_bytes(CONTENT[:100])
    (fault,) = all_faults(folder)
    assert "has 100 bytes where 10,240 are expected" in fault.what
    assert sha256(CONTENT) in fault.what
    assert sha256(CONTENT[:100]) in fault.what


def test_a_missing_file_is_named_and_all_faults_are_found(folder: Path) -> None:
    (folder / "model.bin").unlink()
    (folder / "segmentation" / "pytorch_model.bin").write_bytes(b"")
    faults = all_faults(folder, remedy="fetch it again")
    assert [Path(str(fault.file)).name for fault in faults] == ["model.bin", "pytorch_model.bin"]
    assert faults[0].what == f"is missing (sha256 expected {sha256(CONTENT)})"
    assert {fault.remedy for fault in faults} == {"fetch it again"}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"model.bin": 3}', b'{"model.bin": {"sha256": "x"}}', b"\xff\xfe{"]
)
def test_a_list_that_is_none_is_a_fault(folder: Path, content: bytes) -> None:
    (folder / "checksums.json").write_bytes(content)
    (fault,) = all_faults(folder)
    assert fault.what == "is no list of checksums"


def test_an_empty_list_is_a_fault(folder: Path) -> None:
    (folder / "checksums.json").write_text("{}")
    with pytest.raises(PodscribeError, match="lists no file"):
        verify(folder)


def test_a_missing_list_or_folder_is_a_fault(folder: Path) -> None:
    (folder / "checksums.json").unlink()
    with pytest.raises(PodscribeError, match=r"checksums\.json: is missing"):
        verify(folder)
    with pytest.raises(PodscribeError, match="the folder of the model is missing"):
        verify(folder / "nowhere")


def test_a_folder_without_files_cannot_be_listed(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="has no files to list"):
        write_checksums(tmp_path)


def test_an_embedded_model_is_verified_whole_before_it_is_given(folder: Path) -> None:
    model = embedded_model("whisper", folder.parent)
    assert model.embedded
    assert model.name == "embedded"
    assert model.path == folder
    (folder / "model.bin").write_bytes(CONTENT[::-1])
    with pytest.raises(PodscribeError, match="was altered"):
        embedded_model("whisper", folder.parent)
    write_checksums(folder)
    assert embedded_model("whisper", folder.parent).revision != model.revision


def test_what_lies_in_the_package_is_as_it_was_shipped() -> None:
    if not embedded.EMBEDDED_FOLDER.is_dir():
        pytest.skip("the embedded models are not here yet")
    for part in (embedded.RECOGNISER, embedded.DIARIZER):
        assert all_faults(embedded.EMBEDDED_FOLDER / part) == ()


def test_the_digest_of_a_folder_tells_contents_not_dates(tmp_path: Path) -> None:
    large = bytearray(checksums._SAMPLES * checksums._SAMPLE_BYTES + 5000)
    (tmp_path / "model.bin").write_bytes(large)
    (tmp_path / ".hidden").write_text("1")
    first = digest_of(tmp_path)
    (tmp_path / "model.bin").write_bytes(large)
    (tmp_path / ".hidden").write_text("2")
    assert digest_of(tmp_path) == first
    large[-1] = 1
    (tmp_path / "model.bin").write_bytes(large)
    assert digest_of(tmp_path) != first
    (tmp_path / "model.bin").rename(tmp_path / "other.bin")
    assert digest_of(tmp_path) != first
