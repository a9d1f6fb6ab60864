"""What lies in the hub's cache: taken offline, and found out when it is not what it should be."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models import Hub, diarizer, fetch, recogniser
from podscribe.models.holdings import faults_of, holdings
from tests.hub import TestHub, checksum
from tests.models.conftest import COMMUNITY, PIPELINE, RECOGNISER, TINY, WEIGHTS


def blob_of(hub: Hub, content: bytes) -> Path:
    (path,) = hub.cache.glob(f"models--*/blobs/{checksum(content)}")
    return path


def test_what_was_fetched_is_there_offline(hub: Hub, offline: Hub) -> None:
    words, speakers = recogniser("tiny", hub=hub), diarizer(COMMUNITY, hub=hub)
    assert recogniser("tiny", hub=offline) == words
    assert diarizer(COMMUNITY, hub=offline) == speakers


def test_what_was_not_fetched_names_the_command(offline: Hub) -> None:
    with pytest.raises(PodscribeError) as error:
        recogniser("large-v3-turbo", hub=offline)
    assert "faster-whisper-large-v3-turbo is not on this machine" in str(error.value)
    assert "`podscribe models fetch large-v3-turbo`" in str(error.value)
    with pytest.raises(PodscribeError, match=f"podscribe models fetch {COMMUNITY}"):
        diarizer(COMMUNITY, hub=offline)


def test_a_truncated_file_is_named_offline_and_fetched_again_online(
    server: TestHub, hub: Hub, offline: Hub
) -> None:
    model = recogniser("tiny", hub=hub)
    blob_of(hub, WEIGHTS).write_bytes(WEIGHTS[:500])
    with pytest.raises(PodscribeError) as error:
        recogniser("tiny", hub=offline)
    said = str(error.value)
    assert f"{model.path / 'model.bin'}: has 500 bytes where 102,400 are expected" in said
    assert f"sha256 expected {checksum(WEIGHTS)}" in said
    assert "podscribe models fetch tiny" in said
    assert recogniser("tiny", hub=hub) == model
    assert (model.path / "model.bin").read_bytes() == WEIGHTS


def test_a_faulty_file_that_cannot_be_fetched_again_is_named_with_the_reason(hub: Hub) -> None:
    model = recogniser("tiny", hub=hub)
    blob_of(hub, WEIGHTS).write_bytes(WEIGHTS[:500])
    with pytest.raises(PodscribeError) as error:
        recogniser("tiny", hub=replace(hub, endpoint="http://127.0.0.1:9"))
    assert str(error.value).startswith(f"{model.path / 'model.bin'}: has 500 bytes")
    assert "could not be fetched again: Systran/faster-whisper-tiny is needed" in str(error.value)


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_an_altered_file_is_found_by_verify_and_mended_by_fetch(hub: Hub, name: str) -> None:
    model = recogniser("tiny", hub=hub)
    content = RECOGNISER[name]
    assert faults_of("tiny", hub) == ()
    blob_of(hub, content).write_bytes(content[::-1])
    (fault,) = faults_of("tiny", hub)
    assert fault.file == str(model.path / name)
    found = hashlib.sha256(content[::-1]).hexdigest() if name == "model.bin" else ""
    assert f"expected {checksum(content)}, found {found}" in fault.what
    assert fetch("tiny", hub=hub) == model
    assert faults_of("tiny", hub) == ()


def test_a_link_that_leads_nowhere_is_named_and_mended(hub: Hub, offline: Hub) -> None:
    model = recogniser("tiny", hub=hub)
    blob_of(hub, WEIGHTS).unlink()
    (fault,) = faults_of("tiny", hub)
    assert fault.what == f"is missing (checksum expected {checksum(WEIGHTS)})"
    with pytest.raises(PodscribeError, match=r"model\.bin: is missing"):
        recogniser("tiny", hub=offline)
    assert recogniser("tiny", hub=hub) == model


def test_a_part_that_was_never_fetched_is_named(hub: Hub, offline: Hub) -> None:
    model = diarizer(COMMUNITY, hub=hub)
    (model.path / "plda" / "plda.npz").unlink()
    with pytest.raises(PodscribeError, match=r"plda/plda\.npz is missing"):
        diarizer(COMMUNITY, hub=offline)
    assert diarizer(COMMUNITY, hub=hub) == model


def test_a_cache_of_an_older_library_without_lists_is_used(hub: Hub, offline: Hub) -> None:
    model = recogniser("tiny", hub=hub)
    shutil.rmtree(hub.cache / f"models--{TINY.replace('/', '--')}" / "trees")
    assert recogniser("tiny", hub=offline) == model
    blob_of(hub, WEIGHTS).write_bytes(WEIGHTS[::-1])
    (fault,) = faults_of("tiny", offline)
    assert "was altered" in fault.what


def test_a_cache_without_links_is_used_verified_and_mended(
    server: TestHub, hub: Hub, offline: Hub
) -> None:
    """Where links are not possible the library moves the content to where they would be."""
    model = recogniser("tiny", hub=hub)
    for path in [*model.path.iterdir()]:
        content = path.read_bytes()
        os.unlink(path.resolve())
        path.unlink()
        path.write_bytes(content)
    assert recogniser("tiny", hub=offline) == model
    server.asked_of_storage.clear()
    fetch("tiny", hub=hub)
    assert [each for each in server.asked_of_storage if each.method == "GET"] == []
    (model.path / "model.bin").write_bytes(WEIGHTS[::-1])
    assert len(faults_of("tiny", offline)) == 1
    fetch("tiny", hub=hub)
    assert (model.path / "model.bin").read_bytes() == WEIGHTS


def test_a_cache_that_says_nothing_of_a_file_cannot_be_verified(hub: Hub) -> None:
    model = recogniser("tiny", hub=hub)
    (model.path / "notes.txt").write_text("mine")
    with pytest.raises(PodscribeError, match=r"nothing says what notes\.txt should hold"):
        faults_of("tiny", hub)


@pytest.mark.parametrize("content", ["", "main", "../../x", "\xff" * 40, "0" * 40])
def test_a_reference_to_nothing_is_no_model(hub: Hub, offline: Hub, content: str) -> None:
    recogniser("tiny", hub=hub)
    reference = hub.cache / f"models--{TINY.replace('/', '--')}" / "refs" / "main"
    reference.write_text(content, encoding="latin-1")
    with pytest.raises(PodscribeError, match="not on this machine"):
        recogniser("tiny", hub=offline)
    assert recogniser("tiny", hub=hub) == recogniser("tiny", hub=offline)


def test_holdings_name_what_is_here_and_what_is_not(
    server: TestHub, hub: Hub, tmp_path: Path
) -> None:
    server.add("someone/their-model", RECOGNISER)
    recogniser("tiny", hub=hub)
    recogniser("someone/their-model", hub=hub)
    diarizer(COMMUNITY, hub=hub)
    stranger = hub.cache / "models--someone--llm" / "snapshots" / ("0" * 40)
    stranger.mkdir(parents=True)
    (stranger / "model.safetensors").write_text("")
    (stranger.parents[1] / "refs").mkdir()
    (stranger.parents[1] / "refs" / "main").write_text("0" * 40)
    rows = {(each.name, each.use): each for each in holdings(hub, tmp_path / "embedded")}
    tiny = rows["tiny", "words"]
    assert tiny.size_bytes == sum(
        len(RECOGNISER[name])
        for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    )
    assert tiny.used is not None
    assert tiny.fault is None
    assert rows["someone/their-model", "words"].size_bytes == tiny.size_bytes
    speakers = rows[COMMUNITY, "speakers"]
    assert speakers.size_bytes == sum(map(len, PIPELINE.values())) - len(b"no model")
    assert rows["large-v3", "words"].size_bytes is None
    assert rows["embedded", "words"].fault == "its folder is missing; install podscribe again"
    assert not any("llm" in name for name, _ in rows)


def test_a_model_held_at_a_commit_only_has_that_for_its_name(
    server: TestHub, hub: Hub, tmp_path: Path
) -> None:
    commit = server.repositories[TINY].commit
    recogniser(f"{TINY}@{commit}", hub=hub)
    (row,) = (each for each in holdings(hub, tmp_path) if each.size_bytes and each.fault is None)
    assert row.name == f"{TINY}@{commit}"
    assert faults_of(row.name, hub) == ()


def test_holdings_tell_faults_by_size(hub: Hub, tmp_path: Path) -> None:
    recogniser("tiny", hub=hub)
    blob_of(hub, WEIGHTS).write_bytes(b"x")
    (tiny,) = (each for each in holdings(hub, tmp_path) if each.name == "tiny")
    assert tiny.fault is not None
    assert tiny.fault.startswith("model.bin has 1 bytes where 102,400 are expected")


def test_holdings_tell_what_is_missing(hub: Hub, tmp_path: Path) -> None:
    (recogniser("tiny", hub=hub).path / "tokenizer.json").unlink()
    (tiny,) = (each for each in holdings(hub, tmp_path) if each.name == "tiny")
    assert tiny.fault == f"{TINY} is not here whole: tokenizer.json is missing"


def test_models_that_are_not_here_are_named_with_their_use(hub: Hub, tmp_path: Path) -> None:
    uses = {each.name: each.use for each in holdings(hub, tmp_path) if each.name != "embedded"}
    assert (uses["tiny"], uses["large-v3"], uses[COMMUNITY]) == ("words", "words", "speakers")


def test_the_embedded_models_are_as_large_as_their_files(hub: Hub, tmp_path: Path) -> None:
    part = tmp_path / "whisper" / "inner"
    part.mkdir(parents=True)
    (part / "a.bin").write_bytes(b"four")
    (part.parent / "b.bin").write_bytes(b"seventh")
    words, speakers = (each for each in holdings(hub, tmp_path) if each.name == "embedded")
    assert (words.use, words.size_bytes, words.fault) == ("words", 11, None)
    assert (speakers.use, speakers.size_bytes) == ("speakers", None)
