"""A manifest made from what lies side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from podscribe.errors import PodscribeError
from podscribe.regress.manifest import read_manifest
from podscribe.regress.measures import MEASURES
from podscribe.regress.starting import Draft, draft
from tests.compare.material import talk, turns_of
from tests.regress.shows import write


def drafted(folder: Path, against: Path | None = None, to: str = "a.regress.yaml") -> Draft:
    made = draft(folder, against, folder / to)
    (folder / to).parent.mkdir(exist_ok=True)
    (folder / to).write_text(made.text, encoding="utf-8")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two", "alone"):
        write(tmp_path / f"{name}.md", turns_of(talk(1, 80)))
    write(tmp_path / "two.json", turns_of(talk(2, 80)))
    (tmp_path / "two.txt").write_text("0:00 so tell us\n")
    (tmp_path / "one.mp3").write_bytes(b"a little sound")
    (tmp_path / "one.opus").write_bytes(b"sound")
    (tmp_path / "one.json").write_text("{}")
    (tmp_path / "notes.pdf").touch()
    (tmp_path / "_template.md").write_text("---\n---\n")
    (tmp_path / "sound.mp3").touch()
    return tmp_path


def test_pages_go_with_the_audio_or_the_transcript_of_their_name(folder: Path) -> None:
    made = drafted(folder)
    manifest = read_manifest(folder / "a.regress.yaml")
    assert not manifest.faults
    one, two = manifest.episodes
    assert (one.name, one.audio, one.reference) == (
        "one",
        str(folder / "one.mp3"),
        folder / "one.md",
    )
    assert (two.name, two.result, two.reference) == ("two", folder / "two.json", folder / "two.md")
    assert made.episodes == 2
    assert made.notes == (f"{folder / 'alone.md'}: nothing to measure with its name",)


def test_what_is_measured_may_lie_elsewhere(folder: Path, tmp_path: Path) -> None:
    audio = tmp_path / "audio"
    audio.mkdir()
    (audio / "alone.m4a").touch()
    drafted(folder, audio, "regression/b.regress.yaml")
    manifest = read_manifest(folder / "regression" / "b.regress.yaml")
    (episode,) = manifest.episodes
    assert Path(episode.audio or "").resolve() == audio / "alone.m4a"
    assert "audio: ../audio/alone.m4a" in (folder / "regression" / "b.regress.yaml").read_text()


def test_nothing_is_measured_against_itself(folder: Path) -> None:
    made = drafted(folder, folder)
    manifest = read_manifest(folder / "a.regress.yaml")
    assert [(each.name, each.result) for each in manifest.episodes] == [
        ("one", None),
        ("two", folder / "two.json"),
    ]
    assert f"{folder / 'alone.md'}: nothing to measure with its name" in made.notes


def test_a_page_without_a_transcript_is_no_reference(folder: Path) -> None:
    (folder / "one.md").write_text("---\ntitle: One\n---\n")
    (folder / "two.md").write_text("---\ntranscript: [\n---\n")
    (folder / "one.json").unlink()
    made = drafted(folder)
    assert any("one.md" in note for note in made.notes)
    assert any("two.md" in note for note in made.notes)
    (episode,) = read_manifest(folder / "a.regress.yaml").episodes
    assert (episode.reference, episode.result) == (folder / "two.json", folder / "two.txt")


def test_a_page_of_headers_alone_says_nothing(folder: Path) -> None:
    (folder / "two.md").write_text("---\ntranscript:\n- header: The oven\n---\n")
    assert f"{folder / 'two.md'}: says nothing" in drafted(folder).notes


def test_a_folder_without_pairs_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "one.mp3").touch()
    with pytest.raises(PodscribeError, match="name the folder of the audio with --with"):
        draft(tmp_path, None, tmp_path / "a.regress.yaml")
    with pytest.raises(PodscribeError, match="no such folder"):
        draft(tmp_path / "none", None, tmp_path / "a.regress.yaml")


def test_names_that_yaml_would_take_for_something_else_stay_text(tmp_path: Path) -> None:
    for name in ("2024-01-01", "12", "yes"):
        write(tmp_path / f"{name}.md", turns_of(talk(1, 80)))
        (tmp_path / f"{name}.mp3").touch()
    drafted(tmp_path)
    manifest = read_manifest(tmp_path / "a.regress.yaml")
    assert manifest.names == ("12", "2024-01-01", "yes")
    assert not manifest.faults


def test_a_name_that_no_episode_can_have_is_told_and_left_out(folder: Path) -> None:
    write(folder / "what?.md", turns_of(talk(1, 80)))
    (folder / "what?.mp3").touch()
    made = drafted(folder)
    assert made.episodes == 2
    assert any("'what?' is no name for an episode" in note for note in made.notes)


def test_the_profile_stands_in_the_manifest_only_where_one_is_named(folder: Path) -> None:
    to = folder / "a.regress.yaml"
    assert yaml.safe_load(draft(folder, None, to, "interview").text)["profile"] == "interview"
    assert "profile" not in yaml.safe_load(draft(folder, None, to).text)


def test_a_manifest_gives_a_tolerance_to_each_measure_that_is_judged(folder: Path) -> None:
    given = yaml.safe_load(drafted(folder).text)["tolerances"]
    assert given == {each.key: each.tolerance for each in MEASURES if each.key in given}
    assert "wer" in given and "substance" not in given


def test_a_folder_that_is_called_like_a_page_is_none(folder: Path) -> None:
    before = drafted(folder)
    (folder / "three.md").mkdir()
    assert drafted(folder) == before


def test_names_and_what_is_measured_can_be_read_by_people(tmp_path: Path) -> None:
    write(tmp_path / "Brötchen.md", turns_of(talk(1, 80)))
    (tmp_path / "Brötchen.mp3").touch()
    written = "  Brötchen:\n    audio: Brötchen.mp3\n    reference: Brötchen.md\n"
    assert drafted(tmp_path).text.endswith(written)


def test_what_is_measured_stands_before_what_is_right(folder: Path) -> None:
    assert "  two:\n    result: two.json\n    reference: two.md\n" in drafted(folder).text


def test_of_several_files_of_sound_the_larger_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "one.md", turns_of(talk(1, 80)))
    (tmp_path / "one.m4a").write_bytes(b"a")
    (tmp_path / "one.mp3").write_bytes(b"ab")
    assert "audio: one.mp3" in drafted(tmp_path).text
    (tmp_path / "one.m4a").write_bytes(b"abc")
    assert "audio: one.m4a" in drafted(tmp_path).text
