"""Many conversations: DIR/conversations.jsonl and a FLAC file each; what is there is skipped."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from training.codec import write_audio
from training.data import Utterance, read_conversations, write_conversations
from training.grammar import conversation, scorable, trainable, utterance
from training.mix import mix
from training.speak import SynthesisError
from training.speak.clips import available
from training.styles import STYLES
from training.voices import VOICES, Voice, cast

PEOPLE = ("Vera", "Jonas", "Amira", "Felix", "Nadia", "Oskar", "Lucia", "Pavel", "Ingrid", "Tariq")
SECONDS_A_CHAPTER = 100
CHARACTERS_A_SECOND = 15
MOST_PEOPLE = 4


@dataclass(frozen=True, slots=True)
class Job:
    """One conversation to make."""

    number: int
    seconds: float
    seed: int
    folder: Path
    fewest: int
    most: int
    quality: str
    held_out: bool

    @property
    def name(self) -> str:
        return f"{self.quality}-{self.seed}-{self.number:05d}"

    @property
    def truth(self) -> Path:
        return self.folder / "truth" / f"{self.name}.jsonl"


def make(job: Job) -> str:
    """Makes a conversation unless it is there; returns its name, for people to read."""
    if job.truth.exists() and (job.folder / f"{job.name}.flac").exists():
        return job.name
    rng = np.random.default_rng([job.seed, job.number])
    voices = cast(int(rng.integers(job.fewest, job.most + 1)), rng, _installed())
    people = [PEOPLE[int(index)] for index in rng.permutation(len(PEOPLE))[: len(voices)]]
    said = script(random.Random(int(rng.integers(2**31))), people, job.seconds, job.held_out)
    try:
        samples, truth = mix(job.name, said, voices, rng, job.quality, people)
    except SynthesisError as error:
        return f"{job.name} left out: {error}"
    write_audio(job.folder / truth.audio, samples)
    partial = job.truth.with_suffix(".part")
    write_conversations(partial, [truth])
    partial.replace(job.truth)
    return job.name


def script(
    rng: random.Random, people: Sequence[str], seconds: float, held_out: bool
) -> list[Utterance]:
    """What people say in about so many seconds; one alone tells a few statements."""
    keep = scorable if held_out else trainable
    if len(people) == 1:
        return _monologue(rng, seconds, keep)
    chapters = max(1, round(seconds / SECONDS_A_CHAPTER))
    return conversation(rng, people, chapters, seconds / 60, keep=keep)


def _monologue(rng: random.Random, seconds: float, keep: Callable[[str], bool]) -> list[Utterance]:
    said: list[Utterance] = []
    while sum(len(each.text) for each in said) < seconds * CHARACTERS_A_SECOND:
        said.append(Utterance(0, utterance(rng, "statement", keep), "statement", "alone"))
    return said


def gather(folder: Path) -> int:
    """Writes conversations.jsonl from all that was made; returns how many."""
    parts = sorted((folder / "truth").glob("*.jsonl"))
    conversations = [each for part in parts for each in read_conversations(part)]
    partial = folder / "conversations.part"
    rows = (json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in conversations)
    partial.write_text("".join(rows), encoding="utf-8")
    partial.replace(folder / "conversations.jsonl")
    return len(conversations)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command `python -m training.mix_many`."""
    options = _parser().parse_args(arguments)
    fewest, _, most = options.people.partition("-")
    (options.out / "truth").mkdir(parents=True, exist_ok=True)
    jobs = [
        Job(
            number,
            options.seconds,
            options.seed,
            options.out,
            int(fewest),
            int(most or fewest),
            options.quality,
            options.held_out,
        )
        for number in range(options.count)
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, context) as pool:
        for done, name in enumerate(pool.map(make, jobs), 1):
            print(f"{done}/{len(jobs)} {name}", file=sys.stderr)
    print(f"{gather(options.out)} conversations in {options.out}", file=sys.stderr)


def _installed() -> tuple[Voice, ...]:
    return tuple(voice for voice in VOICES if available(voice))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.mix_many", description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", default=f"1-{MOST_PEOPLE}", help="a number or a range")
    parser.add_argument("--quality", choices=tuple(STYLES), default="varied")
    parser.add_argument("--held-out", action="store_true", help="sentences for scoring only")
    parser.add_argument("--processes", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
