"""Commands run one after the other, each in a fresh process, and what they take."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# A child's peak begins with that of its parent: so its parent is as small as Python can be.
_LAUNCHER = """
import json, os, sys, time
told = int(sys.argv[1])
os.set_inheritable(told, False)
begun = time.perf_counter()
number = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(number, 0)
clock_s = time.perf_counter() - begun
processor_s = usage.ru_utime + usage.ru_stime
code = os.waitstatus_to_exitcode(status)
os.write(told, json.dumps([clock_s, processor_s, usage.ru_maxrss / 1024, code]).encode())
"""
_LAST_LINES = 20
BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}  # is kept from run to run, as it is for users
PODSCRIBE = (sys.executable, "-m", "podscribe")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command took: its time, and that of the processor with all its children.

    `peak_mb` is the most that the largest one of its processes ever had in memory at once: those
    that it starts are not added to it. 10 MB are seen even where less was needed.
    """

    clock_s: float
    processor_s: float
    peak_mb: float
    status: int


def measure(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    good: Collection[int] = (0,),
) -> Spent:
    """Run a command in a fresh process; what it prints is dropped.

    `environment` is added to that of this process. The benchmark ends where the exit status is
    not a good one.
    """
    reading, writing = os.pipe()
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(writing), *command]
    with os.fdopen(reading, "rb") as told, tempfile.TemporaryFile() as said:
        try:
            subprocess.run(
                launch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                pass_fds=[writing],
                env={**os.environ, **BYTECODE, **(environment or {})},
                cwd=folder,
                check=False,
            )
        finally:
            os.close(writing)
        found = told.read()
        said.seek(0)
        last = said.read().decode(errors="replace").splitlines()[-_LAST_LINES:]
    if not found:
        sys.exit("\n".join([f"{shlex.join(command)}: could not be run", *last]))
    spent = Spent(*json.loads(found))
    if spent.status not in good:
        sys.exit("\n".join([f"{shlex.join(command)}: exit status {spent.status}", *last]))
    return spent


def run_podscribe(audio: Path, folder: Path, *options: str) -> Spent:
    """`podscribe run` with the embedded models, that finds nothing of an earlier run."""
    out = folder / "podscribe"
    shutil.rmtree(out, ignore_errors=True)
    return measure(
        [
            *(*PODSCRIBE, "run", str(audio), "-o", str(out), "--fresh", "--profile", "demo"),
            *("--offline", "--quiet", *options),
        ],
        folder=folder,
    )


def interleaved(ways: Mapping[str, Callable[[], Spent]], rounds: int) -> dict[str, list[Spent]]:
    """Each way once a round, every other round backwards: no way always has the same before it."""
    found: defaultdict[str, list[Spent]] = defaultdict(list)
    for number in range(rounds):
        order = [*ways][:: -1 if number % 2 else 1]
        for name in order:
            found[name].append(ways[name]())
            print(f"{number + 1}/{rounds} {name}: {_told(found[name][-1])}", file=sys.stderr)
    return {name: found[name] for name in ways}


def _told(spent: Spent) -> str:
    return (
        f"{spent.clock_s:.2f} s, {spent.processor_s:.2f} s of the processor, {spent.peak_mb:.0f} MB"
    )


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several figures, and the least and the most."""

    median: float
    least: float
    most: float

    def told(self, digits: int = 2) -> str:
        """
        >>> spread([1.0, 1.5, 1.25]).told()
        '1.25 (1.00 to 1.50)'
        """
        return f"{self.median:.{digits}f} ({self.least:.{digits}f} to {self.most:.{digits}f})"


def spread(figures: Iterable[float]) -> Spread:
    found = [*figures]
    return Spread(statistics.median(found), min(found), max(found))


def ratio(ours: Sequence[Spent], theirs: Sequence[Spent]) -> Spread:
    """Of the times of runs that stand side by side, round by round."""
    return spread(one.clock_s / other.clock_s for one, other in zip(ours, theirs, strict=True))
