"""Wheel and sdist build, hold what they should, and work in an environment with nothing else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from podscribe.config import presets

TOP = Path(__file__).parents[1]
LARGEST_WHEEL_BYTES = 20 * 1024 * 1024
NEEDED_BY_TEXT_COMMANDS = ("click", "yaml", "_yaml")


def build(kind: str, source: Path, target: Path) -> Path:
    """The wheel or sdist of a source tree."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", TOP, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", TOP, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel, and what its text commands need beside it."""
    folder = tmp_path_factory.mktemp("environment")
    uv = [sys.executable, "-m", "uv", "--offline", "--quiet"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(folder / "env")], check=True)
    python = str(folder / "env" / "bin" / "python")
    subprocess.run([*uv, "pip", "install", "--no-deps", "--python", python, str(wheel)], check=True)
    (folder / "needed").mkdir()
    for name in NEEDED_BY_TEXT_COMMANDS:
        spec = find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        (folder / "needed" / name).symlink_to(Path(spec.origin).parent)
    return folder


def run(environment: Path, *arguments: str) -> str:
    """The installed program's output."""
    done = subprocess.run(
        [str(environment / "env" / "bin" / "podscribe"), *arguments],
        env={**os.environ, "PYTHONPATH": str(environment / "needed")},
        cwd=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_the_wheel_holds_the_package_with_presets_and_types_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tracked = subprocess.run(
        ["git", "ls-files", "podscribe"], cwd=TOP, capture_output=True, text=True, check=False
    ).stdout.split()
    assert {name for name in names if ".dist-info/" not in name} >= set(tracked)
    assert {f"podscribe/configs/{name}.yaml" for name in presets()} <= {*names}
    assert "podscribe/py.typed" in names
    assert "podscribe/formats/podscribe-transcript.schema.json" in names
    assert all(name.startswith("podscribe") for name in names)
    assert wheel.stat().st_size < LARGEST_WHEEL_BYTES


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert (source / "tests").is_dir()
    again = build("wheel", source, tmp_path / "again")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_the_installed_program_converts_and_checks(environment: Path) -> None:
    page = TOP / "examples" / "bakery.md"
    assert run(environment, "convert", str(page), "-", "--to", "timecodes").startswith("00:00 ")
    assert run(environment, "check", "--profile", "datatalks", "--ignore", "S203", str(page)) == ""


def test_the_version_is_said_in_one_place(environment: Path, wheel: Path) -> None:
    from podscribe import __version__

    assert run(environment, "--version") == f"podscribe, version {__version__}\n"
    assert wheel.name.startswith(f"podscribe-{__version__}-")


def test_every_package_is_pinned_with_hashes_and_no_address() -> None:
    text = (TOP / "constraints.txt").read_text(encoding="utf-8")
    pins = [row for row in text.splitlines() if row and row[0] not in "# "]
    assert len(pins) > 50
    assert all(re.match(r"[\w.-]+==[\w.+!]+(?: ; .+)? \\$", row) for row in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text
    for name in ("torch", "torchaudio"):
        assert f"\n{name}==2.11.0 " in text


def test_the_links_at_the_top_lead_into_the_package() -> None:
    if not (TOP / ".git").exists():
        pytest.skip("a source distribution holds no links")
    for name in ("formats", "configs"):
        link = TOP / name
        assert link.is_symlink()
        assert link.resolve() == (TOP / "podscribe" / name).resolve()
        assert not link.readlink().is_absolute()


def test_no_tool_reads_the_links() -> None:
    text = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["podscribe"]' in text
    assert 'files = ["podscribe"]' in text


def test_presets_are_plain_mappings() -> None:
    for path in (TOP / "podscribe" / "configs").glob("*.yaml"):
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)
