"""The real engine: a pyannote pipeline that was loaded once, for one sound after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from podscribe.diarize.clusters import Clustering
from podscribe.diarize.diarization import SAMPLE_RATE, OnProgress, VoiceModel
from podscribe.diarize.engine import Heard
from podscribe.diarize.likeness import Likeness, likeness_of
from podscribe.diarize.loading import hush
from podscribe.diarize.memory import Batches, Shelf, too_little
from podscribe.diarize.options import DiarizeOptions
from podscribe.diarize.prints import STEP_S, moment_prints
from podscribe.diarize.steps import Hook, after_clusters
from podscribe.diarize.timeline import reconstruct
from podscribe.diarize.voices import Embedder
from podscribe.errors import PodscribeError, is_out_of_memory
from podscribe.transcript import Span

if TYPE_CHECKING:
    from podscribe.diarize.engine import Samples


class PyannoteEngine:
    """A pipeline whose batches are bounded and whose windows are each heard once."""

    def __init__(
        self,
        pipeline: Any,
        voice_model: VoiceModel,
        device: str,
        batches: tuple[Batches, Batches],
        threads: int | None,
    ) -> None:
        segmentation, embedding = batches
        self._voice_model = voice_model
        self._pipeline = pipeline
        self._device = device
        self._threads = threads
        pipeline.legacy = False
        pipeline.segmentation_batch_size = segmentation.size
        pipeline._segmentation.infer = _bounded(pipeline._segmentation.infer, segmentation)
        pipeline.get_embeddings = Embedder(pipeline, embedding)
        pipeline.reconstruct = reconstruct
        self._counts_needed = bool(pipeline._expects_num_speakers)
        pipeline.__dict__["clustering"] = Clustering(pipeline.clustering)

    @property
    def voice_model(self) -> VoiceModel:
        return self._voice_model

    def listen(self, samples: Samples, options: DiarizeOptions, on_progress: OnProgress) -> Heard:
        """Read window by window: a memory-mapped array is never copied as a whole."""
        if self._counts_needed and options.exact_speakers is None:
            raise PodscribeError(
                "this pipeline cannot find out how many speakers there are",
                remedy="give their exact number with --speakers",
            )
        hush()
        try:
            with _exact_arithmetic(self._threads):
                heard = _heard(self._run(samples, options, Hook(on_progress)))
                return replace(heard, likeness=self._likeness(samples, heard, on_progress))
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            raise too_little(self._device) from error

    def _run(self, samples: Samples, options: DiarizeOptions, hook: Hook) -> Any:
        import torch

        waveform = torch.from_numpy(samples)[None]
        return self._pipeline(
            {"waveform": waveform, "sample_rate": SAMPLE_RATE, "uri": "episode"},
            hook=hook,
            min_speakers=options.fewest_speakers,
            max_speakers=options.most_speakers,
        )

    def _likeness(self, samples: Samples, heard: Heard, on_progress: OnProgress) -> Likeness | None:
        """Where two or more speak, and the model can tell moments at a bearable price."""
        embedder: Embedder = self._pipeline.get_embeddings
        if len({span.speaker for span in heard.exclusive}) < 2 or not embedder.tells_moments:
            return None
        told = after_clusters(on_progress)
        prints = moment_prints(samples, heard.exclusive, embedder, told)
        return likeness_of(prints, STEP_S, heard.spans, heard.exclusive)


def _bounded(infer: Callable[..., Any], batches: Batches) -> Callable[..., Any]:
    shelf = Shelf()

    def bounded(windows: Any) -> Any:
        return shelf.put(batches.run(infer, windows))

    return bounded


@contextmanager
def _exact_arithmetic(threads: int | None) -> Iterator[None]:
    """Full 32 bits, and the same result each time, whatever the process has set."""
    import numpy as np
    import torch

    before = torch.get_num_threads()
    tf32 = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.set_num_threads(threads or before)
    try:
        with (
            np.errstate(all="ignore"),
            torch.backends.cudnn.flags(benchmark=False, deterministic=True, allow_tf32=False),
        ):
            yield
    finally:
        torch.set_num_threads(before)
        torch.backends.cuda.matmul.allow_tf32 = tf32


def _heard(output: Any) -> Heard:
    labels = output.speaker_diarization.labels()
    embeddings = output.speaker_embeddings
    return Heard(
        spans=_spans(output.speaker_diarization),
        exclusive=_spans(output.exclusive_speaker_diarization),
        embeddings={} if embeddings is None else _known(labels, embeddings),
    )


def _spans(annotation: Any) -> tuple[Span, ...]:
    return tuple(
        Span(float(segment.start), float(segment.end), str(label))
        for segment, _, label in annotation.itertracks(yield_label=True)
    )


def _known(labels: list[str], embeddings: Any) -> dict[str, tuple[float, ...]]:
    """Without those that pyannote filled with zeros or could not compute."""
    import numpy as np

    rows = zip(labels, embeddings, strict=True)
    return {
        str(label): tuple(float(value) for value in row)
        for label, row in rows
        if np.isfinite(row).all() and row.any()
    }
