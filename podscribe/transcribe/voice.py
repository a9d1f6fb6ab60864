"""Where somebody speaks: Silero VAD over any length of sound, in memory that stays the same.

It hears the sound twice, as it is and as if over a telephone, at a level that it knows: it goes
deaf where somebody speaks far from the microphone, or over a rumble, for minutes at times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from podscribe.transcribe.engine import SAMPLE_RATE, WINDOW_S
from podscribe.transcribe.options import VoiceOptions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from podscribe.transcribe.engine import Samples

FRAME_SAMPLES = 512  # 32 ms; one probability each
_CONTEXT_SAMPLES = 64  # of the frame before, which the network sees too
BLOCK_SAMPLES = 1024 * FRAME_SAMPLES  # 33 s
_STATE = (1, 1, 128)  # what the network remembers from frame to frame
_BAND_FROM_HZ = 300.0
_LEVEL = 0.08  # -22 dB of full scale
_MOST_GAIN = 100.0  # 40 dB; more would make noise of rounding
_BELIEVED_FROM = 0.2
_PIECE_SAMPLES = 32 * FRAME_SAMPLES
_SMOOTH_FRAMES = 5  # 160 ms, over which the quietest place to cut is looked for


@dataclass(frozen=True, slots=True)
class Region:
    """Samples in which somebody speaks."""

    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / SAMPLE_RATE


def speech_probabilities(
    samples: Samples, on_samples: Callable[[int], None] | None = None
) -> NDArray[np.float32]:
    """The probability of speech in each frame: the higher one of both hearings.

    Of the second, what is hardly probable counts as nothing: noise at that level is that as well.
    """
    import numpy as np

    as_it_is, over_telephone = Detector(), Detector()
    telephone = _Telephone()
    found = [np.zeros(0, np.float32)]
    for first in range(0, len(samples), BLOCK_SAMPLES):
        block = samples[first : first + BLOCK_SAMPLES]
        here = np.asarray(block, np.float32)
        again = over_telephone.hear(telephone.carry(here))
        again[again < _BELIEVED_FROM] = 0.0
        found.append(np.maximum(as_it_is.hear(here), again))
        if on_samples is not None:
            on_samples(first + len(block))
    return np.concatenate(found)


@dataclass(slots=True)
class Detector:
    """Silero VAD, block after block. What it remembers goes from one to the next, so the blocks
    give what the whole array at once would.
    """

    memory: NDArray[np.float32] = field(default_factory=lambda: _zeros(*_STATE))
    cell: NDArray[np.float32] = field(default_factory=lambda: _zeros(*_STATE))
    context: NDArray[np.float32] = field(default_factory=lambda: _zeros(_CONTEXT_SAMPLES))

    def hear(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of speech in each frame of a block; all but the last are of
        `BLOCK_SAMPLES`.
        """
        from faster_whisper.vad import get_vad_model  # type: ignore[import-untyped]

        inputs = {"input": self._frames(block), "h": self.memory, "c": self.cell}
        found, self.memory, self.cell = get_vad_model().session.run(None, inputs)
        return found  # type: ignore[no-any-return]

    def _frames(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """The frames, each behind the end of the one before it."""
        count = -(-len(block) // FRAME_SAMPLES)
        padded = _zeros(count * FRAME_SAMPLES)
        padded[: len(block)] = block
        frames = _zeros(count, _CONTEXT_SAMPLES + FRAME_SAMPLES)
        frames[:, _CONTEXT_SAMPLES:] = padded.reshape(count, FRAME_SAMPLES)
        frames[0, :_CONTEXT_SAMPLES] = self.context
        frames[1:, :_CONTEXT_SAMPLES] = frames[:-1, -_CONTEXT_SAMPLES:]
        self.context = frames[-1, -_CONTEXT_SAMPLES:].copy()
        return frames


@dataclass(slots=True)
class _Telephone:
    """Blocks without what is below a telephone's band, at the level of somebody near."""

    sections: NDArray[np.float64] = field(init=False)
    state: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        import numpy as np
        from scipy.signal import butter  # type: ignore[import-untyped]

        self.sections = butter(4, _BAND_FROM_HZ, "high", fs=SAMPLE_RATE, output="sos")
        self.state = np.zeros((len(self.sections), 2))

    def carry(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        from scipy.signal import sosfilt

        carried = _zeros(len(block))
        for first in range(0, len(block), _PIECE_SAMPLES):  # which are filtered in 64 bits
            piece = slice(first, first + _PIECE_SAMPLES)
            carried[piece], self.state = sosfilt(self.sections, block[piece], zi=self.state)
        carried *= min(_LEVEL / max(_level(carried), 1e-9), _MOST_GAIN)
        return carried


def _level(samples: NDArray[np.float32]) -> float:
    """The root mean square of what is loud in a block."""
    import numpy as np

    whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
    if not whole:
        return 0.0
    powers = (samples[:whole].reshape(-1, FRAME_SAMPLES) ** 2).mean(axis=1)
    return float(np.sqrt(powers[powers >= powers.mean() / 10].mean()))


def _zeros(*shape: int) -> NDArray[np.float32]:
    import numpy as np

    return np.zeros(shape, np.float32)


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
