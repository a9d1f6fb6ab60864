"""How long `podscribe compare` takes, start of Python included, and how much memory: no audio.

    python benchmarks/compare.py PAGE... [--results NAME]

Pages are joined to episodes of one hour and three (10,000 and 30,000 words). Each is compared with
what a recogniser could have made of it: cues without punctuation, 8 % of the words missing, 8 %
added, 5 % others, 200 words of greeting before. Then a folder of 200 pages is compared with itself
and with such cues. Seconds are those of the processor, and as the clock runs.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import cycle
from pathlib import Path
from typing import Any

from keeping import head, keep, opening, table
from measuring import Spent, measure

from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, write_transcript
from podscribe.transcript import Grain, Line, Transcript

LENGTHS = {"one hour": 10_000, "three hours": 30_000}
FOLDER_PAGES = 200
CUE_WORDS = 7
WORD_S = 0.36
GREETING = 200
MISSING, ADDED, OTHER = 0.08, 0.08, 0.05


def joined(pages: Sequence[Transcript], words: int) -> Transcript:
    """The lines of pages one after the other, with times that go on, until there are enough."""
    rows: list[Line] = []
    count, start = 0, 0.0
    for page in cycle(pages):
        for line in page.lines:
            if count >= words:
                return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)
            said = len(line.text.split())
            rows.append(replace(line, start=float(int(start)), words=()))
            count, start = count + said, start + said * WORD_S
    raise AssertionError("cycle ends for no pages alone")


def heard(transcript: Transcript, chance: random.Random) -> Transcript:
    """Cues as a recogniser could make them of the transcript."""
    words = [word for line in transcript.lines for word in line.text.lower().split()]
    vocabulary = sorted(set(words))
    said = [chance.choice(vocabulary) for _ in range(GREETING)] + [
        word.strip(".,?!“”") for word in _misheard(words, vocabulary, chance)
    ]
    cues = [" ".join(said[at : at + CUE_WORDS]) for at in range(0, len(said), CUE_WORDS)]
    rows = (Line(cue, start=at * CUE_WORDS * WORD_S) for at, cue in enumerate(cues))
    return Transcript(rows=tuple(rows))


def _misheard(
    words: Sequence[str], vocabulary: Sequence[str], chance: random.Random
) -> Iterator[str]:
    for word in words:
        draw = chance.random()
        if draw < MISSING:
            continue
        yield chance.choice(vocabulary) if draw < MISSING + OTHER else word
        if chance.random() < ADDED:
            yield chance.choice(["uh", "you", "know", "like", "so", word])


def measured(*arguments: str) -> Spent:
    """What one call of the command takes."""
    return measure([sys.executable, "-m", "podscribe", "compare", *arguments])


def all_measured(pages: Sequence[Path], folder: Path) -> dict[str, Spent]:
    transcripts = [load_transcript(page) for page in pages]
    chance = random.Random(1)
    rows: dict[str, Spent] = {}
    for name, words in LENGTHS.items():
        whole = joined(transcripts, words)
        reference, hypothesis = folder / f"{name}.md", folder / f"{name}.txt"
        reference.write_text(write_transcript(whole, "page"))
        hypothesis.write_text(write_transcript(heard(whole, chance), "lines"))
        rows[name] = measured(str(reference), str(hypothesis))
        rows[f"{name}, --json"] = measured(str(reference), str(hypothesis), "--json")
    ours, theirs = folder / "pages", folder / "cues"
    ours.mkdir()
    theirs.mkdir()
    for number, (page, transcript) in zip(
        range(FOLDER_PAGES), cycle(zip(pages, transcripts, strict=True)), strict=False
    ):
        shutil.copy(page, ours / f"{number}.md")
        cues = write_transcript(heard(transcript, chance), "lines")
        (theirs / f"{number}.txt").write_text(cues)
    rows[f"{FOLDER_PAGES} pages and themselves"] = measured(str(ours), str(ours))
    rows[f"{FOLDER_PAGES} pages and cues"] = measured(str(ours), str(theirs))
    return rows


def readable(paths: Sequence[Path]) -> list[Path]:
    good = []
    for path in paths:
        try:
            load_transcript(path)
        except PodscribeError:
            continue
        good.append(path)
    return good


def as_markdown(report: dict[str, Any]) -> str:
    rows = (
        [name, f"{row['processor_s']:.2f}", f"{row['clock_s']:.2f}", f"{row['peak_mb']:.0f}"]
        for name, row in report["measured"].items()
    )
    return "\n".join(
        [
            *opening("Comparison", report),
            f"Made from {report['pages']} pages.",
            "",
            *table(["compared", "processor s", "clock s", "MB"], rows),
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    pages = readable(arguments.pages)
    with tempfile.TemporaryDirectory() as folder:
        rows = all_measured(pages, Path(folder))
    report = {
        **head(__file__, ["podscribe", "rapidfuzz", "whisper-normalizer"]),
        "command": "python benchmarks/compare.py PAGE... --results NAME",
        "pages": len(pages),
        "measured": {name: asdict(row) for name, row in rows.items()},
    }
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
