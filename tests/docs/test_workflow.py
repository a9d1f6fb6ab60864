"""The workflow that docs/regress.md offers: whole, shown as it is, and its commands work."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.markdown import DOCS, blocks

FILE = DOCS / "transcripts.yml"
PAGE = DOCS / "regress.md"
ACTIONS = (  # in their order
    "actions/checkout",
    "actions/setup-python",
    "actions/cache/restore",
    "actions/cache/save",
    "actions/upload-artifact",
)


def steps() -> list[dict[str, Any]]:
    (job,) = yaml.safe_load(FILE.read_text(encoding="utf-8"))["jobs"].values()
    return list(job["steps"])


def commands() -> dict[str, str]:
    """What the steps run, by their names."""
    return {step["name"]: step["run"] for step in steps() if "run" in step}


def action(name: str) -> dict[str, Any]:
    (step,) = (each for each in steps() if each.get("uses", "").startswith(f"{name}@"))
    return step


def test_the_page_shows_the_file() -> None:
    (shown,) = (block for block in blocks(PAGE) if block.file == FILE.name)
    assert shown.text == FILE.read_text(encoding="utf-8")


def test_every_step_is_an_action_with_a_version_or_a_named_command() -> None:
    used = [step["uses"] for step in steps() if "uses" in step]
    assert [name.partition("@")[0] for name in used] == [*ACTIONS]
    assert all(re.fullmatch(r"[\w/-]+@v\d+", name) for name in used)
    assert all("uses" in step or {"name", "run"} <= step.keys() for step in steps())


def test_it_runs_on_pull_requests_and_may_only_read() -> None:
    workflow = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    started_by = workflow[True]  # YAML takes the key `on` for that
    assert {"pull_request", "push", "workflow_dispatch"} == started_by.keys()
    assert workflow["permissions"] == {"contents": "read"}


def test_what_is_kept_is_what_is_taken_from_the_cache() -> None:
    taken, kept = action("actions/cache/restore")["with"], action("actions/cache/save")["with"]
    assert taken["path"] == kept["path"]
    assert taken["key"] == kept["key"]
    assert kept["key"].startswith(taken["restore-keys"])
    measures = next(step for step in steps() if "podscribe regress" in step.get("run", ""))
    assert measures["env"]["PODSCRIBE_CACHE"] == "."
    assert ".podscribe" in taken["path"].split()


def test_its_commands_tell_a_worse_episode(tmp_path: Path, environment: Mapping[str, str]) -> None:
    if shutil.which("jq") is None:
        pytest.skip("no jq is installed (Debian: apt-get install jq); GitHub's runners have it")
    show(tmp_path, environment)
    summary = tmp_path / "summary.md"
    found = {
        name: subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command],
            cwd=tmp_path,
            env={**environment, "GITHUB_STEP_SUMMARY": str(summary)},
            capture_output=True,
            text=True,
            check=False,
        )
        for name, command in commands().items()
        if not command.startswith("pip ")
    }
    assert {name: done.returncode for name, done in found.items()} == {
        "Look over the pages": 1,
        "Measure the episodes": 1,
        "Show what got worse": 0,
    }
    check, _, told = found.values()
    assert check.stdout.startswith("::warning file=_podcast/s01e01.md,line=")
    assert told.stdout == "::error title=s01e01 worse::wer 0 → 25\n"
    assert "🔴 worse" in summary.read_text(encoding="utf-8")
    for path in action("actions/upload-artifact")["with"]["path"].split():
        assert (tmp_path / path).exists(), path


def show(folder: Path, environment: Mapping[str, str]) -> None:
    """A show's repository: an episode that is transcribed worse than it was, with a faulty page."""
    page = folder / "_podcast" / "s01e01.md"
    page.parent.mkdir()
    row = "- {line: 'We counted every loaf.', sec: 2, time: '0:02', who: Nadia}"
    page.write_text(
        f"---\ntitle: Bread\ntranscript:\n- header: Flour\n{row}\n- header: Empty\n---\n"
    )
    regression = folder / "regression"
    regression.mkdir()
    heard = regression / "s01e01.txt"
    heard.write_text("0:02 We counted every loaf.\n")
    manifest = regression / "show.regress.yaml"
    manifest.write_text(
        "episodes: {s01e01: {result: s01e01.txt, reference: ../_podcast/s01e01.md}}\n"
    )
    accept = ["podscribe", "regress", str(manifest), "--update"]
    subprocess.run(accept, cwd=folder, env=environment, check=True, capture_output=True)
    heard.write_text("0:02 We counted every leaf.\n")
