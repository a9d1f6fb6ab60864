"""`podscribe retime`: what is written where, what is said, and with which status."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from podscribe.cli import main
from podscribe.formats import load_transcript, write_transcript
from podscribe.transcript import Line, Transcript
from tests.compare.material import cues, strange, talk, turns_of
from tests.retime.material import starts, with_header, with_starts

EXAMPLES = Path(__file__).parents[2] / "examples"
WORDS = talk(1, 600)
EDITED = with_header(turns_of(WORDS), "The oven", 7)
BODY = "---\nAnd more.\n"


def written(page: Transcript, before: str = "title: 'Rye'  # by ear\n") -> str:
    text = write_transcript(page, "page")
    return f"---\n{before}{text.removeprefix('---').removesuffix('---').strip()}\n{BODY}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "page.md").write_text(written(EDITED), encoding="utf-8")
    (tmp_path / "heard.txt").write_text(write_transcript(cues(WORDS), "lines"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Status, standard output and standard error of `podscribe retime`."""
    monkeypatch.setattr("sys.argv", ["podscribe", "retime", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


def shifted(by_s: float = 60.0) -> Transcript:
    return with_starts(EDITED, lambda number, start: start + by_s if number >= 8 else start)


def test_a_page_is_retimed_in_its_place_and_what_was_wrong_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = folder / "page.md"
    page.write_text(written(shifted()), encoding="utf-8")
    status, out, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert (status, out) == (0, "")
    assert page.read_text(encoding="utf-8") == written(EDITED)
    assert said.splitlines() == [
        "podscribe: page.md: 15 of 15 rows found; 7 begin elsewhere now, by 60 s, at most 60 s",
        "podscribe: page.md: from 2:08 on its times were 60 s late",
    ]
    status, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert (status, said) == (0, "podscribe: page.md: 15 of 15 rows found; no time changed\n")


def test_rows_without_a_time_and_those_that_ran_backward_are_counted(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted: dict[int, float | None] = {3: None, 4: None, 9: 60.0}
    spoiled = with_starts(EDITED, lambda number, start: planted.get(number, start))
    (folder / "page.md").write_text(written(spoiled), encoding="utf-8")
    _, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert "page.md: 2 rows without a time got one\n" in said
    assert "page.md: 1 row ran backward, before the one above\n" in said
    new = load_transcript(folder / "page.md")
    assert starts(new) == pytest.approx(starts(EDITED), abs=2.0)


def test_rows_that_are_not_found_are_listed_by_their_line_and_make_status_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = [Line(" ".join(strange(at, 9)), None, speaker="Nadia") for at in (5, 6)]
    rows = [*EDITED.rows[:4], *lost, *EDITED.rows[4:]]
    page = folder / "page.md"
    page.write_text(written(Transcript(rows=tuple(rows), grain=EDITED.grain)), encoding="utf-8")
    status, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert status == 1
    (told,) = (line for line in said.splitlines() if "not found" in line)
    place = int(told.removeprefix("podscribe: page.md:").partition(":")[0])
    assert page.read_text(encoding="utf-8").splitlines()[place - 1].startswith("- line: kf")
    assert "and 1 row below it; it begins at 1:0" in told


@pytest.mark.usefixtures("folder")
def test_another_file_or_format_can_be_written(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = folder / "page.md"
    page.write_text(written(shifted()), encoding="utf-8")
    run(capsys, monkeypatch, "page.md", "--against", "heard.txt", "-o", "new.md")
    assert (folder / "new.md").read_text(encoding="utf-8") == written(EDITED)
    _, out, _ = run(capsys, monkeypatch, "page.md", "--against", "heard.txt", "-o", "-")
    assert out == written(EDITED)
    _, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt", "-o", "new.vtt")
    assert "vtt cannot hold everything; left out: 1 header" in said
    assert starts(load_transcript(folder / "new.vtt"))[0] == 0.0
    assert page.read_text(encoding="utf-8") == written(shifted())


@pytest.mark.usefixtures("folder")
def test_a_page_can_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = SimpleNamespace(buffer=io.BytesIO(written(shifted()).encode()))
    monkeypatch.setattr(sys, "stdin", given)
    status, out, said = run(capsys, monkeypatch, "-", "--against", "heard.txt")
    assert (status, out) == (0, written(EDITED))
    assert said.startswith("podscribe: standard input: 15 of 15 rows found")
    status, _, said = run(capsys, monkeypatch, "-", "--against", "-")
    assert (status, "only one of both can come from standard input" in said) == (2, True)


def test_other_formats_are_retimed_in_place_only_where_nothing_is_lost(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    captions = folder / "late.vtt"
    late = with_starts(cues(WORDS), lambda number, start: start + 30)
    captions.write_text(write_transcript(late, "vtt"), encoding="utf-8")
    status, _, said = run(capsys, monkeypatch, "late.vtt", "--against", "heard.txt")
    assert (status, "its times were 30 s late" in said) == (0, True)
    assert starts(load_transcript(captions))[0] == 0.0
    exact = folder / "exact.txt"
    exact.write_text("".join(f"0:{at:02}.5 {word}\n" for at, word in enumerate(WORDS[:50])))
    before = exact.read_bytes()
    status, _, said = run(capsys, monkeypatch, "exact.txt", "--against", "heard.txt")
    assert (status, exact.read_bytes()) == (2, before)
    assert "exact.txt: cannot be written again without loss; name another file with -o" in said
    slanted = folder / "slanted.srt"
    slanted.write_text(write_transcript(late, "srt").replace("\nw", "\n<i>w", 1))
    status, _, said = run(capsys, monkeypatch, "slanted.srt", "--against", "heard.txt")
    assert (status, "slanted.srt: cannot be written again without loss" in said) == (2, True)
    status, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt", "--to", "vtt")
    assert (status, "vtt cannot be written in its place; name a file with -o" in said) == (2, True)


@pytest.mark.usefixtures("folder")
def test_clips_that_begin_elsewhere_than_their_chapters_now_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = "- name: The oven\n  startOffset: {}\n  url: u\n  endOffset: 240\n"
    clips = f"title: Rye\nquotableClips:\n{clip}"
    page = folder / "page.md"
    moved = with_starts(EDITED, lambda number, start: start + 90)
    page.write_text(written(moved, clips.format(202)), encoding="utf-8")
    _, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert "page.md: 1 of its quotableClips stays where its header begins no more;" in said
    assert page.read_text(encoding="utf-8") == written(EDITED, clips.format(202))
    _, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt")
    assert "quotableClips" not in said


@pytest.mark.parametrize(
    ("page", "source", "expected"),
    [
        ("page.md", "none.txt", "none.txt: no such file; check the name"),
        ("none.md", "heard.txt", "none.md: no such file; check the name"),
        ("page.md", "empty.txt", "empty.txt: is empty; give a transcript"),
        ("page.md", "untimed.md", "untimed.md: has no times to give; name captions, JSON or audio"),
        ("page.md", "other.txt", "page.md: does not look like the same episode: "),
        ("page.md", "minute.txt", "page.md: only 5 of its 15 rows are found; give a transcript of"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    source: str,
    expected: str,
) -> None:
    untimed = with_starts(EDITED, lambda number, start: None)
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "untimed.md").write_text(written(untimed), encoding="utf-8")
    (folder / "other.txt").write_text(write_transcript(cues(strange(2, 600)), "lines"))
    (folder / "minute.txt").write_text(write_transcript(cues(WORDS[200:385]), "lines"))
    status, out, said = run(capsys, monkeypatch, page, "--against", source)
    assert (status, out) == (2, "")
    assert said.startswith(f"podscribe: {expected}")
    assert said.count("\n") == 1
    assert (folder / "page.md").read_text(encoding="utf-8") == written(EDITED)


def test_audio_is_heard_and_what_was_heard_is_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(EXAMPLES / "clip.mp3", folder)
    page = load_transcript(EXAMPLES / "clip.md")
    wiped = with_starts(page, lambda number, start: None)
    (folder / "clip.md").write_text(written(wiped), encoding="utf-8")
    call = ("clip.md", "--against", "clip.mp3", "--profile", "demo", "--offline")
    status, out, said = run(capsys, monkeypatch, *call)
    assert (status, out) == (1, "")  # the last two words are not heard
    assert "podscribe: words: done in" in said
    assert "4 of 5 rows found" in said
    new = starts(load_transcript(folder / "clip.md"))
    assert new == pytest.approx(starts(page), abs=2.0)
    _, _, said = run(capsys, monkeypatch, *call, "--quiet")
    assert "words: done" not in said
    _, _, said = run(capsys, monkeypatch, *call)
    assert "podscribe: words: kept from before" in said


def test_the_source_of_the_times_is_not_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "heard.txt").read_bytes()
    (folder / "link.txt").symlink_to("heard.txt")
    for out in ("heard.txt", "link.txt"):
        status, _, said = run(capsys, monkeypatch, "page.md", "--against", "heard.txt", "-o", out)
        assert status == 2
        assert "heard.txt: is both what is read and what is written; name another file" in said
        assert (folder / "heard.txt").read_bytes() == before
