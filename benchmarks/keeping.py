"""What every report of a benchmark begins with, and where its figures are kept."""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
ENGINES = ("podscribe", "faster-whisper", "ctranslate2", "pyannote.audio", "torch")


def head(script: str, packages: Sequence[str] = ENGINES) -> dict[str, Any]:
    """The date, the command that repeats it, the machine, and the versions of packages.

    >>> head("benchmarks/words.py", ["click"])["command"].split()[:2]
    ['python', 'benchmarks/words.py']
    """
    told = [f"{name} {version(name)}" for name in packages]
    return {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", f"benchmarks/{Path(script).name}", *sys.argv[1:]]),
        "machine": machine(),
        "versions": ", ".join([f"Python {platform.python_version()}", *told]),
    }


def machine() -> str:
    """Its processor, how many cores of it there are for this process, its memory, its system."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    parts = (
        platform.machine(),
        *_processor(),
        f"{len(os.sched_getaffinity(0))} cores",
        f"{memory_gb:.0f} GB",
        platform.system(),
    )
    return ", ".join(parts)


def _processor() -> list[str]:
    """Its name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [line.partition(":")[2].strip() for line in lines if line.startswith("model name")][:1]


def opening(title: str, report: Mapping[str, Any]) -> list[str]:
    """The first lines of a report in Markdown: `report` begins with `head`."""
    return [
        f"# {title}, {report['date']}",
        "",
        f"`{report['command']}` on {report['machine']}; {report['versions']}.",
        "",
    ]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table in Markdown; the first column says what a row is.

    >>> print("\\n".join(table(["", "s"], [["decode", "1.20"]])))
    |  | s |
    | --- | ---: |
    | decode | 1.20 |
    """
    lines = (columns, ["---", *["---:"] * (len(columns) - 1)], *rows)
    return [f"| {' | '.join(cells)} |" for cells in lines]


def keep(report: Mapping[str, object], text: str, name: str) -> None:
    """As JSON, and as the Markdown that is printed too."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(report, indent=1) + "\n")
    (RESULTS / f"{name}.md").write_text(text)
