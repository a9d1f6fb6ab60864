"""pyannote's reports of its steps as shares of the whole."""

from __future__ import annotations

from collections.abc import Callable

from podscribe.diarize.diarization import OnProgress, Progress, Step

# Of pyannote community-1's time on a CPU, segmentation takes 7 % and embeddings 92 %; on a GPU
# what is left (clusters and spans, always on the CPU) weighs more. Its windows of ten seconds begin
# every second; to hear it all again without overlap takes an eighth of that.
_STEPS = {  # by pyannote's names: ours, and from and to which share
    "segmentation": (Step.SPEECH, 0.0, 0.1),
    "speaker_counting": (Step.VOICES, 0.1, 0.1),
    "embeddings": (Step.VOICES, 0.1, 0.83),
    "discrete_diarization": (Step.SPEAKERS, 0.86, 0.86),
}


class Hook:
    """What pyannote calls after each batch and each step."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress

    def __call__(
        self,
        name: str,
        artifact: object,
        file: object = None,
        total: int | None = None,
        completed: int | None = None,
    ) -> None:
        if name not in _STEPS:
            return
        step, start, end = _STEPS[name]
        done = 1.0 if not total or completed is None else min(float(completed) / float(total), 1.0)
        if name == "embeddings" and total is None:  # they are all there: clusters come next
            step = Step.SPEAKERS
        self._on_progress(Progress(step, start + done * (end - start)))


def after_clusters(on_progress: OnProgress) -> Callable[[float], None]:
    """What is left once it is known who speaks when, of which shares are told."""

    def told(done: float) -> None:
        begun = _STEPS["discrete_diarization"][2]
        on_progress(Progress(Step.SPEAKERS, begun + done * (1 - begun)))

    return told
