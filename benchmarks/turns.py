"""How often a word gets the wrong speaker, and how many turns come out, against plain overlap.

    python benchmarks/turns.py TRUTH... [--draws 20] [--spans FOLDER] [--results NAME]

TRUTH is a file of conversations as `training` makes them (`conversations.jsonl`), a transcript
with speakers and word times, or a folder of either. `benchmarks/results/turns.md` is of the
conversations to score on, which `make train-held-out` makes (their words and times are enough,
nothing listens to their audio):

    python benchmarks/turns.py training/work/score-{varied,clean,hard} --draws 10 --results turns

The spans are taken in five ways. `true`: as the words have them, overlapping where people do.
`disturbed`: every boundary shifted by up to 0.6 s, 15 % of the spans under 1 s missing, and inside
three of ten turns over 8 s another speaker for 0.3 to 0.9 s. Both also `exclusive`, one speaker at
a time. `--spans` takes a diarizer's own instead: NAME.rttm for each conversation, its labels
matched to the true ones by the time they share.

The words are taken in three ways. `spoken`: each when it was said, two voices alternating where
they overlap. `heard`: as recognisers tell them, one voice at a time. `bare`: the same without
capitals and punctuation.

Turns are counted against two truths. `strict`: every change of speaker between words in order of
time, so that "mhm" inside a sentence of the other adds two turns. `editor`: every change of
speaker between sentences in order of their beginning, as they would be published.
"""

from __future__ import annotations

import argparse
import platform
import random
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from keeping import keep
from talks import TELLINGS, Talk, disturbed, exclusive, read_talks, sentences, true_spans

from podscribe.formats import load_transcript
from podscribe.transcript import Span, Word
from podscribe.turns import assemble


@dataclass(frozen=True, slots=True)
class Score:
    """Words, those with a wrong speaker, those marked as doubtful, and turns."""

    words: int = 0
    wrong: int = 0
    doubtful: int = 0
    wrong_and_doubtful: int = 0
    turns: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.words + other.words,
            self.wrong + other.wrong,
            self.doubtful + other.doubtful,
            self.wrong_and_doubtful + other.wrong_and_doubtful,
            self.turns + other.turns,
        )


Labelled = list[tuple[Word, str | None]]  # words with their speakers, as they are to be read
Way = Callable[[Sequence[Word], Sequence[Span]], Labelled]


def by_overlap(words: Sequence[Word], spans: Sequence[Span]) -> Labelled:
    """Plain assignment: whose spans share most with the word, or else lie nearest."""
    labelled: Labelled = []
    for word in words:
        shared: defaultdict[str, float] = defaultdict(float)
        for span in spans:
            common = min(word.end, span.end) - max(word.start, span.start)
            if common > 0:
                shared[span.speaker] += common
        middle = (word.start + word.end) / 2
        nearest = min(spans, key=lambda span: abs((span.start + span.end) / 2 - middle))
        labelled.append((word, max(shared, key=shared.__getitem__, default=nearest.speaker)))
    return labelled


def by_turns(words: Sequence[Word], spans: Sequence[Span]) -> Labelled:
    """What podscribe makes of it."""
    return [(word, turn.speaker) for turn in assemble(words, spans) for word in turn.words]


WAYS: dict[str, Way] = {"overlap": by_overlap, "podscribe": by_turns}


def score(talk: Talk, spans: Sequence[Span], way: Way) -> Score:
    """How a way does; a word is known by when it begins and ends."""
    truth = {(word.start, word.end): said.speaker for said in talk.said for word in said.words}
    words = sorted((word for said in talk.said for word in said.words), key=lambda word: word.start)
    labelled = way(words, spans)
    assert len(labelled) == len(words)
    wrong = [truth[word.start, word.end] != speaker for word, speaker in labelled]
    doubtful = [bool(word.doubts) for word, _ in labelled]
    return Score(
        len(words),
        sum(wrong),
        sum(doubtful),
        sum(map(min, wrong, doubtful)),
        _runs([speaker for _, speaker in labelled]),
    )


def _runs(speakers: Sequence[str | None]) -> int:
    return sum(before != after for before, after in pairwise(speakers)) + 1


def strict_turns(talk: Talk) -> int:
    words = [(word.start, said.speaker) for said in talk.said for word in said.words]
    return _runs([speaker for _, speaker in sorted(words)])


def editor_turns(talk: Talk) -> int:
    """Runs of sentences of one speaker, in the order in which the sentences begin."""
    return _runs([said.speaker for said in sentences(talk)])


Hear = Callable[[Talk, random.Random], list[Span]]
HEARINGS: dict[str, Hear] = {
    "true": lambda talk, chance: true_spans(talk),
    "true, exclusive": lambda talk, chance: exclusive(true_spans(talk), chance),
    "disturbed": lambda talk, chance: disturbed(true_spans(talk), chance),
    "disturbed, exclusive": lambda talk, chance: exclusive(
        disturbed(true_spans(talk), chance), chance
    ),
}


def diarized(folder: Path) -> Hear:
    """The spans of a diarizer, its labels replaced by the true ones."""

    def hear(talk: Talk, chance: random.Random) -> list[Span]:
        spans = load_transcript(folder / f"{talk.name}.rttm").spans
        names = _matched(spans, true_spans(talk))
        return [replace(span, speaker=names.get(span.speaker, span.speaker)) for span in spans]

    return hear


def _matched(spans: Sequence[Span], truth: Sequence[Span]) -> dict[str, str]:
    """For each label the true speaker with whom it shares most; none is given away twice."""
    shared: defaultdict[tuple[str, str], float] = defaultdict(float)
    for span in spans:
        for true in truth:
            common = min(span.end, true.end) - max(span.start, true.start)
            if common > 0:
                shared[span.speaker, true.speaker] += common
    names: dict[str, str] = {}
    for label, speaker in sorted(shared, key=shared.__getitem__, reverse=True):
        if label not in names and speaker not in names.values():
            names[label] = speaker
    return names


def measured(talks: Sequence[Talk], hear: Hear, telling: str, draws: int) -> dict[str, float]:
    """One row of the table: both ways on the same input."""
    told = [TELLINGS[telling](talk) for talk in talks]
    totals = dict.fromkeys(WAYS, Score())
    for original, talk in zip(talks, told, strict=True):
        for draw in range(draws):
            spans = hear(original, random.Random(f"{original.name} {draw}"))
            for name, way in WAYS.items():
                totals[name] += score(talk, spans, way)
    plain, ours = totals["overlap"], totals["podscribe"]
    return {
        "overlap wrong %": 100 * plain.wrong / plain.words,
        "podscribe wrong %": 100 * ours.wrong / ours.words,
        "strict turns": sum(map(strict_turns, told)),
        "editor turns": sum(map(editor_turns, told)),
        "overlap turns": plain.turns / draws,
        "podscribe turns": ours.turns / draws,
        "doubtful %": 100 * ours.doubtful / ours.words,
        "wrong that are doubtful %": 100 * ours.wrong_and_doubtful / max(1, ours.wrong),
    }


def as_markdown(report: dict[str, Any]) -> str:
    lines = [
        f"# Turns, {report['date']}",
        "",
        f"`{report['command']}` on {report['versions']}: {report['draws']} draws.",
        "",
    ]
    for name, rows in report["sets"].items():
        columns = [*next(iter(rows.values()))]
        lines += [f"## {name}", "", f"| words, spans | {' | '.join(columns)} |"]
        lines.append("|" + " --- |" * (len(columns) + 1))
        for label, row in rows.items():
            cells = [f"{row[c]:.2f}" if "%" in c else f"{row[c]:.1f}" for c in columns]
            lines.append(f"| {label} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truths", nargs="+", type=Path)
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--spans", type=Path, metavar="FOLDER")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    hearings = {"diarizer": diarized(arguments.spans)} if arguments.spans else HEARINGS
    sets: dict[str, dict[str, dict[str, float]]] = {}
    for path in arguments.truths:
        talks = [*read_talks(path)]
        sets[path.parent.name if path.suffix == ".jsonl" else path.stem] = {
            f"{telling}, {name}": measured(
                talks, hear, telling, 1 if name in ("true", "diarizer") else arguments.draws
            )
            for telling in TELLINGS
            for name, hear in hearings.items()
        }
    report: dict[str, Any] = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/turns.py", *sys.argv[1:]]),
        "versions": f"Python {platform.python_version()}, podscribe {version('podscribe')}",
        "draws": arguments.draws,
        "sets": sets,
    }
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
