"""The page that lists many comparisons, a row each, and where each page is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from podscribe.compare.reports import NOTHING, counted, offset, percent
from podscribe.compare.result import Comparison, Errors, Nature
from podscribe.report import (
    Cell,
    Column,
    Figure,
    Markup,
    Row,
    Tone,
    badge,
    element,
    figures,
    heading,
    joined,
    name,
    notices,
    page,
    section,
    spark,
    table,
)

INDEX = "index.html"
COLUMNS = (
    Column("episode"),
    Column("words", numeric=True, note="of the reference"),
    Column("WER", numeric=True, note="word errors, normalised"),
    Column("over time", note="word errors by the minute", sortable=False),
    Column("CER", numeric=True, note="character errors, normalised"),
    Column("names", numeric=True, note="words under the right name"),
    Column("cpWER", numeric=True, note="word errors by speaker"),
    Column("drift", numeric=True, note="median of how much later turns begin"),
    Column("in 3 s", numeric=True, note="turns that begin within 3 s"),
    Column("headers", numeric=True, note="in their place, of those of the reference"),
    Column("substance", numeric=True, note="differences that change what is said"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the list says of a comparison, and the file with all of it."""

    name: str
    file: str
    words: int
    errors: Errors | None
    characters: Errors | None
    minutes: tuple[float | None, ...]
    right: float | None
    by_speaker: float | None
    drift: float | None
    within_3s: float | None
    headers: tuple[int, int]
    substance: int
    alike: bool | None


def page_file(stem: str) -> str:
    """The name of an episode's page, which is never that of the list.

    >>> page_file("s01e01"), page_file("index"), page_file("index_")
    ('s01e01.html', 'index_.html', 'index__.html')
    """
    taken = f"{stem.rstrip('_')}.html".casefold() == INDEX
    return f"{stem}_.html" if taken else f"{stem}.html"


def entry_of(comparison: Comparison, name: str, file: str) -> Entry:
    """The comparison in a row."""
    words, speakers, drift = comparison.words, comparison.speakers, comparison.drift
    return Entry(
        name=name,
        file=file,
        words=len(comparison.reference.words),
        errors=words.normalised if words else None,
        characters=words.normalised_characters if words else None,
        minutes=tuple(
            minute.errors / minute.words if minute.words else None for minute in comparison.minutes
        ),
        right=speakers.right if speakers else None,
        by_speaker=speakers.cp.rate if speakers and speakers.cp else None,
        drift=drift.median if drift else None,
        within_3s=drift.within_3s if drift else None,
        headers=(len(comparison.structure.matched), len(comparison.reference.chapters)),
        substance=sum(n for kind, n in comparison.counts if kind.nature is Nature.SUBSTANCE),
        alike=comparison.alike,
    )


def as_index(
    entries: Sequence[Entry], names: tuple[str, str], failed: Sequence[str], notes: Sequence[str]
) -> str:
    """All comparisons of two folders; `failed` says of which files there is none, and why."""
    title = "Comparisons"
    about = joined(
        (element("b", {}, name(names[0])), " against ", element("b", {}, name(names[1])))
    )
    listed = table(
        "Each name opens its comparison",
        COLUMNS,
        map(_row, entries),
        totals=_totals(entries) if len(entries) > 1 else None,
    )
    return page(
        title,
        heading(title, element("p", {"class": "soft"}, about)),
        notices(failed, Tone.BAD),
        notices(notes),
        section("figures", "In figures", figures(_figures(entries, failed))),
        section("episodes", "Episodes", listed if entries else element("p", {}, "None.")),
        jumps=(("episodes", "Skip to the episodes"),),
    )


def _figures(entries: Sequence[Entry], failed: Sequence[str]) -> Iterator[Figure]:
    note = f"{len(failed)} could not be compared" if failed else ""
    yield Figure("Compared", f"{len(entries):,}", note, Tone.BAD if failed else Tone.PLAIN)
    errors = _sum([entry.errors for entry in entries])
    yield Figure("Word errors", percent(errors.rate), f"of {counted(errors.length, 'word')}")
    characters = _sum([entry.characters for entry in entries])
    yield Figure("Character errors", percent(characters.rate))
    yield Figure("Of substance", f"{sum(entry.substance for entry in entries):,}", "differences")


def _sum(scores: Sequence[Errors | None]) -> Errors:
    known = [each for each in scores if each is not None]
    return Errors(
        sum(each.length for each in known),
        sum(each.substitutions for each in known),
        sum(each.deletions for each in known),
        sum(each.insertions for each in known),
    )


def _row(entry: Entry) -> Row:
    errors, characters = entry.errors, entry.characters
    other = Markup(f" {badge('another episode?', Tone.WARNING)}")
    link = element("a", {"href": quote(os.fsencode(entry.file))}, name(entry.name))
    in_place, headers = entry.headers
    return Row(
        (
            Cell(joined((link, other)) if entry.alike is False else link, entry.name),
            Cell(f"{entry.words:,}", entry.words),
            _percent(errors.rate if errors else None),
            Cell(_spark(entry.minutes)),
            _percent(characters.rate if characters else None),
            _percent(entry.right),
            _percent(entry.by_speaker),
            Cell(NOTHING if entry.drift is None else offset(entry.drift), entry.drift),
            _percent(entry.within_3s),
            Cell(f"{in_place}/{headers}", in_place / headers if headers else None),
            Cell(f"{entry.substance:,}", entry.substance),
        )
    )


def _percent(share: float | None) -> Cell:
    return Cell(percent(share), share)


def _spark(minutes: Sequence[float | None]) -> Markup:
    known = [rate for rate in minutes if rate is not None]
    if len(known) <= 1:
        return Markup()
    return spark(minutes, f"from {percent(min(known))} to {percent(max(known))} in a minute")


def _totals(entries: Sequence[Entry]) -> Row:
    """All episodes as if they were one; what cannot be added up is left out."""
    in_place = sum(entry.headers[0] for entry in entries)
    headers = sum(entry.headers[1] for entry in entries)
    return Row(
        (
            Cell("all"),
            Cell(f"{sum(entry.words for entry in entries):,}"),
            Cell(percent(_sum([entry.errors for entry in entries]).rate)),
            Cell(""),
            Cell(percent(_sum([entry.characters for entry in entries]).rate)),
            *(Cell(""),) * 4,
            Cell(f"{in_place}/{headers}"),
            Cell(f"{sum(entry.substance for entry in entries):,}"),
        )
    )
