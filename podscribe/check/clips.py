"""Findings about a page's quotableClips, which tell the chapters a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

from podscribe.check.finding import Finding, Subject, excerpt
from podscribe.clock import clock
from podscribe.formats import front_matter
from podscribe.formats.page_source import Page
from podscribe.layout.chapters import header_starts
from podscribe.transcript import Header

SLACK_S = 5.0  # a clip may begin with the question that its chapter answers


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip as the page has it."""

    name: str
    start: float | None
    end: float | None
    place: int


def find(subject: Subject) -> Iterator[Finding]:
    if subject.page is None or not subject.page.rows:
        return
    clips = _clips(subject.page)
    if clips:
        yield from _names(clips, _headers(subject))
        yield from _ends(clips)


def _clips(page: Page) -> list[Clip]:
    pair = page.matter.pair("quotableClips")
    if pair is None or not isinstance(pair[1], yaml.SequenceNode):
        return []
    clips: list[Clip] = []
    for node in pair[1].value:
        values = front_matter.plain(node)
        if isinstance(values, Mapping):
            start, end = _seconds(values.get("startOffset")), _seconds(values.get("endOffset"))
            clips.append(Clip(str(values.get("name")), start, end, page.matter.place(node)))
    return clips


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return float(value)


def _headers(subject: Subject) -> dict[str, tuple[Header, float]]:
    """Each header that has a line, by its name, with its time."""
    named: dict[str, tuple[Header, float]] = {}
    for header, start in header_starts(subject.transcript):
        named.setdefault(_folded(header.text), (header, start))
    return named


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _names(clips: Sequence[Clip], headers: Mapping[str, tuple[Header, float]]) -> Iterator[Finding]:
    """Clips and headers that do not tell the same chapters."""
    if not headers:
        return
    names = {_folded(clip.name) for clip in clips}
    shared = len(names & headers.keys())
    if shared * 2 < min(len(names), len(headers)):
        yield Finding(
            "P504",
            clips[0].place,
            f"only {shared} of {len(names)} clips have the name of a header",
            "make the clips from the headers anew",
        )
        return
    for number, clip in enumerate(clips):
        yield from _against_header(clip, headers, first=number == 0)
    for name, (header, _) in headers.items():
        if name not in names:
            yield Finding(
                "P504", header.place, f"no clip for the header {excerpt(header.text)}", "add one"
            )


def _against_header(
    clip: Clip, headers: Mapping[str, tuple[Header, float]], *, first: bool
) -> Iterator[Finding]:
    if _folded(clip.name) not in headers:
        yield Finding("P504", clip.place, f"no header for the clip {excerpt(clip.name)}", "add one")
        return
    header, start = headers[_folded(clip.name)]
    if clip.start is None or (first and clip.start == 0):
        return
    if abs(clip.start - start) > SLACK_S:
        yield Finding(
            "P504",
            header.place,
            f"the header {excerpt(header.text)} stands at {clock(start)}, its clip at "
            f"{clock(clip.start)}",
            "move the one that is wrong",
        )


def _ends(clips: Sequence[Clip]) -> Iterator[Finding]:
    for before, after in pairwise(clips):
        if before.end is not None and after.start is not None and before.end != after.start:
            yield Finding(
                "P505",
                before.place,
                f"the clip {excerpt(before.name)} ends at {clock(before.end)}, the next begins "
                f"at {clock(after.start)}",
                "let it end where the next begins",
            )
