"""Models from the hub: what is asked, what is kept, and what is said when it cannot be had."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models import Hub, ModelFolder, Progress, diarizer, fetch, recogniser
from tests.hub import GOOD_TOKEN, STRANGERS_TOKEN, TestHub, checksum
from tests.models.conftest import (
    COMMUNITY,
    OLDER,
    OLDER_CONFIG,
    PART,
    PIPELINE,
    RECOGNISER,
    TINY,
    WEIGHTS,
)


def blob(hub: Hub, repository: str, content: bytes) -> Path:
    return hub.cache / f"models--{repository.replace('/', '--')}" / "blobs" / checksum(content)


def test_a_known_name_is_fetched_and_kept_where_other_tools_look(
    server: TestHub, hub: Hub, capfd: pytest.CaptureFixture[str]
) -> None:
    from huggingface_hub import snapshot_download

    model = recogniser("tiny", hub=hub)
    commit = server.repositories[TINY].commit
    assert model == ModelFolder("tiny", model.path, commit)
    assert {path.name for path in model.path.iterdir()} == {
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.txt",
    }
    assert (model.path / "model.bin").read_bytes() == WEIGHTS
    assert snapshot_download(
        TINY, cache_dir=hub.cache, local_files_only=True, allow_patterns=["model.bin"]
    ) == str(model.path)
    assert capfd.readouterr() == ("", "")


def test_what_is_in_the_cache_is_used_without_asking(server: TestHub, hub: Hub) -> None:
    first = recogniser("tiny", hub=hub)
    server.asked.clear()
    server.add(TINY, {**RECOGNISER, "model.bin": WEIGHTS[::-1]})
    assert recogniser("tiny", hub=hub) == first
    assert server.asked == []


def test_fetch_takes_what_is_newer_and_only_that(server: TestHub, hub: Hub) -> None:
    first = fetch("tiny", hub=hub)
    server.add(TINY, {**RECOGNISER, "tokenizer.json": b'{"version": "2.0"}'})
    server.asked_of_storage.clear()
    second = fetch("tiny", hub=hub)
    assert second.revision != first.revision
    assert (second.path / "tokenizer.json").read_bytes() == b'{"version": "2.0"}'
    assert (second.path / "model.bin").read_bytes() == WEIGHTS
    assert [asked for asked in server.asked_of_storage if asked.method == "GET"] == []


def test_a_revision_may_be_named(server: TestHub, hub: Hub) -> None:
    commit = server.repositories[TINY].commit
    assert recogniser(f"{TINY}@v1", hub=hub).revision == commit
    assert recogniser(f"{TINY}@{commit}", hub=hub).revision == commit
    with pytest.raises(PodscribeError, match="has no revision v9"):
        recogniser("tiny@v9", hub=hub)


def test_progress_counts_files_and_bytes(hub: Hub) -> None:
    told: list[Progress] = []
    recogniser("tiny", hub=hub, on_progress=told.append)
    total = sum(len(RECOGNISER[name]) for name in ("model.bin", "config.json", "tokenizer.json"))
    total += len(RECOGNISER["vocabulary.txt"])
    assert {each.total_bytes for each in told} == {total}
    assert {each.files for each in told} == {4}
    assert told[-1].done_bytes == total
    assert [each.done_bytes for each in told] == sorted(each.done_bytes for each in told)


def test_a_pipeline_comes_with_the_models_inside_it(hub: Hub) -> None:
    model = diarizer(COMMUNITY, hub=hub)
    there = {
        path.relative_to(model.path).as_posix() for path in model.path.rglob("*") if path.is_file()
    }
    assert there == {*PIPELINE} - {"diarization.gif"}
    assert model == diarizer(COMMUNITY, hub=hub)


def test_an_older_pipeline_comes_with_the_models_it_names(server: TestHub, hub: Hub) -> None:
    from huggingface_hub import hf_hub_download

    server.add(OLDER, {"config.yaml": OLDER_CONFIG})
    server.add("pyannote/segmentation-3.0", PART)
    server.add("pyannote/wespeaker-voxceleb-resnet34-LM", PART)
    model = diarizer(OLDER, hub=hub)
    for repository, file in (
        ("pyannote/segmentation-3.0", "pytorch_model.bin"),
        ("pyannote/wespeaker-voxceleb-resnet34-LM", "pytorch_model.bin"),
        (COMMUNITY, "plda/plda.npz"),
    ):  # as pyannote itself looks for them
        hf_hub_download(repository, file, cache_dir=hub.cache, local_files_only=True)
    assert not blob(hub, COMMUNITY, PIPELINE["segmentation/pytorch_model.bin"]).exists()
    server.asked.clear()
    assert diarizer(OLDER, hub=hub) == model
    assert server.asked == []


@pytest.mark.parametrize("config", [b"pipeline: [", b"pipeline: {name: x.VoiceActivity}"])
def test_a_configuration_that_is_none_is_named_with_its_repository(
    server: TestHub, hub: Hub, config: bytes
) -> None:
    server.add(OLDER, {"config.yaml": config})
    with pytest.raises(PodscribeError, match=rf"^config\.yaml of {OLDER} (is no|describes no)"):
        diarizer(OLDER, hub=hub)


def test_the_revision_of_a_pipeline_changes_with_its_parts(server: TestHub, hub: Hub) -> None:
    server.add(OLDER, {"config.yaml": OLDER_CONFIG})
    server.add("pyannote/segmentation-3.0", PART)
    server.add("pyannote/wespeaker-voxceleb-resnet34-LM", PART)
    before = fetch(OLDER, hub=hub).revision
    server.add("pyannote/segmentation-3.0", {**PART, "pytorch_model.bin": WEIGHTS[7:]})
    assert fetch(OLDER, hub=hub).revision != before


def test_fetch_tells_a_part_of_a_pipeline_by_its_files(server: TestHub, hub: Hub) -> None:
    server.add("pyannote/segmentation-3.0", PART)
    model = fetch("pyannote/segmentation-3.0", hub=hub)
    assert (model.path / "pytorch_model.bin").is_file()
    assert fetch(COMMUNITY, hub=hub).path.joinpath("plda/plda.npz").is_file()


@pytest.mark.parametrize(
    ("token", "who", "token_remedy"),
    [
        (None, "no valid token says who you are", "set HF_TOKEN to a token from https://"),
        (STRANGERS_TOKEN, "the account of your token has not accepted them", "check that HF_TOKEN"),
    ],
)
def test_a_gated_model_names_page_variable_and_ways_around(
    server: TestHub,
    hub: Hub,
    monkeypatch: pytest.MonkeyPatch,
    token: str | None,
    who: str,
    token_remedy: str,
) -> None:
    server.repositories[COMMUNITY].gated = True
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    with pytest.raises(PodscribeError) as refused:
        diarizer(COMMUNITY, hub=hub)
    said = str(refused.value)
    for part in (COMMUNITY, who, f"{server.endpoint}/{COMMUNITY}", token_remedy):
        assert part in said
    assert "local folder" in said
    assert "--profile demo" in said
    assert "hf_" not in said


def test_who_accepted_gets_a_gated_model_and_storage_never_sees_the_token(
    server: TestHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.repositories[COMMUNITY].gated = True
    monkeypatch.setenv("HF_TOKEN", GOOD_TOKEN)
    diarizer(COMMUNITY, hub=hub)
    assert {asked.authorization for asked in server.asked} == {f"Bearer {GOOD_TOKEN}"}
    assert server.asked_of_storage
    assert {asked.authorization for asked in server.asked_of_storage} == {None}


def test_all_gated_parts_are_named_at_once(server: TestHub, hub: Hub) -> None:
    server.add(OLDER, {"config.yaml": OLDER_CONFIG})
    server.add("pyannote/segmentation-3.0", PART, gated=True)
    server.add("pyannote/wespeaker-voxceleb-resnet34-LM", PART)
    server.repositories[COMMUNITY].gated = True
    with pytest.raises(PodscribeError) as refused:
        diarizer(OLDER, hub=hub)
    said = str(refused.value)
    assert f"{server.endpoint}/pyannote/segmentation-3.0" in said
    assert f"{server.endpoint}/{COMMUNITY}" in said
    assert "wespeaker" not in said


def test_a_token_that_is_none_is_said(
    server: TestHub, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_nobody")
    with pytest.raises(PodscribeError, match="does not know your token") as refused:
        recogniser("tiny", hub=hub)
    assert "hf_of_nobody" not in str(refused.value)


def test_a_model_that_is_not_on_the_hub_brings_the_nearest_name(hub: Hub) -> None:
    with pytest.raises(PodscribeError, match=f"did you mean {COMMUNITY}"):
        diarizer("pyannote/speaker-diarisation-community-1", hub=hub)
    with pytest.raises(PodscribeError, match="neither a folder here nor a model on the hub"):
        recogniser("models/whisper", hub=hub)


def test_a_repository_of_another_kind_is_refused_before_its_gigabytes(
    server: TestHub, hub: Hub
) -> None:
    server.add("openai/whisper-tiny", {"model.safetensors": WEIGHTS, "config.json": b"{}"})
    server.add("someone/half", {"model.bin": WEIGHTS, "config.json": b"{}"})
    with pytest.raises(PodscribeError, match="in the form of transformers"):
        recogniser("openai/whisper-tiny", hub=hub)
    with pytest.raises(PodscribeError, match=r"someone/half lacks tokenizer\.json"):
        recogniser("someone/half", hub=hub)
    with pytest.raises(PodscribeError, match=r"lacks config\.yaml"):
        diarizer(TINY, hub=hub)
    assert server.asked_of_storage == []


@pytest.mark.parametrize(
    ("status", "said"), [(503, "answered with status 503"), (429, "refuses more requests")]
)
def test_trouble_of_the_hub_is_said(
    server: TestHub, hub: Hub, status: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.status = status
    with pytest.raises(PodscribeError, match=said):
        recogniser("tiny", hub=hub)


def test_without_a_network_the_way_to_fetch_ahead_is_said(hub: Hub) -> None:
    with pytest.raises(PodscribeError) as refused:
        recogniser("tiny", hub=replace(hub, endpoint="http://127.0.0.1:9"))
    assert f"{TINY} is needed, and http://127.0.0.1:9 cannot be reached" in str(refused.value)
    assert "podscribe models fetch tiny" in str(refused.value)
    assert "HF_HOME" in str(refused.value)


def test_a_cut_connection_is_taken_up_where_it_was(server: TestHub, hub: Hub) -> None:
    server.cuts = [30_000, 30_000]
    small = {name for name in RECOGNISER if len(RECOGNISER[name]) < 1000}
    assert "model.bin" not in small
    model = recogniser("tiny", hub=hub)
    assert (model.path / "model.bin").read_bytes() == WEIGHTS
    ranges = [asked.range for asked in server.asked_of_storage if asked.method == "GET"]
    assert ranges == [None, "bytes=30000-", "bytes=60000-"]


def test_an_interrupted_download_goes_on_in_the_next_run(server: TestHub, hub: Hub) -> None:
    server.cuts = [40_000, 0, 0]
    with pytest.raises(PodscribeError) as refused:
        recogniser("tiny", hub=hub)
    assert "40.0 kB of 102.4 kB of model.bin are here" in str(refused.value)
    assert "goes on from there" in str(refused.value)
    server.asked_of_storage.clear()
    told: list[Progress] = []
    model = recogniser("tiny", hub=hub, on_progress=told.append)
    assert (model.path / "model.bin").read_bytes() == WEIGHTS
    assert [each.range for each in server.asked_of_storage if each.method == "GET"] == [
        "bytes=40000-"
    ]
    assert told[0].resumed_bytes == told[0].done_bytes == 40_000
    assert not list(hub.cache.rglob("*.incomplete"))


def test_a_hub_that_knows_no_ranges_sends_it_all_again(server: TestHub, hub: Hub) -> None:
    server.cuts, server.says_no_ranges = [40_000], True
    assert (recogniser("tiny", hub=hub).path / "model.bin").read_bytes() == WEIGHTS


def test_a_hub_that_refuses_the_rest_sends_it_all_again(server: TestHub, hub: Hub) -> None:
    server.cuts, server.refuses_ranges = [40_000], True
    assert (recogniser("tiny", hub=hub).path / "model.bin").read_bytes() == WEIGHTS


def test_a_leftover_of_something_else_does_not_end_up_in_the_model(
    server: TestHub, hub: Hub
) -> None:
    leftover = blob(hub, TINY, WEIGHTS).with_suffix(".incomplete")
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"x" * 50_000)
    assert (recogniser("tiny", hub=hub).path / "model.bin").read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_wrong_content_is_never_kept(server: TestHub, hub: Hub, name: str) -> None:
    server.tampered = {name}
    with pytest.raises(PodscribeError) as refused:
        recogniser("tiny", hub=hub)
    expected, found = checksum(RECOGNISER[name]), checksum(RECOGNISER[name][::-1])
    assert f"{name} came with checksum {found} where {expected} is expected" in str(refused.value)
    assert not list(hub.cache.rglob("*.incomplete"))
    with pytest.raises(PodscribeError, match="not on this machine"):
        recogniser("tiny", hub=replace(hub, offline=True))


def test_a_disk_too_small_is_known_before(server: TestHub, hub: Hub) -> None:
    server.repositories[TINY].announced_bytes = {"model.bin": 10**15}
    with pytest.raises(PodscribeError, match=r"1000000\.0 GB are needed.* HF_HOME"):
        recogniser("tiny", hub=hub)
    assert server.asked_of_storage == []


def test_a_disk_that_fills_up_on_the_way_is_said(hub: Hub) -> None:
    leftover = blob(hub, TINY, WEIGHTS).with_suffix(".incomplete")
    leftover.parent.mkdir(parents=True)
    leftover.symlink_to("/dev/full")
    with pytest.raises(PodscribeError, match=r"No space left on device.*free some space"):
        recogniser("tiny", hub=hub)


def test_a_page_to_log_in_is_no_hub(server: TestHub, hub: Hub) -> None:
    server.is_portal = True
    with pytest.raises(PodscribeError, match=r"what answers at http://.* is no hub"):
        recogniser("tiny", hub=hub)


def test_a_cache_that_cannot_be_written_is_said(server: TestHub, hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PodscribeError, match=r"cannot be written.*HF_HOME"):
        recogniser("tiny", hub=replace(hub, cache=tmp_path / "file" / "cache"))


def test_two_that_fetch_the_same_at_once_fetch_it_once(server: TestHub, hub: Hub) -> None:
    models: list[ModelFolder] = []
    threads = [
        threading.Thread(target=lambda: models.append(recogniser("tiny", hub=hub)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(models) == 3
    assert len({*models}) == 1
    assert len([each for each in server.asked_of_storage if each.method == "GET"]) == 1


def test_another_process_that_fetches_the_same_is_waited_for(hub: Hub) -> None:
    from huggingface_hub.utils import WeakFileLock

    name = checksum(WEIGHTS)
    lock = hub.cache / ".locks" / "models--Systran--faster-whisper-tiny" / f"{name}.lock"
    lock.parent.mkdir(parents=True)
    waited = threading.Event()
    told: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        told.append(progress)
        if progress.waiting:
            waited.set()

    fetching = threading.Thread(target=lambda: recogniser("tiny", hub=hub, on_progress=on_progress))
    with WeakFileLock(lock):
        fetching.start()
        assert waited.wait(60)
    fetching.join()
    assert told[-1].done_bytes == told[-1].total_bytes
