"""Chapters as the headers between a transcript's lines tell them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.chapters.chapter import Chapter, Found, listed
from podscribe.errors import PodscribeError
from podscribe.layout.timing import timed, trusted
from podscribe.transcript import Header, Line, Transcript

CONTRADICTING = 2  # later lines; where there is one, either may be wrong

__all__ = ["Chapter", "HeaderStart", "chapters", "episode_end", "header_chapters", "header_starts"]


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
    """The chapters that headers tell, the first beginning at 0.

    Those that stand over the same line make one. Pages open with a header for what is cut from the
    transcript (the greeting, the announcements) right above the header of the first line: then only
    that one begins at 0.
    """
    found = header_chapters(transcript)
    if not found.chapters:
        raise PodscribeError(
            "has no headers with a line after them, so no chapters can be written",
            remedy="add {header} rows",
        )
    return listed(found)


def header_chapters(transcript: Transcript) -> Found:
    """One chapter a header, with the time of the next line: a header has none of its own.

    A header that is repeated begins no other.
    """
    starts = _once([each for each in header_starts(transcript) if each.title])
    return Found(_in_order(starts), of_headers=True)


def _once(starts: Sequence[HeaderStart]) -> list[HeaderStart]:
    """The headers without those that stand again elsewhere with a time that is known."""
    known = {each.title for each in starts if each.known}
    kept: list[HeaderStart] = []
    for each in starts:
        repeated = kept and kept[-1].title == each.title
        if not repeated and (each.known or each.title not in known):
            kept.append(each)
    return kept


def _in_order(starts: Sequence[HeaderStart]) -> tuple[Chapter, ...]:
    """Each once; where a page's times run backward, a chapter begins with the one before."""
    latest = 0.0
    ordered: list[Chapter] = []
    for each in starts:
        latest = max(latest, each.start)
        ordered.append(Chapter(latest, each.title))
    return tuple(dict.fromkeys(ordered))


def header_starts(transcript: Transcript) -> list[HeaderStart]:
    """Each header that has a line, with its time: that of the next line that has one.

    Where no line of the chapter has one, it is estimated.
    """
    lines = transcript.lines
    mistyped = _mistyped(lines)
    estimates = iter(timed(lines, transcript.duration) or ())
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
            if row.start is not None and not next(mistyped):
                starts += _begun(waiting, row.start, known=True)
                waiting, guess = [], None
            elif waiting and guess is None and estimate is not None:
                guess = estimate.start
    return starts if guess is None else starts + _begun(waiting, guess, known=False)


def _mistyped(lines: Sequence[Line]) -> Iterator[bool]:
    """For each line that has a time, whether it is far ahead of its place: several later ones
    contradict it.
    """
    believed = {*trusted(lines)}
    found: list[bool] = []
    earliest = [float("inf")] * CONTRADICTING
    for number in range(len(lines) - 1, -1, -1):
        start = lines[number].start
        if start is not None:
            found.append(number not in believed and start > earliest[-1])
            earliest = sorted([*earliest, start])[:CONTRADICTING]
    return reversed(found)


def _begun(headers: Sequence[Header], start: float, *, known: bool) -> list[HeaderStart]:
    return [HeaderStart(header, start, known) for header in headers]


def episode_end(transcript: Transcript) -> float:
    """When the episode is over, as far as its duration and its lines tell."""
    lines = timed(transcript.lines, transcript.duration) or ()
    last = next((line.end for line in reversed(lines) if line.end is not None), 0.0)
    return max(transcript.duration or 0.0, last)
