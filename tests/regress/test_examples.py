"""The embedded models on the examples are no worse than when their baseline was accepted.

Where they are meant to be other: podscribe regress examples/examples.regress.yaml --update
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podscribe.regress import read_baseline, read_manifest

EXAMPLES = Path(__file__).parents[2] / "examples"
MANIFEST = EXAMPLES / "examples.regress.yaml"
HEARD = "clip"  # half a minute; all of them take minutes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    for path in (*EXAMPLES.glob("*.mp3"), *EXAMPLES.glob("*.json"), MANIFEST):
        shutil.copy(path, folder)
    return folder


def test_every_example_with_audio_has_a_baseline() -> None:
    manifest = read_manifest(MANIFEST)
    assert not manifest.faults
    assert {*manifest.names} == {path.stem for path in EXAMPLES.glob("*.mp3")}
    assert read_baseline(manifest.baseline).entries.keys() == {*manifest.names}


@pytest.fixture(scope="module")
def said(folder: Path) -> list[tuple[int, str, str]]:
    """Status, output and error of two at once: one by pytest, one by the command."""
    calls = (
        ["pytest", "-p", "no:cacheprovider", f"{MANIFEST.name}::{HEARD}", "-v"],
        ["podscribe", "regress", MANIFEST.name, "--episode", HEARD, "--offline"],
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-m", *call],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for call in calls
    ]
    told = [process.communicate(timeout=500) for process in running]
    return [(each.returncode, *texts) for each, texts in zip(running, told, strict=True)]


def test_two_at_once_hear_it_once_and_find_it_no_worse(
    folder: Path, said: list[tuple[int, str, str]]
) -> None:
    """The second waits for what the first hears."""
    assert [status for status, _, _ in said] == [0, 0], said
    assert f"{MANIFEST.name}::{HEARD} PASSED" in said[0][1]
    assert "as before" in said[1][1] or "better" in said[1][1]
    assert len([*folder.glob(".podscribe/*/words-*.json")]) == 1
    assert not (folder / "clip.md").exists()
    assert {path.name for path in folder.iterdir()} == {
        ".podscribe",
        MANIFEST.name,
        "examples.baseline.json",
        *(path.name for path in EXAMPLES.glob("*.mp3")),
        *(path.name for path in EXAMPLES.glob("*.json") if "baseline" not in path.name),
    }


@pytest.mark.usefixtures("said")
def test_what_was_kept_is_not_heard_again(folder: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(folder, tmp_path / "examples")
    call = ["podscribe", "regress", MANIFEST.name, "--episode", HEARD, "--results", "made"]
    done = subprocess.run(
        [sys.executable, "-m", *call, "--update"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "words: kept from before" in done.stderr
    assert (folder / "made" / f"{HEARD}.json").is_file()
    entries = read_baseline(folder / "examples.baseline.json").entries
    assert len(entries) == len(read_baseline(read_manifest(MANIFEST).baseline).entries)
