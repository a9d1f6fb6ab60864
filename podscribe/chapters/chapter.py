"""A chapter, and what holds for chapters wherever they come from and go to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from podscribe.clock import clock

BETWEEN = " – "  # the titles of chapters that begin together
_CONTROL = re.compile("[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # nothing that can be read


@dataclass(frozen=True, slots=True)
class Chapter:
    """When a chapter begins, and what it is called; it ends where the next begins."""

    start: float
    title: str

    @property
    def told(self) -> str:
        """The chapter as messages name it."""
        return f"'{self.title}' ({clock(self.start)})"


@dataclass(frozen=True, slots=True)
class Found:
    """Chapters in the order of their times, and what there is to say of them, a sentence each.

    `of_headers`: a transcript's headers tell them, and each has the time of its first line.
    """

    chapters: tuple[Chapter, ...]
    notes: tuple[str, ...] = ()
    of_headers: bool = False


def in_order(given: Sequence[Chapter], notes: Sequence[str] = ()) -> Found:
    """Chapters as a file has them, put in order: each with a title, none told twice."""
    titled, told = _titled(given)
    ordered = sorted(titled, key=lambda chapter: chapter.start)
    backward = sum(after.start < before.start for before, after in pairwise(titled))
    if backward:
        told.append(f"{_count(backward, 'chapter')} out of order; sorted by time")
    once = tuple(dict.fromkeys(ordered))
    return Found(once, (*notes, *told))


def _titled(given: Sequence[Chapter]) -> tuple[list[Chapter], list[str]]:
    """A chapter without a title is called by its number."""
    titled: list[Chapter] = []
    told: list[str] = []
    for number, chapter in enumerate(given, 1):
        title = " ".join(_CONTROL.sub("", chapter.title).split())
        if not title:
            title = f"Chapter {number}"
            told.append(f"the chapter at {clock(chapter.start)} has no title: named '{title}'")
        titled.append(Chapter(max(0.0, chapter.start), title))
    return titled, told


def within(found: Found, end: float | None) -> Found:
    """The chapters that begin before the episode ends, where its end is known."""
    beyond = [each for each in found.chapters if end is not None and each.start >= end]
    kept = tuple(each for each in found.chapters if each not in beyond)
    notes = (*found.notes, *(lies_beyond(each, end or 0.0) for each in beyond))
    return replace(found, chapters=kept, notes=notes)


def lies_beyond(chapter: Chapter, end: float) -> str:
    """What is said of a chapter that begins after the episode."""
    return f"{chapter.told} lies beyond the end at {clock(end)}: left out"


def listed(found: Found) -> tuple[Chapter, ...]:
    """As lists have them: those that begin together as one, the first of headers at 0."""
    if found.of_headers and found.chapters:
        first, *rest = found.chapters
        return merged([replace(first, start=0.0), *rest])
    return merged(found.chapters)


def merged(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Those that begin together as one that carries all their titles."""
    titles: dict[float, dict[str, None]] = {}  # in order, each once
    for each in chapters:
        titles.setdefault(each.start, {})[each.title] = None
    return tuple(Chapter(start, BETWEEN.join(names)) for start, names in titles.items())


def ended(chapters: Sequence[Chapter], end: float | None) -> Iterator[tuple[Chapter, float]]:
    """Each with its end: where the next begins, the last's with the episode where that is known."""
    for before, after in pairwise(chapters):
        yield before, after.start
    for last in chapters[-1:]:
        yield last, max(last.start, end or 0.0)


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
