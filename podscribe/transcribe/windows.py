"""Speech in windows of at most 30 seconds that begin and end in silences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from podscribe.transcribe.engine import SAMPLE_RATE, WINDOW_S
from podscribe.transcribe.options import VoiceOptions
from podscribe.transcribe.voice import Region, with_margins

_LATE_SHARE = 0.2  # among the silences in the end of a window the longest is taken


@dataclass(frozen=True, slots=True)
class Window:
    """Samples that are decoded at once, and where in them somebody speaks."""

    start: int
    end: int
    speech: tuple[Region, ...]
    possible: tuple[Region, ...]  # speech, too faint or doubtful to count as such

    @property
    def start_s(self) -> float:
        return self.start / SAMPLE_RATE

    @property
    def end_s(self) -> float:
        return self.end / SAMPLE_RATE

    @property
    def speech_s(self) -> float:
        return sum(region.seconds for region in self.speech)


def join(
    speech: Sequence[Region],
    possible: Sequence[Region],
    length: int,
    options: VoiceOptions,
    window_s: int = WINDOW_S,
) -> list[Window]:
    """As few windows as are needed, with long silences left out."""
    longest = window_s * SAMPLE_RATE
    wide = with_margins(speech, length, options.margin_s)
    windows: list[Window] = []
    first = 0
    while first < len(speech):
        after = _full(wide, first, longest, options.longest_gap_s * SAMPLE_RATE)
        if after < len(speech) and wide[after].end - wide[first].start > longest:
            after = _best_cut(speech, first, after, longest)
        start, end = wide[first].start, wide[after - 1].end
        windows.append(Window(start, end, tuple(speech[first:after]), _near(possible, start, end)))
        first = after
    return windows


def _near(regions: Sequence[Region], start: int, end: int) -> tuple[Region, ...]:
    """The regions, in order, that are at least partly between two samples."""
    first = bisect_right(regions, start, key=lambda region: region.end)
    after = bisect_left(regions, end, key=lambda region: region.start)
    return tuple(regions[first:after])


def _full(wide: Sequence[Region], first: int, longest: int, longest_gap: float) -> int:
    """The number of the first region that the window has no place for, or that is far away."""
    for number in range(first + 1, len(wide)):
        far = wide[number].start - wide[number - 1].end > longest_gap
        if far or wide[number].end - wide[first].start > longest:
            return number
    return len(wide)


def _best_cut(speech: Sequence[Region], first: int, after: int, longest: int) -> int:
    """Where the longest of the late silences is, which is where a sentence is likeliest to end."""
    late = speech[first].start + (1 - _LATE_SHARE) * longest
    gaps = [
        (right.start - left.end, number)
        for number, (left, right) in enumerate(pairwise(speech[first : after + 1]), first + 1)
        if left.end >= late
    ]
    return max(gaps, default=(0, after))[1]
