"""pyannote's steps as one way from nothing to all."""

from __future__ import annotations

import pytest

from podscribe.diarize import Progress, Step
from podscribe.diarize.steps import Hook, after_clusters


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
        ("embeddings", 100, 50, Step.VOICES, 0.465),
        ("embeddings", 100, 120, Step.VOICES, 0.83),
        ("embeddings", None, None, Step.SPEAKERS, 0.83),
        ("discrete_diarization", None, None, Step.SPEAKERS, 0.86),
    ],
)
def test_each_step_has_its_share(
    name: str, total: int | None, completed: int | None, step: Step, share: float
) -> None:
    assert told(name, total, completed) == [Progress(step, pytest.approx(share))]


def test_what_comes_after_goes_on_to_the_end() -> None:
    found: list[Progress] = []
    for share in (0.5, 1.0):
        after_clusters(found.append)(share)
    assert [each.share for each in found] == [pytest.approx(0.93), 1.0]
    assert {each.step for each in found} == {Step.SPEAKERS}


def test_a_step_that_is_not_known_says_nothing() -> None:
    assert told("clustering", 10, 5) == []
