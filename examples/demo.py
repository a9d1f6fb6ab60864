"""What `make demo` shows: an episode from its audio to its page, and a page in other formats."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent / "bakery.md"
EPISODE = Path(__file__).parent / "interview.mp3"
ROWS_SHOWN = 12


def run(*arguments: str) -> None:
    """Show a command, run it, and stop where it fails."""
    shown = " ".join(shlex.quote(argument) for argument in arguments)
    print(f"\n$ podscribe {shown}", flush=True)
    subprocess.run([sys.executable, "-m", "podscribe", *arguments], check=True)


def show(path: Path) -> None:
    """The beginning of a file."""
    rows = path.read_text(encoding="utf-8").splitlines()
    print("\n".join([*rows[:ROWS_SHOWN], f"… {len(rows) - ROWS_SHOWN} more lines"]))


def main() -> None:
    """Transcribe the episode, convert the page, and print what came of both."""
    with tempfile.TemporaryDirectory() as folder:
        run("run", str(EPISODE), "-o", folder, "--profile", "demo", "--offline")
        show(Path(folder) / "interview.md")
        for name in ("bakery.txt", "bakery.vtt", "bakery.json"):
            target = Path(folder) / name
            run("convert", str(PAGE), str(target))
            show(target)
        run("convert", str(PAGE), "-", "--to", "timecodes")
        run("check", str(PAGE))


if __name__ == "__main__":
    main()
