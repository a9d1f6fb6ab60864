"""Windows added up as pyannote adds them up."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from podscribe.diarize.loading import load_pyannote
from podscribe.diarize.timeline import reconstruct


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("windows", [1, 2, 25])
def test_it_gives_what_pyannote_gives(seed: int, windows: int) -> None:
    load_pyannote()
    from pyannote.audio.pipelines import SpeakerDiarization
    from pyannote.core import SlidingWindow, SlidingWindowFeature

    random = np.random.default_rng(seed)
    activity = (random.random((windows, 589, 3)) > 0.6).astype(np.float32)
    heard = SlidingWindowFeature(activity, SlidingWindow(duration=10, step=1 + seed / 2))
    clusters = random.integers(-1, 4, (windows, 3)).astype(np.int8)
    clusters[clusters < 0] = -2
    clusters[0, 0] = 0
    frames = SlidingWindow(duration=0.062, step=0.016875)
    count = SpeakerDiarization.speaker_count(heard, frames, warm_up=(0.0, 0.0))
    count.data = count.data.astype(np.int8)
    whole = SimpleNamespace(to_diarization=SpeakerDiarization.to_diarization)
    theirs = SpeakerDiarization.reconstruct(whole, heard, clusters, count)
    ours = reconstruct(heard, clusters, count)
    assert ours.data.shape == theirs.data.shape
    assert (ours.data == theirs.data).all()
    assert ours.sliding_window.start == theirs.sliding_window.start
