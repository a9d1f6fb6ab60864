"""How time and memory of `podscribe run` grow with the length of an episode.

    python benchmarks/growth.py [--lengths 1,10,30,60,180] [--rounds 1] [--words-only]
        [--results NAME]

Episodes of so many minutes are put together from `examples/`, as MP3, and heard with the embedded
models, with speakers and without. Each run is a fresh process that finds nothing of an earlier
one. Lengths take turns, in an order that alternates. A line is laid through the times, so that
their relative errors are least; *off* is how far a time is from it. Time counts as linear where
none is off by more than 10 %, memory as flat where from 30 minutes on the largest peak is at most
1.2 times the smallest.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from episodes import example_sounds, numbers, put_together
from keeping import head, keep, opening, table
from measuring import Spent, interleaved, run_podscribe

LENGTHS = (1.0, 10.0, 30.0, 60.0, 180.0)
MOST_OFF = 0.10
LONG_MIN = 30.0
MOST_GROWTH = 1.2


@dataclass(frozen=True, slots=True)
class Line:
    """Time by the length of the audio."""

    start_s: float
    per_minute_s: float

    def at(self, minutes: float) -> float:
        return self.start_s + self.per_minute_s * minutes

    def off(self, minutes: float, seconds: float) -> float:
        return seconds / self.at(minutes) - 1


def fitted(times: Mapping[float, float]) -> Line:
    """The line whose relative errors, squared, are least.

    >>> fitted({1: 12.0, 10: 30.0, 60: 130.0})
    Line(start_s=10.0, per_minute_s=2.0)
    """
    weights = {minutes: 1 / seconds**2 for minutes, seconds in times.items()}
    total = sum(weights.values())
    middle = sum(weight * minutes for minutes, weight in weights.items()) / total
    height = sum(weight * times[minutes] for minutes, weight in weights.items()) / total
    across = sum(weight * (minutes - middle) ** 2 for minutes, weight in weights.items())
    rise = sum(
        weight * (minutes - middle) * (times[minutes] - height)
        for minutes, weight in weights.items()
    )
    slope = rise / across if across else 0.0
    return Line(round(height - slope * middle, 6), round(slope, 6))


def judged(runs: Mapping[float, Sequence[Spent]]) -> dict[str, Any]:
    """The line through the times, how far they are off, and how memory grows."""
    times = {minutes: median(each.clock_s for each in spent) for minutes, spent in runs.items()}
    peaks = {minutes: median(each.peak_mb for each in spent) for minutes, spent in runs.items()}
    line = fitted(times)
    offs = {minutes: line.off(minutes, seconds) for minutes, seconds in times.items()}
    long = [mb for minutes, mb in peaks.items() if minutes >= LONG_MIN]
    growth = max(long) / min(long) if len(long) > 1 else None
    return {
        "line": asdict(line),
        "rows": [
            {
                "minutes": minutes,
                "s": times[minutes],
                "processor s": median(each.processor_s for each in runs[minutes]),
                "s a minute after the start": (times[minutes] - line.start_s) / minutes,
                "off": offs[minutes],
                "peak MB": peaks[minutes],
                "runs": [asdict(each) for each in runs[minutes]],
            }
            for minutes in runs
        ],
        "linear": max(map(abs, offs.values())) <= MOST_OFF if len(runs) > 2 else None,
        "growth": growth,
        "flat": None if growth is None else growth <= MOST_GROWTH,
    }


def measured(
    lengths: Sequence[float], rounds: int, folder: Path, sounds: Sequence[Any], *extra: str
) -> dict[str, Any]:
    paths = {minutes: folder / f"episode-{minutes:g}.mp3" for minutes in lengths}
    for minutes, path in paths.items():
        if not path.exists():
            put_together(path, 60 * minutes, 1, sounds)
    ways = {
        f"{minutes:g} min {' '.join(extra)}".strip(): partial(run_podscribe, path, folder, *extra)
        for minutes, path in paths.items()
    }
    found = interleaved(ways, rounds)
    return judged(dict(zip(lengths, found.values(), strict=True)))


def as_markdown(report: Mapping[str, Any]) -> str:
    lines = opening("Growth with the length of an episode", report)
    lines += [f"Rounds: {report['rounds']}; medians.", ""]
    columns = ["minutes", "s", "processor s", "s a minute after the start", "off", "peak MB"]
    for name, each in report["ways"].items():
        rows = (
            [
                f"{row['minutes']:g}",
                f"{row['s']:.1f}",
                f"{row['processor s']:.1f}",
                f"{row['s a minute after the start']:.3f}",
                f"{row['off']:+.1%}",
                f"{row['peak MB']:.0f}",
            ]
            for row in each["rows"]
        )
        lines += [f"## {name}", "", *table(columns, rows), "", *verdicts(each), ""]
    return "\n".join(lines)


def verdicts(each: Mapping[str, Any]) -> list[str]:
    line = Line(**each["line"])
    told = [
        f"The line: {line.start_s:.1f} s, and {line.per_minute_s:.3f} s for every minute. "
        + {
            None: "Too few lengths to say whether time is linear.",
            True: "Time is linear within 10 %.",
            False: "**Time is not linear within 10 %.**",
        }[each["linear"]]
    ]
    if each["flat"] is not None:
        flat = "is flat within 20 %" if each["flat"] else "**is not flat within 20 %**"
        told.append(f"Memory from {LONG_MIN:g} minutes on {flat}: × {each['growth']:.2f}.")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", default=[*LENGTHS], type=numbers)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--words-only", action="store_true", help="not with speakers as well")
    parser.add_argument("--results", metavar="NAME")
    options = parser.parse_args()
    kinds: dict[str, tuple[str, ...]] = {"words only": ("--speakers", "none")}
    if not options.words_only:
        kinds["words and speakers"] = ()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sounds = example_sounds(folder)
        ways = {
            kind: measured(options.lengths, options.rounds, folder, sounds, *extra)
            for kind, extra in kinds.items()
        }
    report = {**head(__file__), "rounds": options.rounds, "ways": ways}
    print(as_markdown(report))
    if options.results:
        keep(report, as_markdown(report), options.results)


if __name__ == "__main__":
    main()
