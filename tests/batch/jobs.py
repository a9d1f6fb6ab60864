"""`podscribe batch` as a user calls it, and what it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from podscribe.batch.ledger import NAME, read_ledger
from podscribe.batch.rows import Row

DEMO = ("--profile", "demo", "--devices", "cpu")
WORDS = (*DEMO, "--speakers", "none", "--format", "json,lines")  # starts in a second


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "podscribe", "batch", *arguments]


def environment() -> dict[str, str]:
    """Without what would lead requests of this computer elsewhere."""
    proxies = {"http_proxy", "https_proxy", "all_proxy"}
    return {name: value for name, value in os.environ.items() if name.lower() not in proxies}


def batch(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def rows(out: Path) -> dict[str, Row]:
    return {row.stem: row for row in read_ledger(out / NAME)}


def outputs(out: Path) -> dict[str, bytes]:
    """Every file of an episode."""
    own = ("ledger.", "report.")
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.is_file() and not path.name.startswith(own)
    }
