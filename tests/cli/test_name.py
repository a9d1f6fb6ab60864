"""`podscribe name`, as a user calls it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podscribe.formats import load_transcript

EXAMPLES = Path(__file__).parents[2] / "examples"
UNABLE = 2


def name(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "podscribe", "name", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The truth of an episode: page, JSON and RTTM."""
    for suffix in ("md", "json", "rttm"):
        shutil.copy(EXAMPLES / f"clip.{suffix}", tmp_path)
    return tmp_path


def test_all_files_are_renamed_and_their_paths_printed(folder: Path) -> None:
    done = name(folder, "clip.md", "Vera=Anne: <x> #1", "Jonas=Vera")
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.split()) == ["clip.json", "clip.md", "clip.rttm"]
    assert set(load_transcript(folder / "clip.md").speakers) == {"Anne: <x> #1", "Vera"}
    assert set(load_transcript(folder / "clip.json").speakers) == {"Anne: <x> #1", "Vera"}
    assert "SPEAKER clip 1" in (folder / "clip.rttm").read_text()


def test_who_is_merged_is_told(folder: Path) -> None:
    done = name(folder, "clip.md", "Vera=Jonas")
    assert done.returncode == 0
    assert done.stderr == (
        "podscribe: Jonas is a speaker already: what Vera says is theirs as well now\n"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("clip.md",), "give OLD=NEW, such as SPEAKER_01=Chris"),
        (("Vera=Mara",), "give the PATH of a transcript"),
        (("clip.md", "=Mara"), "'=Mara' should be OLD=NEW"),
        (("clip.md", "Vera="), "'Vera=' should be OLD=NEW"),
        (("clip.md", "Vera=A", "Vera=B"), "Vera is given two names: A and B"),
        (("clip.md", "SPEAKER_01=Chris"), "nobody in it is called SPEAKER_01"),
        (("clip.md", "Vera=Ma\x1bra"), "holds a control character"),
        (("clip.md", f"Vera={'x' * 81}"), "a name of 81 characters"),
        (("none.md", "Vera=Mara"), "none.md: no such file"),
        (("-", "Vera=Mara"), "files are renamed in their place"),
    ],
)
def test_what_cannot_be_done_is_one_clear_word_and_nothing_changes(
    folder: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = [path.read_bytes() for path in sorted(folder.iterdir())]
    done = name(folder, *arguments)
    assert done.returncode == UNABLE
    assert told in done.stderr
    assert not done.stdout
    assert [path.read_bytes() for path in sorted(folder.iterdir())] == before
