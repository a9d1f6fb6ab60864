"""docs/extending.md adds a format to podscribe as it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import DOCS, ROOT, blocks

PAGE = DOCS / "extending.md"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, without its models, in which the page's format is registered."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "podscribe",
        folder / "podscribe",
        ignore=shutil.ignore_patterns("embedded", "__pycache__"),
    )
    formats = folder / "podscribe" / "formats"
    (module,) = [block for block in blocks(PAGE) if block.file is not None]
    assert module.file == "tsv.py"
    (formats / module.file).write_text(module.text, encoding="utf-8")
    registry = (formats / "registry.py").read_text(encoding="utf-8")
    registered = registry.replace("    vtt,\n", "    tsv,\n    vtt,\n", 1).replace(
        "    lines.FORMAT,\n", "    tsv.FORMAT,\n    lines.FORMAT,\n", 1
    )
    assert registered.count("tsv") == 2
    (formats / "registry.py").write_text(registered, encoding="utf-8")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def podscribe(folder: Path, *arguments: str) -> str:
    """What the copy of podscribe in the folder prints; it goes before the one installed."""
    done = subprocess.run(
        [sys.executable, "-m", "podscribe", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_new_format_is_written_as_the_page_shows(copy: Path) -> None:
    (shown,) = [block for block in blocks(PAGE) if block.language == "console"]
    ((command, printed),) = shown.steps
    call, _, tail = command.partition(" | ")
    assert (call.split()[0], tail) == ("podscribe", "head -2")
    written = podscribe(copy, *call.split()[1:])
    assert written.splitlines()[:2] == printed.splitlines()


def test_the_new_format_is_told_by_its_content_and_read_back(copy: Path) -> None:
    podscribe(copy, "convert", "examples/clip.md", "clip.tsv")
    shutil.copy(copy / "clip.tsv", copy / "unknown")
    there = podscribe(copy, "convert", "clip.tsv", "-", "--to", "srt")
    assert there == podscribe(copy, "convert", "unknown", "-", "--to", "srt")
    assert there.startswith("1\n00:00:00,000 --> ")


def test_the_doctest_of_the_new_format_holds(copy: Path) -> None:
    code = (
        "import doctest, podscribe.formats.tsv as tsv; done = doctest.testmod(tsv); "
        "assert (done.attempted, done.failed) == (1, 0)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=copy, check=True)
