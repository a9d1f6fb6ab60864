"""Train the segmentation model: who of up to three speakers is active in each frame of a chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from training.data import SAMPLE_RATE
from training.diarization import commands
from training.diarization.architecture import (
    SegmentationShape,
    device,
    segmentation_model,
)
from training.diarization.augment import roughened, speechless
from training.diarization.chunks import (
    FRAME_STEP,
    Chunk,
    any_of,
    evenly,
    interjected,
    layered,
    pick,
    pick_in,
    silence,
    target,
)
from training.diarization.loop import Pace, Run
from training.diarization.people import only_people, person_numbers
from training.diarization.recordings import Recording

if TYPE_CHECKING:
    import torch
    from pyannote.audio import Model
    from pyannote.audio.utils.powerset import Powerset

NAME = "segmentation.pt"


@dataclass(frozen=True, slots=True)
class SegmentationSettings:
    """What is trained and on what."""

    shape: SegmentationShape = SegmentationShape()
    pace: Pace = Pace(rate=2e-3)
    batch_s: float = 30.0  # of audio a step
    short_s: float = 5.0  # chunks are this short at first: twice the steps in the same time
    short_until: float = 0.5  # of the training
    layered: float = 0.15  # share of chunks that are two conversations at once
    interjected: float = 0.4  # share of chunks in which somebody says a word or two over another
    interjection_s: tuple[float, float] = (0.3, 1.5)
    speechless: float = 0.05  # share of chunks in which nobody speaks
    speeds: tuple[float, ...] = (0.9, 1.0, 1.1)
    naming: float = 1.0  # weight of telling which person is heard, at first
    learn_filters: bool = False  # two thirds of the time on a CPU, for little


SMOKE = SegmentationSettings(
    shape=SegmentationShape(chunk_s=4.0, hidden=32, layers=1, linear=16),
    pace=Pace(rate=5e-3, save_every=2),
    batch_s=8.0,
    short_s=2.0,
)


def network(settings: SegmentationSettings, people_count: int) -> torch.nn.Module:
    """The segmentation model, and a head that names people and falls away after training.

    Without the head the model takes long to find out that voices are what tells speakers apart.
    """
    import torch

    model = segmentation_model(settings.shape)
    if not settings.learn_filters:
        freeze_filters(model)
    head = torch.nn.Linear(2 * settings.shape.hidden, max(1, people_count))
    return torch.nn.ModuleDict({"model": model, "people": head})


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Waveforms (chunks, 1, samples), activity (chunks, frames, speakers), people by frame."""

    waveforms: torch.Tensor
    activity: torch.Tensor
    people: torch.Tensor


@dataclass(slots=True, eq=False)
class Segmentation:
    """The task of the loop."""

    settings: SegmentationSettings
    seed: int
    learned: Sequence[Recording]
    watched: Sequence[Recording]
    numbers: dict[str, int]  # of the people
    network: Any

    def batch(self, step: int, progress: float) -> Batch:
        """What one step learns from."""
        import torch

        generator = np.random.default_rng((self.seed, step))
        short = progress < self.settings.short_until
        seconds = self.settings.short_s if short else self.settings.shape.chunk_s
        chunks = [
            draw(self.learned, round(seconds * SAMPLE_RATE), self.settings, generator)
            for _ in range(max(1, round(self.settings.batch_s / seconds)))
        ]
        waveforms = np.stack([chunk.samples for chunk in chunks])[:, None]
        people = np.stack([only_people(chunk, self.numbers) for chunk in chunks])
        return Batch(torch.from_numpy(waveforms), self._activity(chunks), torch.from_numpy(people))

    def _activity(self, chunks: Sequence[Chunk]) -> torch.Tensor:
        import torch

        speakers = self.settings.shape.speakers
        return torch.from_numpy(np.stack([target(chunk.activity, speakers) for chunk in chunks]))

    def loss(self, batch: Batch, progress: float) -> torch.Tensor:
        """Cross-entropy over sets of speakers in the order that fits best, and over people."""
        from torch.nn.functional import cross_entropy

        scores, hidden = self._forward(batch.waveforms.to(device()))
        loss = assigned_loss(scores, batch.activity.to(device()), self.powerset())
        people = batch.people.to(device())
        if not (people >= 0).any():
            return loss
        named = self.network["people"](hidden).flatten(0, 1)
        weight = self.settings.naming * (1 - 0.9 * progress)
        return loss + weight * cross_entropy(named, people.flatten(), ignore_index=-1)

    def _forward(self, waveforms: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """PyanNet's own steps, for the LSTM's output beside the scores."""
        from torch.nn.functional import leaky_relu

        model = self.network["model"]
        hidden, _ = model.lstm(model.sincnet(waveforms).transpose(1, 2))
        outputs = hidden
        for linear in model.linear:
            outputs = leaky_relu(linear(outputs))
        return model.activation(model.classifier(outputs)), hidden

    def powerset(self) -> Powerset:
        """pyannote's translation between speakers and sets of speakers."""
        from pyannote.audio.utils.powerset import Powerset

        return Powerset(self.settings.shape.speakers, self.settings.shape.together).to(device())

    def validate(self) -> dict[str, float]:
        """Miss, false alarm and confusion within whole chunks, as shares of the speech in them."""
        import torch
        from pyannote.audio.utils.permutation import permutate

        self.network.eval()
        totals = np.zeros(4)
        for chunk in evenly(self.watched, round(self.settings.shape.chunk_s * SAMPLE_RATE)):
            with torch.no_grad():
                waveform = torch.from_numpy(chunk.samples)[None, None].to(device())
                found = self.powerset().to_multilabel(self.network["model"](waveform))
            ordered, _ = permutate(found, self._activity([chunk]).to(device()))
            totals += frame_errors(found.cpu().numpy(), ordered.cpu().numpy())
        miss, false_alarm, confusion = totals[:3] / max(1.0, totals[3])
        der = miss + false_alarm + confusion
        return {"der": der, "miss": miss, "false_alarm": false_alarm, "confusion": confusion}


def assigned_loss(scores: torch.Tensor, activity: torch.Tensor, powerset: Powerset) -> torch.Tensor:
    """Cross-entropy against the true speakers in the order nearest to what was found."""
    from pyannote.audio.utils.loss import nll_loss
    from pyannote.audio.utils.permutation import permutate

    ordered, _ = permutate(powerset.to_multilabel(scores), activity)
    return nll_loss(scores, powerset.to_powerset(ordered).argmax(dim=-1))


def frame_errors(found: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Frames missed, falsely alarmed, confused, and spoken, each speaker counted."""
    found_count, truth_count = found.sum(axis=-1), truth.sum(axis=-1)
    correct = (found * truth).sum(axis=-1)
    return np.array(
        [
            np.maximum(truth_count - found_count, 0).sum(),
            np.maximum(found_count - truth_count, 0).sum(),
            (np.minimum(truth_count, found_count) - correct).sum(),
            truth_count.sum(),
        ]
    )


def draw(
    recordings: Sequence[Recording],
    count: int,
    settings: SegmentationSettings,
    generator: np.random.Generator,
) -> Chunk:
    """One chunk to learn from: as recorded or roughened, sometimes two at once or nobody."""
    if generator.random() < settings.speechless:
        return Chunk(speechless(count, generator), silence(count), ())
    recording, speed = any_of(recordings, generator), float(generator.choice(settings.speeds))
    chunk = pick_in(recording, count, generator, speed)
    if generator.random() < settings.interjected:
        said = pick_in(recording, count, generator, speed)
        frames = round(generator.uniform(*settings.interjection_s) * SAMPLE_RATE / FRAME_STEP)
        level = 10 ** (generator.uniform(-10, 3) / 20)
        chunk = interjected(chunk, said, level, generator, frames)
    if generator.random() < settings.layered:
        other = pick(recordings, count, generator)
        if not set(chunk.voices) & set(other.voices):
            chunk = layered(chunk, other, 10 ** (generator.uniform(-10, 3) / 20))
    if generator.random() < 0.7:
        return Chunk(roughened(chunk.samples, generator), chunk.activity, chunk.voices)
    return chunk


def freeze_filters(model: Model) -> None:
    """Leave SincNet's filter bank as it starts, evenly spread over the mel scale."""
    for name, parameter in model.named_parameters():
        if name.startswith(("sincnet.wav_norm1d.", "sincnet.conv1d.0.")):
            parameter.requires_grad = False


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    order = commands.training_order(__doc__, arguments)
    settings = SMOKE if order.smoke else SegmentationSettings(**commands.by_device())
    settings = replace(settings, pace=order.pace(settings.pace))
    if order.start:
        settings = replace(settings, short_until=0.0)
    learned, watched = order.recordings()
    numbers = person_numbers(learned)
    model = network(settings, len(numbers))
    order.begin(model["model"], "segmentation")
    task = Segmentation(settings, order.seed, learned, watched, numbers, model)
    facts = {"settings": asdict(settings), "seed": order.seed, **order.facts(learned)}
    Run(task, order.budget, settings.pace, order.path(NAME), facts).train(order.workers)


if __name__ == "__main__":
    main()
