"""Findings about a page's quotableClips, which tell the chapters a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

from podscribe.check.finding import Finding, Subject, excerpt
from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter
from podscribe.formats.clips import offset_s
from podscribe.formats.page_source import Page
from podscribe.layout.chapters import Chapter, HeaderStart, chapters, header_starts
from podscribe.spelling import folded

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
        yield from _names(clips, _headers(subject), _merged(subject))
        yield from _ends(clips)


def _clips(page: Page) -> list[Clip]:
    pair = page.matter.pair("quotableClips")
    if pair is None or not isinstance(pair[1], yaml.SequenceNode):
        return []
    clips: list[Clip] = []
    for node in pair[1].value:
        values = front_matter.plain(node)
        if isinstance(values, Mapping):
            start, end = offset_s(values.get("startOffset")), offset_s(values.get("endOffset"))
            clips.append(Clip(str(values.get("name")), start, end, page.matter.place(node)))
    return clips


def _headers(subject: Subject) -> dict[str, list[HeaderStart]]:
    """The headers whose time is known, by their names; a name may stand more than once."""
    named: dict[str, list[HeaderStart]] = {}
    for each in header_starts(subject.transcript):
        if each.known:
            named.setdefault(folded(each.title), []).append(each)
    return named


def _merged(subject: Subject) -> dict[str, Chapter]:
    """The chapters as podscribe writes clips of them: some carry the titles of several headers."""
    try:
        return {folded(chapter.title): chapter for chapter in chapters(subject.transcript)}
    except PodscribeError:  # no headers
        return {}


def _names(
    clips: Sequence[Clip],
    headers: Mapping[str, Sequence[HeaderStart]],
    merged: Mapping[str, Chapter],
) -> Iterator[Finding]:
    """Clips and headers that do not tell the same chapters."""
    if not headers:
        return
    names = {folded(clip.name) for clip in clips}
    shared = len(names & (headers.keys() | merged.keys()))
    if shared * 2 < min(len(names), len(headers)):
        yield Finding(
            "P504",
            clips[0].place,
            f"only {shared} of {len(names)} clips have the name of a header",
            "make the clips from the headers anew",
        )
        return
    for number, clip in enumerate(clips):
        yield from _against_headers(clip, headers, merged, first=number == 0)
    yield from _without_clip(clips, names, headers, merged)


def _against_headers(
    clip: Clip,
    headers: Mapping[str, Sequence[HeaderStart]],
    merged: Mapping[str, Chapter],
    *,
    first: bool,
) -> Iterator[Finding]:
    name = folded(clip.name)
    if name in merged and clip.start is not None and clip.start == int(merged[name].start):
        return
    if name not in headers:
        if name not in merged:
            yield Finding(
                "P504", clip.place, f"no header for the clip {excerpt(clip.name)}", "add one"
            )
        return
    if clip.start is None or (first and clip.start == 0):
        return
    at = clip.start
    nearest = min(headers[name], key=lambda each: abs(each.start - at))
    if abs(at - nearest.start) > SLACK_S:
        yield Finding(
            "P504",
            nearest.header.place,
            f"the header {excerpt(nearest.title)} stands at {clock(nearest.start)}, its clip at "
            f"{clock(at)}",
            "move the one that is wrong",
        )


def _without_clip(
    clips: Sequence[Clip],
    names: set[str],
    headers: Mapping[str, Sequence[HeaderStart]],
    merged: Mapping[str, Chapter],
) -> Iterator[Finding]:
    """Headers between the clips that have none; what comes after the last clip needs none."""
    end = clips[-1].end if clips[-1].end is not None else float("inf")
    told = " ".join(name for name in names if name in merged and name not in headers)
    for name, found in headers.items():
        if name not in names and name not in told and found[0].start < end - SLACK_S:
            yield Finding(
                "P504",
                found[0].header.place,
                f"no clip for the header {excerpt(found[0].title)}",
                "add one",
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
