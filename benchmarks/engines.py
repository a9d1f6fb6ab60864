"""`podscribe run` against a plain script that calls the same engines one after the other.

    python benchmarks/engines.py [--minutes 10,60] [--pairs 5] [--alone 5] [--device cpu]
        [--results NAME]

Episodes are put together from `examples/`, as MP3. Both begin as a fresh process with the audio on
disk and end with their files written; podscribe keeps nothing of the run before. The script is
`bare.py`: the same embedded models, the same options (windows and beams at once, threads, when
sound counts as speech, word times, language). They take turns, in an order that alternates, after
each ran once on a short clip that is not counted. Then podscribe without speakers and the script
without pyannote take turns (`--alone` so often), and pyannote runs alone, once an episode: the
larger of the two engines is what podscribe's memory is held against. The ratio of times is taken
pair by pair.

The embedded Whisper hears 12 seconds at once. podscribe encodes no more; faster-whisper's batches
fill every window up to 30. With a model for 30 seconds, as all others are, both encode the same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from episodes import EXAMPLES, example_sounds, numbers, put_together
from keeping import head, keep, opening, table
from measuring import Spent, Spread, interleaved, measure, ratio, run_podscribe, spread

from podscribe.config import load_settings
from podscribe.diarize.memory import default_sizes
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER

BARE = Path(__file__).with_name("bare.py")
FOLDERS = {"words": EMBEDDED_FOLDER / RECOGNISER, "speakers": EMBEDDED_FOLDER / DIARIZER}
OURS, THEIRS = "podscribe run", "bare script"
CLIP = EXAMPLES / "clip.mp3"
MOST_TIME = {"cpu": 1.05, "cuda": 0.75}  # of the script's
MORE_MB = 300  # than the larger of the two engines
LANGUAGE = "en"
MET = {True: "yes", False: "**no**", None: ""}
QUIET = {"PYANNOTE_METRICS_ENABLED": "0"}


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and what it has to be."""

    name: str
    found: str
    wanted: str
    met: bool | None  # None: it is only told


def ours(device: str) -> list[str]:
    """What podscribe is told."""
    return ["--language", LANGUAGE, "--device", device]


def bare(audio: Path, folder: Path, device: str, *engines: str) -> Spent:
    """A run of the script, with both engines or one of them."""
    return measure(
        [sys.executable, str(BARE), str(audio), str(folder / "bare.json")]
        + [text for name in engines for text in (f"--{name}", str(FOLDERS[name]))]
        + same_options(device),
        environment=QUIET,
        folder=folder,
    )


def same_options(device: str) -> list[str]:
    """What podscribe does without being told, as the script is told."""
    options = load_settings(profile="demo").transcribe_options()
    voice = {
        "threshold": options.voice.speech_from,
        "neg_threshold": options.voice.silence_below,
        "min_speech_duration_ms": round(1000 * options.voice.least_speech_s),
        "min_silence_duration_ms": round(1000 * options.voice.least_silence_s),
        "speech_pad_ms": round(1000 * options.voice.margin_s),
    }
    segmentation, embedding = default_sizes(device)
    return [
        *("--device", device, "--compute-type", "int8" if device == "cpu" else "float16"),
        *("--threads", str(options.cpu_threads or len(os.sched_getaffinity(0)))),
        *("--language", LANGUAGE, "--voice", json.dumps(voice)),
        *("--beam-size", str(options.beam_size), "--batch-size", str(options.batch_size)),
        *("--segmentation-batch", str(segmentation), "--embedding-batch", str(embedding)),
    ]


def measured(
    audio: Path, folder: Path, device: str, pairs: int, alone: int
) -> dict[str, list[Spent]]:
    """The pairs, and each engine alone."""
    podscribe = partial(run_podscribe, audio, folder, *ours(device))
    script = partial(bare, audio, folder, device)
    both = {OURS: podscribe, THEIRS: partial(script, *FOLDERS)}
    words = {
        f"{OURS} --speakers none": partial(podscribe, "--speakers", "none"),
        f"{THEIRS}, words": partial(script, "words"),
    }
    speakers = {f"{THEIRS}, speakers": partial(script, "speakers")}
    return interleaved(both, pairs) | interleaved(words, alone) | interleaved(speakers, 1)


def targets(found: Mapping[str, Sequence[Spent]], device: str) -> list[Target]:
    times = ratio(found[OURS], found[THEIRS])
    most_mb = max(peak(found[f"{THEIRS}, {name}"]).median for name in FOLDERS) + MORE_MB
    memory = peak(found[OURS])
    words = ratio(found[f"{OURS} --speakers none"], found[f"{THEIRS}, words"])
    return [
        Target(
            "time over the script's",
            times.told(),
            f"at most {MOST_TIME[device]:.2f}",
            times.median <= MOST_TIME[device],
        ),
        Target("the same, words only", words.told(), "", None),
        Target("peak MB", memory.told(0), f"at most {most_mb:.0f}", memory.median <= most_mb),
    ]


def peak(runs: Sequence[Spent]) -> Spread:
    return spread(each.peak_mb for each in runs)


def as_markdown(report: Mapping[str, Any]) -> str:
    lines = opening("podscribe against the bare engines", report)
    told = f"On the {report['device']}; pairs in turns: {report['pairs']}, {report['alone']} of "
    lines += [f"{told}words only; pyannote alone: once. Medians, with least and most.", ""]
    for episode, each in report["episodes"].items():
        runs = {name: [Spent(**run) for run in runs] for name, runs in each["runs"].items()}
        lines += [f"## {episode}", "", *table(["", "s", "processor s", "peak MB"], figures(runs))]
        met = (
            [one["name"], one["found"], one["wanted"], MET[one["met"]]] for one in each["targets"]
        )
        lines += ["", *table(["target", "found", "wanted", "met"], met), ""]
    return "\n".join(lines)


def figures(runs: Mapping[str, Sequence[Spent]]) -> list[list[str]]:
    return [
        [
            name,
            spread(each.clock_s for each in spent).told(),
            spread(each.processor_s for each in spent).told(),
            peak(spent).told(0),
        ]
        for name, spent in runs.items()
    ]


def on_episode(folder: Path, minutes: float, sounds: Sequence[Any], options: Any) -> dict[str, Any]:
    audio = folder / f"episode-{minutes:g}.mp3"
    put_together(audio, 60 * minutes, 1, sounds)
    found = measured(audio, folder, options.device, options.pairs, options.alone)
    audio.unlink()
    return {
        "runs": {name: [asdict(run) for run in runs] for name, runs in found.items()},
        "targets": [asdict(each) for each in targets(found, options.device)],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", default=[10.0, 60.0], type=numbers)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--alone", type=int, default=5, help="pairs without speakers")
    parser.add_argument("--device", choices=[*MOST_TIME], default="cpu")
    parser.add_argument("--results", metavar="NAME")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sounds = example_sounds(folder)
        run_podscribe(CLIP, folder, *ours(options.device))
        bare(CLIP, folder, options.device, *FOLDERS)
        found = {
            f"{minutes:g} minutes": on_episode(folder, minutes, sounds, options)
            for minutes in options.minutes
        }
    report = {
        **head(__file__),
        "device": options.device,
        "pairs": options.pairs,
        "alone": options.alone,
        "episodes": found,
    }
    print(as_markdown(report))
    if options.results:
        keep(report, as_markdown(report), options.results)


if __name__ == "__main__":
    main()
