"""How long commands take that have little to do: what is felt is their start.

    python benchmarks/startup.py [--rounds 5] [--results NAME]

Each is a fresh process: `--help`, `check` of a page, `compare` of a page with what was heard of
it, and `run` on the clip of 30 seconds with the embedded models. They take turns with a Python that
does nothing, in an order that alternates; the ratios are taken round by round. A first round is not
counted: after it models and bytecode are in the system's cache.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from episodes import EXAMPLES
from keeping import head, keep, opening, table
from measuring import PODSCRIBE, Spent, interleaved, measure, ratio, run_podscribe, spread

CLIP = EXAMPLES / "clip.mp3"
NOTHING = "python -c pass"


def ways(folder: Path) -> dict[str, Callable[[], Spent]]:
    """The commands by name. The page and what was heard of it come from a run on the clip."""
    run_podscribe(CLIP, folder)
    heard = folder / "heard.json"
    heard.write_bytes((folder / "podscribe" / "clip.json").read_bytes())
    page, truth = folder / "clip.md", EXAMPLES / "clip.md"
    page.write_bytes(truth.read_bytes())
    compare = [*PODSCRIBE, "compare", str(page), str(heard)]
    return {
        NOTHING: partial(measure, [sys.executable, "-c", "pass"]),
        "podscribe --help": partial(measure, [*PODSCRIBE, "--help"]),
        "podscribe check": partial(measure, [*PODSCRIBE, "check", str(page)]),
        "podscribe compare": partial(measure, compare),
        "podscribe run, 30 s": partial(run_podscribe, CLIP, folder),
        "podscribe run, 30 s, words only": partial(
            run_podscribe, CLIP, folder, "--speakers", "none"
        ),
    }


def as_markdown(report: Mapping[str, Any]) -> str:
    lines = opening("Start-up", report)
    lines += [f"Rounds: {report['rounds']}; medians, with the least and the most.", ""]
    runs = {name: [Spent(**run) for run in each] for name, each in report["runs"].items()}
    rows = (
        [
            name,
            spread(1000 * each.clock_s for each in spent).told(0),
            spread(1000 * each.processor_s for each in spent).told(0),
            ratio(spent, runs[NOTHING]).told(1),
            spread(each.peak_mb for each in spent).told(0),
        ]
        for name, spent in runs.items()
    )
    columns = ["", "ms", "processor ms", f"times {NOTHING}", "peak MB"]
    return "\n".join([*lines, *table(columns, rows), ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--results", metavar="NAME")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        commands = ways(Path(name))
        for command in commands.values():
            command()
        found = interleaved(commands, options.rounds)
    report = {
        **head(__file__),
        "rounds": options.rounds,
        "runs": {name: [asdict(run) for run in spent] for name, spent in found.items()},
    }
    print(as_markdown(report))
    if options.results:
        keep(report, as_markdown(report), options.results)


if __name__ == "__main__":
    main()
