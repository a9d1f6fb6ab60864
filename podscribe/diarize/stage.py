"""From samples to speakers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from podscribe.diarize.diarization import (
    SAMPLE_RATE,
    Diarization,
    OnNotice,
    OnProgress,
    Progress,
    Step,
    Voice,
    VoiceModel,
    silent,
)
from podscribe.diarize.engine import Engine, Heard
from podscribe.diarize.options import DiarizeOptions
from podscribe.diarize.spans import names_by_appearance, ordered, renamed, within, without_overlap
from podscribe.errors import PodscribeError

if TYPE_CHECKING:
    from podscribe.diarize.engine import Samples


def find_speakers(
    samples: Samples,
    engine: Engine,
    options: DiarizeOptions = DiarizeOptions(),
    *,
    on_progress: OnProgress = silent,
    on_notice: OnNotice = silent,
) -> Diarization:
    """Who speaks when in mono sound of 16 kHz; a memory-mapped array is read window by window."""
    if samples.ndim != 1 or samples.dtype.kind != "f" or samples.dtype.itemsize != 4:
        raise PodscribeError(
            f"samples are {samples.dtype} in {samples.ndim} dimensions",
            remedy="give one row of float32",
        )
    rising = _Rising(on_progress)
    rising(Progress(Step.SPEECH, 0.0))
    heard = engine.listen(samples, options, rising) if len(samples) else Heard()
    found = _tidy(heard, len(samples) / SAMPLE_RATE, engine.voice_model)
    _tell_number(len(found.speakers), options, on_notice)
    rising(Progress(Step.SPEAKERS, 1.0))
    return found


class _Rising:
    """Passes progress on, never back, and the same only once."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._last: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        least = 0.0 if self._last is None else self._last.share
        progress = replace(progress, share=min(max(progress.share, least), 1.0))
        if progress != self._last:
            self._last = progress
            self._on_progress(progress)


def _tidy(heard: Heard, seconds: float, voice_model: VoiceModel) -> Diarization:
    """Without those who only ever speak below others and have no voice of their own.

    Where pyannote counts more people at once than it found voices, it makes up a speaker.
    """
    exclusive = ordered(within(heard.exclusive, seconds))
    placed = {span.speaker for span in exclusive} | heard.embeddings.keys()
    spans = ordered(span for span in within(heard.spans, seconds) if span.speaker in placed)
    names = names_by_appearance(spans + exclusive)
    return Diarization(
        spans=renamed(spans, names),
        exclusive=without_overlap(renamed(exclusive, names)),
        voices=tuple(Voice(name, heard.embeddings.get(label)) for label, name in names.items()),
        voice_model=voice_model,
        likeness=heard.likeness and heard.likeness.renamed(names),
    )


def _tell_number(found: int, options: DiarizeOptions, on_notice: OnNotice) -> None:
    fewest = options.fewest_speakers
    if fewest is not None and 0 < found < fewest:
        voices = "voice" if found == 1 else "voices"
        on_notice(f"{fewest} speakers were expected, but only {found} {voices} could be told apart")
