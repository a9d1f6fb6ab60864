"""`podscribe run`, as a user calls it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest

from podscribe.formats import load_transcript

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = ("--profile", "demo", "--offline", "--speakers", "none", "--format", "lines,json")


NO_SOCKETS = """
import os, sys

def forbid(event, arguments):
    if event in ("socket.getaddrinfo", "socket.connect", "socket.sendto"):
        os.write(2, f"{event} {arguments}".encode())
        os._exit(99)
    if event == "socket.__new__":  # a library may find out in this way that there is no IPv6
        raise RuntimeError("a socket")

sys.addaudithook(forbid)
"""
GUARDED = f"""{NO_SOCKETS}
from podscribe.cli import main
sys.argv = ["podscribe", *sys.argv[1:]]
main()
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(folder, "-m", "podscribe", "run", *arguments)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an episode was run; asking the network would have ended the run."""
    folder = tmp_path_factory.mktemp("show")
    shutil.copy(EXAMPLES / "clip.mp3", folder / "episode.mp3")
    result = python(folder, "-c", GUARDED, "run", "episode.mp3", "--profile", "demo", "--offline")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["episode.md", "episode.txt", "episode.json"]
    (folder / "stderr").write_text(result.stderr)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished, tmp_path / "show")
    return tmp_path / "show"


def test_page_and_lines_come_of_an_episode(finished: Path) -> None:
    page = load_transcript(finished / "episode.md")
    lines = load_transcript(finished / "episode.txt")
    assert page.speakers == ("SPEAKER_00", "SPEAKER_01")
    assert " ".join(line.text for line in lines.lines).split()[0]
    assert load_transcript(finished / "episode.json").spans


def test_the_run_says_what_it_does_and_that_the_models_are_for_trials(finished: Path) -> None:
    told = (finished / "stderr").read_text().splitlines()
    assert sum("embedded models" in line for line in told) == 1
    assert any(line.startswith("podscribe: words: done in") for line in told)
    assert "× real time" in told[-1]
    assert "SPEAKER_00" in told[-1]
    assert not any("Warning" in line for line in told)


def test_offline_no_socket_is_opened(finished: Path) -> None:
    assert load_transcript(finished / "episode.md").lines
    asking = "import socket\nsocket.create_connection(('127.0.0.1', 9))"
    asked = python(finished, "-c", f"{NO_SOCKETS}{asking}")
    assert (asked.returncode, "socket.getaddrinfo" in asked.stderr) == (99, True)


def test_offline_an_address_is_refused_without_a_socket(tmp_path: Path) -> None:
    address = "http://127.0.0.1:9/episode.mp3"
    told = python(tmp_path, "-c", GUARDED, "run", address, "--profile", "demo", "--offline")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "offline" in told.stderr.splitlines()[-1]


def test_other_formats_cost_no_second_hearing(folder: Path) -> None:
    before = (folder / "episode.md").read_bytes()
    result = run(folder, "episode.mp3", "--profile", "demo", "--format", "vtt,page")
    assert result.returncode == 0, result.stderr
    assert "words: kept from before" in result.stderr
    assert "podscribe: 0:29 of sound, kept from before; SPEAKER_00" in result.stderr
    assert load_transcript(folder / "episode.vtt").lines
    assert (folder / "episode.md").read_bytes() == before


def test_what_an_editor_changed_is_not_overwritten(folder: Path) -> None:
    page = folder / "episode.md"
    page.write_text(page.read_text().replace("SPEAKER_00", "Vera"))
    result = run(folder, "episode.mp3", "--profile", "demo")
    assert result.returncode == 2
    assert "episode.md: is there already" in result.stderr
    assert "Vera" in page.read_text()


def test_a_page_that_is_named_is_filled(folder: Path) -> None:
    shutil.copy(EXAMPLES / "clip.md", folder / "mine.md")
    result = run(folder, "episode.mp3", "--profile", "demo", "--page", "mine.md", "--host", "Vera")
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["mine.md", "episode.txt", "episode.json"]
    assert "words: kept from before" in result.stderr  # the embedded model takes no hints
    filled = load_transcript(folder / "mine.md")
    assert filled.metadata["title"] == "Half a minute"
    assert filled.metadata["duration"] == "PT00H00M30S"
    assert filled.speakers == ("Vera", "Jonas")


def test_a_guest_who_is_listed_twice_is_one_speaker_and_names_go_into_every_file(
    folder: Path,
) -> None:
    """A name may hold whatever means something to YAML and WebVTT."""
    odd = 'Jonas: <v "J"> & Co. --> #1 {x}'
    people = ("--guest", odd, "--guest", odd, "--name", f"SPEAKER_01={odd}", "--host", "Vera")
    formats = ("page", "lines", "vtt", "srt", "json", "podcast-json", "speaker-blocks", "html")
    result = run(folder, "episode.mp3", "--profile", "demo", "--format", ",".join(formats), *people)
    assert result.returncode == 0, result.stderr
    assert f"{odd} is listed twice as guest; counted once" in result.stderr
    assert "speakers were expected" not in result.stderr
    for name in ("md", "vtt", "json", "podcast-json.json", "speaker-blocks.txt"):
        assert load_transcript(folder / f"episode.{name}").speakers == ("Vera", odd), name
    assert f"<cite>{escape(odd)}:</cite>" in (folder / "episode.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--chapters", "empty.txt"), "empty.txt: is empty"),
        (("--chapters", "audio"), "episode.mp3: holds no chapters"),
        (("--page", "broken.md"), "broken.md:3: is not valid YAML"),
        (("--host", "N" * 81), "a name of 81 characters"),
    ],
)
def test_what_cannot_be_used_is_told_before_a_model_is_loaded(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    shutil.copy(EXAMPLES / "clip.mp3", tmp_path / "episode.mp3")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "broken.md").write_text("---\ntitle: [x\n---\n")
    result = run(tmp_path, "episode.mp3", "--profile", "demo", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert told in line
    assert not (tmp_path / ".podscribe").exists()


def test_a_recording_whose_name_is_no_text_goes_through(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "clip.mp3", os.fsencode(tmp_path) + b"/\xe9pisode.mp3")
    told = subprocess.run(
        [sys.executable, "-m", "podscribe", "run", b"\xe9pisode.mp3", "--quiet", *WORDS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines() == [b"\xe9pisode.txt", b"\xe9pisode.json"]
    written = load_transcript(tmp_path / os.fsdecode(b"\xe9pisode.json"))
    assert written.provenance["audio"]["name"] == "?pisode.mp3"  # type: ignore[index]


@pytest.mark.parametrize("fresh", [(), ("--fresh",)])
def test_a_run_that_is_stopped_says_how_to_go_on(fresh: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "hard.mp3", tmp_path / "episode.mp3")
    command = [sys.executable, "-m", "podscribe", "run", "episode.mp3", "--profile", "demo", *fresh]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "words:" in line:
                process.send_signal(signal.SIGINT)
                break
        told = process.stderr.read()
    assert process.returncode == 130
    without = " without --fresh" if fresh else ""
    assert f"what is done is kept: the same command{without} goes on from here" in told
    assert told.splitlines()[-1] == "podscribe: stopped"
    assert not (tmp_path / "episode.md").exists()


@pytest.mark.parametrize(
    ("name", "content", "arguments", "told"),
    [
        ("empty.mp3", b"", ["--profile", "demo"], "is empty"),
        ("text.mp3", b"this is no sound\n" * 50, ["--profile", "demo"], "text.mp3: "),
        (None, b"", ["--profile", "demo"], "no such file"),
        (None, b"", [], "no such file"),  # told before a model is fetched
        (None, b"", ["--speakers", "none", "--diarizer", "embedded"], "is not looked at"),
    ],
)
def test_bad_input_is_one_line_with_a_remedy(
    tmp_path: Path, name: str | None, content: bytes, arguments: list[str], told: str
) -> None:
    if name:
        (tmp_path / name).write_bytes(content)
    result = run(tmp_path, name or "missing.mp3", *arguments, "--quiet")
    assert result.returncode == 2
    *_, last = result.stderr.splitlines()
    assert told in last
    assert ";" in last
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
