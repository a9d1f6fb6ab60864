"""Which files are compared with each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.compare import compare_files, pairings
from podscribe.errors import PodscribeError
from podscribe.formats import write_transcript
from tests.compare.material import turns_of


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    for folder, names in {
        "edited": ["one.md", "two.md", "three.md", ".hidden.md", "notes.xyz"],
        "heard": ["one.txt", "one.json", "one.vtt", "two.srt", "four.txt"],
    }.items():
        (tmp_path / folder / "inner").mkdir(parents=True)
        for name in names:
            (tmp_path / folder / name).touch()
    return str(tmp_path / "edited"), str(tmp_path / "heard")


def test_files_of_folders_are_paired_by_their_names(folders: tuple[str, str]) -> None:
    edited, heard = folders
    found = pairings(edited, heard)
    assert found.pairs == (
        (f"{edited}/one.md", f"{heard}/one.json"),
        (f"{edited}/two.md", f"{heard}/two.srt"),
    )
    assert found.notes == (
        f"{heard}/one.json: taken for its name, not one.txt, one.vtt",
        f"{edited}: no partner for three.md",
        f"{heard}: no partner for four.txt",
    )


def test_the_page_that_was_edited_is_the_reference_whatever_lies_beside(tmp_path: Path) -> None:
    for name in ("edited/one.md", "edited/one.json", "heard/one.md", "heard/one.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        talk = turns_of(["So", "tell", "us."])
        (tmp_path / name).write_text(write_transcript(talk, "page" if ".md" in name else "json"))
    edited, heard = str(tmp_path / "edited"), str(tmp_path / "heard")
    assert pairings(edited, heard).pairs == ((f"{edited}/one.md", f"{heard}/one.json"),)
    assert pairings(edited, f"{heard}/one.json").pairs[0][0] == f"{edited}/one.md"
    (tmp_path / "edited/one.md").write_text("---\ntitle: One\n---\nNotes.\n")
    assert pairings(edited, heard).pairs == ((f"{edited}/one.json", f"{heard}/one.json"),)


def test_a_file_finds_its_partner_in_a_folder(folders: tuple[str, str]) -> None:
    edited, heard = folders
    assert pairings(edited, f"{heard}/two.srt").pairs == ((f"{edited}/two.md", f"{heard}/two.srt"),)
    assert pairings(f"{edited}/one.md", heard).pairs == ((f"{edited}/one.md", f"{heard}/one.json"),)
    with pytest.raises(PodscribeError, match="heard: no file in it has the name 'three'; name two"):
        pairings(f"{edited}/three.md", heard)


def test_folders_without_a_pair_are_refused(folders: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(PodscribeError, match="edited: no file in it has the name of one in"):
        pairings(folders[0], str(tmp_path / "other"))


def test_two_files_are_a_pair_whatever_their_names() -> None:
    assert pairings("a.md", "-").pairs == (("a.md", "-"),)
    with pytest.raises(PodscribeError, match="both sides cannot come from standard input"):
        pairings("-", "-")


def test_an_error_names_the_file(tmp_path: Path) -> None:
    silent = tmp_path / "a.json"
    silent.write_text('{"format": "podscribe-transcript", "version": 1, "rows": []}')
    with pytest.raises(PodscribeError, match=r"a\.json: neither side has words"):
        compare_files(str(silent), str(silent))
    with pytest.raises(PodscribeError, match=r"c\.vtt: no such file"):
        compare_files(str(silent), str(tmp_path / "c.vtt"))


def test_a_side_that_is_too_long_is_named(tmp_path: Path) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text("0:00 rye and water\n")
    large.write_text("0:00 " + "rye and " * 100_001)
    for pair in ((small, large), (large, small)):
        with pytest.raises(PodscribeError, match=r"large\.txt: 200,002 words are too many"):
            compare_files(*map(str, pair))
