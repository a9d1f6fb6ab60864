"""What the tone must be when it comes back, and which model stands in for one that is not here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from podscribe.audio import SAMPLE_RATE
from podscribe.config import Settings
from podscribe.doctor.check import State, guarded
from podscribe.doctor.engines import SUFFIXES, hearing, require_tone, tone, try_formats
from podscribe.doctor.models import wanted_recogniser
from podscribe.errors import PodscribeError
from podscribe.models import EMBEDDED, Hub


def test_the_tone_comes_back_from_every_format() -> None:
    try_formats(SUFFIXES)


@pytest.mark.parametrize(
    "changed",
    [
        tone()[: SAMPLE_RATE // 2],
        tone() * 0,
        np.random.default_rng(1).normal(0, 0.3, len(tone())).astype(np.float32),
        np.concatenate([tone()[::2], tone()[::2]]),
    ],
    ids=["cut off", "silent", "noise", "an octave higher"],
)
def test_anything_else_is_refused(changed: np.ndarray) -> None:
    with pytest.raises(PodscribeError, match="came back from mp3 as"):
        require_tone(changed, ".mp3")


def test_a_format_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(PodscribeError, match="no format for clips"):
        try_formats((".xyz",))


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub("http://127.0.0.1:9", tmp_path, offline=True)


def test_the_embedded_model_stands_in_for_one_that_is_not_here(hub: Hub) -> None:
    settings = Settings(model="large-v3", language="de", device="cpu")
    model = wanted_recogniser(settings, hub)
    (check,) = guarded("words", lambda: hearing(model, settings, hub))
    assert check.state is State.OK, check.text
    assert check.text.startswith("embedded, in place of large-v3: loaded on the CPU in ")


def test_what_an_engine_refuses_is_a_fault_with_its_remedy(hub: Hub) -> None:
    settings = Settings(model=EMBEDDED, language="de", device="cpu")
    model = wanted_recogniser(settings, hub)
    (check,) = guarded("words", lambda: hearing(model, settings, hub))
    assert (check.state, check.name) == (State.FAULT, "words")
    assert "language" in check.text
    assert check.remedy
