"""What the two trainings' command lines have in common."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.budget import Budget
from training.diarization.architecture import device, take_weights
from training.diarization.loop import Pace
from training.diarization.recordings import Recording, load_recordings, split

if TYPE_CHECKING:
    from pyannote.audio import Model

LATER_RATE_SHARE = 0.25
WORK = Path(__file__).parents[1] / "work" / "diarization"


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """One call of a training command."""

    data: tuple[Path, ...]
    work: Path
    budget: Budget
    seed: int
    workers: int
    smoke: bool
    fresh: bool
    start: Path | None

    def recordings(self) -> tuple[tuple[Recording, ...], tuple[Recording, ...]]:
        """All recordings of all folders, to learn from and to watch."""
        return split([each for folder in self.data for each in load_recordings(folder)])

    def facts(self, learned: Sequence[Recording]) -> dict[str, Any]:
        """What the checkpoint keeps about its training data."""
        return {
            "recordings": len(learned),
            "hours": round(sum(each.seconds for each in learned) / 3600, 2),
            "voices": sorted({voice for each in learned for voice in each.voices.values()}),
        }

    def pace(self, pace: Pace) -> Pace:
        """Slower where weights are known already: more would undo what they know."""
        return replace(pace, rate=pace.rate * LATER_RATE_SHARE) if self.start else pace

    def begin(self, model: Model, name: str) -> None:
        """Give the model the weights it is to begin with, if any."""
        if self.start:
            take_weights(model, self.start / name)

    def path(self, name: str) -> Path:
        """Where the checkpoint lies; an old one is removed if a fresh start is wanted."""
        if self.fresh:
            (self.work / name).unlink(missing_ok=True)
        return self.work / name


def training_order(about: str | None, arguments: Sequence[str] | None) -> TrainingOrder:
    """Parse a training's command line, and seed torch."""
    import torch

    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="made by training.mix")
    parser.add_argument("--work", type=Path, default=WORK, help="where checkpoints go")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--steps", type=int, help="instead of minutes: the same run every time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=8 if device().type == "cuda" else 0)
    parser.add_argument("--smoke", action="store_true", help="tiny settings, to try the code")
    parser.add_argument("--start", type=Path, help="begin with the models of this exported folder")
    parser.add_argument("--fresh", action="store_true", help="start anew")
    got = parser.parse_args(arguments)
    torch.manual_seed(got.seed)
    budget = Budget(got.minutes, got.steps)
    data = tuple(got.data)
    return TrainingOrder(
        data, got.work, budget, got.seed, got.workers, got.smoke, got.fresh, got.start
    )


def by_device() -> dict[str, Any]:
    """Settings that a GPU has the time for."""
    return {"batch_s": 640.0} if device().type == "cuda" else {}
