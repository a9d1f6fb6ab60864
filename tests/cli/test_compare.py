"""The comparison on the command line: what goes where, and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from podscribe.cli import main
from podscribe.formats import write_transcript
from tests.compare.material import cues, disturbed, talk, turns_of
from tests.report.chromium import running

MOST_MB = 500
MOST_S = 12.0  # of the processor, for what takes under 6 on a machine of today
MOST_PAGE_BYTES = 10 * 1024 * 1024
MOST_OPENING_S = 30.0  # for what takes two where nothing else runs


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
    pair = ("edited/two.md", "heard/two.txt")
    _, named, _ = run(capsys, monkeypatch, *pair, "--language", "English")
    assert named == run(capsys, monkeypatch, *pair, "--language", "en")[1]
    status, _, said = run(capsys, monkeypatch, *pair, "--language", "eng")
    assert (status, "'eng' is no language; did you mean en (English)?" in said) == (2, True)
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


@pytest.mark.usefixtures("folder")
def test_a_page_is_written_beside_what_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = "edited/two.md", "heard/two.txt"
    plain = run(capsys, monkeypatch, *pair)
    assert run(capsys, monkeypatch, *pair, "--html", "page.html") == plain
    whole = Path("page.html").read_text(encoding="utf-8")
    assert whole.startswith("<!doctype html>")
    assert "<title>two compared</title>" in whole
    _, out, _ = run(capsys, monkeypatch, *pair, "--html", "page.html", "--json")
    assert json.loads(out)["comparisons"]


def test_folders_make_a_page_a_pair_and_a_list(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "edited" / "empty.md").write_text("")
    (folder / "heard" / "empty.txt").write_text("")
    status, _, _ = run(capsys, monkeypatch, "edited", "heard", "--html", "pages/new")
    assert status == 2
    written = sorted(path.name for path in (folder / "pages" / "new").iterdir())
    assert written == ["index.html", "one.html", "two.html"]
    listed = (folder / "pages" / "new" / "index.html").read_text(encoding="utf-8")
    assert [link in listed for link in ('href="one.html"', 'href="two.html"')] == [True, True]
    assert "edited/empty.md: is empty; give a transcript" in listed
    assert 'href="index.html"' in (folder / "pages" / "new" / "one.html").read_text("utf-8")
    status, _, _ = run(capsys, monkeypatch, "edited/one.md", "heard", "--html", "single")
    assert (status, (folder / "single" / "index.html").is_file()) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("edited/one.md", "heard/one.txt", "--html", "-"), "a page goes into a file; name one"),
        (("edited/one.md", "heard/one.txt", "--html", "edited"), "edited: is a folder; name a"),
        (
            ("edited/one.md", "heard/one.txt", "--html", "heard/../heard/one.txt"),
            "is one of the transcripts; name another file for the page",
        ),
        (("edited/one.md", "heard/one.txt", "--html", "none/p.html"), "make the folder first"),
        (("edited", "heard", "--html", "edited/one.md"), "is a file; of folders there is a page"),
        (("edited", "heard", "--html", "edited/one.md/x"), "name a file in a folder"),
    ],
)
def test_where_a_page_cannot_go_nothing_is_lost(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, _, said = run(capsys, monkeypatch, *arguments)
    assert status == 2
    assert words in " ".join(said.split())
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of comparing three hours with three hours, and what it took."""

    report: Any
    page: Path
    memory_mb: float
    processor_s: float


# A child's peak as its parent is told it begins with the parent's own: so it tells itself.
MEASURED = """
import atexit, sys
from pathlib import Path
from podscribe.cli import main

target = Path(sys.argv.pop(1))
status = Path("/proc/self/status")
atexit.register(lambda: target.write_text(status.read_text().split("VmHWM:")[1].split()[0]))
main()
"""


@pytest.fixture(scope="module")
def three_hours(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("hours")
    words = talk(1, 30_000)
    page, lines, shown = folder / "page.md", folder / "lines.txt", folder / "page.html"
    page.write_text(write_transcript(turns_of(words), "page"), encoding="utf-8")
    heard = write_transcript(cues(disturbed(words, 2)), "lines")
    lines.write_text(heard, encoding="utf-8")
    pair = str(page), str(lines)
    most = folder / "most"
    options = "--json", "--html", str(shown)
    command = [sys.executable, "-c", MEASURED, str(most), "compare", *pair, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        report = json.loads(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    memory_mb = int(most.read_text()) / 1024
    return Measured(report, shown, memory_mb, usage.ru_utime + usage.ru_stime)


def test_three_hours_take_seconds_and_little_memory(three_hours: Measured) -> None:
    (found,) = three_hours.report["comparisons"]
    assert found["words"]["normalised"]["length"] == 30_000
    assert three_hours.memory_mb < MOST_MB
    assert three_hours.processor_s < MOST_S


def test_the_page_of_three_hours_opens_and_walks_at_once(
    three_hours: Measured, tmp_path: Path
) -> None:
    assert three_hours.page.stat().st_size < MOST_PAGE_BYTES
    with running(tmp_path) as browser:
        before = time.monotonic()
        tab = browser.open(three_hours.page)
        tab.press("n", "n")
        assert tab.run("document.getElementById('place').textContent").startswith("2 of ")
        tab.run("document.getElementById('before').click()")
        tab.press("n", "s")
        assert time.monotonic() - before < MOST_OPENING_S
        assert tab.complaints == []


@pytest.mark.usefixtures("folder")
def test_pages_do_not_go_into_a_folder_that_is_compared(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    page = folder / "heard" / "one.html"
    page.write_text("published", encoding="utf-8")
    (folder / "there").symlink_to("heard")
    for target in ("heard", "there"):
        status, out, said = run(capsys, monkeypatch, "edited", "heard", "--html", target)
        assert (status, out) == (2, "")
        assert f"{target}: is one of the folders that are compared; name another folder" in said
    assert page.read_text(encoding="utf-8") == "published"


@pytest.mark.usefixtures("folder")
def test_a_collar_is_a_number(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, said = run(
        capsys, monkeypatch, "edited/one.md", "edited/one.md", "--collar", "nan"
    )
    assert (status, out) == (2, "")
    assert "nan is no number" in said
