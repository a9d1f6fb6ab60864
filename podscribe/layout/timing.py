"""Times for every line, from those that are known.

An edited page knows when each turn began and nothing else; some rows have no time, some times
run backward. Caption files need a start and an end for every cue, in order. What is missing is
spread by characters between the times that can be trusted.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from podscribe.errors import PodscribeError
from podscribe.transcript import Grain, Line, Transcript

USUAL_RATE = 15.0  # characters a second of a conversation: 160 words a minute
SLOWEST_RATE = 5.0  # below this the rest of the gap is silence, not slow speech
LATEST_OF_SECOND = 0.9  # leaves the last of the cues that share a second some of it


def timed(
    lines: Sequence[Line], duration: float | None = None, grain: Grain = Grain.PARAGRAPH
) -> tuple[Line, ...] | None:
    """The lines with a start and an end each, in order; None where no line has a time.

    Paragraphs that share a start are those of one turn and share the time up to the next; cues
    that share one begin within one second.

    >>> [(line.start, line.end) for line in timed([Line("yes", 4.0), Line("and no", 4.0),
    ...                                            Line("why", 5.8, 8.0)])]
    [(4.0, 4.6), (4.6, 5.8), (5.8, 8.0)]
    """
    known = trusted(lines)
    if not known:
        return None
    result: list[Line] = []
    if known[0] > 0:
        result += _before(lines[: known[0]], _start(lines[known[0]]))
    groups = [*_grouped(lines, known), len(lines)]
    for first, after in pairwise(groups):
        limit = _start(lines[after]) if after < len(lines) else None
        result += _spread(lines[first:after], limit, duration, grain)
    return tuple(result)


def timed_lines(transcript: Transcript) -> tuple[Line, ...]:
    """Every line that says something with a start and an end, for formats that need both."""
    said = [line for line in transcript.lines if line.text.strip()]
    if not said:
        raise PodscribeError("has no words to write", remedy="give a transcript that has some")
    known = timed(said, transcript.duration, transcript.grain)
    if known is None:
        raise PodscribeError(
            "has no times to write", remedy="give its times first, or write a format without them"
        )
    return known


def trusted(lines: Sequence[Line]) -> list[int]:
    """Indices of the lines whose start can be believed: the longest run that never goes back.

    >>> trusted([Line("a", 5.0), Line("b", 99.0), Line("c"), Line("d", 9.0), Line("e", 9.0)])
    [0, 3, 4]
    """
    tails: list[float] = []
    holders: list[int] = []
    previous: dict[int, int | None] = {}
    for index, line in enumerate(lines):
        start = _known_start(line)
        if start is None:
            continue
        length = bisect_right(tails, start)
        previous[index] = holders[length - 1] if length else None
        tails[length : length + 1] = [start]
        holders[length : length + 1] = [index]
    chain: list[int] = []
    step = holders[-1] if holders else None
    while step is not None:
        chain.append(step)
        step = previous[step]
    return chain[::-1]


def _known_start(line: Line) -> float | None:
    return line.words[0].start if line.words else line.start


def _start(line: Line) -> float:
    start = _known_start(line)
    assert start is not None
    return start


def _known_end(line: Line) -> float | None:
    start = _start(line)
    if line.words:
        return max(start, line.words[-1].end)
    return line.end if line.end is not None and line.end >= start else None


def _grouped(lines: Sequence[Line], known: Sequence[int]) -> list[int]:
    """The first line of each group that has to share one stretch of time."""
    firsts = [known[0]]
    for before, after in pairwise(known):
        moved = _start(lines[after]) > _start(lines[before])
        if moved or lines[after].words or lines[after].end is not None:
            firsts.append(after)
    return firsts


def _before(lines: Sequence[Line], end: float) -> list[Line]:
    needed = sum(len(line.text) for line in lines) / USUAL_RATE
    return _share(lines, max(0.0, end - needed), end)


def _spread(
    lines: Sequence[Line], limit: float | None, duration: float | None, grain: Grain
) -> list[Line]:
    first, *rest = lines
    start, end = _start(first), _known_end(first)
    if end is None:
        shared = _share(lines, start, _end(lines, start, limit, duration))
        return _within_a_second(lines, shared) if grain is Grain.CUE else shared
    told = replace(first, start=start, end=end)
    begin = end if limit is None else min(end, limit)
    return [told, *_share(rest, begin, _end(rest, begin, limit, duration))]


def _within_a_second(lines: Sequence[Line], shared: list[Line]) -> list[Line]:
    """Cues whose time was floored to one second begin in it, however much time follows."""
    start = _start(lines[0])
    last = max(index for index, line in enumerate(lines) if _known_start(line) == start)
    latest = start + LATEST_OF_SECOND * (math.floor(start) + 1 - start)
    if _start(shared[last]) <= latest:
        return shared
    end = shared[-1].end
    assert end is not None
    return _share(lines[:last], start, latest) + _share(lines[last:], latest, end)


def _end(lines: Sequence[Line], start: float, limit: float | None, duration: float | None) -> float:
    characters = sum(len(line.text) for line in lines)
    if limit is None:
        limit = start + characters / USUAL_RATE
        if duration is not None and duration > start:
            limit = min(limit, duration)
    return min(limit, start + characters / SLOWEST_RATE)


def _share(lines: Sequence[Line], start: float, end: float) -> list[Line]:
    """The stretch divided among the lines by their characters."""
    total = sum(len(line.text) for line in lines) or 1
    shared: list[Line] = []
    done = 0
    for line in lines:
        begin = start + (end - start) * done / total
        done += len(line.text)
        finish = start + (end - start) * done / total
        shared.append(replace(line, start=begin, end=finish))
    return shared
