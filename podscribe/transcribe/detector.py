"""Whether somebody speaks, frame by frame: Silero VAD over any length of sound, in memory that
stays the same.

It hears the sound twice, as it is and as if over a telephone, at a level that it knows: it goes
deaf where somebody speaks far from the microphone, or over a rumble, for minutes at times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from podscribe.transcribe.engine import SAMPLE_RATE

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
