"""How near to the editor's the times are that `podscribe retime` gives a page: no audio.

    python benchmarks/retime.py [--results NAME]

Two published pages of `../shared` are held against the machine's captions of their recordings, as
they are and with their times spoiled; the editor's times are the truth. Then the captions are
spoiled: an advertisement is cut in, three minutes are missing, words are misheard. A turn counts if
it begins in the same seconds or at most three off; *stayed* are rows whose second is the editor's.
Below stands how much of the page `podscribe transfer` lays over the captions: the share of common
words under the right name, headers in their place, turns that begin where the page's do.
"""

from __future__ import annotations

import argparse
import platform
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from keeping import keep

from podscribe.compare import compare
from podscribe.formats import load_transcript
from podscribe.retime import retime, transfer
from podscribe.transcript import Line, Row, Transcript

SHARED = Path(__file__).parents[2] / "shared"
PAIRS = {
    "002_*.txt": "how-to-break-into-data-science",
    "003_*.txt": "mlops-and-ml-engineering-in-finance",
}
NEAR_S = 3.0
SPOT_S, SPOT_AT_S = 45.0, 1200.0
MISSING_S = (1500.0, 1680.0)
MISHEARD = 0.15
Start = Callable[[int, float], float | None]


@dataclass(frozen=True, slots=True)
class Pair:
    page: Transcript
    captions: Transcript
    spot: Transcript  # captions of another episode, to cut an advertisement from


@dataclass(frozen=True, slots=True)
class Case:
    """What is retimed against what, and the truth."""

    page: Transcript
    source: Transcript
    truth: Transcript


def with_starts(page: Transcript, start_of: Start) -> Transcript:
    numbers = count()

    def changed(row: Row) -> Row:
        if not isinstance(row, Line):
            return row
        return replace(row, start=start_of(next(numbers), row.start or 0.0))

    return replace(page, rows=tuple(map(changed, page.rows)))


def openings(page: Transcript) -> list[int]:
    """The lines that open a turn."""
    return [0] + [
        number
        for number, (before, line) in enumerate(pairwise(page.lines), 1)
        if (before.speaker, before.start) != (line.speaker, line.start)
    ]


def starts(page: Transcript) -> list[float]:
    return [line.start or 0.0 for line in page.lines]


def spoiled_pages(page: Transcript) -> dict[str, Transcript]:
    turns = openings(page)
    half = turns[len(turns) // 2]
    mixed = starts(page)
    random.Random(7).shuffle(mixed)
    chosen = random.Random(8).sample(range(8, len(turns), 4), 12)
    planted = {turns[turn]: starts(page)[turns[turn - 1]] - 59 for turn in chosen}

    def minute(by_s: float) -> Transcript:
        return with_starts(page, lambda number, start: start + by_s * (number >= half))

    return {
        "as published": page,
        "times wiped": with_starts(page, lambda number, start: None),
        "a minute late from the middle on": minute(60),
        "a minute early from the middle on": minute(-60),
        "another intro, 37 s": with_starts(page, lambda number, start: start + 37),
        "times shuffled": with_starts(page, lambda number, start: mixed[number]),
        "12 turns run backward": with_starts(
            page, lambda number, start: max(0.0, planted.get(number, start))
        ),
        "every other time wiped": with_starts(
            page, lambda number, start: start if number % 2 else None
        ),
        "a clock 1 % too fast": with_starts(page, lambda number, start: float(int(start * 1.01))),
    }


def with_spot(pair: Pair) -> Transcript:
    """The captions with an advertisement cut in."""

    def later(line: Line, by_s: float) -> Line:
        return replace(line, start=(line.start or 0.0) + by_s)

    begun = SPOT_AT_S / 2
    spot = [line for line in pair.spot.lines if begun <= (line.start or 0.0) < begun + SPOT_S]
    early = [line for line in pair.captions.lines if (line.start or 0.0) < SPOT_AT_S]
    late = pair.captions.lines[len(early) :]
    rows = (
        *early,
        *(later(line, SPOT_AT_S - begun) for line in spot),
        *(later(line, SPOT_S) for line in late),
    )
    return Transcript(rows=rows)


def misheard(captions: Transcript) -> Transcript:
    """Some words left out, some others in their place."""
    chance = random.Random(9)
    words = [word for line in captions.lines for word in line.text.split()]

    def heard(line: Line) -> Line:
        said = []
        for word in line.text.split():
            draw = chance.random()
            if draw >= MISHEARD:
                said.append(word)
            elif draw < MISHEARD / 2:
                said.append(chance.choice(words))
        return replace(line, text=" ".join(said) or chance.choice(words))

    return Transcript(rows=tuple(heard(line) for line in captions.lines))


def cases(pair: Pair) -> dict[str, Case]:
    page, captions = pair.page, pair.captions
    wiped = with_starts(page, lambda number, start: None)
    found = {name: Case(each, captions, page) for name, each in spoiled_pages(page).items()}
    moved = with_starts(page, lambda number, start: start + SPOT_S if start >= SPOT_AT_S else start)
    low, high = MISSING_S
    hole = Transcript(
        rows=tuple(line for line in captions.lines if not low <= (line.start or 0.0) < high)
    )
    found["captions with an advertisement"] = Case(page, with_spot(pair), moved)
    found["the same, times wiped"] = Case(wiped, with_spot(pair), moved)
    found["captions without three minutes"] = Case(page, hole, page)
    found["the same, times wiped as well"] = Case(wiped, hole, page)
    found["15 % of the captions misheard, times wiped"] = Case(wiped, misheard(captions), page)
    return found


def measured(case: Case) -> dict[str, Any]:
    begun = time.perf_counter()
    found = retime(case.page, case.source)
    spent_s = time.perf_counter() - begun
    new, right = starts(found.transcript), starts(case.truth)
    off = [abs(int(new[turn]) - int(right[turn])) for turn in openings(case.truth)]
    return {
        "turns": len(off),
        "near": sum(each <= NEAR_S for each in off),
        "largest s": max(off),
        "rows": found.rows,
        "found": found.found,
        "stayed": sum(int(one) == int(other) for one, other in zip(new, right, strict=True)),
        "offsets": [[int(shift.start), shift.offset] for shift in found.shifts],
        "s": round(spent_s, 2),
    }


def laid_over(pair: Pair) -> dict[str, Any]:
    found = transfer(pair.page, pair.captions)
    compared = compare(pair.page, found.transcript)
    assert compared.speakers is not None
    assert compared.structure is not None
    assert compared.structure.turns is not None
    return {
        "right": compared.speakers.right,
        "headers": len(pair.page.headers),
        "in place": len(compared.structure.matched),
        "turns": compared.structure.turns[0],
        "turns in place": compared.structure.common_turns,
        "words": found.words,
        "named": found.named,
    }


def as_markdown(report: Mapping[str, Any]) -> str:
    names = [*report["retime"]]
    rows = []
    for case in report["retime"][names[0]]:
        cells = [_cells(report["retime"][name][case]) for name in names]
        rows.append(f"| {case} | {' | '.join(cells)} |")
    over = [
        f"| {name} | {each['right']:.1%} | {each['in place']} of {each['headers']} "
        f"| {each['turns in place']} of {each['turns']} | {each['named']} of {each['words']} |"
        for name, each in report["transfer"].items()
    ]
    return "\n".join(
        [
            f"# Retime and transfer, {report['date']}",
            "",
            f"`{report['command']}` on {report['versions']}:",
            "",
            "Turns within 3 s of the editor's time, the farthest, and rows whose second stayed.",
            "",
            f"| page or captions | {' | '.join(names)} |",
            f"| --- |{' --- |' * len(names)}",
            *rows,
            "",
            "## Names and headers laid over the captions",
            "",
            "| page | right name | headers in place | turns in place | words named |",
            "| --- | --- | --- | --- | --- |",
            *over,
            "",
        ]
    )


def _cells(row: Mapping[str, Any]) -> str:
    share = row["near"] / row["turns"]
    return (
        f"{row['near']} of {row['turns']} ({share:.1%}), {row['largest s']} s, "
        f"{row['stayed']} of {row['rows']}"
    )


def read_pairs() -> dict[str, Pair]:
    seeds = {name: load_transcript(next(SHARED.glob(f"seeds/{name}"))) for name in PAIRS}
    found = {}
    for name, page in PAIRS.items():
        (other,) = (each for each in PAIRS if each != name)
        path = SHARED / "corpus" / "pages" / f"{page}.md"
        found[page] = Pair(load_transcript(path), seeds[name], seeds[other])
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", metavar="NAME")
    given = parser.parse_args(arguments)
    pairs = read_pairs()
    report: dict[str, Any] = {
        "date": date.today().isoformat(),
        "command": "python benchmarks/retime.py --results NAME",
        "versions": f"Python {platform.python_version()}, rapidfuzz {version('rapidfuzz')}, "
        f"podscribe {version('podscribe')}",
        "retime": {
            name: {case: measured(each) for case, each in cases(pair).items()}
            for name, pair in pairs.items()
        },
        "transfer": {name: laid_over(pair) for name, pair in pairs.items()},
    }
    print(as_markdown(report))
    if given.results:
        keep(report, as_markdown(report), given.results)


if __name__ == "__main__":
    main()
