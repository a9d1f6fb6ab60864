"""pyannote's steps as one way from nothing to all."""

from __future__ import annotations

import pytest

from podscribe.diarize import Progress, Step
from podscribe.diarize.steps import Hook


def told(name: str, total: int | None = None, completed: int | None = None) -> list[Progress]:
    found: list[Progress] = []
    Hook(found.append)(name, None, total=total, completed=completed)
    return found


@pytest.mark.parametrize(
    ("name", "total", "completed", "step", "share"),
    [
        ("segmentation", 10, 0, Step.SPEECH, 0.0),
        ("segmentation", 10, 5, Step.SPEECH, 0.05),
        ("segmentation", None, None, Step.SPEECH, 0.1),
        ("speaker_counting", None, None, Step.VOICES, 0.1),
        ("embeddings", 100, 0, Step.VOICES, 0.1),
        ("embeddings", 100, 50, Step.VOICES, 0.525),
        ("embeddings", 100, 120, Step.VOICES, 0.95),
        ("embeddings", None, None, Step.SPEAKERS, 0.95),
        ("discrete_diarization", None, None, Step.SPEAKERS, 0.98),
    ],
)
def test_each_step_has_its_share(
    name: str, total: int | None, completed: int | None, step: Step, share: float
) -> None:
    assert told(name, total, completed) == [Progress(step, pytest.approx(share))]


def test_a_step_that_is_not_known_says_nothing() -> None:
    assert told("clustering", 10, 5) == []
