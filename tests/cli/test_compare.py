"""The comparison on the command line: what goes where, and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from podscribe.cli import main
from podscribe.formats import write_transcript
from tests.compare.material import cues, disturbed, talk, turns_of

MOST_MB = 500
MOST_S = 12.0  # of the processor, for what takes under 5 on a machine of today


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    words = talk(1, 400)
    for name, heard in {"one": words, "two": disturbed(words, 2)}.items():
        for side in ("edited", "heard"):
            (tmp_path / side).mkdir(exist_ok=True)
        page = write_transcript(turns_of(words), "page")
        (tmp_path / "edited" / f"{name}.md").write_text(page, encoding="utf-8")
        lines = write_transcript(cues(heard), "lines")
        (tmp_path / "heard" / f"{name}.txt").write_text(lines, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Status, standard output and standard error of `podscribe compare`."""
    monkeypatch.setattr("sys.argv", ["podscribe", "compare", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr()
    return int(stopped.value.code or 0), said.out, said.err


@pytest.mark.usefixtures("folder")
def test_two_files_make_a_table_and_what_is_unknown_a_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "edited/two.md", "heard/two.txt")
    assert status == 0
    assert out.splitlines()[0].startswith("reference   edited/two.md, 400 words")
    assert "10 of 10 turns found" in out
    assert "podscribe: the hypothesis names no speakers: no names" in said
    shown = out.split("\n\n")[-1].splitlines()
    assert 0 < len(shown) <= 20
    _, out, _ = run(capsys, monkeypatch, "edited/two.md", "heard/two.txt", "--differences", "2")
    assert out.split("\n\n")[-1].splitlines() == shown[:2]


@pytest.mark.usefixtures("folder")
def test_folders_make_a_line_a_pair(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "edited", "heard")
    assert status == 0
    head, one, two = out.splitlines()
    assert head.split()[:2] == ["words", "WER"]
    assert one.split()[:4] == ["one", "400", "0.0", "%"]
    assert two.split()[:2] == ["two", "400"]
    assert "podscribe: one: the hypothesis names no speakers" in said


def test_a_pair_that_cannot_be_read_is_told_and_stops_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "heard" / "one.txt").write_text("")
    status, out, said = run(capsys, monkeypatch, "edited", "heard")
    assert status == 2
    assert [line.split()[0] for line in out.splitlines()] == ["words", "two"]
    assert "podscribe: heard/one.txt: is empty; give a transcript" in said
    status, out, _ = run(capsys, monkeypatch, "edited", "heard", "--json")
    assert status == 2
    report = json.loads(out)
    assert [each["reference"]["file"] for each in report["comparisons"]] == ["edited/two.md"]
    assert report["failed"] == [
        {
            "reference": "edited/one.md",
            "hypothesis": "heard/one.txt",
            "message": "heard/one.txt: is empty; give a transcript",
        }
    ]


@pytest.mark.usefixtures("folder")
def test_programs_get_json_and_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, _ = run(capsys, monkeypatch, "edited/two.md", "heard/two.txt", "--json")
    assert status == 0
    (found,) = json.loads(out)["comparisons"]
    assert found["words"]["normalised"]["length"] == 400
    assert found["alike"] is True
    assert {each["nature"] for each in found["differences"]} == {"substance", "style"}
    status, out, _ = run(
        capsys, monkeypatch, "edited/two.md", "heard/two.txt", "--json", "--language", "de-AT"
    )
    (found,) = json.loads(out)["comparisons"]
    assert found["reference"]["language"] == found["hypothesis"]["language"] == "de"


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_compared_is_status_two(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(capsys, monkeypatch, "edited/one.md", "none.txt")
    assert (status, out) == (2, "")
    assert said == "podscribe: none.txt: no such file; check the name\n"
    status, _, said = run(capsys, monkeypatch, "edited", "none")
    assert (status, "edited: no file in it has the name 'none'" in said) == (2, True)
    status, _, said = run(capsys, monkeypatch, "edited", "heard", "--language", "?")
    assert (status, "'?' is no language; give its code" in said) == (2, True)


def test_the_collar_is_that_of_tcpwer(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = write_transcript(turns_of(talk(1, 400), start=20.0), "page")
    (folder / "late.md").write_text(late, encoding="utf-8")
    rates = []
    for collar in ("1", "60"):
        _, out, _ = run(
            capsys, monkeypatch, "edited/one.md", "late.md", "--json", "--collar", collar
        )
        rates.append(json.loads(out)["comparisons"][0]["speakers"]["tcpwer"]["rate"])
    assert rates[0] > 1.0
    assert rates[1] == 0.0


def test_three_hours_take_seconds_and_little_memory(tmp_path: Path) -> None:
    words = talk(1, 30_000)
    page, lines = tmp_path / "page.md", tmp_path / "lines.txt"
    page.write_text(write_transcript(turns_of(words), "page"), encoding="utf-8")
    heard = write_transcript(cues(disturbed(words, 2)), "lines")
    lines.write_text(heard, encoding="utf-8")
    command = [sys.executable, "-m", "podscribe", "compare", str(page), str(lines), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert report["comparisons"][0]["words"]["normalised"]["length"] == 30_000
    assert usage.ru_maxrss / 1024 < MOST_MB
    assert usage.ru_utime + usage.ru_stime < MOST_S
