"""What the command line says to files that are none, and to places nothing can be written to."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from podscribe.cli import main
from tests.corpus import SHARED

UNABLE, UNREAD = 2, 141
COMMANDS = ("convert", "check")

PAGE = """---
title: Compost
transcript:
- line: What goes in first?
  sec: 0
  time: 0:00
  who: Ida
- line: Twigs, so that it can breathe.
  sec: 4
  time: 0:04
  who: Paul
---

A text about compost.
"""
BLOG_POST = "# A year of compost\n\nIn spring I turned the heap, and in autumn again.\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "a.mp3", "-o", "-"], "name a folder"),
        (["run", "a.mp3", "--page", "-"], "name the page's file"),
        (["run", "a.mp3", "-o", ""], "is empty"),
        (["run", "a.mp3", "--page", ""], "is empty"),
        (["run", "a.mp3", "--language", ""], "--language: is empty"),
        (["batch", "a.mp3", "-o", "-"], "name a folder"),
        (["batch", "a.mp3", "-o", "out", "--pages", ""], "is empty"),
        (["page", "new", "--title", "A", "--season", "1", "--episode", "1", "-o", "-"], "a folder"),
        (["config", "--profile", ""], "is empty"),
        (["batch", "status", "out", "--ledger", ""], "is empty"),
        (["batch", "a.mp3", "-o", "out", "--devices", ""], "is empty"),
        (["batch", "status", "s3://x/y"], "name the batch's --cache folder instead"),
    ],
)
def test_what_is_empty_or_no_folder_is_refused(
    arguments: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp3").write_bytes(b"ID3")
    monkeypatch.setattr("sys.argv", ["podscribe", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == UNABLE
    assert says in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]


def test_a_page_is_not_begun_where_the_settings_are_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "podscribe.yaml").write_text("hosts: x\n")
    new = ["page", "new", "--title", "Bread", "--season", "1", "--episode", "2"]
    monkeypatch.setattr("sys.argv", ["podscribe", *new])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == UNABLE
    assert "unknown key 'hosts'" in capsys.readouterr().err
    assert not [*tmp_path.glob("*.md")]


@pytest.mark.parametrize(
    "arguments", [["check", "a.md"], ["convert", "a.md", "-", "--to", "lines"], ["--help"]]
)
def test_a_reader_who_has_gone_is_no_fault(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "podscribe", *arguments],
            cwd=tmp_path,
            stdout=stream,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, done.stderr) == (UNREAD, b"")


def test_notices_that_nobody_reads_end_no_work(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE)
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "podscribe", "convert", "a.md", "a.vtt"]
    with os.fdopen(written, "wb") as stream:
        done = subprocess.run(command, cwd=tmp_path, stderr=stream, check=False)
    assert done.returncode == 0
    assert (tmp_path / "a.vtt").exists()


@dataclass(frozen=True, slots=True)
class Bad:
    """A file, what is said about it, and at which of its lines."""

    name: str
    content: bytes
    says: str
    place: int | None = None


def _matter(yaml: str) -> bytes:
    return PAGE.replace("title: Compost\n", yaml).encode()


BAD = {
    "not UTF-8": Bad("page.md", PAGE.encode() + b"\nM\xfcll\n", "is not UTF-8 (byte 0xfc)", 16),
    "UTF-16": Bad("page.md", PAGE.encode("utf-16"), "is UTF-16", 1),
    "UTF-16 without its mark": Bad("page.md", PAGE.encode("utf-16-le"), "is UTF-16", 1),
    "big UTF-16": Bad("notes.txt", "0:01 soil".encode("utf-16-be"), "is UTF-16", 1),
    "binary": Bad("notes.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is binary", 3),
    "empty": Bad("page.md", b"", "is empty"),
    "empty captions": Bad("talk.vtt", b"", "is empty"),
    "whitespace": Bad("notes.txt", b" \n\t\n\r\n \xc2\xa0", "is empty"),
    "cut off": Bad("page.md", PAGE[:120].encode(), "its front matter never ends", 8),
    "cut off in the head": Bad("page.md", b"---\ntitle: Com", "its front matter never ends", 2),
    "YAML bomb": Bad("page.md", _matter(BOMB), "its aliases multiply without end", 7),
    "cyclic anchor": Bad("page.md", _matter("a: &a [*a]\n"), "refers to what it stands in", 2),
    "cyclic key": Bad("page.md", _matter("a: &a {*a : 1}\n"), "refers to what it stands in", 2),
    "deep blocks": Bad("page.md", _matter("a:\n  " + "- " * 9000 + "b\n"), "nested more than", 3),
    "broken YAML": Bad("page.md", _matter("a: b: c\n"), "is not valid YAML", 2),
    "tabs in YAML": Bad("page.md", _matter("a:\n\tb: c\n"), "is indented with a tab", 3),
    "template": Bad("page.md", _matter("title: {{ a }} and {{ b }}\n"), "is a template", 2),
    "two transcripts": Bad("page.md", _matter("transcript: []\n"), "has two transcripts", 3),
    "text for rows": Bad("page.md", b"---\ntranscript: soil\n---\n", "transcript is no list", 2),
    "rows of text": Bad("page.md", b"---\ntranscript:\n- soil\n---\n", "row that has no keys", 3),
    "blog post": Bad("post.md", BLOG_POST.encode(), "has no front matter", 1),
    "blog post as text": Bad("post.txt", BLOG_POST.encode(), "holds no transcript"),
    "unknown text": Bad("post", BLOG_POST.encode(), "holds no transcript"),
    "text in a docx": Bad("talk.docx", BLOG_POST.encode(), "is not a Word document"),
    "cut off docx": Bad("talk.docx", b"PK\x03\x04\x14\0\0\0", "is not a Word document"),
    "cut off JSON": Bad("talk.json", b'{"segments":\n [{"start": 1', "is not valid JSON", 2),
    "other JSON": Bad("talk.json", b'{"soil": "wet"}', "holds no transcript"),
    "deep JSON": Bad("talk.json", b"[" * 100_000, "is nested too deeply"),
    "no time in JSON": Bad(
        "talk.json", b'{"segments": [{"body": "a", "startTime": "1"}]}', "segments[0].startTime"
    ),
    "cut off XML": Bad("talk.ttml", b"<tt>\n<body>", "is not valid XML", 2),
    "entities": Bad("talk.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><tt/>', "declares a document type"),
    "WebVTT without times": Bad("talk.vtt", b"WEBVTT\n\nsoil\n", "a cue without its times", 3),
    "SubRip without times": Bad("talk.srt", b"1\nsoil\n", "a cue without its times", 1),
    "no speakers": Bad("talk.rttm", b";; nobody\n", "has no SPEAKER line"),
    "long line": Bad("notes.txt", b"0:01 a\n0:02 " + b"soil " * 300_000, "a line of more than", 2),
    "long cue": Bad("notes.txt", b"0:01 a\n" + b"soil\n" * 300_000, "cue or paragraph of 1 MB", 1),
}

Run = Callable[..., tuple[int, str, list[str]]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The command line with some arguments: its status, its output, its lines of complaint."""

    def run(*arguments: str | Path) -> tuple[int, str, list[str]]:
        monkeypatch.setattr(sys, "argv", ["podscribe", *map(str, arguments)])
        with pytest.raises(SystemExit) as done:
            main()
        told = capfd.readouterr()
        assert isinstance(done.value.code, int)
        return done.value.code, told.out, told.err.splitlines()

    return run


def _arguments(command: str, source: Path) -> list[str | Path]:
    return [command, source, *([source.parent / "out.json"] if command == "convert" else [])]


def _complaint(told: list[str]) -> str:
    """The one line of complaint; a check sums up after it."""
    complaints = [line for line in told if line.startswith("podscribe: ")]
    assert len(complaints) == 1
    assert told in (complaints, [*complaints, "1 could not be read"])
    return complaints[0]


def _contents(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_is_no_transcript_gets_one_line_that_helps(
    tmp_path: Path, run: Run, bad: Bad, command: str
) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.content)

    status, out, told = run(*_arguments(command, path))

    place = "" if bad.place is None else f":{bad.place}"
    what, _, remedy = _complaint(told).partition("; ")
    assert status == UNABLE
    assert what.startswith(f"podscribe: {path}{place}: ")
    assert bad.says in what
    assert remedy
    assert out == ""
    assert _contents(tmp_path) == {bad.name: bad.content}


@pytest.mark.parametrize("deep", ["[", "{", "[a: ", "{a: ", "- ", "? ", "[]"])
def test_nesting_that_would_crash_the_yaml_library_is_refused(tmp_path: Path, deep: str) -> None:
    nested = "[" * 100_000 + "]" * 100_000 if deep == "[]" else deep * 100_000
    path = tmp_path / "page.md"
    path.write_bytes(_matter(f"a:\n  {nested}\n"))

    done = _program("check", path)

    assert done.returncode == UNABLE
    assert f"podscribe: {path}:3: is nested more than 50 deep; " in done.stderr.decode()


def _program(
    *arguments: str | Path, stdout: int = subprocess.PIPE, limit_bytes: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    """podscribe as a program of its own, the files it may write no longer than a limit."""

    def limited() -> None:
        if limit_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes))

    return subprocess.run(
        [sys.executable, "-m", "podscribe", *map(str, arguments)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
        preexec_fn=limited,
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["not UTF-8", "YAML bomb", "cut off docx"])
def test_the_program_itself_says_the_same(tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / BAD[name].name
    path.write_bytes(BAD[name].content)

    done = _program(*_arguments(command, path))

    assert done.returncode == UNABLE
    assert BAD[name].says in _complaint(done.stderr.decode().splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_post_of_another_site_is_no_transcript(tmp_path: Path, run: Run, command: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    post = next((SHARED / "seeds").glob("000_*"))
    path = tmp_path / "post.txt"
    path.write_bytes(post.read_bytes())

    status, _, told = run(*_arguments(command, path))

    assert status == UNABLE
    assert f"{path}: holds no transcript" in _complaint(told)


@pytest.mark.parametrize(
    ("command", "name", "start", "end"),
    [
        ("convert", "notes.txt", b"0:01 ", b""),
        ("check", "page.md", b"---\ntitle: ", b"\n---\n"),
        ("convert", "talk.vtt", b"WEBVTT\n\n", b""),
        ("check", "talk.json", b'{"segments": [{"start": 1, "text": "', b'"}]}'),
        ("check", "talk", b"", b""),
    ],
    ids=["lines", "page", "captions", "json", "unknown"],
)
def test_a_line_of_50_mb_is_refused(
    tmp_path: Path, run: Run, command: str, name: str, start: bytes, end: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(start + b"a" * 50_000_000 + end)

    status, _, told = run(*_arguments(command, path))

    path.unlink()
    assert status == UNABLE
    assert str(path) in _complaint(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_over_100_mb_is_refused(tmp_path: Path, run: Run, command: str) -> None:
    path = tmp_path / "page.md"
    path.touch()
    os.truncate(path, 101 * 1024 * 1024)

    status, _, told = run(*_arguments(command, path))

    assert status == UNABLE
    assert _complaint(told) == f"podscribe: {path}: larger than 100 MB; this is no transcript"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_missing_file_is_named(tmp_path: Path, run: Run, command: str) -> None:
    path = tmp_path / "gone.md"

    status, _, told = run(*_arguments(command, path))

    assert status == UNABLE
    assert _complaint(told) == f"podscribe: {path}: no such file; check the name"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_is_no_file(tmp_path: Path, run: Run, command: str) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()

    status, _, told = run(*_arguments(command, folder))

    assert status == UNABLE
    assert _complaint(told) == f"podscribe: {folder}: is a folder; name a file in it"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, run: Run, command: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    path.chmod(0)

    status, _, told = run(*_arguments(command, path))

    assert status == UNABLE
    assert _complaint(told) == f"podscribe: {path}: may not be read; check its permissions"


@pytest.mark.parametrize("arguments", [("compare", "PATH", "PATH"), ("regress", "PATH")])
def test_a_path_that_cannot_be_looked_at_is_no_place_to_write_to(
    tmp_path: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    path = tmp_path / f"{'x' * 300}.yaml"

    status, _, told = run(*(str(path) if each == "PATH" else each for each in arguments))

    assert status == UNABLE
    assert "cannot be read (File name too long)" in _complaint(told)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_zip_without_a_document_is_no_docx(tmp_path: Path, run: Run, command: str) -> None:
    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("soil.txt", "wet")

    status, _, told = run(*_arguments(command, path))

    assert status == UNABLE
    assert "a zip file without a Word document" in _complaint(told)


def test_values_that_yaml_takes_for_something_else_stay_as_they_are_written(
    tmp_path: Path, run: Run
) -> None:
    values = ["2021-04-01", "no", "Yes", "007", "1_000", "1:10:20", "0x1F", "1e3", ".inf", "1.50"]
    path, target = tmp_path / "page.md", tmp_path / "out.txt"
    rows = "".join(
        f"- line: {value}\n  sec: '{at}'\n  time: 0:0{at}\n" for at, value in enumerate(values)
    )
    path.write_text(f"---\ntitle: on\ntranscript:\n{rows}---\n")

    status, _, _ = run("convert", path, target)

    assert status == 0
    assert [line.split(" ", 1)[1] for line in target.read_text().splitlines()] == values


def test_a_page_without_a_transcript_is_nothing_to_convert_but_can_be_checked(
    tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "page.md"
    path.write_text("---\ntitle: Compost\n---\n\nText.\n")

    status, _, told = run(*_arguments("convert", path))
    assert status == UNABLE
    assert _complaint(told).startswith(f"podscribe: {path}: has no transcript; give a page with")

    status, out, _ = run("check", path)
    assert status == 1
    assert "P508" in out


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def _refused_target(run: Run, page: Path, *arguments: str | Path) -> str:
    """The complaint about a place that cannot be written to; nothing may have changed."""
    before = _contents(page.parent)

    status, out, told = run("convert", page, *arguments)

    assert status == UNABLE
    assert out == ""
    assert _contents(page.parent) == before
    return _complaint(told)


def test_a_target_in_a_missing_folder_is_refused(page: Path, run: Run) -> None:
    target = page.parent / "gone" / "out.vtt"

    assert _refused_target(run, page, target) == (
        f"podscribe: {target}: cannot be written (No such file or directory); make the folder first"
    )


def test_a_target_below_a_file_is_refused(page: Path, run: Run) -> None:
    target = page / "out.vtt"

    assert _refused_target(run, page, target) == (
        f"podscribe: {target}: cannot be written (Not a directory); name a file in a folder"
    )


def test_a_folder_as_the_target_is_refused(page: Path, run: Run) -> None:
    folder = page.parent / "out.vtt"
    folder.mkdir()

    assert _refused_target(run, page, folder) == (
        f"podscribe: {folder}: is a folder; name a file in it"
    )


def test_a_name_that_tells_no_format_is_refused(page: Path, run: Run) -> None:
    complaint = _refused_target(run, page, page.parent / "out")

    assert complaint.endswith("the name tells no format; name the format with --to")


def test_a_name_that_is_too_long_is_refused(page: Path, run: Run) -> None:
    complaint = _refused_target(run, page, page.parent / f"{'o' * 300}.vtt")

    assert complaint.endswith("cannot be written (File name too long); give it a shorter name")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_to_is_refused(page: Path, run: Run) -> None:
    folder = page.parent / "closed"
    folder.mkdir(0o500)

    complaint = _refused_target(run, page, folder / "out.vtt")

    assert complaint.endswith("check the permissions of the folder and the file")


def test_a_disk_that_fills_up_keeps_what_was_there(page: Path) -> None:
    target = page.parent / "out.vtt"
    target.write_text("WEBVTT")
    before = _contents(page.parent)

    done = _program("convert", page, target, limit_bytes=100)

    assert done.returncode == UNABLE
    assert f"podscribe: {target}: cannot be written (File too large); " in done.stderr.decode()
    assert _contents(page.parent) == before


needs_full = pytest.mark.skipif(
    not Path("/dev/full").is_char_device(), reason="no device that is always full"
)


@needs_full
def test_a_full_disk_is_named(page: Path, run: Run) -> None:
    complaint = _refused_target(run, page, "/dev/full", "--to", "vtt")

    assert complaint == (
        "podscribe: /dev/full: cannot be written (No space left on device); "
        "free some space, or write elsewhere"
    )


@needs_full
@pytest.mark.parametrize(
    "arguments",
    [
        ("convert", "PAGE", "-", "--to", "vtt"),
        ("check", "PAGE"),
        ("check", "PAGE", "--output", "json"),
        ("--help",),
    ],
)
def test_output_to_a_full_disk_ends_in_one_line(page: Path, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = _program(
            *(page if argument == "PAGE" else argument for argument in arguments),
            stdout=full.fileno(),
        )

    told = done.stderr.decode().splitlines()
    assert done.returncode == UNABLE
    assert len(told) == 1
    assert told[0].startswith("podscribe: standard output: cannot be written (No space left on ")


@pytest.mark.parametrize("link", ["same", "symlink", "hardlink"])
def test_a_file_is_not_written_over_itself(page: Path, run: Run, link: str) -> None:
    target = page.parent / "other.md"
    if link == "symlink":
        target.symlink_to(page)
    elif link == "hardlink":
        target.hardlink_to(page)
    else:
        target = page

    assert _refused_target(run, page, target) == (
        f"podscribe: {page}: is both what is read and what is written; name another file"
    )


def test_a_page_that_cannot_be_read_is_not_written_into(page: Path, run: Run) -> None:
    captions = page.parent / "talk.vtt"
    captions.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nTwigs.\n")
    broken = page.parent / "broken.md"
    broken.write_text("---\ntitle: a: b\n---\n")
    before = _contents(page.parent)

    status, _, told = run("convert", captions, broken)

    assert status == UNABLE
    assert _complaint(told).startswith(f"podscribe: {broken}:2: is not valid YAML")
    assert _contents(page.parent) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_whose_name_is_no_text_can_be_read(page: Path, command: str) -> None:
    odd = page.parent / os.fsdecode(b"\xff.md")
    page.rename(odd)

    done = _program(*_arguments(command, odd))

    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr


def test_one_bad_file_does_not_keep_others_from_being_checked(page: Path, run: Run) -> None:
    empty = page.parent / "empty.md"
    empty.touch()

    status, out, told = run("check", empty, page)

    assert status == UNABLE
    assert str(page) in out
    assert told[0] == f"podscribe: {empty}: is empty; give a transcript"
    assert told[1].endswith("in 1 of 1 file, 1 could not be read")
