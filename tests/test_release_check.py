"""The check before a release finds no fault in what is there, and those of what is broken."""

from __future__ import annotations

import io
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from release import contents, environments, processes
from release.contents import Built
from release.processes import ReleaseError

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return contents.build(ROOT, tmp_path_factory.mktemp("built"))


def rewritten(wheel: Path, folder: Path, changes: Mapping[str, str | None]) -> Path:
    """A wheel with other files: texts by names, None for those that are gone."""
    target = folder / wheel.name
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.infolist():
            if each.filename not in changes:
                new.writestr(each, old.read(each))
        for name, text in changes.items():
            if text is not None:
                new.writestr(name, text)
    return target


def test_nothing_is_wrong_with_what_would_be_released(built: Built, tmp_path: Path) -> None:
    assert [*contents.faults_of_wheel(built)] == []
    assert [*contents.faults_of_sdist(built)] == []
    assert [*contents.faults_of_rebuilt(built, tmp_path)] == []
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [*contents.faults_of_changelog(changelog, built.version)] == []


def test_what_never_ends_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "LONGEST_S", 0.5)
    with pytest.raises(ReleaseError, match=r"-c .* was not done after"):
        processes.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("podscribe/py.typed", None, "lacks podscribe/py.typed"),
        ("podscribe/configs/fast.yaml", None, "lacks podscribe/configs/fast.yaml"),
        ("tests/test_clock.py", "", "holds tests/test_clock.py, which is none of the package"),
        ("podscribe/__pycache__/clock.pyc", "", "holds podscribe/__pycache__/clock.pyc"),
        ("podscribe/more.bin", "a" * 21 * 1024 * 1024, "more than 20 MB"),
    ],
)
def test_what_is_wrong_with_a_wheel_is_told(
    built: Built, tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    wheel = rewritten(built.wheel, tmp_path, {name: text})
    found = [*contents.faults_of_wheel(replace(built, wheel=wheel))]
    assert len(found) == 1
    assert told in found[0]


def test_a_wheel_of_another_version_is_told(built: Built) -> None:
    found = [*contents.faults_of_wheel(replace(built, version="9.9.9"))]
    assert any("has Version None, not 9.9.9" in each for each in found)
    text = "Name: podscribe\nVersion: 0.0.1\nLicense-Expression: MIT\n"
    assert [*contents.faults_of_metadata(text, built)] == [
        f"{built.wheel.name} has Version 0.0.1, not {built.version}",
        f"{built.wheel.name} names Python ",
    ]


def test_what_is_wrong_with_an_sdist_is_told(built: Built, tmp_path: Path) -> None:
    sdist = tmp_path / built.sdist.name
    with tarfile.open(sdist, "w:gz") as archive:
        for name in ("podscribe/elsewhere.txt", f"podscribe-{built.version}/build/left.txt"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    found = [*contents.faults_of_sdist(replace(built, sdist=sdist))]
    assert any("elsewhere.txt outside" in each for each in found)
    assert any("holds build/left.txt" in each for each in found)
    assert any("lacks pyproject.toml" in each for each in found)


def test_a_changelog_without_the_version_is_told() -> None:
    assert [*contents.faults_of_changelog("# Changelog\n\n## 0.1.0\n", "0.2.0")]
    assert not [*contents.faults_of_changelog("## 0.2.0, 2026-12-01\n", "0.2.0")]


def test_the_pins_of_some_packages_come_with_their_hashes() -> None:
    text = environments.pinned(("click", "numpy"))
    assert {row.split("==")[0] for row in text.splitlines() if "==" in row} == {"click", "numpy"}
    assert text.count("--hash=sha256:") > 10
    with pytest.raises(ReleaseError, match="does not pin no-such"):
        environments.pinned(("click", "no-such"))


def test_all_that_is_tried_without_engines_is_pinned() -> None:
    assert environments.pinned(environments.LIGHT)


def test_the_pythons_are_those_that_the_package_names() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'requires-python = ">=3.11,<3.14"' in text
    assert contents.PYTHONS == ("3.11", "3.12", "3.13")


def test_a_python_that_is_not_there_is_none() -> None:
    assert environments.find_python("3.2") is None
    assert environments.find_python(environments.HERE) == Path(sys.executable)
