"""`podscribe chapters`, as a user calls it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Protocol

import pytest
import yaml

from podscribe.chapters.chapter import Chapter
from podscribe.cli import main
from podscribe.formats import load_transcript, write_transcript
from tests.audio.material import write_stairs
from tests.chapters.material import (
    chapters_by_ffmpeg,
    packets,
    tag,
    tags_by_ffmpeg,
    text,
    write_with_chapters,
)

ROOT = Path(__file__).parents[2]
LISTED = (
    "00:00 Greeting\n00:19 Tom's way from the oven to the spreadsheet\n"
    "01:38 What a wrong forecast costs\n"
)
FLOUR, WATER = Chapter(0.0, "Flour"), Chapter(3.5, "Water")


@dataclass(frozen=True, slots=True)
class Done:
    stdout: str
    stderr: str


class Run(Protocol):
    def __call__(self, *arguments: str, stdin: str = "", status: int = 0) -> Done: ...


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls the command in the folder."""
    monkeypatch.chdir(folder)

    def called(*arguments: str, stdin: str = "", status: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["podscribe", "chapters", *arguments])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode())))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert ended.value.code == status, printed.err
        return Done(printed.out, printed.err)

    return called


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "examples" / "bakery.md", tmp_path)
    return tmp_path


@pytest.fixture
def episode(folder: Path) -> Path:
    """Six seconds of sound with a title in its tag."""
    path = write_stairs(folder / "plain.mp3", "libmp3lame", 6)
    episode = folder / "episode.mp3"
    episode.write_bytes(tag(text("TIT2", "Bread")) + path.read_bytes())
    path.unlink()
    return episode


def test_a_page_shows_its_chapters_as_timecodes(folder: Path, run: Run) -> None:
    done = run("bakery.md")
    assert (done.stdout, done.stderr) == (LISTED, "")


def test_the_audio_and_podscribes_json_show_theirs(folder: Path, run: Run) -> None:
    write_with_chapters(folder / "a.m4a", "aac", [FLOUR, WATER])
    assert run("a.m4a").stdout == "00:00 Flour\n00:03 Water\n"
    page = load_transcript(folder / "bakery.md")
    (folder / "bakery.json").write_text(write_transcript(page, "json"), encoding="utf-8")
    assert run("bakery.json").stdout == LISTED


def test_names_print_and_say_what_convert_says(folder: Path, run: Run) -> None:
    for name in ("timecodes", "clips", "chapters-json"):
        page = load_transcript(folder / "bakery.md")
        assert run("bakery.md", "--to", name).stdout == write_transcript(page, name)


def test_endings_tell_what_is_written(folder: Path, run: Run) -> None:
    names = ("under.txt", "chapters.json", "clips.yaml")
    done = run("bakery.md", *(word for name in names for word in ("--to", name)))
    assert (done.stdout, done.stderr) == ("", "")
    assert (folder / "under.txt").read_text() == LISTED
    assert len(json.loads((folder / "chapters.json").read_text())["chapters"]) == 3
    assert len(yaml.safe_load((folder / "clips.yaml").read_text())["quotableClips"]) == 3
    for name in names:
        assert run(name).stdout == LISTED


def test_a_page_gets_headers_and_clips_and_nothing_else_changes(folder: Path, run: Run) -> None:
    path = folder / "bakery.md"
    before = path.read_text()
    chapters = "0:00 Greeting\n0:20 The spreadsheet\n1:38 What a wrong forecast costs\n"
    done = run("bakery.md", "--from", "-", "--to", "bakery.md", stdin=chapters)
    assert done.stdout == ""
    assert done.stderr.startswith(
        "podscribe: bakery.md: 'The spreadsheet' (0:20) stands beside the header 'Tom's way from"
    )
    after = load_transcript(path)
    assert [header.text for header in after.headers] == [
        "Greeting",
        "Tom's way from the oven to the spreadsheet",
        "The spreadsheet",
        "What a wrong forecast costs",
    ]
    assert after.lines == load_transcript(ROOT / "examples" / "bakery.md").lines
    kept = [line for line in before.splitlines() if line not in path.read_text().splitlines()]
    assert kept == ["- name: Tom's way from the oven to the spreadsheet"]
    again = path.read_bytes()
    run("bakery.md", "--from", "-", "--to", "bakery.md", stdin=chapters)
    assert path.read_bytes() == again


def test_the_clips_of_a_page_follow_its_headers(folder: Path, run: Run) -> None:
    path = folder / "bakery.md"
    whole = path.read_text()
    path.write_text(whole.replace("startOffset: 98", "startOffset: 90"))
    run("bakery.md", "--to", "bakery.md")
    assert path.read_text() == whole


def test_a_page_without_a_transcript_gets_clips(folder: Path, episode: Path, run: Run) -> None:
    (folder / "new.md").write_text("---\nids:\n  youtube: a1b2\n---\n")
    given = "0:00 Flour\n0:03 Water\n"
    run("episode.mp3", "--from", "-", "--to", "new.md", stdin=given)
    matter = yaml.safe_load((folder / "new.md").read_text().split("---")[1])
    assert [clip["endOffset"] for clip in matter["quotableClips"]] == [3, 6]
    assert matter["quotableClips"][1]["url"].endswith("a1b2&t=3")


def test_podscribes_json_gets_headers(folder: Path, run: Run) -> None:
    path = folder / "bakery.json"
    path.write_text(write_transcript(load_transcript(folder / "bakery.md"), "json"))
    run("bakery.json", "--from", "-", "--to", "bakery.json", stdin="1:00 Bread\n")
    after = load_transcript(path)
    assert "Bread" in [header.text for header in after.headers]
    names = [clip["name"] for clip in after.metadata["quotableClips"]]  # type: ignore[attr-defined]
    assert names == [header.text for header in after.headers]


@pytest.mark.parametrize("target", ["mp3", "copy.mp3"])
def test_an_mp3_is_copied_with_its_chapters(
    target: str, folder: Path, episode: Path, run: Run
) -> None:
    before = episode.read_bytes()
    arguments = ("episode.mp3", "--from", "-", "--to", target)
    done = run(*arguments, stdin="0:00 Flour\n0:03 Water\n")
    copy = folder / ("episode.chapters.mp3" if target == "mp3" else target)
    assert done.stdout == (f"{copy.name}\n" if target == "mp3" else "")
    assert done.stderr == ""
    assert chapters_by_ffmpeg(copy) == [
        (0.0, 3.0, "Flour"),
        (3.0, pytest.approx(6, abs=0.1), "Water"),
    ]
    assert tags_by_ffmpeg(copy)["title"] == "Bread"
    assert packets(copy) == packets(episode)
    assert episode.read_bytes() == before
    run(*arguments, stdin="0:00 Salt\n")
    assert run(copy.name).stdout == "00:00 Salt\n"


def test_every_chapter_that_is_odd_is_named_and_the_rest_is_written(
    folder: Path, episode: Path, run: Run
) -> None:
    given = "0:04 Water\n0:00\nby Mara\n0:30 Beyond\n"
    done = run("episode.mp3", "--from", "-", "--to", "copy.mp3", stdin=given)
    assert done.stderr.splitlines() == [
        "podscribe: standard input: no time in line 3: left out",
        "podscribe: standard input: the chapter at 0:00 has no title: named 'Chapter 2'",
        "podscribe: standard input: 1 chapter out of order; sorted by time",
        "podscribe: standard input: 'Beyond' (0:30) lies beyond the end at 0:06: left out",
    ]
    assert run("copy.mp3").stdout == "00:00 Chapter 2\n00:04 Water\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["episode.mp3"], "episode.mp3: holds no chapters"),
        (["missing.md"], "missing.md: no such file"),
        (["-"], "standard input is no episode"),
        (["a.wav", "--from", "bakery.md", "--to", "copy.mp3"], "a.wav: is wav, and chapters are"),
        (["bakery.md", "--to", "copy.mp3"], "bakery.md: is no MP3 to copy; podscribe chapters"),
        (["bakery.md", "--to", "chapters.doc"], "no chapters are written to '.doc' files"),
        (["bakery.md", "--to", "chapters"], "the name tells no kind; use .txt"),
        (["bakery.md", "--to", "new.md"], "new.md: no such file"),
        (["bakery.md", "--to", "clips", "--to", "timecodes"], "only one list can go to standard"),
        (["bakery.md", "--from", "none", "--to", "clips"], "there are no chapters to write"),
        (["bakery.md", "--from", "audio"], "there is no audio to take chapters from"),
        (["bakery.md", "--from", "latin.txt"], "latin.txt:1: is not UTF-8 (byte 0xd6); save it"),
        (["bakery.md", "--from", "empty.txt"], "empty.txt: is empty"),
        (["bakery.md", "--from", "lines.txt"], "20 times, one every 3 s: it is a transcript"),
        (["bakery.md", "--to", "lines.txt"], "lines.txt: is there already, and holds no chapters"),
        (["bakery.md", "--to", "notes.txt"], "notes.txt: is there already, and holds more than"),
        (["bakery.md", "--to", "shown.json"], "shown.json: is there already, and holds more than"),
        (["episode.mp3", "--from", "bakery.md", "--to", "episode.mp3"], "is both what is read and"),
        (["list.txt", "--to", "list.txt"], "list.txt: is both what is read and what is written"),
        (
            ["episode.mp3", "--from", "list.txt", "--to", "b.mp3"],
            "b.mp3: is there already, and is no",
        ),
        (["bakery.md", "--to", "no/folder.txt"], "cannot be written"),
        (["bakery.md", "--to", "folder.txt"], "folder.txt: is a folder"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(
    arguments: list[str], told: str, folder: Path, episode: Path, run: Run
) -> None:
    write_stairs(folder / "a.wav", "pcm_s16le", 1)
    write_stairs(folder / "b.mp3", "libmp3lame", 1)
    (folder / "latin.txt").write_bytes("0:00 Öl\n".encode("latin-1"))
    (folder / "empty.txt").touch()
    (folder / "list.txt").write_text("0:00 Flour\n")
    cues = "".join(f"0:{second:02} so it goes\n" for second in range(0, 60, 3))
    (folder / "lines.txt").write_text(cues)
    (folder / "notes.txt").write_text("About bread.\n\n0:00 Intro\n2:00 Next\n\nOur thanks.\n")
    shown = [{"startTime": 0, "title": "Intro", "img": "a.png"}]
    (folder / "shown.json").write_text(json.dumps({"version": "1.2.0", "chapters": shown}))
    (folder / "folder.txt").mkdir()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    done = run(*arguments, status=2)
    (line,) = done.stderr.splitlines()
    assert line.startswith("podscribe: ")
    assert told in line
    assert done.stdout == ""
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def test_one_target_that_cannot_be_written_keeps_the_others_from_being(
    folder: Path, episode: Path, run: Run
) -> None:
    run("bakery.md", "--to", "under.txt", "--to", "copy.mp3", status=2)
    assert not (folder / "under.txt").exists()


def test_a_divided_turn_is_told(folder: Path, run: Run) -> None:
    given = "0:40 Crates\n"
    done = run("bakery.md", "--from", "-", "--to", "bakery.md", stdin=given)
    assert done.stderr == (
        "podscribe: bakery.md: 'Crates' (0:40) divides the turn of Tom that began at 0:24, at the "
        "end of a paragraph\n"
    )
    page = (folder / "bakery.md").read_text()
    assert "- header: Crates\n- line: So I wrote down" in page
    assert "sec: 40\n  time: 0:40\n  who: Tom" in page


def test_chapters_are_proposed_from_what_is_said(folder: Path, run: Run) -> None:
    page = folder / "bakery.md"
    page.write_text(re.sub(r"^- header: .*\n", "", page.read_text(), flags=re.MULTILINE))
    (folder / "podscribe.yaml").write_text("auto_chapters: {minutes: 1}\n")
    proposed = run("bakery.md", "--from", "auto").stdout
    assert len(proposed.splitlines()) == 2  # of two and a half minutes
    before = [line.text for line in load_transcript(page).lines]
    run("bakery.md", "--from", "auto", "--to", "bakery.md")
    assert run("bakery.md").stdout == proposed
    assert [line.text for line in load_transcript(page).lines] == before


def test_chapters_cannot_be_proposed_where_nothing_is_said(
    folder: Path, episode: Path, run: Run
) -> None:
    (folder / "list.txt").write_text(LISTED)
    for name in (episode.name, "list.txt"):
        told = run(name, "--from", "auto", status=2).stderr
        assert f"{name}: holds no words to propose chapters from; name the episode's page" in told
