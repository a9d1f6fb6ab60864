"""`podscribe transfer`: what is written where, what is said, and with which status."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podscribe.cli import main
from podscribe.formats import load_transcript, write_transcript
from podscribe.transcript import Grain, Header, Line, Transcript
from tests.compare.material import cues, strange, talk, turns_of
from tests.retime.material import with_header

WORDS = talk(1, 400)
EDITED = with_header(turns_of(WORDS), "The oven", 7)


def save(path: Path, transcript: Transcript, format_name: str) -> None:
    path.write_text(write_transcript(transcript, format_name), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    page = write_transcript(EDITED, "page").replace("---\n", "---\ntitle: Rye\n", 1)
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    save(tmp_path / "heard.txt", cues(WORDS), "lines")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Status, standard output and standard error of `podscribe transfer`."""
    monkeypatch.setattr("sys.argv", ["podscribe", "transfer", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


def test_captions_become_a_page_with_names_and_headers(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "page.md", "--onto", "heard.txt", "-o", "new.md")
    assert (status, out) == (0, "")
    assert said == "podscribe: new.md: 400 of 400 words have a name of the page; 1 header placed\n"
    new = load_transcript(folder / "new.md")
    assert [(line.text, line.speaker) for line in new.lines] == [
        (line.text, line.speaker) for line in EDITED.lines
    ]
    assert [header.text for header in new.headers] == ["The oven"]
    assert new.metadata["title"] == "Rye"


def test_a_pipe_gives_all_it_holds(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than is read to see what it is."""
    long = talk(1, 4_000)
    save(folder / "long.md", turns_of(long), "page")
    for content in (write_transcript(cues(long), "lines"), ""):
        os.mkfifo(folder / "pipe")
        with ThreadPoolExecutor() as pool:
            sent = pool.submit((folder / "pipe").write_text, content)
            status, _, said = run(
                capsys, monkeypatch, "long.md", "--onto", "pipe", "-o", "long.json"
            )
            sent.result()
        (folder / "pipe").unlink()
        assert status == (0 if content else 2)
        assert ("4000 of 4000 words" if content else "pipe: is empty") in said


def test_other_formats_are_told_by_name_or_by_to(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, monkeypatch, "page.md", "--onto", "heard.txt", "-o", "new.json")
    assert load_transcript(folder / "new.json").speakers == ("Mara", "Tom")
    _, out, said = run(
        capsys, monkeypatch, "page.md", "--onto", "heard.txt", "-o", "-", "--to", "vtt"
    )
    assert out.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert "<v Mara>" in out
    assert "page.md: vtt cannot hold everything; left out: 1 header" in said


def test_a_page_that_exists_keeps_all_but_its_transcript(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "new.md").write_text("---\ntitle: 'Sour'  # dough\n---\nMore.\n", encoding="utf-8")
    run(capsys, monkeypatch, "page.md", "--onto", "heard.txt", "-o", "new.md")
    text = (folder / "new.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: 'Sour'  # dough\ntranscript:\n- line: ")
    assert text.endswith("\n---\nMore.\n")


def test_what_the_page_does_not_have_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    save(folder / "heard.txt", cues([*strange(3, 70), *WORDS]), "lines")
    rows = (*EDITED.rows, Header("Nobody"), Line(" ".join(strange(8, 30)), speaker="Tom"))
    save(folder / "page.md", Transcript(rows=rows, grain=Grain.PARAGRAPH), "page")
    status, _, said = run(capsys, monkeypatch, "page.md", "--onto", "heard.txt", "-o", "new.md")
    assert status == 1
    told = "new.md: nobody is named for 70 words from 0:00 to 0:28 that the page does not have"
    assert told in said
    assert "what follows the header 'Nobody' is not found; it stands between" in said
    (place,) = (line for line in said.splitlines() if "'Nobody'" in line)
    number = int(place.removeprefix("podscribe: page.md:").partition(":")[0])
    assert (folder / "page.md").read_text().splitlines()[number - 1] == "- header: Nobody"


@pytest.mark.parametrize(
    ("page", "onto", "out", "expected"),
    [
        ("page.md", "none.txt", "new.md", "none.txt: no such file"),
        ("page.md", "heard.txt", "page.md", "page.md: is both what is read and what is written"),
        ("page.md", "heard.txt", "heard.txt", "heard.txt: is both what is read and what is"),
        ("page.md", "heard.txt", "new.xyz", "new.xyz: no format is written to '.xyz' files"),
        ("heard.txt", "heard.txt", "new.md", "heard.txt: has neither names nor headers"),
        ("page.md", "other.txt", "new.md", "page.md: does not look like the same episode"),
        ("-", "-", "new.md", "only one of both can come from standard input"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    onto: str,
    out: str,
    expected: str,
) -> None:
    save(folder / "other.txt", cues(strange(2, 400)), "lines")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, printed, said = run(capsys, monkeypatch, page, "--onto", onto, "-o", out)
    assert (status, printed) == (2, "")
    assert said.startswith(f"podscribe: {expected}")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
