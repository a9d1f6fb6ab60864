"""What can go wrong in a run: a kill, a full disk, a second run beside it."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.clips import beginning

EXAMPLES = Path(__file__).parents[2] / "examples"
ARGUMENTS = ("--profile", "demo", "--offline")
TRIES = 5  # to kill a run that may be at its end before it is hit
WORDS_ONLY = (*ARGUMENTS, "--speakers", "none", "--format", "json")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "podscribe", "run", *arguments]


def run(
    folder: Path, *arguments: str, largest_file: int | None = None
) -> subprocess.CompletedProcess[str]:
    """`largest_file` in bytes is where a disk would be full."""

    def limited() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        command(*arguments),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(command(*arguments), cwd=folder, stderr=subprocess.PIPE, text=True)


def episode(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    shutil.copy(EXAMPLES / name, folder / "episode.mp3")
    return folder


def kept(folder: Path) -> list[str]:
    """The passages that are on the disk."""
    journals = [*folder.glob(".podscribe/*/words-*.jsonl")]
    try:
        return journals[0].read_text().splitlines() if journals else []
    except FileNotFoundError:  # it has just become the whole
        return []


def killed_late(folder: Path, passages: int) -> list[str]:
    """What a run leaves that is killed when at least four fifths of its words are kept."""
    for _ in range(TRIES):
        shutil.rmtree(folder / ".podscribe", ignore_errors=True)
        (folder / "episode.json").unlink(missing_ok=True)
        with start(folder, "episode.wav", *WORDS_ONLY) as process:
            while len(kept(folder)) < 0.8 * passages - 1 and process.poll() is None:
                time.sleep(0.01)
            process.kill()
        if before := kept(folder):  # else it had come to its end
            return before
    raise AssertionError("nobody was killed while they worked")


def one_line(stderr: str) -> str:
    assert "Traceback" not in stderr
    *_, last = stderr.splitlines()
    return last


def test_a_run_that_is_killed_late_goes_on_and_ends_as_if_nothing_had_happened(
    tmp_path: Path,
) -> None:
    folder, whole = tmp_path / "killed", tmp_path / "whole"
    for each in (folder, whole):
        each.mkdir()
        (each / "episode.wav").write_bytes(beginning("hard.mp3", 100.0))
    assert run(whole, "episode.wav", *WORDS_ONLY).returncode == 0
    (record,) = whole.glob(".podscribe/*/words-*.json")
    passages = len(json.loads(record.read_text())["passages"])
    assert passages >= 5
    before = killed_late(folder, passages)
    assert len(before) >= 0.8 * passages - 1
    again = run(folder, "episode.wav", *WORDS_ONLY)
    assert again.returncode == 0, again.stderr
    assert "going on with the words at" in again.stderr
    assert (folder / "episode.json").read_bytes() == (whole / "episode.json").read_bytes()
    assert not kept(folder)


def test_a_full_disk_is_told_and_what_is_done_stays(tmp_path: Path) -> None:
    folder = episode(tmp_path, "clip.mp3")
    told = run(folder, "episode.mp3", *WORDS_ONLY, largest_file=600_000)
    assert told.returncode == 2
    assert "sound.f32" in one_line(told.stderr)
    assert not [path for path in folder.rglob("*") if "f32" in path.name]
    assert run(folder, "episode.mp3", *WORDS_ONLY).returncode == 0
    formats = ("--profile", "demo", "--speakers", "none", "--format", "page,lines")
    told = run(folder, "episode.mp3", *formats, largest_file=100)
    assert told.returncode == 2
    assert "episode.md" in one_line(told.stderr)
    left = {path.name for path in folder.iterdir()}
    assert left == {".podscribe", "episode.mp3", "episode.json"}
    done = run(folder, "episode.mp3", *formats)
    assert done.returncode == 0
    assert "words: kept from before" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    folder = episode(tmp_path / "show", "clip.mp3")
    folder.chmod(0o500)
    try:
        told = run(folder, "episode.mp3", *ARGUMENTS)
    finally:
        folder.chmod(0o700)
    assert told.returncode == 2
    assert "Permission denied" in one_line(told.stderr)
    assert "decoding" not in told.stderr


def test_two_runs_on_one_episode_do_the_work_once_and_agree(tmp_path: Path) -> None:
    folder = episode(tmp_path, "clip.mp3")
    outputs = [("-o", "one"), ("-o", "two")]
    cache = {**os.environ, "PODSCRIBE_CACHE": str(folder / "cache")}
    runs = [
        subprocess.Popen(
            command("episode.mp3", *ARGUMENTS, *output),
            cwd=folder,
            env=cache,
            stderr=subprocess.PIPE,
            text=True,
        )
        for output in outputs
    ]
    told = [process.communicate()[1] for process in runs]
    assert [process.returncode for process in runs] == [0, 0], told
    waited = [text for text in told if "another run works on it" in text]
    assert len(waited) == 1
    assert "words: kept from before" in waited[0]
    for name in ("episode.md", "episode.txt", "episode.json"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()
