"""Where transcripts go: what podscribe wrote may be replaced, what others changed may not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podscribe.convert import Conversion
from podscribe.errors import PodscribeError
from podscribe.pipeline import outputs
from podscribe.pipeline.outputs import (
    Target,
    is_own,
    require_writable,
    targets,
    write_outputs,
)
from podscribe.transcript import Grain, Header, Line, Span, Transcript, Word

HERE = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
MOST_BYTES = 255 - len("..coming")  # of a name, with what is put around it on the way
TALK = Transcript(
    rows=(
        Line("Bread takes time.", 1.0, 2.0, "Mara", (Word("Bread", 1.0, 1.3),)),
        Line("It does.", 2.5, 3.0, "Tom"),
    )
)


def wanted(folder: Path, stem: str = "episode") -> tuple[Target, ...]:
    return targets(stem, folder, ("page", "lines", "json"))


def test_what_podscribe_wrote_it_may_write_again(tmp_path: Path) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    require_writable(wanted(tmp_path), None, tmp_path)


def test_a_page_that_is_written_again_has_the_duration_and_clips_of_now(tmp_path: Path) -> None:
    talk = Transcript((Header("Bread"), *TALK.rows), Grain.PARAGRAPH, duration=30.0)
    for given in (wanted(tmp_path), targets("x", tmp_path, ["page"], tmp_path / "given.md")):
        page = given[0].path
        write_outputs(talk, given, tmp_path, clips=True)
        first = page.read_text()
        assert "duration: PT00H00M30S" in first
        assert "quotableClips:" in first
        write_outputs(talk, given, tmp_path, clips=True)
        assert page.read_text() == first
        write_outputs(replace(talk, duration=22.0), given, tmp_path)
        assert page.read_text().count("duration:") == 1
        assert "duration: PT00H00M22S" in page.read_text()


def test_clips_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    page, lines = (targets("x", tmp_path, [name]) for name in ("page", "lines"))
    told = write_outputs(TALK, page, tmp_path, clips=True)
    assert told == (f"{page[0].path}: no chapters are known, so no clips",)
    told = write_outputs(TALK, lines, tmp_path, clips=True)
    assert told == ("clips are written into pages, and no page is written",)
    talk = Transcript((Header("Bread"), *TALK.rows), Grain.PARAGRAPH, duration=30.0)
    assert write_outputs(talk, [*page, *lines], tmp_path, clips=True) == ()
    assert write_outputs(TALK, lines, tmp_path) == ()


@pytest.mark.parametrize("suffix", ["md", "txt", "json"])
def test_what_was_changed_since_is_refused(tmp_path: Path, suffix: str) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    with (tmp_path / f"episode.{suffix}").open("a") as file:
        file.write("\n")
    with pytest.raises(PodscribeError, match=rf"episode\.{suffix}: is there already"):
        require_writable(wanted(tmp_path), None, tmp_path)


def test_what_was_changed_while_podscribe_worked_is_not_written_over(tmp_path: Path) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    require_writable(wanted(tmp_path), None, tmp_path)
    lines = tmp_path / "episode.txt"
    lines.write_text("0:00 what an editor made of it\n")
    before = {each: each.read_bytes() for each in tmp_path.glob("episode.*")}
    with pytest.raises(PodscribeError, match=r"episode\.txt: was changed while podscribe worked"):
        write_outputs(replace(TALK, duration=99.0), wanted(tmp_path), tmp_path)
    assert {each: each.read_bytes() for each in tmp_path.glob("episode.*")} == before


KILLED = """
import os, signal
from tests.pipeline.test_outputs import TALK, Path, wanted, write_outputs
os.replace = lambda *names: os.kill(os.getpid(), signal.SIGKILL)
write_outputs(TALK, wanted(Path("out")), Path("out"))
"""


def test_nothing_stays_of_a_run_that_was_killed_while_it_wrote(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, env=HERE)
    assert killed.returncode == -signal.SIGKILL
    assert [path for path in folder.iterdir() if path.is_file()]
    write_outputs(TALK, wanted(folder), folder)
    left = {path.name for path in folder.iterdir() if path.is_file()}
    assert left == {"episode.md", "episode.txt", "episode.json"}


FILLED = """
import os, signal
from podscribe.pipeline import outputs
from tests.pipeline.test_outputs import TALK, Path, targets
write = outputs.write_bytes
def killed(path, content):
    if path == page:
        os.kill(os.getpid(), signal.SIGKILL)
    write(path, content)
outputs.write_bytes = killed
page = Path("pages/index.md")
outputs.write_outputs(TALK, targets("index", Path("out"), ("page",), page), Path("out"))
"""


def test_a_page_is_filled_whole_or_not_at_all(tmp_path: Path) -> None:
    page, out = tmp_path / "pages" / "index.md", tmp_path / "out"
    page.parent.mkdir()
    page.write_text("---\ntitle: Rye\n---\nNotes.\n")
    done = subprocess.run([sys.executable, "-c", FILLED], cwd=tmp_path, env=HERE)
    assert done.returncode == -signal.SIGKILL
    assert page.read_text() == "---\ntitle: Rye\n---\nNotes.\n"
    assert [each.name for each in page.parent.iterdir()] == ["index.md"]
    wanted = targets("index", out, ("page",), page)
    write_outputs(replace(TALK, duration=3.0), wanted, out)
    assert page.read_text().startswith("---\ntitle: Rye\n")
    assert "duration: " in page.read_text()
    assert is_own(page, out)
    assert not list(out.rglob("*.coming"))


@pytest.mark.parametrize("given", [False, True])
def test_two_runs_of_one_episode_write_one_after_the_other(
    given: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text("---\ntitle: Rye\n---\n")
    both = targets("e", tmp_path, ("page", "lines"), page if given else None)
    write, others = outputs.write_file, list[Future[object]]()

    def meanwhile(*arguments: Any) -> Conversion:
        written = write(*arguments)
        if not others:
            others.append(pool.submit(write_outputs, TALK, both, tmp_path))
            wait(others, 0.3)
        return written

    monkeypatch.setattr(outputs, "write_file", meanwhile)
    with ThreadPoolExecutor(1) as pool:
        write_outputs(TALK, both, tmp_path)
        others[0].result(10)
    assert all(is_own(each.path, tmp_path) for each in both)
    assert not [each for end in ("coming", "lock") for each in tmp_path.rglob(f"*.{end}")]


@pytest.mark.usefixtures("no_locks")
def test_on_a_drive_without_locks_outputs_are_written(tmp_path: Path) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    assert is_own(tmp_path / "episode.md", tmp_path)
    assert not list(tmp_path.rglob("*.lock"))


def test_what_is_written_again_keeps_its_permissions_and_the_link_to_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    page, lines = tmp_path / "episode.md", tmp_path / "episode.txt"
    page.rename(site / "index.md")
    page.symlink_to(site / "index.md")
    lines.chmod(0o640)
    write_outputs(replace(TALK, rows=TALK.rows[:1]), wanted(tmp_path), tmp_path)
    assert page.is_symlink() and "It does." not in (site / "index.md").read_text()
    assert is_own(page, tmp_path)
    assert lines.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in site.iterdir()] == ["index.md"]


def test_the_folder_that_a_link_leads_to_is_looked_at_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    (tmp_path / "episode.md").symlink_to(tmp_path / "site" / "index.md")
    with pytest.raises(PodscribeError, match=r"site: cannot be written"):
        require_writable(wanted(tmp_path), None, tmp_path)


def test_a_folder_in_the_place_of_a_transcript_is_told(tmp_path: Path) -> None:
    (tmp_path / "episode.txt").mkdir()
    with pytest.raises(PodscribeError, match=r"episode\.txt: is a folder; move it away"):
        require_writable(wanted(tmp_path), None, tmp_path)


LETTERS = pytest.mark.parametrize("letter", ["a", "ä", "麦", "😀"])


@LETTERS
def test_the_longest_name_that_is_taken_can_be_written(letter: str, tmp_path: Path) -> None:
    stem = letter * ((MOST_BYTES - len(".json")) // len(letter.encode()))
    require_writable(wanted(tmp_path, stem), None, tmp_path)
    write_outputs(TALK, wanted(tmp_path, stem), tmp_path)
    require_writable(wanted(tmp_path, stem), None, tmp_path)
    assert (tmp_path / f"{stem}.json").is_file()


@LETTERS
@pytest.mark.parametrize("more_bytes", [1, 10, 1000])
def test_a_name_too_long_for_a_transcript_is_told_before_the_work(
    letter: str, more_bytes: int, tmp_path: Path
) -> None:
    stem = letter * -(-(MOST_BYTES - len(".json") + more_bytes) // len(letter.encode()))
    with pytest.raises(PodscribeError, match="its name is too long") as caught:
        require_writable(targets(stem, tmp_path, ("json",)), None, tmp_path)
    assert caught.value.file == str(tmp_path / f"{stem}.json")
    assert caught.value.remedy == "give the audio a shorter name"


@pytest.mark.parametrize(("letters", "fits"), [(245, True), (246, False), (252, False)])
def test_a_page_beside_other_outputs_may_have_as_long_a_name_as_is_remembered(
    letters: int, fits: bool, tmp_path: Path
) -> None:
    page = tmp_path / f"{'p' * letters}.md"
    page.write_text("---\ntitle: Rye\n---\n")
    filled = targets("e", tmp_path, ("page",), page)
    elsewhere = tmp_path / "out"
    require_writable(filled, None, elsewhere)
    write_outputs(TALK, filled, elsewhere)
    if fits:
        require_writable(filled, None, tmp_path)
        write_outputs(TALK, filled, tmp_path)
        return
    with pytest.raises(PodscribeError, match=r"p\.md: its name is too long; give the page a"):
        require_writable(filled, None, tmp_path)


def test_what_was_written_before_a_failure_is_still_podscribes_own(tmp_path: Path) -> None:
    (tmp_path / "episode.txt").mkdir()  # the second of three cannot be written
    with pytest.raises(PodscribeError):
        write_outputs(TALK, wanted(tmp_path), tmp_path)
    (tmp_path / "episode.txt").rmdir()
    assert (tmp_path / "episode.md").exists()
    require_writable(wanted(tmp_path), None, tmp_path)


def test_episodes_of_one_folder_do_not_forget_each_other(tmp_path: Path) -> None:
    for stem in ("first", "second"):
        write_outputs(TALK, wanted(tmp_path, stem), tmp_path)
    for stem in ("first", "second"):
        require_writable(wanted(tmp_path, stem), None, tmp_path)


def test_two_formats_of_one_suffix_get_two_files(tmp_path: Path) -> None:
    paths = [each.path.name for each in targets("e", tmp_path, ("json", "podcast-json"))]
    assert len(set(paths)) == 2


def test_a_format_that_is_only_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="does not write docx"):
        targets("e", tmp_path, ("docx",))


@pytest.mark.parametrize("name", ["timecodes", "chapters-json", "clips"])
def test_a_format_without_a_file_of_its_own_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match=f"{name} has no file of its own; .*convert --to"):
        targets("e", tmp_path, ("page", name))


def test_the_audio_itself_is_never_written_over(tmp_path: Path) -> None:
    source = tmp_path / "episode.txt"
    source.write_bytes(b"ID3")
    with pytest.raises(PodscribeError, match="would be written over"):
        require_writable(wanted(tmp_path), source, tmp_path)


def test_a_page_that_cannot_be_filled_is_told_before_the_work(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    for text in ("no front matter\n", "---\n{title: Rye, transcript: []}\n---\n"):
        page.write_text(text)
        with pytest.raises(PodscribeError, match=r"page\.md"):
            require_writable(targets("e", tmp_path, ("page",), page), None, tmp_path)
        assert page.read_text() == text
    page.write_text("---\ntitle: Rye\n---\n")
    require_writable(targets("e", tmp_path, ("page",), page), None, tmp_path)
    assert page.read_text() == "---\ntitle: Rye\n---\n"


def test_of_a_page_that_is_filled_only_what_it_loses_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("---\ntitle: Rye\n---\n")
    wanted = targets("e", tmp_path, ("page",), page)
    spoken = replace(TALK, duration=3.0, language="en", spans=(Span(1.0, 2.0, "Mara"),))
    assert write_outputs(spoken, wanted, tmp_path) == ()
    assert "duration: PT00H00M03S" in page.read_text()
    (told,) = write_outputs(replace(TALK, rows=TALK.rows[:1]), wanted, tmp_path)
    assert told == f"{page}: replaced 2 rows by 1; 1 speaker of the page is gone"


def test_podscribes_own_is_what_it_wrote_and_nobody_changed(tmp_path: Path) -> None:
    write_outputs(TALK, wanted(tmp_path), tmp_path)
    page = tmp_path / "episode.md"
    assert is_own(page, tmp_path)
    assert not is_own(page, tmp_path / "elsewhere")
    page.write_text(page.read_text() + "\n")
    assert not is_own(page, tmp_path)
    page.unlink()
    assert not is_own(page, tmp_path)
