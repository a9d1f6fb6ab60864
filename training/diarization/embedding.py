"""Train the speaker embedding: one vector for the frames in which one person speaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from training.data import SAMPLE_RATE
from training.diarization import commands
from training.diarization.architecture import EmbeddingShape, device, embedding_model
from training.diarization.augment import roughened
from training.diarization.chunks import FRAME_STEP, Activity, Chunk, evenly, pick
from training.diarization.loop import Pace, Run
from training.diarization.people import kin, voice_numbers
from training.diarization.recordings import Recording

if TYPE_CHECKING:
    import torch
    from pyannote.audio import Model

NAME = "embedding.pt"
FRAMES_PER_S = SAMPLE_RATE / FRAME_STEP


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """What is trained and on what."""

    shape: EmbeddingShape = EmbeddingShape()
    pace: Pace = Pace(rate=1e-3, weight_decay=1e-3)
    batch_s: float = 96.0  # of audio a step
    chunk_s: float = 6.0
    slots: int = 3  # speakers taken from a chunk, at most
    shortest_s: float = 0.6  # of speech for one vector
    speeds: tuple[float, ...] = (0.84, 0.92, 1.0, 1.09, 1.19)  # each makes another voice of one
    margin: float = 0.2
    scale: float = 30.0


SMOKE = EmbeddingSettings(
    shape=EmbeddingShape(chunk_s=4.0, dimension=32, hop=640),
    pace=Pace(rate=2e-3, save_every=10),
    batch_s=12.0,
    chunk_s=3.0,
    speeds=(1.0, 1.15),
)


def network(settings: EmbeddingSettings, voice_count: int) -> torch.nn.Module:
    """The embedding model, and a direction for each voice that falls away after training."""
    import torch

    directions = torch.nn.Linear(settings.shape.dimension, voice_count, bias=False)
    return torch.nn.ModuleDict({"model": embedding_model(settings.shape), "directions": directions})


@dataclass(slots=True, eq=False)
class Embedding:
    """The task of the loop."""

    settings: EmbeddingSettings
    seed: int
    learned: Sequence[Recording]
    watched: Sequence[Recording]
    numbers: dict[str, int]  # of the voices
    network: Any

    def batch(self, step: int, progress: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Waveforms (chunks, 1, samples), weights (chunks, slots, frames), voices, -1 for none."""
        import torch

        generator = np.random.default_rng((self.seed, step))
        count = round(self.settings.chunk_s * SAMPLE_RATE)
        speeds = generator.choice(
            self.settings.speeds, max(1, round(self.settings.batch_s / self.settings.chunk_s))
        )
        chunks = [pick(self.learned, count, generator, float(speed)) for speed in speeds]
        slots = [self._slots(chunk, generator) for chunk in chunks]
        waveforms = np.stack([roughened(chunk.samples, generator) for chunk in chunks])[:, None]
        weights = np.stack([weight for weight, _ in slots])
        voices = np.array([voice for _, voice in slots])
        return torch.from_numpy(waveforms), torch.from_numpy(weights), torch.from_numpy(voices)

    def _slots(
        self, chunk: Chunk, generator: np.random.Generator
    ) -> tuple[npt.NDArray[np.float32], list[int]]:
        """Which frames belong to each voice of a chunk; unused slots weigh all frames alike."""
        masks = list(self._masks(chunk, generator))[: self.settings.slots]
        empty = self.settings.slots - len(masks)
        frames = chunk.activity.shape[0]
        weights = [mask.astype(np.float32) for mask, _ in masks] + [np.ones(frames)] * empty
        numbers = [self.numbers[voice] for _, voice in masks] + [-1] * empty
        return np.stack(weights).astype(np.float32), numbers

    def _masks(
        self, chunk: Chunk, generator: np.random.Generator
    ) -> list[tuple[npt.NDArray[np.bool_], str]]:
        least = round(self.settings.shortest_s * FRAMES_PER_S)
        alone = own_frames(chunk.activity) if generator.random() < 0.8 else chunk.activity
        masks = [
            (part(alone[:, column], least, generator), voice)
            for column, voice in enumerate(chunk.voices)
            if voice in self.numbers and alone[:, column].sum() >= least
        ]
        generator.shuffle(masks)
        return masks

    def loss(
        self, batch: tuple[torch.Tensor, torch.Tensor, torch.Tensor], progress: float
    ) -> torch.Tensor:
        """Additive angular margin: the right voice must win by an angle that grows at first."""
        import torch
        from torch.nn.functional import cross_entropy

        waveforms, weights, voices = (part.to(device()) for part in batch)
        vectors = self.network["model"](waveforms, weights=weights)[voices >= 0]
        margin = self.settings.margin * min(1.0, progress / 0.4)
        voices = voices[voices >= 0]
        angles = angular(vectors, self.network["directions"].weight, voices, margin)
        left_out = torch.from_numpy(kin(list(self.numbers))).to(device())[voices]
        return cross_entropy((self.settings.scale * angles).masked_fill(left_out, -1e4), voices)

    def validate(self) -> dict[str, float]:
        """Equal error rate over pairs of voices in conversations that are not learned from."""
        vectors, voices = extract(self.network["model"], self.watched, self.settings.shape.chunk_s)
        return {"eer": equal_error_rate(vectors, voices)}


def own_frames(activity: Activity) -> Activity:
    """The frames of each speaker in which no other speaks."""
    alone: Activity = activity & (activity.sum(axis=1, keepdims=True) == 1)
    return alone


def part(
    mask: npt.NDArray[np.bool_], least: int, generator: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """A stretch of a speaker's frames, from the least that will do to all there are."""
    frames = np.flatnonzero(mask)
    wanted = int(np.exp(generator.uniform(np.log(least), np.log(len(frames) + 1))))
    start = int(generator.integers(max(1, len(frames) - wanted + 1)))
    kept = np.zeros_like(mask)
    kept[frames[start : start + max(least, wanted)]] = True
    return kept


def angular(
    vectors: torch.Tensor, directions: torch.Tensor, voices: torch.Tensor, margin: float
) -> torch.Tensor:
    """Cosines between vectors and voices, the right one's angle widened by the margin."""
    import torch
    from torch.nn.functional import linear, normalize

    cosines = linear(normalize(vectors), normalize(directions)).clamp(-1 + 1e-6, 1 - 1e-6)
    own = cosines.gather(1, voices[:, None])
    widened = own * math.cos(margin) - torch.sqrt(1 - own**2) * math.sin(margin)
    widened = torch.where(own > -math.cos(margin), widened, own - margin * math.sin(margin))
    return cosines.scatter(1, voices[:, None], widened)


def extract(
    model: Model,
    recordings: Sequence[Recording],
    chunk_s: float,
    speed: float = 1.0,
    least_s: float = 1.0,
) -> tuple[npt.NDArray[np.float32], list[str]]:
    """Vectors of whole chunks as the pipeline takes them, with the voices they belong to."""
    import torch

    model.eval()
    place = next(model.parameters()).device
    vectors, voices = [], []
    for chunk in evenly(recordings, round(chunk_s * SAMPLE_RATE), speed):
        alone = own_frames(chunk.activity)
        kept = np.flatnonzero(alone.sum(axis=0) >= least_s * FRAMES_PER_S)
        if not len(kept):
            continue
        weights = torch.from_numpy(alone[:, kept].T.astype(np.float32))[None].to(place)
        with torch.no_grad():
            found = model(torch.from_numpy(chunk.samples)[None, None].to(place), weights=weights)
        vectors.append(found[0].cpu().numpy())
        voices += [chunk.voices[column] for column in kept]
    return np.concatenate(vectors), voices


def equal_error_rate(vectors: npt.NDArray[np.float32], voices: Sequence[str]) -> float:
    """Where as many pairs of one voice are told apart as pairs of two are taken for one."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    names = np.array(voices)
    pairs = np.triu(~kin(voices), 1)
    cosines, same = (unit @ unit.T)[pairs], (names[:, None] == names)[pairs]
    if not same.any() or same.all():
        return float("nan")
    order = np.argsort(cosines)
    missed = np.cumsum(same[order]) / same.sum()
    alarmed = 1 - np.cumsum(~same[order]) / (~same).sum()
    return float(missed[np.argmin(np.abs(missed - alarmed))])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    order = commands.training_order(__doc__, arguments)
    settings = SMOKE if order.smoke else EmbeddingSettings(**commands.by_device())
    settings = replace(settings, pace=order.pace(settings.pace))
    learned, watched = order.recordings()
    numbers = voice_numbers(learned, settings.speeds)
    model = network(settings, len(numbers))
    order.begin(model["model"], "embedding")
    task = Embedding(settings, order.seed, learned, watched, numbers, model)
    facts = {"settings": asdict(settings), "seed": order.seed, **order.facts(learned)}
    Run(task, order.budget, settings.pace, order.path(NAME), facts).train(order.workers)


if __name__ == "__main__":
    main()
