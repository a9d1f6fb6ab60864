"""podscribe against WhisperX, from the start of the process to the written files, on a CPU.

    python benchmarks/whisperx.py --setup
    python benchmarks/whisperx.py [--what quality,speakers,aligned,words] [--minutes 10]
        [--pairs 5] [--results NAME]

`--setup` makes WhisperX an environment of its own in `build/whisperx`, with a program `ffmpeg` in
it. Both sides hear the same MP3, joined from `examples/`, with the same weights: the embedded
Whisper and pyannote pipeline, from their folders. Beam, batch, arithmetic, language and threads are
the same too; all else is as each has it by itself, the files written as well.

*Speakers*: WhisperX's alignment model comes from an address that is not asked here. So it runs
without alignment, which is faster than in practice and gives no times of words. *Aligned*: with a
model of the same shape and random weights, which takes the time and memory of the real one.
*Words*: `--speakers none` against `--no_align`. WhisperX is told of the 12 seconds that the
embedded Whisper hears at once; with its own 30 it is faster, and loses half of the words.

*Quality* is taken on the examples one by one: joined, they are seven people who share few voices.
What WhisperX's speakers would be with alignment has a bound: its words are given their true times,
better than any aligner tells them, and WhisperX's own code gives them to its own speakers.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from episodes import EXAMPLES, NAMES, example_sounds, put_together
from keeping import head, keep, opening, table
from measuring import Spent, Spread, interleaved, measure, ratio, run_podscribe, spread
from quality import Quality, common_words, quality

from podscribe.compare import compare
from podscribe.formats import load_transcript
from podscribe.models.embedded import DIARIZER, EMBEDDED_FOLDER, RECOGNISER
from podscribe.transcript import Transcript

ROOT = Path(__file__).parents[1]
HOME = ROOT / "build" / "whisperx"
PYTHON = HOME / "bin" / "python"
CONSTRAINTS = Path(__file__).with_name("whisperx-constraints.txt")
SIDE = Path(__file__).with_name("whisperx_side.py")
PACKAGES = ("whisperx", "faster-whisper", "ctranslate2", "pyannote.audio", "torch")
BEAM, BATCH, ARITHMETIC, LANGUAGE = 5, 8, "int8", "en"  # as podscribe has them on a CPU
CORES = len(os.sched_getaffinity(0))

WINDOW_S = 12  # for which the embedded Whisper is made: podscribe reads it from its folder

OURS, THEIRS = "podscribe", "WhisperX --no_align"
LONG = "WhisperX --no_align, windows of 30 s"
ALIGNED = "WhisperX, aligning with random weights"
BOUND = "WhisperX, its words given true times"
TARGETS = {  # of the first way of WhisperX, at most
    "speakers": {"time": 0.7, "memory": 0.7},
    "aligned": {"time": 0.7, "memory": 0.7},
    "words": {"time": 0.2, "memory": 0.4},
}
WHAT = ("quality", *TARGETS)


@dataclass(frozen=True, slots=True)
class Episode:
    """Audio and what is said in it."""

    name: str
    audio: Path
    true: Transcript


def set_up() -> None:
    """WhisperX's own environment, `ffmpeg` by that name, and what its alignment needs."""
    subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = ["whisperx", "imageio-ffmpeg"]
    subprocess.run([*pip, "--constraint", str(CONSTRAINTS), *wanted], check=True)
    find = "import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())"
    found = subprocess.run([PYTHON, "-c", find], check=True, capture_output=True, text=True)
    program = PYTHON.with_name("ffmpeg")
    program.unlink(missing_ok=True)
    program.symlink_to(found.stdout.strip())
    subprocess.run([PYTHON, "-P", SIDE, "prepare", HOME], check=True)


def environment() -> dict[str, str]:
    """WhisperX finds its `ffmpeg`, and asks nothing of the network."""
    return {
        "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HF_HUB_OFFLINE": "1",
        "PYANNOTE_METRICS_ENABLED": "0",
        "NLTK_DATA": str(HOME / "nltk_data"),
    }


def podscribe(audio: Path, folder: Path, *more: str) -> Spent:
    """Into a folder of the folder, as WhisperX."""
    return run_podscribe(audio, folder, "--language", LANGUAGE, *more)


def whisperx(audio: Path, folder: Path, *more: str) -> Spent:
    command = [str(PYTHON.with_name("whisperx")), str(audio)]
    command += ["--output_dir", str(folder / "whisperx")]
    command += ["--model", str(EMBEDDED_FOLDER / RECOGNISER), "--language", LANGUAGE]
    command += ["--device", "cpu", "--compute_type", ARITHMETIC, "--threads", str(CORES)]
    command += ["--beam_size", str(BEAM), "--batch_size", str(BATCH)]
    command += ["--chunk_size", str(WINDOW_S)]
    return measure([*command, *more], environment=environment(), folder=folder)


WINDOWS_OF_30_S = ("--chunk_size", "30")
DIARIZE = ("--diarize", "--diarize_model", str(EMBEDDED_FOLDER / DIARIZER))
Run = Callable[..., Spent]
WAYS: dict[str, dict[str, tuple[Run, tuple[str, ...]]]] = {
    "speakers": {
        OURS: (podscribe, ()),
        THEIRS: (whisperx, ("--no_align", *DIARIZE)),
    },
    "aligned": {
        OURS: (podscribe, ()),
        ALIGNED: (whisperx, ("--align_model", str(HOME / "aligner"), *DIARIZE)),
    },
    "words": {
        OURS: (podscribe, ("--speakers", "none")),
        THEIRS: (whisperx, ("--no_align",)),
        LONG: (whisperx, ("--no_align", *WINDOWS_OF_30_S)),
    },
}
HEARD = {
    OURS: WAYS["speakers"][OURS],
    THEIRS: WAYS["speakers"][THEIRS],
    LONG: (whisperx, ("--no_align", *WINDOWS_OF_30_S, *DIARIZE)),
}


def timed(
    kinds: Sequence[str], audio: Path, pairs: int, folder: Path
) -> dict[str, dict[str, list[Spent]]]:
    """Every way so many times, each into a folder of its own."""
    number = count(1)

    def once(run: Run, more: Sequence[str]) -> Spent:
        place = folder / f"{next(number)}"
        place.mkdir()
        return run(audio, place, *more)

    return {
        kind: interleaved({name: partial(once, *way) for name, way in WAYS[kind].items()}, pairs)
        for kind in kinds
    }


def heard(episode: Episode, folder: Path) -> dict[str, Quality]:
    """What comes of an episode with speakers, either way, and at WhisperX's best."""
    found: dict[str, Quality] = {}
    told: dict[str, Path] = {}
    for name, (run, more) in HEARD.items():
        place = folder / f"{episode.name}, {name}"
        place.mkdir()
        run(episode.audio, place, *more)
        (told[name],) = place.glob(f"*/{episode.audio.stem}.json")
        found[name] = quality(episode.true, told[name])
    given, result = folder / f"{episode.name} given.json", folder / f"{episode.name} told.json"
    given.write_text(json.dumps(with_true_times(episode.true, told[THEIRS])), encoding="utf-8")
    command = [str(PYTHON), "-P", str(SIDE), "assign", str(episode.audio)]
    command += [str(EMBEDDED_FOLDER / DIARIZER), str(given), str(result)]
    measure(command, environment=environment())
    return found | {BOUND: quality(episode.true, result)}


def with_true_times(true: Transcript, told: Path) -> dict[str, Any]:
    """WhisperX's segments, with a true time for every word that is right."""
    found = compare(true, load_transcript(told))
    said = found.reference.words
    times = {word: said[of] for of, word in common_words(found)}
    segments: dict[int, dict[str, Any]] = {}
    lines = [line for line in found.hypothesis.transcript.lines if line.text.strip()]
    for number, word in enumerate(found.hypothesis.words):
        line = lines[word.line]
        segment = segments.setdefault(
            word.line, {"start": line.start, "end": line.end, "text": line.text, "words": []}
        )
        true_word = times.get(number)
        told_times = {"start": true_word.start, "end": true_word.end} if true_word else {}
        segment["words"].append({"word": word.text, **told_times})
    return {"segments": [*segments.values()], "language": LANGUAGE}


def joined(folder: Path, minutes: float) -> Path:
    """The examples one after the other as one MP3."""
    audio = folder / "episode.mp3"
    put_together(audio, 60 * minutes, 0, example_sounds(folder))
    return audio


def examples() -> Iterable[Episode]:
    for name in NAMES:
        path = EXAMPLES / name
        yield Episode(path.stem, path, load_transcript(path.with_suffix(".json")))


def summed(each: Iterable[Mapping[str, Quality]]) -> dict[str, Quality]:
    total: dict[str, Quality] = {}
    for found in each:
        total |= {name: total.get(name, Quality()) + value for name, value in found.items()}
    return total


def versions() -> str:
    ask = f"from importlib.metadata import version; print(*map(version, {PACKAGES}))"
    found = subprocess.run([PYTHON, "-c", ask], check=True, capture_output=True, text=True)
    told = zip(PACKAGES, found.stdout.split(), strict=True)
    return ", ".join(f"{name} {number}" for name, number in told)


def shares(ours: Sequence[Spent], theirs: Sequence[Spent]) -> dict[str, Spread]:
    """Of their time, their processor time and their peak memory what ours is, round by round."""
    pairs = [*zip(ours, theirs, strict=True)]
    return {
        "time": ratio(ours, theirs),
        "processor": spread(one.processor_s / other.processor_s for one, other in pairs),
        "memory": spread(one.peak_mb / other.peak_mb for one, other in pairs),
    }


def time_lines(runs: Mapping[str, Mapping[str, Sequence[Spent]]]) -> list[str]:
    lines: list[str] = []
    for kind, ways in runs.items():
        columns = [kind, "clock s", "processor s", "peak MB"]
        columns += [f"podscribe's share of the {what}" for what in ("time", "processor", "memory")]
        rows = [
            [
                name,
                spread(run.clock_s for run in spent).told(1),
                spread(run.processor_s for run in spent).told(1),
                spread(run.peak_mb for run in spent).told(0),
                *(share.told() if name != OURS else "" for share in of_them.values()),
            ]
            for name, spent in ways.items()
            for of_them in [shares(ways[OURS], spent)]
        ]
        lines += [*table(columns, rows), "", verdict(kind, ways), ""]
    return lines


def verdict(kind: str, ways: Mapping[str, Sequence[Spent]]) -> str:
    ours, theirs, *_ = ways
    found = shares(ways[ours], ways[theirs])
    told = (
        f"{what} {found[what].median:.2f} where at most {wanted} is wanted, "
        f"{'met' if found[what].median <= wanted else 'missed'}"
        for what, wanted in TARGETS[kind].items()
    )
    return f"Of `{theirs}`: {'; '.join(told)}."


def quality_lines(found: Mapping[str, Quality]) -> list[str]:
    figures = {name: each.figures() for name, each in found.items()}
    rows = [
        [row, *(cell(name, row, figures[name][row]) for name in found)]
        for row in figures.get(OURS, {})
    ]
    return [*table(["", *found], rows), ""] if rows else []


def cell(way: str, row: str, figure: float | None) -> str:
    if figure is None or (way == BOUND and row.startswith(("starts", "words with"))):
        return "–"
    return f"{figure:.2f}"


def as_markdown(report: Mapping[str, Any], runs: Any, found: Any) -> str:
    lines = opening("podscribe against WhisperX", report)
    lines += [f"WhisperX in its own environment: {report['whisperx']}. Both: {report['same']}.", ""]
    lines += [*time_lines(runs), *quality_lines(found)]
    return "\n".join(lines)


def measured(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The report, and its text."""
    runs: dict[str, dict[str, list[Spent]]] = {}
    found: dict[str, Quality] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if "quality" in arguments.what:
            found = summed(heard(each, folder) for each in examples())
        kinds = [kind for kind in arguments.what if kind in WAYS]
        if kinds:
            runs = timed(kinds, joined(folder, arguments.minutes), arguments.pairs, folder)
    same = f"beam {BEAM}, batch {BATCH}, {ARITHMETIC}, language {LANGUAGE}, {CORES} threads"
    report: dict[str, Any] = {
        **head(__file__),
        "whisperx": versions(),
        "same": f"{same}, {arguments.minutes:g} minutes as MP3",
        "runs": {
            kind: {name: [asdict(run) for run in spent] for name, spent in ways.items()}
            for kind, ways in runs.items()
        },
        "quality": {name: each.figures() for name, each in found.items()},
    }
    return report, as_markdown(report, runs, found)


def kinds_of(text: str) -> list[str]:
    unknown = set(text.split(",")).difference(WHAT)
    if unknown:
        raise argparse.ArgumentTypeError(f"no {', '.join(unknown)}: give of {', '.join(WHAT)}")
    return text.split(",")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--setup", action="store_true", help="make WhisperX's environment")
    parser.add_argument("--what", default=",".join(WHAT), type=kinds_of)
    parser.add_argument("--minutes", default=10.0, type=float)
    parser.add_argument("--pairs", default=5, type=int)
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    if arguments.setup:
        set_up()
    elif not PYTHON.with_name("whisperx").exists():
        sys.exit("WhisperX is not there: python benchmarks/whisperx.py --setup")
    else:
        report, text = measured(arguments)
        print(text)
        if arguments.results:
            keep(report, text, arguments.results)


if __name__ == "__main__":
    main()
