"""The diarization error rate, where both sides tell who speaks when apart from the words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from podscribe.compare.result import Diarization
from podscribe.transcript import Span

if TYPE_CHECKING:
    from pyannote.core import Annotation  # type: ignore[import-untyped]


def diarization(reference: Sequence[Span], hypothesis: Sequence[Span]) -> Diarization | None:
    """The errors of the hypothesis' spans over all that either side covers, without a collar."""
    if not reference or not hypothesis:
        return None
    from pyannote.core import Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    spans = (*reference, *hypothesis)
    whole = Segment(min(span.start for span in spans), max(span.end for span in spans))
    found = DiarizationErrorRate()(
        _annotation(reference), _annotation(hypothesis), uem=Timeline([whole]), detailed=True
    )
    return Diarization(
        found["total"], found["missed detection"], found["false alarm"], found["confusion"]
    )


def _annotation(spans: Sequence[Span]) -> Annotation:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for number, span in enumerate(spans):
        if span.end > span.start:
            annotation[Segment(span.start, span.end), number] = span.speaker
    return annotation
