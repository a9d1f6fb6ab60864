"""How much a batch adds to its engines' own time, how it scales, and how much memory it takes.

    python benchmarks/batch.py [--what overhead,scaling,sharing,memory] [--episodes N] [--minutes M]
        [--lengths 10,60,180] [--profile NAME] [--results NAME]

Episodes are put together from `examples/`. *Overhead*: one worker; the time from when it begins
to hear the first episode until the last is written, over what its models took. *Scaling*: the same
episodes with one worker and with two, each held to a core of its own; beside it what the machine
gives: as many bare scripts (`bare.py`) at once as one of them alone. *Sharing*: words of short
episodes, each by itself and with `batch.share_batches`, in turns. *Memory*: the most that each
process ever had, for one episode of each length (in minutes).
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from episodes import example_sounds, numbers, put_together
from keeping import head, keep, opening, table

from podscribe.batch.board import Board
from podscribe.batch.job import Happened
from podscribe.batch.local import LocalEngine
from podscribe.batch.messages import Step
from podscribe.batch.rows import Row
from podscribe.batch.running import Ending, Request, run_batch
from podscribe.batch.seats import Seat, seats
from podscribe.batch.states import State
from podscribe.batch.summary import hearing_s
from podscribe.config import Settings, load_settings
from podscribe.config.speakers import Speakers
from podscribe.models.embedded import EMBEDDED_FOLDER, RECOGNISER

WHAT = ("overhead", "scaling", "sharing", "memory")
BARE = Path(__file__).with_name("bare.py")
ROUNDS = 5
SHORT_S, SHORT = 20.0, 24  # episodes that do not fill a batch, and how many
_MOST = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass
class Memory:
    """The most that each worker process ever had, looked at while the job goes on."""

    most_mb: dict[int, float] = field(default_factory=dict)

    def on_event(self, event: Happened) -> None:
        self.look()

    def on_tick(self, board: Board) -> None:
        self.look()

    def look(self) -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        for number in map(int, children):
            with suppress(OSError):
                match = _MOST.search(Path(f"/proc/{number}/status").read_text())
                if match:
                    self.most_mb[number] = int(match[1]) / 1024


def episodes(folder: Path, minutes: Sequence[float], sounds: Sequence[Any]) -> Path:
    folder.mkdir()
    for number, each in enumerate(minutes):
        put_together(folder / f"episode-{number:03}.wav", 60 * each, number, sounds)
    return folder


def job(
    inputs: Path, out: Path, settings: Settings, places: tuple[Seat, ...], memory: Memory
) -> Ending:
    ending = run_batch(Request((str(inputs),), str(out), settings), LocalEngine(places), [memory])
    faults = [f"{row.stem}: {row.error}" for row in ending.failed]
    if faults:
        sys.exit("\n".join(faults))
    return ending


def span_s(rows: Sequence[Row]) -> float:
    """From when the first episode is heard until the last is written."""
    begins = [(row.ended or 0.0) - hearing_s(row) - row.stage_s.get("writing", 0) for row in rows]
    return max(row.ended or 0.0 for row in rows) - min(begins)


def measured(ending: Ending, workers: int) -> dict[str, float]:
    rows = ending.with_state(State.DONE)
    spent_s, engines_s = span_s(rows), sum(map(hearing_s, rows))
    audio_s = sum(row.seconds or 0.0 for row in rows)
    return {
        "episodes": len(rows),
        "audio min": audio_s / 60,
        "warm-up s": ending.ended - ending.begun - spent_s,
        "work s": spent_s,
        "engines s": engines_s,
        "idle %": 100 * (1 - engines_s / (workers * spent_s)),
        "overhead %": 100 * (workers * spent_s / engines_s - 1),
        "× real time": audio_s / spent_s,
    }


def held_to_cores(workers: int) -> tuple[Seat, ...]:
    """A worker for each of the first cores; who works ahead has those that are left, if any."""
    cores = sorted(os.sched_getaffinity(0))
    if workers > len(cores):
        sys.exit(f"{workers} workers need {workers} cores, and here are {len(cores)}")
    one = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    own = iter(cores)
    return tuple(
        replace(seat, cores=(next(own),), environment=one) if seat.step is Step.WORK else seat
        for seat in seats("cpu", workers)
    )


def bare_s(sound: Path, cores: Sequence[int]) -> float:
    """How long bare scripts take, one on each of the cores."""
    command = [sys.executable, str(BARE), str(sound), os.devnull, "--threads", "1"]
    command += ["--words", str(EMBEDDED_FOLDER / RECOGNISER)]
    begun = time.perf_counter()
    scripts = [
        subprocess.Popen(
            command,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            preexec_fn=partial(os.sched_setaffinity, 0, [core]),
            stderr=subprocess.DEVNULL,
        )
        for core in cores
    ]
    if sum(script.wait() for script in scripts):
        sys.exit(f"{' '.join(command)}: failed")
    return time.perf_counter() - begun


def of_the_machine(sound: Path, cores: Sequence[int]) -> dict[str, float]:
    """How much more bare scripts do on all cores than one does on the first, in turns."""
    ratios = [len(cores) * bare_s(sound, cores[:1]) / bare_s(sound, cores) for _ in range(ROUNDS)]
    return {"of one": statistics.median(ratios), "least": min(ratios), "most": max(ratios)}


def sharing(inputs: Path, out: Path, settings: Settings) -> dict[str, dict[str, float]]:
    """Words alone: their engine is what is shared."""
    words = replace(settings, speakers=Speakers(0, 0))
    speeds: dict[bool, list[float]] = {False: [], True: []}
    for number in range(ROUNDS):
        for together in (False, True):
            each = replace(words, batch=replace(words.batch, share_batches=together))
            ending = job(inputs, out / f"{number}-{together}", each, held_to_cores(1), Memory())
            speeds[together].append(measured(ending, 1)["× real time"])
    ratios = [shared / alone for alone, shared in zip(*speeds.values(), strict=True)]
    return {
        "each by itself": {"× real time": statistics.median(speeds[False])},
        "together": {
            "× real time": statistics.median(speeds[True]),
            "of each by itself": statistics.median(ratios),
            "least": min(ratios),
            "most": max(ratios),
        },
    }


def scaling(inputs: Path, out: Path, settings: Settings, memory: Memory) -> Iterator[Any]:
    alone = None
    for workers in (1, 2):
        places = held_to_cores(workers)
        found = measured(job(inputs, out / f"{workers}", settings, places, memory), workers)
        alone = alone or found["× real time"]
        yield f"{workers} held to a core", {**found, "of one": found["× real time"] / alone}


def measure(arguments: argparse.Namespace, folder: Path) -> dict[str, dict[str, Any]]:
    settings = replace(load_settings(profile=arguments.profile), formats=("json",))
    sounds = example_sounds(folder)
    few = episodes(folder / "few", [arguments.minutes] * arguments.episodes, sounds)
    found: dict[str, dict[str, Any]] = {}
    if "overhead" in arguments.what:
        ending = job(few, folder / "overhead", settings, held_to_cores(1), Memory())
        found["overhead"] = {"one worker": measured(ending, 1)}
    if "scaling" in arguments.what:
        found["scaling"] = dict(scaling(few, folder / "scaling", settings, Memory()))
        cores = sorted(os.sched_getaffinity(0))[:2]
        found["scaling"]["2 bare scripts"] = of_the_machine(next(few.iterdir()), cores)
    if "sharing" in arguments.what:
        short = episodes(folder / "short", [SHORT_S / 60] * SHORT, sounds)
        found["sharing"] = sharing(short, folder / "sharing", settings)
    if "memory" in arguments.what:
        found["memory"] = {}
        for minutes in arguments.lengths:
            long = episodes(folder / f"long-{minutes:g}", [minutes], sounds)
            memory, begun = Memory(), time.monotonic()
            job(long, folder / f"memory-{minutes:g}", settings, held_to_cores(1), memory)
            found["memory"][f"{minutes:g} min"] = {
                "most MB": max(memory.most_mb.values()),
                "ahead MB": min(memory.most_mb.values()),
                "clock s": time.monotonic() - begun,
            }
    return found


def as_markdown(report: dict[str, Any]) -> str:
    lines = opening("A batch", report)
    for name, rows in report["measured"].items():
        columns = list(dict.fromkeys(column for row in rows.values() for column in row))
        cells = (
            [title, *(f"{row[column]:.2f}" if column in row else "" for column in columns)]
            for title, row in rows.items()
        )
        lines += [*table([name, *columns], cells), ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--what", default=",".join(WHAT), type=lambda text: text.split(","))
    parser.add_argument("--episodes", default=12, type=int)
    parser.add_argument("--minutes", default=2.0, type=float)
    parser.add_argument("--lengths", default=[10.0, 60.0, 180.0], type=numbers)
    parser.add_argument("--profile", default="demo")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(arguments, Path(folder))
    report = {**head(__file__), "measured": found}
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
