"""Chapters as the headers between a transcript's lines tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.errors import PodscribeError
from podscribe.layout.timing import timed
from podscribe.transcript import Header, Line, Transcript


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class HeaderStart:
    """When a header's chapter begins; `known` unless that is an estimate."""

    header: Header
    start: float
    known: bool

    @property
    def title(self) -> str:
        return " ".join(self.header.text.split())


def chapters(transcript: Transcript) -> tuple[Chapter, ...]:
    """One chapter a header, each ending where the next begins, the first beginning at 0.

    A header has no time of its own: its chapter begins with the next line. Headers that stand
    over the same line make one chapter, which carries all their titles; a header that is repeated
    begins no other.
    """
    starts = _in_order(_once(header_starts(transcript)))
    if not starts:
        raise PodscribeError(
            "has no headers with a line after them, so no chapters can be written",
            remedy="add {header} rows",
        )
    end = max(_end(transcript), starts[-1][1])
    merged: dict[float, dict[str, None]] = {}  # in order, each title once
    for title, start in starts:
        merged.setdefault(start, {})[title] = None
    if starts[0][1] > 0:
        merged = _from_zero(merged)
    bounds = [*merged, end]
    return tuple(
        Chapter(" – ".join(titles), start, after)
        for titles, (start, after) in zip(merged.values(), pairwise(bounds), strict=True)
    )


def _once(starts: Sequence[HeaderStart]) -> list[HeaderStart]:
    """The headers without those that stand again elsewhere with a time that is known."""
    known = {each.title for each in starts if each.known}
    kept: list[HeaderStart] = []
    for each in starts:
        repeated = kept and kept[-1].title == each.title
        if not repeated and (each.known or each.title not in known):
            kept.append(each)
    return kept


def _in_order(starts: Sequence[HeaderStart]) -> list[tuple[str, float]]:
    """Titles and times; where a page's times run backward, a chapter begins with the one before."""
    latest = 0.0
    ordered: list[tuple[str, float]] = []
    for each in starts:
        latest = max(latest, each.start)
        ordered.append((each.title, latest))
    return ordered


def _from_zero(merged: dict[float, dict[str, None]]) -> dict[float, dict[str, None]]:
    """The first chapter moved to the very beginning.

    Pages open with a header for what is cut from the transcript (the greeting, the
    announcements) right above the header of the first line: then only that one moves.
    """
    (start, titles), *rest = merged.items()
    first, *others = titles
    opening = {0.0: {first: None}}
    if others:
        opening[start] = dict.fromkeys(others)
    return opening | dict(rest)


def header_starts(transcript: Transcript) -> list[HeaderStart]:
    """Each header that has a line, with its time: that of the next line that has one.

    Where no line of the chapter has one, it is estimated.
    """
    estimates = iter(timed(transcript.lines, transcript.duration) or ())
    starts: list[HeaderStart] = []
    waiting: list[Header] = []
    guess: float | None = None
    for row in transcript.rows:
        if isinstance(row, Header):
            if guess is not None:
                starts += _begun(waiting, guess, known=False)
                waiting, guess = [], None
            waiting.append(row)
        elif isinstance(row, Line):
            estimate = next(estimates, None)
            if row.start is not None:
                starts += _begun(waiting, row.start, known=True)
                waiting, guess = [], None
            elif waiting and guess is None and estimate is not None:
                guess = estimate.start
    return starts if guess is None else starts + _begun(waiting, guess, known=False)


def _begun(headers: Sequence[Header], start: float, *, known: bool) -> list[HeaderStart]:
    return [HeaderStart(header, start, known) for header in headers]


def _end(transcript: Transcript) -> float:
    lines = timed(transcript.lines, transcript.duration) or ()
    last = next((line.end for line in reversed(lines) if line.end is not None), 0.0)
    return max(transcript.duration or 0.0, last)
