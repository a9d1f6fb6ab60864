"""An embedding of every moment in which somebody speaks."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from podscribe.diarize.diarization import SAMPLE_RATE
from podscribe.transcript import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from podscribe.diarize.engine import Samples
    from podscribe.diarize.voices import Embedder

STEP_S = 0.1
LENGTH_S = 0.3  # of the sound that a moment is known by
WINDOW_S = 10.0  # that the model hears at once
MARGIN_S = 0.5  # at both ends of a window, whose moments are another window's
FRAMES = 500  # of a window's masks

Window = tuple[int, int, int]  # its first sample, its first moment, the moment after its last


def moment_prints(
    samples: Samples,
    spans: Sequence[Span],
    embedder: Embedder,
    on_done: Callable[[float], None],
) -> NDArray[np.float32]:
    """One row each tenth of a second; `on_done` hears shares.

    Windows in which nobody speaks are not heard: their rows are not numbers (NaN).
    """
    import numpy as np

    count = int(len(samples) / SAMPLE_RATE / STEP_S)
    prints = np.full((count, embedder.dimension), np.nan, np.float32)
    spoken = _spoken(spans, count)
    windows = [
        each for each in moment_windows(len(samples), count) if spoken[each[1] : each[2]].any()
    ]
    done = 0
    waiting = iter(windows)
    while batch := list(itertools.islice(waiting, embedder.at_once)):
        found = embedder.embed([(_sound(samples, each), _masks(each)) for each in batch])
        for (_, first, end), rows in zip(batch, found, strict=True):
            prints[first:end] = rows[: end - first]
        done += len(batch)
        on_done(done / len(windows))
    return prints


def moment_windows(length: int, count: int) -> Iterator[Window]:
    """What the model hears at once, with a margin around all moments but the first and last."""
    first, size = 0, round((WINDOW_S - 2 * MARGIN_S) / STEP_S)
    latest = max(0, length - round(WINDOW_S * SAMPLE_RATE))
    while first < count:
        start = min(latest, max(0, round((first * STEP_S - MARGIN_S) * SAMPLE_RATE)))
        end = count if start == latest else first + size
        yield start, first, end
        first = end


def _spoken(spans: Sequence[Span], count: int) -> NDArray[np.bool_]:
    import numpy as np

    spoken = np.zeros(count, np.bool_)
    for span in spans:
        spoken[int(span.start / STEP_S) : math.ceil(span.end / STEP_S)] = True
    return spoken


def _sound(samples: Samples, window: Window) -> Tensor:
    """Ten seconds, the end of a shorter sound silent."""
    import numpy as np
    import torch

    heard = np.zeros(round(WINDOW_S * SAMPLE_RATE), np.float32)
    part = samples[window[0] : window[0] + len(heard)]
    heard[: len(part)] = part
    return torch.from_numpy(heard)[None]


def _masks(window: Window) -> Tensor:
    """One a moment; as many for each window, so that windows can be heard together."""
    import torch

    start, first, end = window
    masks = torch.zeros(round(WINDOW_S / STEP_S), FRAMES)
    for row, moment in enumerate(range(first, end)):
        middle = (moment + 0.5) * STEP_S - start / SAMPLE_RATE
        edges = (round((middle + side * LENGTH_S / 2) * FRAMES / WINDOW_S) for side in (-1, 1))
        begins, ends = edges
        masks[row, max(0, begins) : ends] = 1.0
    return masks
