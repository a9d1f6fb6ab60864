"""What hears who speaks when, whichever library is behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from podscribe.diarize.diarization import OnProgress, VoiceModel
from podscribe.diarize.likeness import Likeness
from podscribe.diarize.options import DiarizeOptions
from podscribe.transcript import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Spans under an engine's own labels, in any order, and how those labels sound."""

    spans: tuple[Span, ...] = ()
    exclusive: tuple[Span, ...] = ()
    embeddings: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    likeness: Likeness | None = None


class Engine(Protocol):
    """Loaded models that can be given one sound after another."""

    @property
    def voice_model(self) -> VoiceModel: ...

    def listen(self, samples: Samples, options: DiarizeOptions, on_progress: OnProgress) -> Heard:
        """Who speaks when in mono sound of 16 kHz that is not empty."""
        ...
