"""What is said of standard streams: their names, not the sign for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from podscribe.cli import group
from podscribe.cli.telling import tell_of, today


@pytest.mark.parametrize(
    ("file", "place", "written", "said"),
    [
        ("page.md", None, False, "podscribe: page.md: odd\n"),
        ("page.md", 3, False, "podscribe: page.md:3: odd\n"),
        ("-", 3, False, "podscribe: standard input:3: odd\n"),
        ("-", None, True, "podscribe: standard output: odd\n"),
    ],
)
def test_a_note_names_its_file(
    file: str, place: int | None, written: bool, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_of(file, ["odd"], place=place, written=written)
    assert capsys.readouterr() == ("", said)


def test_what_is_lost_on_standard_output_is_told_of_it(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("---\ntranscript:\n- line: Rye.\n  sec: 1\n  time: 0:01\n  who: Ida\n---\n")
    done = CliRunner().invoke(group, ["convert", str(page), "-", "--to", "lines"])
    assert done.stdout.strip() == "0:01 Rye."
    assert done.stderr.startswith("podscribe: standard output: lines cannot hold everything")


def test_the_day_is_written_with_its_year_first() -> None:
    assert len(today()) == len("2026-11-21")
    assert today()[4] == today()[7] == "-"
