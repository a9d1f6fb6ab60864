"""Diarization error rate without collar, overlap counted, and whether the number is right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.diarization.pipeline import quiet, truth
from training.diarization.recordings import Recording

if TYPE_CHECKING:
    from pyannote.core import Annotation  # type: ignore[import-untyped]


@dataclass(frozen=True, slots=True)
class Measure:
    """Errors as shares of the true speech, and of the conversations."""

    conversations: int
    seconds: float
    der: float
    confusion: float
    miss: float
    false_alarm: float
    speakers_right: float


@dataclass(frozen=True, slots=True)
class Errors:
    """One conversation's seconds of speech and of each error."""

    name: str
    seconds: float
    speech: float
    confusion: float
    miss: float
    false_alarm: float
    speakers: int
    found: int

    @property
    def der(self) -> float:
        """The three errors as a share of the speech."""
        return (self.confusion + self.miss + self.false_alarm) / max(self.speech, 1e-9)


def errors(recording: Recording, found: Annotation) -> Errors:
    """Compare what was found in a recording with its truth."""
    with quiet():
        from pyannote.core import Segment, Timeline
        from pyannote.metrics.diarization import DiarizationErrorRate

        metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
        whole = Timeline([Segment(0, recording.seconds)])
        parts: dict[str, Any] = metric(truth(recording), found, uem=whole, detailed=True)
    return Errors(
        name=recording.name,
        seconds=recording.seconds,
        speech=float(parts["total"]),
        confusion=float(parts["confusion"]),
        miss=float(parts["missed detection"]),
        false_alarm=float(parts["false alarm"]),
        speakers=sum(len(spans) > 0 for spans in recording.speech.values()),
        found=len(found.labels()),
    )


def together(rows: Iterable[Errors]) -> Measure:
    """One figure each for several conversations, long ones counting more."""
    kept = list(rows)
    speech = max(sum(row.speech for row in kept), 1e-9)
    confusion = sum(row.confusion for row in kept) / speech
    miss = sum(row.miss for row in kept) / speech
    false_alarm = sum(row.false_alarm for row in kept) / speech
    return Measure(
        conversations=len(kept),
        seconds=sum(row.seconds for row in kept),
        der=confusion + miss + false_alarm,
        confusion=confusion,
        miss=miss,
        false_alarm=false_alarm,
        speakers_right=sum(row.speakers == row.found for row in kept) / max(1, len(kept)),
    )


def measure(pairs: Iterable[tuple[Recording, Annotation]]) -> Measure:
    """Recordings with what was found in each, in one figure each."""
    return together(errors(recording, found) for recording, found in pairs)
