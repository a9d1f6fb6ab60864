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


def test_two_at_once_hear_it_once_and_find_it_no_worse(folder: Path) -> None:
    """One by pytest, one by the command: the second waits for what the first hears."""
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
    said = [process.communicate(timeout=500) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert f"{MANIFEST.name}::{HEARD} PASSED" in said[0][0]
    assert "as before" in said[1][0] or "better" in said[1][0]
    (store,) = (each for each in (folder / ".podscribe").iterdir() if (each / "lock").exists())
    assert len([*store.glob("words-*.json")]) == 1
    assert not (folder / "clip.md").exists()
    assert {path.name for path in folder.iterdir()} == {
        ".podscribe",
        MANIFEST.name,
        "examples.baseline.json",
        *(path.name for path in EXAMPLES.glob("*.mp3")),
        *(path.name for path in EXAMPLES.glob("*.json") if "baseline" not in path.name),
    }


def test_what_was_kept_is_not_heard_again(folder: Path) -> None:
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
