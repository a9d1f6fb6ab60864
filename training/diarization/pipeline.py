"""The exported folder at work: pyannote's own pipeline, loaded by its own loader."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from training.data import SAMPLE_RATE
from training.diarization.recordings import Recording

if TYPE_CHECKING:
    from pyannote.audio.pipelines import SpeakerDiarization
    from pyannote.core import Annotation  # type: ignore[import-untyped]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep back what the libraries warn of without consequence here.

    pyannote's clusterings print some of it, and stdout is for data.
    """
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def open_pipeline(folder: Path) -> SpeakerDiarization:
    """The pipeline of a folder, on the GPU where there is one."""
    with quiet():
        from pyannote.audio import Pipeline

        from training.diarization.architecture import device

        pipeline = Pipeline.from_pretrained(folder)
        if pipeline is None:
            raise FileNotFoundError(f"{folder}: no pipeline")
        pipeline.to(device())
    return pipeline


def as_file(recording: Recording) -> dict[str, Any]:
    """A recording as pyannote takes it: never a path, which needs a decoder of its own."""
    import torch

    samples = recording.samples.astype(np.float32) / 32768
    waveform = torch.from_numpy(samples)[None]
    return {"waveform": waveform, "sample_rate": SAMPLE_RATE, "uri": recording.name}


def diarize(pipeline: SpeakerDiarization, file: dict[str, Any]) -> Annotation:
    """Who speaks when, overlap included."""
    with quiet():
        output: Any = pipeline(file)
    return output.speaker_diarization


def truth(recording: Recording) -> Annotation:
    """Who really speaks when."""
    from pyannote.core import Annotation, Segment

    annotation = Annotation(uri=recording.name)
    for speaker, spans in recording.speech.items():
        for number, (start, end) in enumerate(spans.tolist()):
            annotation[Segment(start, end), f"{speaker} {number}"] = speaker
    return annotation
