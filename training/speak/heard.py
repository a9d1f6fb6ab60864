"""What comes back from a synthesizer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Span = tuple[float, float]


class SynthesisError(Exception):
    """A synthesizer did not do what was asked of it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A synthesizer's own samples and, for each word it was given, the seconds it takes."""

    samples: npt.NDArray[np.int16]
    rate: int
    spans: tuple[Span, ...]
