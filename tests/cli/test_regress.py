"""`podscribe regress` as a user calls it: what goes where, and with which status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from podscribe.cli import main
from podscribe.regress import running
from tests.regress.shows import disturb, show

MANIFEST = "show.regress.yaml"
BASELINE = "show.baseline.json"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    show(tmp_path, share=0.05)
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Regress:
    """`podscribe regress` in this process; it gives status, standard output and error."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr("sys.argv", ["podscribe", "regress", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = self._capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err


@pytest.fixture
def regress(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Regress:
    return Regress(capsys, monkeypatch)


def test_who_stops_reading_the_table_loses_nothing_that_was_measured(folder: Path) -> None:
    command = [sys.executable, "-m", "podscribe", "regress", MANIFEST, "--update", "--quiet"]
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as stream:
        done = subprocess.run(
            [*command, "--junit", "j.xml"], stdout=stream, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 0, done.stderr
    assert (folder / BASELINE).exists() and (folder / "j.xml").exists()


def test_who_stops_reading_a_report_changes_neither_the_others_nor_the_status(
    folder: Path, regress: Regress
) -> None:
    assert regress(MANIFEST, "--update", "--quiet")[0] == 0
    disturb(folder, "one", 0.5)
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "podscribe", "regress", MANIFEST, "--quiet", "--json", "-"]
    with os.fdopen(written, "wb") as stream:
        done = subprocess.run([*command, "--junit", "j.xml"], stdout=stream, check=False)
    assert done.returncode == 1
    assert (folder / "j.xml").exists()


def test_a_manifest_on_standard_output_is_nothing_but_a_manifest(regress: Regress) -> None:
    status, out, _ = regress("init", ".", "-o", "-")
    assert status == 0
    assert out.strip() and not out.rstrip().endswith("\n-")


def test_a_report_in_a_folder_whose_name_is_no_text_is_written(folder: Path) -> None:
    odd = folder / os.fsdecode(b"d\xe9")
    odd.mkdir()
    show(odd, share=0.05)
    command = [sys.executable, "-m", "podscribe", "regress", str(odd / MANIFEST), "--quiet"]
    done = subprocess.run(
        [*command, "--json", "r.json"], cwd=folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "r.json").read_text())


def test_the_first_run_writes_nothing_and_says_how_to_begin(folder: Path, regress: Regress) -> None:
    status, out, said = regress(MANIFEST)
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["one", "two", "all"]
    assert "podscribe: 2 episodes without a baseline: --update keeps the measures\n" in said
    assert not (folder / BASELINE).exists()
    assert regress(MANIFEST, "--strict")[0] == 1


def test_what_is_accepted_is_held_against_later_runs(folder: Path, regress: Regress) -> None:
    status, _, said = regress(MANIFEST, "--update")
    assert (status, f"podscribe: {BASELINE}: new: one, two\n" in said) == (0, True)
    status, out, said = regress(MANIFEST)
    assert (status, out.count("as before")) == (0, 2)
    disturb(folder, "one", 0.2)
    disturb(folder, "two", 0)
    status, out, said = regress(MANIFEST)
    assert status == 1
    assert "    worse: WER " in out
    assert "    better: WER " in out
    assert said == "podscribe: 2 episodes: 1 worse, 1 better\n"
    assert regress(MANIFEST, "--episode", "two")[0] == 0


def test_an_update_shows_the_change_and_ends_well(folder: Path, regress: Regress) -> None:
    regress(MANIFEST, "--update")
    before = (folder / BASELINE).read_text()
    status, _, said = regress(MANIFEST, "--update")
    assert (status, f"podscribe: {BASELINE}: nothing has changed\n" in said) == (0, True)
    assert (folder / BASELINE).read_text() == before
    disturb(folder, "one", 0.2)
    disturb(folder, "two", 0)
    status, out, said = regress(MANIFEST, "--update", "--episode", "one")
    assert status == 0
    assert "worse: WER " in out
    assert " → " in out
    assert f"podscribe: {BASELINE}: changed: one\n" in said
    assert f"podscribe: {BASELINE}: all: WER " in said
    held = json.loads((folder / BASELINE).read_text())
    assert held["episodes"]["two"] == json.loads(before)["episodes"]["two"]
    assert len(held["history"]) == 2
    assert regress(MANIFEST, "--episode", "one")[0] == 0


def test_what_cannot_be_measured_is_told_and_the_rest_is_measured(
    folder: Path, regress: Regress
) -> None:
    regress(MANIFEST, "--update")
    before = (folder / BASELINE).read_text()
    disturb(folder, "one", 0.2)
    (folder / "two.json").write_text("{")
    status, out, _ = regress(MANIFEST)
    assert status == 2
    assert "two  could not run: two.json" in out
    assert "    worse: WER " in out
    status, _, said = regress(MANIFEST, "--update")
    assert (status, "changed: one\n" in said) == (2, True)
    held = json.loads((folder / BASELINE).read_text())
    assert held["episodes"]["two"] == json.loads(before)["episodes"]["two"]


def test_faults_of_the_manifest_are_told_and_the_rest_is_measured(
    folder: Path, regress: Regress
) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text() + "  three: {refrence: one.md}\nprofil: demo\n")
    status, out, said = regress(MANIFEST)
    assert status == 2
    assert f"could not run: {MANIFEST}:4: unknown key 'refrence'; did you mean reference?" in out
    assert f"podscribe: {MANIFEST}:5: unknown key 'profil'; did you mean profile?\n" in said
    assert out.count("  new\n") == 2
    path.write_text(path.read_text().replace("  three: {refrence: one.md}\n", ""))
    status, out, _ = regress(MANIFEST)
    assert (status, "could not run" in out) == (2, False)


def test_reports_are_written_where_they_are_wanted(folder: Path, regress: Regress) -> None:
    regress(MANIFEST, "--update")
    disturb(folder, "one", 0.2)
    names = ("--junit", "a.xml", "--json", "a.json", "--markdown", "a.md", "--html", "pages")
    assert regress(MANIFEST, *names, "--results", "made")[0] == 1
    assert (folder / "a.xml").read_text().startswith("<?xml")
    assert json.loads((folder / "a.json").read_text())["status"] == 1
    assert (folder / "a.md").read_text().startswith("### podscribe: 2 episodes: 1 worse")
    pages = {path.name for path in (folder / "pages").iterdir()}
    assert pages == {"index.html", "one.html", "two.html"}
    assert 'href="index.html"' in (folder / "pages" / "one.html").read_text()
    assert {path.name for path in (folder / "made").iterdir()} == {"one.json", "two.json"}
    status, out, said = regress(MANIFEST, "--json", "-")
    assert (status, json.loads(out)["status"]) == (1, 1)
    assert "worse: WER" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.regress.yaml",), "none.regress.yaml: no such file; check the name"),
        ((".",), ".: is a folder; name a manifest; podscribe regress init writes one"),
        ((), "Missing argument 'MANIFEST'"),
        ((MANIFEST, "x"), "unexpected extra argument"),
        ((MANIFEST, "--episode", "onne"), "names no episode 'onne'; did you mean one?"),
        ((MANIFEST, "--html", "-"), "several files are written: name a folder"),
        ((MANIFEST, "--quiet", "--verbose"), "contradict each other"),
        ((MANIFEST, "--junit", "none/a.xml"), "none/a.xml: cannot be written"),
    ],
)
def test_what_cannot_be_done_is_status_two(
    arguments: tuple[str, ...], told: str, regress: Regress
) -> None:
    status, _, said = regress(*arguments)
    assert status == 2
    assert told in said


def test_a_broken_baseline_is_told_before_anything_is_measured(
    folder: Path, regress: Regress
) -> None:
    (folder / BASELINE).write_text("{}")
    for arguments in ((MANIFEST,), (MANIFEST, "--update")):
        status, out, said = regress(*arguments)
        assert (status, out) == (2, "")
        assert said.startswith(f"podscribe: {BASELINE}: is no baseline of podscribe; take an")
    assert (folder / BASELINE).read_text() == "{}"


def test_a_profile_that_does_not_exist_is_a_problem_of_every_episode(regress: Regress) -> None:
    status, out, _ = regress(MANIFEST, "--profile", "demmo")
    assert (status, out.count("'demmo' is no preset; did you mean demo?")) == (2, 2)


def test_init_writes_a_manifest_and_replaces_none(folder: Path, regress: Regress) -> None:
    status, out, said = regress("init", ".", "-o", "new.regress.yaml", "--profile", "demo")
    assert (status, out) == (0, "new.regress.yaml\n")
    assert "podscribe: 2 episodes; podscribe regress new.regress.yaml --update" in said
    assert "\nprofile: demo\n" in (folder / "new.regress.yaml").read_text()
    assert regress("new.regress.yaml")[0] == 0
    status, _, said = regress("init", ".", "-o", "new.regress.yaml")
    assert (status, said) == (
        2,
        "podscribe: new.regress.yaml: is there already; name another with -o\n",
    )
    status, out, _ = regress("init", str(folder))
    assert out == f"{folder / folder.name}.regress.yaml\n"
    status, _, said = regress("init", "none")
    assert (status, "none: no such folder" in said) == (2, True)
    status, _, said = regress("init", ".", "--profile", "demmo", "-o", "x.yaml")
    assert (status, "'demmo' is no preset" in said) == (2, True)


def test_help_shows_both_ways_to_call_it(regress: Regress) -> None:
    assert "Usage: podscribe regress [OPTIONS] MANIFEST\n" in regress("--help")[1]
    assert "Usage: podscribe regress init [OPTIONS] FOLDER\n" in regress("init", "--help")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", MANIFEST),
        ("--junit", BASELINE),
        ("--markdown", "one.md"),
        ("--json", "link.json"),
        ("--results", "."),
        ("--html", "pages"),
    ],
)
def test_no_report_is_written_over_what_is_measured(
    arguments: tuple[str, str], folder: Path, regress: Regress
) -> None:
    assert regress(MANIFEST, "--update")[0] == 0
    (folder / "link.json").symlink_to("two.json")
    (folder / "pages").mkdir()
    (folder / "pages" / "one.html").symlink_to("../one.md")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    status, out, said = regress(MANIFEST, "--episode", "one", *arguments)
    assert (status, out) == (2, "")
    assert "belongs to what is measured, and would be overwritten; name another place" in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_only_one_report_goes_to_standard_output(regress: Regress) -> None:
    status, out, said = regress(MANIFEST, "--json", "-", "--markdown", "-")
    assert (status, out) == (2, "")
    assert "only one report can go to standard output" in said


def test_what_others_accept_while_an_episode_is_heard_is_kept(
    folder: Path, regress: Regress, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = running.measure

    def slowly(*given: Any) -> running.Outcome:
        if not (folder / BASELINE).exists():
            call = [sys.executable, "-m", "podscribe", "regress", MANIFEST, "--update"]
            subprocess.run([*call, "--episode", "two"], check=True, capture_output=True)
        return measure(*given)

    monkeypatch.setattr("podscribe.cli.regress_run.measure", slowly)
    assert regress(MANIFEST, "--episode", "one", "--update")[0] == 0
    assert sorted(json.loads((folder / BASELINE).read_text())["episodes"]) == ["one", "two"]


def test_what_was_accepted_is_kept_where_a_report_cannot_be_written(
    folder: Path, regress: Regress
) -> None:
    status, _, said = regress(MANIFEST, "--update", "--json", "nowhere/x.json")
    assert (status, "nowhere/x.json: cannot be written" in said) == (2, True)
    assert sorted(json.loads((folder / BASELINE).read_text())["episodes"]) == ["one", "two"]


def test_manifests_of_one_folder_share_no_baseline(folder: Path, regress: Regress) -> None:
    text = (folder / MANIFEST).read_text()
    other = MANIFEST.replace(".regress.yaml", ".yaml")
    (folder / other).write_text(text)
    assert regress(MANIFEST, "--update")[0] == 0
    before = (folder / BASELINE).read_bytes()
    assert regress(other, "--update", "--episode", "one")[0] == 0
    assert (folder / BASELINE).read_bytes() == before
    assert (folder / f"{other}.baseline.json").is_file()
