"""Models that are here, that are not, that are broken; tokens, of which nothing is ever said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podscribe.config import Settings, Speakers
from podscribe.doctor.check import Check, State
from podscribe.doctor.models import models, token_source
from podscribe.models import EMBEDDED, Hub
from podscribe.models.hub import prepare_library
from podscribe.models.names import RECOGNISERS

SECRET = "hf_secret_of_the_user"
COMMUNITY = "pyannote/speaker-diarization-community-1"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """An empty cache, and nobody's token file."""
    prepare_library()
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    return Hub("http://127.0.0.1:9", tmp_path / "cache", offline=True)


def hold(hub: Hub, repository: str, files: Mapping[str, bytes]) -> Path:
    """A repository in the cache, as the hub's library leaves it."""
    home = hub.cache / f"models--{repository.replace('/', '--')}"
    folder = home / "snapshots" / COMMIT
    folder.mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(COMMIT)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def found(
    hub: Hub,
    settings: Settings = Settings(),
    environment: Mapping[str, str] | None = None,
    *,
    may_fetch: bool = True,
) -> dict[str, Check]:
    checks = [*models(settings, hub, environment or {}, may_fetch=may_fetch)]
    assert all(each.remedy or each.state is State.OK for each in checks)
    assert SECRET not in repr(checks)
    return {each.name: each for each in checks}


def test_a_model_that_is_not_here_is_a_warning_with_the_command_that_fetches_it(hub: Hub) -> None:
    words = found(hub)["words"]
    assert words.state is State.WARNING
    assert words.text.endswith("is not on this machine: it is fetched when it is needed")
    assert words.remedy == "`podscribe models fetch large-v3-turbo` does it ahead"


def test_where_nothing_may_be_fetched_it_is_a_fault(hub: Hub) -> None:
    told = found(hub, may_fetch=False, environment={"HF_TOKEN": SECRET})
    for name in ("words", "speakers"):
        assert told[name].state is State.FAULT
        assert (told[name].remedy or "").startswith("with a connection, `podscribe models fetch ")


def test_a_gated_model_without_a_token_is_a_fault_that_names_every_step(hub: Hub) -> None:
    told = found(hub)
    assert told["speakers"].state is State.FAULT
    assert f"{hub.endpoint}/{COMMUNITY}" in (told["speakers"].remedy or "")
    assert "HF_TOKEN" in (told["speakers"].remedy or "")
    assert told["token"].state is State.WARNING
    assert COMMUNITY in told["token"].text


def test_a_gated_model_with_a_token_is_a_warning(hub: Hub) -> None:
    told = found(hub, environment={"HF_TOKEN": SECRET})
    assert (told["token"].state, told["token"].text) == (State.OK, "from HF_TOKEN")
    assert told["speakers"].state is State.WARNING
    assert f"accept its conditions at {hub.endpoint}/{COMMUNITY}" in (told["speakers"].remedy or "")


def test_embedded_models_need_neither_hub_nor_token(hub: Hub) -> None:
    told = found(hub, Settings(model=EMBEDDED, diarizer=EMBEDDED), may_fetch=False)
    assert {each.state for each in told.values()} == {State.OK}
    assert "for trials only" in told["words"].text


def test_a_model_in_the_cache_is_told_with_its_size_and_folder(hub: Hub) -> None:
    files = {"model.bin": b"m" * 2_000_000, "config.json": b"{}", "tokenizer.json": b"{}"}
    folder = hold(hub, RECOGNISERS["tiny"], files)
    words = found(hub, Settings(model="tiny"), may_fetch=False)["words"]
    assert (words.state, words.text) == (State.OK, f"tiny, 2.0 MB in {folder}")


def test_a_model_that_is_here_in_part_says_what_is_missing(hub: Hub) -> None:
    hold(hub, RECOGNISERS["tiny"], {"model.bin": b"m"})
    settings = Settings(model="tiny")
    assert found(hub, settings)["words"].state is State.WARNING
    words = found(hub, settings, may_fetch=False)["words"]
    assert words.state is State.FAULT
    assert "lacks config.json" in words.text


@pytest.mark.parametrize(
    ("settings", "name", "told"),
    [
        (Settings(model="large-v3-trubo"), "words", "is no model that is known"),
        (Settings(model="/no/such/folder"), "words", "no such folder"),
        (Settings(diarizer="tiny"), "speakers", "is a model for words, not for speakers"),
    ],
)
def test_a_name_that_cannot_be_is_a_fault(
    hub: Hub, settings: Settings, name: str, told: str
) -> None:
    check = found(hub, settings)[name]
    assert check.state is State.FAULT
    assert told in check.text


def test_where_nobody_is_told_apart_no_model_is_needed(hub: Hub) -> None:
    told = found(hub, Settings(model=EMBEDDED, speakers=Speakers(0, 0)))
    assert told["speakers"].state is State.OK
    assert told["token"].state is State.OK


def test_the_place_of_the_token_is_told(hub: Hub, tmp_path: Path) -> None:
    assert token_source({}) is None
    assert token_source({"HF_TOKEN": " "}) is None
    assert token_source({"HUGGING_FACE_HUB_TOKEN": SECRET}) == "HUGGING_FACE_HUB_TOKEN"
    assert token_source({"HUGGING_FACE_HUB_TOKEN": SECRET, "HF_TOKEN": SECRET}) == "HF_TOKEN"
    (tmp_path / "token").write_text("\n")
    assert token_source({}) is None
    (tmp_path / "token").write_text(SECRET)
    assert token_source({}) == str(tmp_path / "token")
    assert found(hub)["token"].text == f"from {tmp_path / 'token'}"


def test_a_token_that_may_not_be_used_is_none(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", True)
    assert token_source({"HF_TOKEN": SECRET}) is None


def test_the_cache_need_not_be_written_where_every_model_is_here(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("podscribe.doctor.machine.os.access", lambda *_: False)
    embedded = Settings(model=EMBEDDED, diarizer=EMBEDDED)
    assert found(hub, embedded)["models"].state is State.OK
    assert found(hub, Settings(model="tiny", diarizer=EMBEDDED))["models"].state is State.FAULT
