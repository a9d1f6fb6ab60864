"""How fast words and speakers are found on a GPU, and how much of its memory they take.

    python benchmarks/gpu.py [--shapes small large-v3-turbo] [--only batches episode embedded]
                             [--minutes 60] [--rounds 5] [--results NAME]
    python benchmarks/gpu.py --device cpu --shapes tiny --minutes 2      # to try it without one

The recognisers have the shape of Whisper's and random weights. Their words mean nothing; the
arithmetic is the same as with real ones, for as many tokens a second of audio as people speak: 5,
told with 5 beams and with the times of words. The speakers are told apart by the embedded
pipeline. `batches` are windows of 30 s heard by the engine, so many at once. `episode` is an hour
of the examples with speech looked for first: its words, its speakers, and both at once, in a fresh
process each, models loaded before. `embedded` is `podscribe run` with the embedded models, start
to written files. The processes take turns, round by round. Memory is what the whole device has in
use at most, so nothing else should be on it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from episodes import example_sounds, put_together
from keeping import head, keep, opening, table
from measuring import Spread, run_podscribe, spread
from random_whisper import SHAPES, write_model

from podscribe.audio import decode
from podscribe.errors import PodscribeError
from podscribe.transcribe.loading import device_of

TASKS = Path(__file__).with_name("gpu_tasks.py")
TOKENS_PER_S = 5  # 160 words a minute are 3.6
WINDOW_S = 30
BATCHES = (1, 2, 4, 8, 16, 32, 64)
WAYS = ("words", "speakers", "both")
ONLY = ("batches", "episode", "embedded")
ROUNDS = 5
NO_GPU = 2
PACKAGES = ("podscribe", "faster-whisper", "ctranslate2", "pyannote.audio", "torch")
Rows = list[dict[str, Any]]


def done(task: Mapping[str, object]) -> Any:
    """What a process of its own answers to a task."""
    command = [sys.executable, str(TASKS), json.dumps(task)]
    finished = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if finished.returncode:
        sys.exit(f"gpu.py: {task['do']} has failed; what it says stands above")
    return json.loads(finished.stdout.splitlines()[-1])


@contextmanager
def watched(device: str) -> Iterator[Callable[[], float | None]]:
    """What tells, after the work, how much more of the device's memory was in use for it, in MB."""
    if not device.startswith("cuda"):
        yield lambda: None
        return
    command = [sys.executable, str(TASKS), json.dumps({"do": "watch", "device": device})]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        answers = process.stdout
        before: float = json.loads(answers.readline())

        def end() -> float:
            process.stdin.close()  # type: ignore[union-attr]
            most: float = json.loads(answers.readline())
            return most - before

        yield end


def measure_batches(task: Mapping[str, object], sizes: Sequence[int], rounds: int) -> Rows:
    found: Rows = done({**task, "do": "batches", "batches": sizes, "rounds": rounds})
    rows: Rows = []
    for size in sizes:
        runs = [run for run in found if run["batch"] == size]
        seconds = [run["seconds"] for run in runs]
        if None in seconds:
            rows.append({"batch": size, "speed": None, "MB": None, "runs": runs})
            continue
        speeds = [run["audio s"] / run["seconds"] for run in runs]
        rows.append(
            {"batch": size, "speed": asdict(spread(speeds)), "MB": runs[0]["MB"], "runs": runs}
        )
    return rows


def measure_episode(task: Mapping[str, object], rounds: int) -> dict[str, Any]:
    runs: defaultdict[str, Rows] = defaultdict(list)
    for number in range(rounds):
        for way in WAYS[:: -1 if number % 2 else 1]:
            runs[way].append(done({**task, "do": "episode", "what": way}))
            print(f"{number + 1}/{rounds} {way}: {runs[way][-1]}", file=sys.stderr)
    return {
        "ways": {way: _of_runs(runs[way]) for way in WAYS},
        "at once": asdict(
            spread(
                both["seconds"] / (words["seconds"] + speakers["seconds"])
                for words, speakers, both in zip(*(runs[way] for way in WAYS), strict=True)
            )
        ),
    }


def _of_runs(runs: Rows) -> dict[str, Any]:
    return {
        "seconds": asdict(spread(run["seconds"] for run in runs)),
        "MB": _most(runs),
        "words": runs[0]["words"],
        "speakers": runs[0]["speakers"],
    }


def _most(runs: Rows) -> float | None:
    return max((run["MB"] for run in runs if run["MB"] is not None), default=None)


def measure_embedded(device: str, audio: Path, folder: Path, rounds: int) -> dict[str, Any]:
    runs: Rows = []
    for _ in range(rounds):
        with watched(device) as end:
            spent = run_podscribe(audio, folder, "--device", device)
            runs.append({"seconds": spent.clock_s, "RAM MB": spent.peak_mb, "MB": end()})
    return {
        "seconds": asdict(spread(run["seconds"] for run in runs)),
        "RAM MB": statistics.median(run["RAM MB"] for run in runs),
        "MB": _most(runs),
    }


def measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    audio = folder / "episode.mp3"
    put_together(audio, arguments.minutes * 60, 0, example_sounds(folder))
    sound = folder / "episode.sound"
    decode(audio, sound)
    report: dict[str, Any] = {"shapes": {}}
    for shape in arguments.shapes:
        model = folder / shape
        write_model(SHAPES[shape], model)
        task = {
            "folder": str(model),
            "sound": str(sound),
            "device": arguments.device,
            "tokens": TOKENS_PER_S * WINDOW_S,
            "batch": arguments.batch,
        }
        found: dict[str, Any] = {}
        report["shapes"][shape] = found
        if "batches" in arguments.only:
            found["batches"] = measure_batches(task, arguments.batches, arguments.rounds)
        if "episode" in arguments.only:
            found["episode"] = measure_episode(task, arguments.rounds)
    if "embedded" in arguments.only:
        report["embedded"] = measure_embedded(arguments.device, audio, folder, arguments.rounds)
    return report


def as_markdown(report: Mapping[str, Any]) -> str:
    told = (
        f"Computed on {report['device']}; {report['rounds']} rounds. The recognisers have random "
        f"weights: their words mean nothing, the arithmetic is the same, for {TOKENS_PER_S} tokens "
        "a second of audio."
    )
    lines = [*opening("GPU", report), told, ""]
    for shape, found in report["shapes"].items():
        if "batches" in found:
            lines += [*_batch_lines(shape, found["batches"]), ""]
        if "episode" in found:
            lines += [*_episode_lines(shape, found["episode"], report), ""]
    if "embedded" in report:
        lines += [*_embedded_lines(report["embedded"], report["minutes"]), ""]
    return "\n".join(lines)


def _batch_lines(shape: str, rows: Rows) -> list[str]:
    columns = ["windows", "audio seconds a second", "peak device MB"]
    title = f"## {shape}: windows of 30 s, so many at once"
    return [title, "", *table(columns, map(_batch_cells, rows))]


def _episode_lines(shape: str, found: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    minutes = report["minutes"]
    cells = [_way_cells(name, way, minutes) for name, way in found["ways"].items()]
    share = Spread(**found["at once"]).told()
    return [
        f"## {shape}: {minutes:g} minutes, {report['batch']} windows at once",
        "",
        *table(["", "s", "audio seconds a second", "peak device MB"], cells),
        "",
        f"Both at once take {share} times as long as one after the other.",
    ]


def _embedded_lines(found: Mapping[str, Any], minutes: float) -> list[str]:
    columns = ["", "s", "audio seconds a second", "peak device MB", "peak MB of RAM"]
    cells = [*_way_cells("start to written files", found, minutes), _mb(found["RAM MB"])]
    title = f"## The embedded models: `podscribe run` of {minutes:g} minutes"
    return [title, "", *table(columns, [cells])]


def _batch_cells(row: Mapping[str, Any]) -> list[str]:
    if row["speed"] is None:
        return [str(row["batch"]), "out of memory", ""]
    return [str(row["batch"]), Spread(**row["speed"]).told(1), _mb(row["MB"])]


def _way_cells(name: str, way: Mapping[str, Any], minutes: float) -> list[str]:
    seconds = Spread(**way["seconds"])
    return [name, seconds.told(1), f"{minutes * 60 / seconds.median:.0f}", _mb(way["MB"])]


def _mb(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=["small", "large-v3-turbo"])
    parser.add_argument("--only", nargs="+", choices=ONLY, default=ONLY)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batches", nargs="+", type=int, default=BATCHES)
    parser.add_argument("--batch", type=int, default=8, help="windows at once of an episode")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    try:
        device_of(arguments.device)
    except PodscribeError as error:
        remedy = "run it on a machine with one, or try it out with --device cpu --shapes tiny"
        print(f"gpu.py: {error.what}; {remedy}", file=sys.stderr)
        sys.exit(NO_GPU)
    on_gpu = arguments.device.startswith("cuda")
    report: dict[str, Any] = {
        **head(__file__, PACKAGES),
        "device": done({"do": "name", "device": arguments.device}) if on_gpu else "the CPU",
        "rounds": arguments.rounds,
        "minutes": arguments.minutes,
        "batch": arguments.batch,
    }
    with tempfile.TemporaryDirectory() as folder:
        report |= measure(arguments, Path(folder))
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
