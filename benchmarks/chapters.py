"""How well chapters that are proposed agree with the headers that editors set.

    python benchmarks/chapters.py [PAGE...] [--examples N] [--results NAME]

Without pages those of `../shared/corpus/pages` are taken, and the machine's captions of two of
them. Their headers are the truth and are not looked at otherwise. What is counted in the proposer
was chosen on half of the pages (by a hash of their names); the figure that holds is that of the
other half. The first chapter begins with the first line in every division and is not counted.

Pages are also taken without the names of speakers, and captions have neither names nor
punctuation. Beside the proposer stand chapters spaced evenly, as many as it aims at, as many as the
page has, and moved to the nearest turn of the host that asks.

A title is held against the header it stands near: how many words both have (F1, without function
words and endings). Editors rarely use the words of the question, so this is low for anybody.
`--examples` prints so many titles of unseen pages, each before the header that it stands near.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shlex
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from agreement import NEAR_S, Agreement, agreement
from keeping import keep

from podscribe.chapters import Chapter
from podscribe.chapters.proposing import ProposeOptions, propose
from podscribe.chapters.proposing.passages import passages
from podscribe.chapters.proposing.questions import asks, hosts, is_question, sentences
from podscribe.chapters.proposing.words import WORD, stems
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.layout.cues import FUNCTION_WORDS
from podscribe.layout.timing import timed
from podscribe.transcript import Grain, Header, Line, Transcript

SHARED = Path(__file__).parents[2] / "shared"
CAPTIONS = {
    "002_*.txt": "how-to-break-into-data-science",
    "003_*.txt": "mlops-and-ml-engineering-in-finance",
}
FEWEST_HEADERS = 3
USUAL_S = ProposeOptions().minutes * 60
HALVES = ("chosen on", "unseen")


@dataclass(frozen=True, slots=True)
class Episode:
    """A transcript to divide, and the chapters that it truly has."""

    name: str
    transcript: Transcript
    truth: tuple[Chapter, ...]
    begin: float
    end: float

    @property
    def boundaries(self) -> list[float]:
        return sorted({chapter.start for chapter in self.truth if chapter.start > self.begin})

    @property
    def half(self) -> str:
        return HALVES[int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 2]


def read_episode(path: Path) -> Episode | None:
    """A page; None where it has no times or no headers to speak of."""
    try:
        transcript = load_transcript(path)
    except PodscribeError:
        return None
    lines = timed(transcript.lines, transcript.duration)
    if lines is None or len(transcript.headers) < FEWEST_HEADERS:
        return None
    truth: list[Chapter] = []
    waiting: list[str] = []
    placed = iter(lines)
    for row in transcript.rows:
        if isinstance(row, Header):
            waiting.append(row.text)
        elif isinstance(row, Line):
            start = next(placed).start
            assert start is not None
            truth += [Chapter(start, title) for title in waiting]
            waiting.clear()
    begin, end = lines[0].start, max(line.end or 0.0 for line in lines)
    assert begin is not None
    return Episode(path.stem, transcript, tuple(truth), begin, end)


def unnamed(episode: Episode) -> Episode:
    rows = tuple(
        replace(row, speaker=None) if isinstance(row, Line) else row
        for row in episode.transcript.rows
    )
    return replace(episode, transcript=replace(episode.transcript, rows=rows))


def captioned(episode: Episode, captions: Path) -> Episode:
    """The same episode with what a machine heard."""
    return replace(episode, transcript=load_transcript(captions))


def proposed(episode: Episode) -> list[float]:
    return [chapter.start for chapter in propose(episode.transcript)][1:]


def even(episode: Episode, chapters: int) -> list[float]:
    length = (episode.end - episode.begin) / chapters
    return [episode.begin + length * number for number in range(1, chapters)]


def usual(episode: Episode) -> list[float]:
    return even(episode, max(1, round((episode.end - episode.begin) / USUAL_S)))


def as_many(episode: Episode) -> list[float]:
    return even(episode, len(episode.boundaries) + 1)


def at_questions(episode: Episode) -> list[float]:
    said = passages(episode.transcript)
    asking = hosts(said, (), ())
    starts = [
        passage.start
        for passage in said
        if asks(passage.text) and (not asking or passage.speaker in asking)
    ]
    if not starts:
        return usual(episode)
    return sorted({min(starts, key=lambda start: abs(start - at)) for at in usual(episode)})


WAYS: dict[str, Callable[[Episode], list[float]]] = {
    "podscribe": proposed,
    "even, every 2.5 minutes": usual,
    "the same, moved to the nearest question": at_questions,
    "even, as many as the page has": as_many,
    "none": lambda episode: [],
}


def figures(episodes: Sequence[Episode], way: Callable[[Episode], list[float]]) -> dict[str, float]:
    """One row of a table: boundaries counted together, errors averaged over the episodes."""
    each = [agreement(way(one), one.boundaries, one.begin, one.end) for one in episodes]
    total = Agreement(
        sum(one.found for one in each),
        sum(one.true for one in each),
        sum(one.both for one in each),
        statistics.mean(one.pk for one in each),
        statistics.mean(one.window_diff for one in each),
    )
    hours = sum(one.end - one.begin for one in episodes) / 3600
    return {
        "right %": 100 * total.both / max(1, total.found),
        "found %": 100 * total.both / max(1, total.true),
        "F1 %": 100 * total.f1,
        "Pk": total.pk,
        "WindowDiff": total.window_diff,
        "an hour": (total.found + len(episodes)) / hours,
    }


def first_question(episode: Episode, chapter: Chapter) -> str:
    """What a titler that knows nothing would take: the first question, cut to length."""
    said = next(each for each in passages(episode.transcript) if each.start == chapter.start)
    question = next(filter(is_question, sentences(said.text)), said.text)
    return question[: ProposeOptions().title_characters]


def shared_words(title: str, headers: Sequence[str]) -> float:
    """The F1 of the words that a title has in common with the header most like it."""
    ours = _telling(title)
    pairs = [(ours, _telling(header)) for header in headers]
    return max((2 * len(a & b) / (len(a) + len(b)) for a, b in pairs if a or b), default=0.0)


def _telling(text: str) -> set[str]:
    words = (word for word in WORD.findall(text) if word.lower() not in FUNCTION_WORDS)
    return {stem for word in words for stem in stems(word)}


def title_figures(episodes: Sequence[Episode]) -> dict[str, float]:
    """Over the chapters that begin near one of the page's."""
    ours: list[float] = []
    plain: list[float] = []
    lengths: list[int] = []
    for episode in episodes:
        for chapter in propose(episode.transcript)[1:]:
            near = [each for each in episode.truth if abs(each.start - chapter.start) <= NEAR_S]
            if near:
                headers = [each.title for each in near]
                ours.append(shared_words(chapter.title, headers))
                plain.append(shared_words(first_question(episode, chapter), headers))
                lengths.append(len(chapter.title))
    return {
        "titles": len(ours),
        "words shared %": 100 * statistics.mean(ours),
        "words shared by the first question %": 100 * statistics.mean(plain),
        "characters (median)": statistics.median(lengths),
    }


def examples(episodes: Sequence[Episode], most: int) -> list[tuple[str, str]]:
    """Titles beside the headers they stand near, spread evenly over all there are."""
    pairs = [
        (chapter.title, true.title)
        for episode in episodes
        for chapter in propose(episode.transcript)[1:]
        for true in episode.truth
        if true.start > episode.begin and abs(true.start - chapter.start) <= NEAR_S
    ]
    return pairs[:: max(1, len(pairs) // most)][:most] if most else []


def seconds_taken(episodes: Sequence[Episode]) -> dict[str, float]:
    """Of processor time, for about so many hours of talk."""
    taken: dict[str, float] = {}
    for hours in (1, 5):
        rows: list[Line] = []
        offset = 0.0
        for episode in episodes[:hours]:
            lines = (line for line in episode.transcript.lines if line.start is not None)
            rows += [replace(line, start=(line.start or 0.0) + offset) for line in lines]
            offset = (rows[-1].start or 0.0) + 30
        joined = Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)
        begin = time.process_time()
        propose(joined)
        taken[f"{offset / 3600:.1f} hours"] = time.process_time() - begin
    return taken


def table(rows: dict[str, dict[str, float]]) -> list[str]:
    columns = [*next(iter(rows.values()))]
    lines = [f"| | {' | '.join(columns)} |", "|" + " --- |" * (len(columns) + 1)]
    for name, row in rows.items():
        cells = [f"{row[c]:.3f}" if c in ("Pk", "WindowDiff") else f"{row[c]:.1f}" for c in columns]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def as_markdown(report: dict[str, Any]) -> str:
    lines = [
        f"# Chapters, {report['date']}",
        "",
        f"`{report['command']}` on {report['versions']}:",
        "",
        "Boundaries within 30 s: of those proposed so many are right, of the page's so many found.",
        "",
    ]
    for name, rows in report["sets"].items():
        lines += [f"## {name}", "", *table(rows), ""]
    lines += ["## Titles", "", *table(report["titles"]), "", "## Time", ""]
    lines += [f"{name} of talk: {taken:.1f} s" for name, taken in report["seconds"].items()]
    lines += ["", "Seconds of one processor core."]
    return "\n".join(lines) + "\n"


def captions_of(episodes: Sequence[Episode]) -> list[Episode]:
    """The episodes of which the machine's captions are there."""
    named = {episode.name: episode for episode in episodes}
    return [
        captioned(named[name], path)
        for pattern, name in CAPTIONS.items()
        for path in SHARED.glob(f"seeds/{pattern}")
        if name in named
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--examples", type=int, default=0, metavar="N")
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    paths = arguments.pages or sorted(SHARED.glob("corpus/pages/*.md"))
    episodes = [episode for path in paths if (episode := read_episode(path)) is not None]
    if not episodes:
        sys.exit("no page with headers and times: name some")
    halves = {half: [each for each in episodes if each.half == half] for half in HALVES}
    sets = {f"{len(half)} pages, {name}": half for name, half in halves.items() if half}
    sets |= {
        f"{title}, without names": [unnamed(each) for each in half] for title, half in sets.items()
    }
    if captions := captions_of(episodes):
        sets[f"{len(captions)} machine captions, without names and punctuation"] = captions
    report: dict[str, Any] = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/chapters.py", "--results", "NAME"]),
        "versions": f"Python {platform.python_version()}, podscribe {version('podscribe')}",
        "sets": {
            title: {name: figures(chosen, way) for name, way in WAYS.items()}
            for title, chosen in sets.items()
        },
        "titles": {name: title_figures(half) for name, half in halves.items() if half},
        "seconds": seconds_taken(episodes),
    }
    print(as_markdown(report))
    for ours, theirs in examples(halves["unseen"], arguments.examples):
        print(f"{ours:60}  {theirs}")
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
