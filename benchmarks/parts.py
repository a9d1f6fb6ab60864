"""How long each part of podscribe takes for an hour of talk, models apart.

    python benchmarks/parts.py [--results NAME]
    python benchmarks/parts.py --only "read page" "write vtt" --before build/before
    python benchmarks/parts.py --profile "read page"

The hour is joined from the examples: 10,000 words with their times, spans of speakers, headers.
The parts take turns, round by round, each as if it were the first thing a process does with
podscribe. Beside each run stands the time that the standard library takes to parse the hour's JSON,
measured right before: `times JSON` is the median of the ratios, which says more than seconds on a
machine with other work. `--before FOLDER` takes turns with the podscribe of another checkout, such
as `git worktree add build/before REVISION` makes. PAGE..., files or folders, adds what is done with
the pages of a show.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hour import spoken, write_sounds
from keeping import head, keep, opening, table
from measuring import Spread, spread
from parts_worker import Timed, forget, materials, parts

WORKER = Path(__file__).with_name("parts_worker.py")
ROUNDS = 7
SOUND_S = 600
NOW, BEFORE = "now", "before"
PACKAGES = ("podscribe", "PyYAML", "av", "rapidfuzz")


class Worker:
    """A process that runs parts with the podscribe of one checkout."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._answers = process.stdin, process.stdout
        self.package, *self.parts = self._answer()

    def run(self, part: str) -> Timed:
        print(part, file=self._orders, flush=True)
        found: Timed = self._answer()
        return found

    def _answer(self) -> Any:
        line = self._answers.readline()
        if not line:
            sys.exit("parts.py: a process that measures has failed; what it says stands above")
        return json.loads(line)


@contextmanager
def working(checkout: Path | None, sounds: Path, pages: Sequence[Path]) -> Iterator[Worker]:
    environment = {**os.environ}
    if checkout is not None:
        environment["PYTHONPATH"] = str(checkout.resolve())
    with tempfile.TemporaryDirectory() as folder:
        for sound in sounds.iterdir():
            (Path(folder) / sound.name).symlink_to(sound)
        command = [sys.executable, str(WORKER), folder, *map(str, pages)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            yield Worker(process)
            assert process.stdin is not None
            process.stdin.close()


def measured(
    workers: Mapping[str, Worker], chosen: Sequence[str], rounds: int
) -> dict[str, dict[str, list[Timed]]]:
    """Every run of each part, those of the checkouts in turn."""
    runs: dict[str, dict[str, list[Timed]]] = {
        part: {name: [] for name in workers} for part in chosen
    }
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for part in chosen:
            for name in sorted(workers, reverse=number % 2 == 1):
                runs[part][name].append(workers[name].run(part))
    return runs


def figures(runs: Sequence[Timed]) -> dict[str, Any]:
    return {
        "processor s": _spread(run["processor s"] for run in runs),
        "clock s": _spread(run["clock s"] for run in runs),
        "times JSON": _spread(run["processor s"] / run["JSON s"] for run in runs),
    }


def _spread(found: Iterable[float]) -> dict[str, float]:
    return {name: round(value, 5) for name, value in asdict(spread(found)).items()}


def as_markdown(report: Mapping[str, Any]) -> str:
    compared = any(BEFORE in row for row in report["parts"].values())
    columns = ["part", "processor s", "times JSON", "clock s"]
    rows = [
        _cells(part, row[NOW]) + (_compared(row) if compared else [])
        for part, row in report["parts"].items()
    ]
    told = (
        f"An hour of talk: {report['words']} words, {report['spans']} spans. "
        f"Median of {report['rounds']} rounds. `times JSON`: as often as the standard library's "
        f"`json.loads` of the hour's words ({report['JSON s'] * 1000:.0f} ms)."
    )
    lines = table([*columns, *(["before s", "before/now"] if compared else [])], rows)
    return "\n".join([*opening("Parts", report), told, "", *lines, ""])


def _cells(part: str, row: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        part,
        Spread(**row["processor s"]).told(3),
        Spread(**row["times JSON"]).told(1),
        f"{row['clock s']['median']:.3f}",
    ]


def _compared(row: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    before, now = row[BEFORE], row[NOW]
    ratio = before["times JSON"]["median"] / now["times JSON"]["median"]
    return [f"{before['processor s']['median']:.3f}", f"{ratio:.2f}"]


def profile(part: str, pages: Sequence[Path]) -> None:
    """Print where one part spends its time."""
    with tempfile.TemporaryDirectory() as folder:
        if part.startswith("decode"):
            write_sounds(Path(folder), SOUND_S)
        known = parts(materials(Path(folder)), pages)
        if part not in known:
            sys.exit(f"parts.py: there is no part {part!r}; there are {', '.join(known)}")
        known[part]()  # imports what it needs
        forget()
        profiler = cProfile.Profile()
        profiler.runcall(known[part])
        pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(25)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as sounds, ExitStack() as stack:
        if not arguments.only or any(part.startswith("decode") for part in arguments.only):
            write_sounds(Path(sounds), SOUND_S)
        checkouts = {NOW: None} | ({BEFORE: arguments.before} if arguments.before else {})
        workers = {
            name: stack.enter_context(working(checkout, Path(sounds), arguments.pages))
            for name, checkout in checkouts.items()
        }
        if arguments.before and not Path(workers[BEFORE].package).is_relative_to(
            arguments.before.resolve()
        ):
            sys.exit(f"parts.py: {arguments.before} holds no podscribe")
        known = workers[NOW].parts
        unknown = {*arguments.only} - {*known}
        if unknown:
            sys.exit(f"parts.py: there is no part {unknown.pop()!r}; there are {', '.join(known)}")
        runs = measured(workers, arguments.only or known, arguments.rounds)
    hour = spoken()
    return {
        **head(__file__, PACKAGES),
        "words": sum(len(line.words) for line in hour.lines),
        "spans": len(hour.spans),
        "rounds": arguments.rounds,
        "JSON s": statistics.median(run["JSON s"] for each in runs.values() for run in each[NOW]),
        "parts": {
            part: {name: figures(found) for name, found in each.items()}
            for part, each in runs.items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE")
    parser.add_argument("--only", nargs="+", default=[], metavar="PART")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="another checkout")
    parser.add_argument("--profile", metavar="PART", help="print where a part spends its time")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    if arguments.profile:
        profile(arguments.profile, arguments.pages)
    else:
        report = measure(arguments)
        print(as_markdown(report))
        if arguments.results:
            keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
