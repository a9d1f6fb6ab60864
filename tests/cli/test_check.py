"""The check on the command line: what goes where, and with which status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from podscribe.cli import main
from tests.check.pages import TALK, line, page

FAULTY = page(TALK + line("And then?", 5) + "- {line: Well., sec: 15, who: Tom}\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "clean.md").write_text(page(TALK), encoding="utf-8")
    (tmp_path / "faulty, 1%.md").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "broken.vtt").write_text("WEBVTT\n\nnonsense\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Status, standard output and standard error of `podscribe check`."""
    monkeypatch.setattr("sys.argv", ["podscribe", "check", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


@pytest.mark.usefixtures("folder")
def test_the_status_tells_clean_found_and_unreadable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, monkeypatch, "clean.md") == (0, "", "nothing found\n")
    assert run(capsys, monkeypatch, "clean.md", "faulty, 1%.md")[0] == 1
    status, _, said = run(capsys, monkeypatch, "broken.vtt", "faulty, 1%.md")
    assert status == 2
    assert said.splitlines()[0].startswith("podscribe: broken.vtt:3: a cue without its times; ")
    assert said.splitlines()[1] == "2 findings in 1 of 1 file, 1 could not be read"


@pytest.mark.usefixtures("folder")
def test_a_workflow_gets_findings_and_failures_as_annotations(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--output", "github", "broken.vtt", "faulty, 1%.md")
    _, out, _ = run(capsys, monkeypatch, *arguments)
    first, *others = out.splitlines()
    assert first.startswith("::error file=broken.vtt,line=3,title=could not be read::a cue without")
    assert len(others) == 2
    assert all(row.startswith("::warning file=faulty%2C 1%25.md,line=") for row in others)


@pytest.mark.usefixtures("folder")
def test_programs_get_one_list(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = run(capsys, monkeypatch, "--output", "json", "broken.vtt", "faulty, 1%.md")
    rows = json.loads(out)
    assert [row["code"] for row in rows] == [None, "T101", "T105"]
    assert {row["file"] for row in rows} == {"broken.vtt", "faulty, 1%.md"}
    assert all({"line", "title", "message", "remedy", "mended"} <= row.keys() for row in rows)


def test_what_is_mended_is_said_and_the_rest_still_found(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "--fix", "faulty, 1%.md")
    assert status == 1
    assert "T105 mended: sec without time" in out
    assert said == "1 finding in 1 of 1 file, 1 mended\n"
    assert (folder / "clean.md").read_text(encoding="utf-8") == page(TALK)


@pytest.mark.usefixtures("folder")
def test_what_comes_from_standard_input_is_not_mended(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "--fix", "-")
    assert (status, out) == (2, "")
    assert "--fix mends files in their place" in said


@pytest.mark.usefixtures("folder")
def test_codes_can_be_switched_off_and_explained(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("--ignore", "T101", "--ignore", "T105", "faulty, 1%.md")
    assert run(capsys, monkeypatch, *arguments)[0] == 0
    status, out, _ = run(capsys, monkeypatch, "--explain", "T101")
    assert status == 0
    assert out.startswith("T101: time goes backward\n")
    status, _, said = run(capsys, monkeypatch, "--ignore", "T11", "clean.md")
    assert status == 2
    assert "'T11' is no code of a finding; did you mean T101?" in said
