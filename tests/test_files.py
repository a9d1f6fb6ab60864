"""Files are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.files import (
    LIMIT_LINE_BYTES,
    read_bytes,
    refuse_endless_lines,
    temporaries,
    write_bytes,
)


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "talk.vtt"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, step, full)
    with pytest.raises(PodscribeError, match=r"cannot be written \(No space left on device\)"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [target]


def test_the_bytes_are_on_the_disk_before_they_take_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle)))
    monkeypatch.setattr(os, "replace", lambda *names: (steps.append("replace"), replace(*names)))
    write_bytes(tmp_path / "talk.vtt", b"new")
    assert steps == ["fsync", "replace"]
    assert (tmp_path / "talk.vtt").read_bytes() == b"new"


@pytest.mark.parametrize("letter", ["a", "麦", "😀"])
def test_the_longest_name_can_be_written(letter: str, tmp_path: Path) -> None:
    target = tmp_path / (letter * (255 // len(letter.encode())))
    write_bytes(target, b"new")
    assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize(("letter", "told"), [("麦", True), ("麦" * 60, False)])
def test_what_is_left_of_a_killed_write_is_found_by_a_name_that_is_told_whole(
    letter: str, told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*names: object) -> None:
        raise OSError(5, "Input/output error")

    target = tmp_path / letter
    monkeypatch.setattr(os, "replace", failing)
    monkeypatch.setattr(os, "unlink", lambda path: None)
    with pytest.raises(PodscribeError):
        write_bytes(target, b"new")
    assert temporaries(target) == ([*tmp_path.iterdir()] if told else [])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_the_permissions_of_new_files_are_never_changed_for_all_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "umask", lambda mask: pytest.fail("it was set"))
    write_bytes(tmp_path / "talk.vtt", b"new")


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_bytes(tmp_path / "talk.vtt", b"new")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert (tmp_path / "talk.vtt").stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_bytes("/dev/null", b"gone")
    assert not Path("/dev/null").is_file()


def test_standard_output_under_its_name_is_appended_to(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("old\n")
    code = "from podscribe.files import write_bytes; write_bytes(%r, b'new\\n')"
    for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        with log.open("a") as stream:
            command = [sys.executable, "-c", code % name]
            subprocess.run(command, stdout=stream, check=True)
        piped = subprocess.run(command, capture_output=True, check=True)
        assert piped.stdout == b"new\n"
    assert log.read_text() == "old\nnew\nnew\nnew\n"


def test_standard_output_under_its_name_goes_on_behind_what_was_said(tmp_path: Path) -> None:
    code = (
        "import sys; from podscribe.files import write_bytes; print('first');"
        "write_bytes('/dev/stdout', b'second\\n'); print('third', file=sys.stderr)"
    )
    with (tmp_path / "log.txt").open("w") as stream:
        command = [sys.executable, "-c", code]
        subprocess.run(command, stdout=stream, stderr=subprocess.STDOUT, check=True)
    assert (tmp_path / "log.txt").read_text() == "first\nsecond\nthird\n"


def test_a_line_at_the_limit_is_read_and_one_beyond_is_not() -> None:
    refuse_endless_lines("a" * LIMIT_LINE_BYTES + "\nshort")
    with pytest.raises(PodscribeError, match="line 2: a line of more than 1 MB"):
        refuse_endless_lines("short\n" + "a" * (LIMIT_LINE_BYTES + 1))


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="is a folder"):
        read_bytes(tmp_path)
    with pytest.raises(PodscribeError, match="no such file"):
        read_bytes(tmp_path / "nothing.txt")
