"""Where somebody speaks, in regions that can be decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from podscribe.transcribe.detector import FRAME_SAMPLES, speech_probabilities
from podscribe.transcribe.engine import SAMPLE_RATE, WINDOW_S
from podscribe.transcribe.options import VoiceOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podscribe.transcribe.engine import Samples

_SMOOTH_FRAMES = 5  # 160 ms, over which the quietest place to cut is looked for


@dataclass(frozen=True, slots=True)
class Region:
    """Samples in which somebody speaks."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


def speech_regions(
    probabilities: Sequence[float] | NDArray[np.float32], length: int, options: VoiceOptions
) -> list[Region]:
    """Where speech goes on without a silence worth the name; without margins."""
    least = options.least_speech_s * SAMPLE_RATE
    return [
        region
        for region in _spoken(probabilities, length, options)
        if region.end - region.start > least
    ]


def _spoken(
    probabilities: Sequence[float] | NDArray[np.float32], length: int, options: VoiceOptions
) -> Iterator[Region]:
    silence = options.least_silence_s * SAMPLE_RATE
    start: int | None = None
    quiet: int | None = None  # since when it has been quiet
    for frame, probability in enumerate(probabilities):
        at = frame * FRAME_SAMPLES
        if probability >= options.speech_from:
            quiet = None
            start = at if start is None else start
        elif start is not None and probability < options.silence_below:
            quiet = at if quiet is None else quiet
            if at - quiet >= silence:
                yield Region(start, quiet)
                start = quiet = None
    if start is not None:
        yield Region(start, length)


def with_margins(regions: Sequence[Region], length: int, margin_s: float) -> list[Region]:
    """The regions with silence on each side; neighbours share what is between them."""
    margin = int(margin_s * SAMPLE_RATE)
    widened = list(regions)
    for number, (left, right) in enumerate(pairwise(regions)):
        gap = right.start - left.end
        share = gap // 2 if gap < 2 * margin else margin
        widened[number] = replace(widened[number], end=left.end + share)
        widened[number + 1] = replace(widened[number + 1], start=right.start - share)
    if widened:
        widened[0] = replace(widened[0], start=max(0, widened[0].start - margin))
        widened[-1] = replace(widened[-1], end=min(length, widened[-1].end + margin))
    return widened


def cut_long(
    regions: Sequence[Region], probabilities: NDArray[np.float32], longest: int
) -> list[Region]:
    """Regions of at most so many samples, cut where speech is least probable."""
    pieces: list[Region] = []
    for region in regions:
        start = region.start
        while region.end - start > longest:
            cut = _quietest(probabilities, start + longest // 2, start + longest)
            pieces.append(Region(start, cut))
            start = cut
        pieces.append(Region(start, region.end))
    return pieces


def _quietest(probabilities: NDArray[np.float32], first: int, last: int) -> int:
    import numpy as np

    begin = first // FRAME_SAMPLES + 1
    near = probabilities[begin : last // FRAME_SAMPLES]
    smooth = np.convolve(near, np.ones(_SMOOTH_FRAMES), mode="valid")
    return (begin + _SMOOTH_FRAMES // 2 + int(np.argmin(smooth))) * FRAME_SAMPLES


def find_speech(
    samples: Samples,
    options: VoiceOptions,
    on_samples: Callable[[int], None] | None = None,
    window_s: int = WINDOW_S,
) -> tuple[list[Region], list[Region]]:
    """Where somebody speaks, in regions that each fit a window with its margins; and where it
    is at all possible that somebody does.
    """
    probabilities = speech_probabilities(samples, on_samples)
    regions = speech_regions(probabilities, len(samples), options)
    longest = int((window_s - 2 * options.margin_s) * SAMPLE_RATE)
    least = min(options.possible_from, options.speech_from)
    faint = replace(options, speech_from=least, silence_below=least)
    possible = speech_regions(probabilities, len(samples), faint)
    return cut_long(regions, probabilities, longest), possible
