"""Other programs, as the check before a release calls them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST_S = 600.0


class ReleaseError(Exception):
    """What is wrong with the release."""


def run(command: Sequence[str], folder: Path, *, quiet: bool = False) -> str:
    """What a command prints; nothing of this environment but the path goes along."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    shown = " ".join(Path(part).name for part in command[:6])
    try:
        done = subprocess.run(
            [*command],
            cwd=folder,
            env=kept,
            capture_output=True,
            text=True,
            check=False,
            timeout=None if "install" in command else LONGEST_S,
        )
    except subprocess.TimeoutExpired as error:
        raise ReleaseError(f"{shown} was not done after {LONGEST_S:.0f} s") from error
    if done.returncode:
        raise ReleaseError(f"{shown} ended with status {done.returncode}: {done.stderr[-500:]}")
    warning = re.search(r"^.*\w+Warning: .*$", done.stderr, re.MULTILINE)
    if quiet and warning:
        raise ReleaseError(f"{' '.join(command[1:3])} warns: {warning[0][-300:]}")
    return done.stdout
