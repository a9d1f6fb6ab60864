"""A manifest made from what lies side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.regress.manifest import read_manifest
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
