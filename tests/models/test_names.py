"""What a model's name stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.models.names import DIARIZERS, RECOGNISERS, HubName, near_names, read_name


def test_the_known_names_are_those_of_faster_whisper() -> None:
    from faster_whisper.utils import _MODELS

    assert dict(RECOGNISERS) == _MODELS


def test_names_of_the_hub_and_their_revisions() -> None:
    assert read_name("tiny", RECOGNISERS) == HubName("tiny", RECOGNISERS["tiny"])
    assert read_name("owner/name", RECOGNISERS) == HubName("owner/name", "owner/name")
    assert read_name("owner/name@refs/pr/1", RECOGNISERS) == HubName(
        "owner/name@refs/pr/1", "owner/name", "refs/pr/1"
    )
    assert read_name("small@abc", RECOGNISERS) == HubName("small@abc", RECOGNISERS["small"], "abc")


def test_a_folder_that_exists_goes_before_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "owner" / "name").mkdir(parents=True)
    (tmp_path / "tiny").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_name("owner/name", RECOGNISERS) == Path("owner/name")
    assert read_name("tiny", RECOGNISERS) == Path("tiny")
    assert read_name("~/tiny", RECOGNISERS) == tmp_path / "tiny"


@pytest.mark.parametrize("name", ["./models/x", "/no/such/folder", "~/nowhere", "a/b/c", "../x/y"])
def test_a_path_that_is_not_there_is_no_name_of_the_hub(name: str) -> None:
    with pytest.raises(PodscribeError, match="no such folder"):
        read_name(name, RECOGNISERS)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("large-v3-trubo", "large-v3-turbo"),
        ("Tiny", "tiny"),
        ("embeded", "embedded"),
        ("faster-whisper-mediun", None),
        ("community-1", DIARIZERS[0]),
        ("speaker-diarization-community1", DIARIZERS[0]),
    ],
)
def test_an_unknown_name_brings_the_nearest(name: str, nearest: str | None) -> None:
    assert near_names(name, (*RECOGNISERS, *DIARIZERS)) == ([nearest] if nearest else [])
    with pytest.raises(PodscribeError, match="is no model that is known"):
        read_name(name, RECOGNISERS)


@pytest.mark.parametrize("name", ["", "@", "@v1", "a@b", "-x"])
def test_names_that_can_be_nothing(name: str) -> None:
    with pytest.raises(PodscribeError):
        read_name(name, RECOGNISERS)


@pytest.mark.parametrize("name", ["owner/name@", "owner/name@../../x", "owner/name@a b"])
def test_a_revision_that_can_be_none(name: str) -> None:
    with pytest.raises(PodscribeError):
        read_name(name, RECOGNISERS)
