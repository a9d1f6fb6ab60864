"""Folders of the user's own: what they lack is said before an engine meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models import Hub, diarizer, recogniser
from podscribe.models.checksums import write_checksums
from tests.hub import TestHub
from tests.models.conftest import OLDER_CONFIG, PART, PIPELINE, RECOGNISER


def folder_of(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "words", RECOGNISER)


@pytest.fixture
def speakers(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "speakers", PIPELINE)


def refused(name: Path, hub: Hub | None = None) -> str:
    with pytest.raises(PodscribeError) as error:
        recogniser(str(name), hub=hub)
    return str(error.value)


def test_a_whole_folder_is_taken_as_it_is(words: Path) -> None:
    model = recogniser(str(words), offline=True)
    assert (model.path, model.embedded) == (words, False)
    (words / "model.bin").write_bytes(b"another")
    assert recogniser(str(words), offline=True).revision != model.revision


@pytest.mark.parametrize("how", ["named", "linked", "a file"])
def test_other_weights_of_a_part_elsewhere_are_another_model(
    speakers: Path, tmp_path: Path, how: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (speakers / "segmentation").rename(elsewhere)
    weights = next(each for each in elsewhere.iterdir() if each.suffix == ".bin")
    if how == "linked":
        (speakers / "segmentation").symlink_to(elsewhere)
    else:
        config = speakers / "config.yaml"
        place = elsewhere if how == "named" else weights
        config.write_text(config.read_text().replace("$model/segmentation", str(place)))
    before = diarizer(str(speakers), offline=True).revision
    assert diarizer(str(speakers), offline=True).revision == before
    weights.write_bytes(b"another")
    assert diarizer(str(speakers), offline=True).revision != before


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json"])
def test_what_a_folder_for_words_lacks_is_named(words: Path, name: str) -> None:
    (words / name).unlink()
    assert f"lacks {name}: it is not a Whisper model in CTranslate2 form" in refused(words)


def test_a_model_of_transformers_brings_the_conversion(words: Path) -> None:
    (words / "model.bin").rename(words / "model.safetensors")
    said = refused(words)
    assert "in the form of transformers, not of CTranslate2" in said
    assert f"ct2-transformers-converter --model {words}" in said


def test_a_clone_without_its_large_files_is_known(words: Path) -> None:
    (words / "model.bin").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    assert "is only a pointer of git-lfs; run `git lfs pull`" in refused(words)
    (words / "model.bin").write_bytes(b"")
    assert "model.bin: is empty" in refused(words)


def test_a_configuration_that_is_cut_off_is_named(words: Path) -> None:
    (words / "config.json").write_bytes(b'{"suppress_ids": [')
    assert "config.json: is no JSON: it may be cut off" in refused(words)


def test_a_list_of_checksums_beside_the_files_is_heeded(words: Path, speakers: Path) -> None:
    write_checksums(words)
    write_checksums(speakers)
    recogniser(str(words), offline=True)
    (words / "tokenizer.json").write_bytes(b'{"version": "9.9"}')
    assert "tokenizer.json: was altered: sha256 expected" in refused(words)
    (speakers / "plda" / "plda.npz").write_bytes(b"x")
    with pytest.raises(PodscribeError, match=r"plda\.npz: has 1 bytes"):
        diarizer(str(speakers), offline=True)


def test_each_kind_of_folder_is_refused_as_the_other(words: Path, speakers: Path) -> None:
    assert "a pipeline for speakers, not a model for words" in refused(speakers)
    with pytest.raises(PodscribeError, match="a model for words, not a pipeline for speakers"):
        diarizer(str(words), offline=True)
    with pytest.raises(PodscribeError, match="tiny is a model for words, not for speakers"):
        diarizer("tiny", offline=True)


def test_a_file_is_no_folder(words: Path) -> None:
    assert "is a file, not the folder of a model" in refused(words / "model.bin")


def test_a_pipeline_with_its_models_inside_is_taken_as_it_is(speakers: Path) -> None:
    assert diarizer(str(speakers), offline=True).path == speakers


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("config.yaml", r"lacks config\.yaml: it is not a pyannote pipeline"),
        ("plda/plda.npz", r"lacks plda/plda\.npz, what its config\.yaml names"),
        ("embedding/pytorch_model.bin", r"lacks embedding/pytorch_model\.bin, what its config"),
    ],
)
def test_what_a_pipeline_lacks_is_named(speakers: Path, name: str, said: str) -> None:
    (speakers / name).unlink()
    with pytest.raises(PodscribeError, match=said):
        diarizer(str(speakers), offline=True)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (b"pipeline: [", "is no YAML"),
        (b"a: b", "describes no pyannote pipeline"),
        (b"released: 2024-02-30", "is no YAML"),
        (b"pipeline: {name: pyannote.audio.pipelines.VoiceActivityDetection}", "describes no"),
        (b"\xff\xfe\x00", "is no YAML"),
        (
            PIPELINE["config.yaml"].replace(b"$model/plda", b"./nowhere/plda"),
            r"names \./nowhere/plda for plda, which is neither a folder here nor a repository",
        ),
        (PIPELINE["config.yaml"].replace(b"$model/plda", b"[1]"), "says nothing usable of plda"),
    ],
)
def test_a_configuration_that_is_none_is_named(speakers: Path, config: bytes, said: str) -> None:
    (speakers / "config.yaml").write_bytes(config)
    with pytest.raises(PodscribeError, match=said):
        diarizer(str(speakers), offline=True)


def test_parts_on_the_hub_are_fetched_or_named(
    speakers: Path, server: TestHub, hub: Hub, offline: Hub
) -> None:
    (speakers / "config.yaml").write_bytes(OLDER_CONFIG)
    with pytest.raises(PodscribeError) as error:
        diarizer(str(speakers), hub=offline)
    said = str(error.value)
    assert "its config.yaml names a part on the hub: pyannote/segmentation-3.0" in said
    assert "podscribe models fetch pyannote/segmentation-3.0" in said
    assert "$model/" in said
    server.add("pyannote/segmentation-3.0", PART)
    server.add("pyannote/wespeaker-voxceleb-resnet34-LM", PART)
    assert diarizer(str(speakers), hub=hub) == diarizer(str(speakers), hub=offline)
