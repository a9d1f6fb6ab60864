"""What can go wrong in a run: a kill, a full disk, a second run beside it, no network."""

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

from podscribe.formats import load_transcript

EXAMPLES = Path(__file__).parents[2] / "examples"
RECORDINGS = Path(__file__).parents[3] / "shared" / "audio"
ARGUMENTS = ("--profile", "demo", "--offline")
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
    return journals[0].read_text().splitlines() if journals else []


def one_line(stderr: str) -> str:
    assert "Traceback" not in stderr
    *_, last = stderr.splitlines()
    return last


def test_a_run_that_is_killed_late_goes_on_and_ends_as_if_nothing_had_happened(
    tmp_path: Path,
) -> None:
    folder = episode(tmp_path / "killed", "hard.mp3")
    whole = episode(tmp_path / "whole", "hard.mp3")
    assert run(whole, "episode.mp3", *WORDS_ONLY).returncode == 0
    (record,) = whole.glob(".podscribe/*/words-*.json")
    passages = len(json.loads(record.read_text())["passages"])
    assert passages >= 5
    with start(folder, "episode.mp3", *WORDS_ONLY) as process:
        while len(kept(folder)) < 0.8 * passages - 1 and process.poll() is None:
            time.sleep(0.01)
        process.kill()
    before = kept(folder)
    assert len(before) >= 0.8 * passages - 1
    again = run(folder, "episode.mp3", *WORDS_ONLY)
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


NO_SOCKETS = """
import sys

def forbid(event, arguments):
    if event in ("socket.__new__", "socket.getaddrinfo", "socket.connect"):
        raise RuntimeError(f"a socket: {event} {arguments}")

sys.addaudithook(forbid)
from podscribe.cli import main
sys.argv = ["podscribe", *sys.argv[1:]]
main()
"""


def test_offline_no_socket_is_opened(tmp_path: Path) -> None:
    folder = episode(tmp_path, "clip.mp3")
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, "run", "episode.mp3", *ARGUMENTS],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert load_transcript(folder / "episode.md").lines


def test_offline_an_address_is_refused_without_a_socket(tmp_path: Path) -> None:
    address = "http://127.0.0.1:9/episode.mp3"
    told = subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, "run", address, *ARGUMENTS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "offline" in one_line(told.stderr)


@pytest.mark.skipif(not RECORDINGS.exists(), reason="the recordings are not here")
@pytest.mark.parametrize("name", ["ami-dev00.wav", "jfk.flac", "two-women-phone-sample.wav"])
def test_real_recordings_go_through(name: str, tmp_path: Path) -> None:
    """The embedded models know no word of them, but nothing breaks."""
    told = run(tmp_path, str(RECORDINGS / name), *ARGUMENTS, "-o", str(tmp_path))
    assert told.returncode == 0, told.stderr
    assert "Traceback" not in told.stderr
    found = load_transcript(tmp_path / f"{Path(name).stem}.json")
    length = found.duration or 0.0
    assert length > 10
    for line in found.lines:
        assert all(0 <= word.start <= word.end <= length + 0.1 for word in line.words)
        assert line.speaker
