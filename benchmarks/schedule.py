"""How long a job takes and how much of it workers stand idle, by the order of the episodes.

    python benchmarks/schedule.py [--speed X] [--seed N] [--results NAME]

A simulation of many workers, and a few measurements of this machine that docs/cost.md works with.
Episodes are dealt out one at a time, each to the first worker that is free, in the order of their
arrival, longest first, or longest first by lengths that are guessed. *Used* is the work over what
all workers could have done until the last episode ends; the rest is standing idle at the end.

Lengths are log-normal: of a *show* as those of the pages in `../shared/corpus` (median 1:00:16,
sigma 0.054), of a *mixed* archive with a median of 40 minutes and a sigma of 0.7, cut at 2 minutes
and 6 hours. A worker hears `--speed` times as fast as people do and takes 3 s for each episode
besides. A spot worker is taken away after 30 minutes on average (exponential), comes again after
3 minutes with its models loaded, and what it had in hand is lost as a whole, or goes on elsewhere
after at most a stretch. Every figure is the mean of five archives, each with a seed of its own.
"""

from __future__ import annotations

import argparse
import heapq
import math
import platform
import random
import shlex
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from keeping import keep

from podscribe.audio import decode
from podscribe.batch.item import Item
from podscribe.batch.ledger import NAME, open_ledger
from podscribe.batch.plan import plan
from podscribe.batch.rows import Outcome, Output

EXAMPLES = Path(__file__).parents[1] / "examples"
HOUR_S = 3600.0
FIXED_S = 3.0  # of an episode, whatever its length
RECLAIM_S = 30 * 60.0
BACK_S = 3 * 60.0  # until another computer is there and the models are loaded
STRETCH_S = 32 * 30.0  # of audio: a batch of words, with the preset gpu-batch
ARCHIVES = 5
WORKERS = (1, 10, 100, 1000)
EPISODES = (200, 2_000, 120_000)
GUESS = 0.3  # sigma of a guessed length: its size tells, but not its bit rate
USED = """\
Workers hear {speed:g} times as fast as people do. Used, in per cent of what the workers could have
done until the end:"""
SPOT = """\
Taken away every 30 minutes, longest first. What was in hand is lost, or kept up to a stretch. So
much longer the job takes than on workers that stay, so much is done twice, and so many episodes
were taken away three times:"""


@dataclass(frozen=True, slots=True)
class Kind:
    """An archive's lengths."""

    name: str
    median_s: float
    sigma: float
    least_s: float = 120.0
    most_s: float = 6 * HOUR_S

    def lengths(self, count: int, seed: int) -> list[float]:
        chance = random.Random(seed)
        return [
            min(self.most_s, max(self.least_s, chance.lognormvariate(math.log(m), self.sigma)))
            for m in [self.median_s] * count
        ]


KINDS = (Kind("show", 3616.0, 0.054), Kind("mixed", 40 * 60.0, 0.7))


def arrival(lengths: Sequence[float], seed: int) -> list[float]:
    return list(lengths)


def longest(lengths: Sequence[float], seed: int) -> list[float]:
    return sorted(lengths, reverse=True)


def guessed(lengths: Sequence[float], seed: int) -> list[float]:
    """Longest first, as far as it is known."""
    chance = random.Random(seed)
    return sorted(lengths, key=lambda each: -each * chance.lognormvariate(0, GUESS))


ORDERS: dict[str, Callable[[Sequence[float], int], list[float]]] = {
    "arrival": arrival,
    "longest first": longest,
    "longest first, guessed": guessed,
}


def makespan(works: Sequence[float], workers: int) -> float:
    """When the last ends, if nobody is ever taken away."""
    free = [0.0] * min(workers, len(works))
    end = 0.0
    for work in works:
        done = heapq.heappop(free) + work
        end = max(end, done)
        heapq.heappush(free, done)
    return end


@dataclass(frozen=True, slots=True)
class Spot:
    """A job on workers that are taken away."""

    end_s: float
    lost_s: float  # work that was done twice
    reclaims: int
    lost_thrice: int  # episodes


def on_spot(works: Sequence[float], workers: int, seed: int, kept_s: float | None) -> Spot:
    """When a worker is taken away `kept_s` of work is lost at most; None: all that was in hand."""
    chance = random.Random(seed)
    queue = deque((work, 0) for work in works)
    # when a worker is free, its number, until when it lives, and what it gives back when it ends
    free = [(0.0, number, chance.expovariate(1 / RECLAIM_S)) for number in range(workers)]
    heapq.heapify(free)
    back: list[tuple[float, float, int]] = []  # when, what is left of an episode, how often tried
    end = lost = 0.0
    reclaims = thrice = 0
    while queue or back:
        at, number, alive = heapq.heappop(free)
        while back and back[0][0] <= at:
            _, left, tries = heapq.heappop(back)
            queue.appendleft((left, tries))
        if not queue:
            heapq.heappush(free, (back[0][0], number, max(alive, back[0][0])))
            continue
        if at >= alive:  # it was taken away while it had nothing to do
            alive = at + chance.expovariate(1 / RECLAIM_S)
        work, tries = queue.popleft()
        if at + work <= alive:
            end = max(end, at + work)
            heapq.heappush(free, (at + work, number, alive))
            continue
        done = alive - at
        gone = done if kept_s is None else min(done, chance.uniform(0, kept_s))
        lost += gone
        reclaims += 1
        thrice += tries == 2
        heapq.heappush(back, (alive, work - done + gone, tries + 1))
        again = alive + BACK_S
        heapq.heappush(free, (again, number, again + chance.expovariate(1 / RECLAIM_S)))
    return Spot(end, lost, reclaims, thrice)


def works_of(lengths: Sequence[float], speed: float) -> list[float]:
    return [length / speed + FIXED_S for length in lengths]


def steady(kind: Kind, count: int, workers: int, speed: float, seed: int) -> dict[str, float]:
    """How much of the workers is used, in per cent, by the order of the episodes."""
    found: dict[str, list[float]] = {name: [] for name in ORDERS}
    for archive in range(ARCHIVES):
        lengths = kind.lengths(count, seed + archive)
        for name, order in ORDERS.items():
            works = works_of(order(lengths, seed + archive), speed)
            found[name].append(100 * sum(works) / (workers * makespan(works, workers)))
    return {name: statistics.mean(each) for name, each in found.items()}


def spotted(kind: Kind, count: int, workers: int, speed: float, seed: int) -> dict[str, float]:
    """What being taken away costs, longest first."""
    row: dict[str, list[float]] = {}
    for archive in range(ARCHIVES):
        works = works_of(longest(kind.lengths(count, seed + archive), seed), speed)
        steady_s = makespan(works, workers)
        for name, kept_s in (("lost", None), ("kept", STRETCH_S / speed)):
            spot = on_spot(works, workers, seed + archive, kept_s)
            row.setdefault(f"longer %, {name}", []).append(100 * (spot.end_s / steady_s - 1))
            row.setdefault(f"done twice %, {name}", []).append(100 * spot.lost_s / sum(works))
            row.setdefault(f"lost thrice, {name}", []).append(spot.lost_thrice)
    return {name: statistics.mean(each) for name, each in row.items()}


def measured() -> dict[str, float]:
    """Of this machine: seconds of its processor, and bytes."""
    name = "interview"
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        audio = decode(EXAMPLES / f"{name}.mp3", Path(folder) / "sound")
        taken = time.process_time() - begin
    hours = audio.seconds / HOUR_S
    written = [EXAMPLES / f"{name}{suffix}" for suffix in (".json", ".md")]
    return {
        "decoding, s of a core for an hour of audio": taken / hours,
        "page and JSON of an hour of audio, kB": sum(p.stat().st_size for p in written)
        / hours
        / 1000,
        "ledger, ms for an episode": 1000 * ledger_s(),
    }


def ledger_s(count: int = 300) -> float:
    """What the driver takes to write down an episode: begun, in five stages, done."""
    items = [Item(str(number), f"s3://bucket/{number}.mp3", str(number)) for number in range(count)]
    outputs = tuple(Output(f"e.{suffix}", "0" * 64, 1) for suffix in ("json", "md", "txt"))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder) / NAME) as ledger,
    ):
        ledger.apply(plan(items, {}))
        begin = time.perf_counter()
        for item in items:
            ledger.begin(item.id, "ray-1", "cuda")
            for stage in ("fetching", "models", "decoding", "words", "speakers"):
                ledger.reach(item.id, stage)
            ledger.finish(item.id, Outcome(outputs, 3600.0))
        return (time.perf_counter() - begin) / count


def table(rows: dict[str, dict[str, float]], head: str) -> list[str]:
    columns = [*next(iter(rows.values()))]
    lines = [f"| {head} | {' | '.join(columns)} |", "|" + " --- |" * (len(columns) + 1)]
    for name, row in rows.items():
        cells = [f"{row[column]:,.1f}" for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def as_markdown(report: dict[str, Any]) -> str:
    lines = [
        f"# Scheduling, {report['date']}",
        "",
        f"`{report['command']}` on {report['versions']}: a simulation.",
        "",
        USED.format(speed=report["speed"]),
        "",
        *table(report["used %"], "archive, workers"),
        "",
        SPOT,
        "",
        *table(report["spot"], "archive, workers"),
        "",
        "## Measured on this machine",
        "",
        *(f"- {name}: {value:,.1f}" for name, value in report["measured"].items()),
    ]
    return "\n".join(lines) + "\n"


def simulated(speed: float, seed: int) -> dict[str, Any]:
    used: dict[str, dict[str, float]] = {}
    spot: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        for count in EPISODES:
            for workers in WORKERS:
                if workers > count:
                    continue
                name = f"{kind.name}, {count:,} episodes, {workers:,}"
                used[name] = steady(kind, count, workers, speed, seed)
                spot[name] = spotted(kind, count, workers, speed, seed)
    return {"used %": used, "spot": spot}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speed", type=float, default=60.0, metavar="X")
    parser.add_argument("--seed", type=int, default=7, metavar="N")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    report: dict[str, Any] = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/schedule.py", *sys.argv[1:]]),
        "versions": f"Python {platform.python_version()}, podscribe {version('podscribe')}",
        "speed": arguments.speed,
        "seed": arguments.seed,
        **simulated(arguments.speed, arguments.seed),
        "measured": measured(),
    }
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
