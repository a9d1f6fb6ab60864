"""The list of licences names all that is shipped and needed, as the packages state it."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.markdown import tables

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "release.licences", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    file = tmp_path_factory.mktemp("bill") / "podscribe.cdx.json"
    done = run("--sbom", str(file))
    assert done.returncode == 0, done.stderr
    content = json.loads(file.read_text(encoding="utf-8"))
    assert (content["bomFormat"], content["specVersion"]) == ("CycloneDX", "1.6")
    assert isinstance(content, dict)
    return content


def direct() -> set[str]:
    """What podscribe asks for here, without its extras."""
    return {
        canonicalize_name(requirement.name)
        for text in distribution("podscribe").requires or ()
        if (requirement := Requirement(text)).marker is None
        or requirement.marker.evaluate({"extra": ""})
    }


def test_direct_dependencies_are_listed_with_the_licences_they_state(
    bill: dict[str, list[dict[str, object]]],
) -> None:
    listed = tables(PAGE)[1]
    stated = {str(each["name"]): each["licenses"] for each in bill["components"]}
    missing = direct() - listed.keys()
    assert not missing, "make licences"
    for name in direct():
        shown = listed[name]["licence"]
        assert stated[name] in ([{"expression": shown}], [{"license": {"name": shown}}]), name


def test_nothing_is_listed_that_podscribe_does_not_ask_for() -> None:
    declared = {
        canonicalize_name(Requirement(text).name)
        for text in distribution("podscribe").requires or ()
    }
    assert tables(PAGE)[1].keys() <= declared


def test_every_file_that_is_shipped_and_no_code_is_accounted_for() -> None:
    patterns = [name.strip("`") for name in tables(PAGE)[0]]
    assert [each for each in patterns if not [*(ROOT / "podscribe").glob(each)]] == []
    done = run("--check")
    assert "say in SHIPPED" not in done.stderr, "the script knows every file"


def test_every_package_of_the_bill_has_its_version_and_a_licence(
    bill: dict[str, list[dict[str, object]]],
) -> None:
    assert len(bill["components"]) > 50
    for each in bill["components"]:
        assert each["purl"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["licenses"]
    names = {str(each["name"]) for each in bill["components"]}
    assert {"av", "ctranslate2", "torch"} <= names
    assert not {"pytest", "ruff"} & names


def test_another_argument_is_refused() -> None:
    done = run("--nonsense")
    assert done.returncode == 2
    assert done.stderr.startswith("usage: ")
