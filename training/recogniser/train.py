"""Train the recogniser: `python -m training.recogniser.train --data DIR --out DIR --minutes 60`.

The time (or the steps) given is divided among the stages; a run that was stopped goes on from its
last checkpoint. Beside the loss of the words, the network is held to the exact times of synthetic
speech: each frame has to name its token, and one head of the cross-attention has to look where the
word is spoken, which later makes that head tell the times of words. A layer below, the letters
have to be found in their order, which is what is learnt first.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset

from training.budget import Budget
from training.data import SAMPLE_RATE
from training.grammar import sentence, trainable
from training.recogniser.batches import SMOKE_STAGES, STAGES, Batch, Stage, Windows
from training.recogniser.material import (
    Conversations,
    Nobody,
    Sentences,
    load_conversations,
    load_sentences,
)
from training.recogniser.network import NAMED_EVERY, NetworkOptions, Recogniser
from training.recogniser.tokens import Tokens, load_tokens, train_tokenizer
from training.recogniser.windows import IGNORED, Source

PEAK_RATE = 1.5e-3
PEAK_RATE_LATER = 5e-4  # for weights that have been at rest: more would undo what they know
WARM_UP_STEPS = 200
SETTLING_STEPS = 400  # of a network that began with weights: its encoder's own layers rest
LAST_RATE_SHARE = 0.03
SAVE_EVERY_S = 120.0
REPORT_EVERY = 100
TOKENIZER_SENTENCES = 40_000
CONVERSATION_SHARE = 0.85  # of windows, where there are conversations
NOBODY_SHARE = 0.05
SMOKE_SIZE = {"width": 64, "heads": 1, "encoder_layers": 1, "decoder_layers": 1}


@dataclass(slots=True)
class Progress:
    """Where a training is: what a checkpoint has to remember beside the weights."""

    step: int = 0
    spent_s: float = 0.0


class Endless(IterableDataset[Batch]):
    """Batches of a stage from a worker process, so that the network need not wait."""

    def __init__(self, windows: Windows, stage: Stage, seed: int) -> None:
        self.windows, self.stage, self.seed = windows, stage, seed

    def __iter__(self) -> Iterator[Batch]:
        torch.set_num_threads(1)
        return self.windows.batches(self.stage, self.seed)


def losses(
    network: Recogniser, batch: Batch, spelt: bool = True
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What the words, the frames, the letters (if they are `spelt`) and the listening cost."""
    guesses = network(batch.mel, batch.tokens)
    words = functional.cross_entropy(
        guesses.scores.float().flatten(0, 1),
        batch.labels.flatten(),
        ignore_index=IGNORED,
        label_smoothing=0.02,
    )
    spoken = functional.cross_entropy(
        guesses.frames.float().flatten(0, 1), batch.frames[:, ::NAMED_EVERY].flatten()
    )
    listening = straying(guesses.following, batch.inside)
    listening = listening + straying(guesses.current[:, 1:], batch.inside[:, :-1])
    letters = spelling(guesses.letters, batch) if spelt else guesses.letters.sum() * 0
    return words, spoken, letters, listening / 2


def straying(attention: Tensor, inside: Tensor) -> Tensor:
    """What it costs a head to look elsewhere than inside the sound of its tokens."""
    guided = inside.any(-1)
    within = attention.masked_fill(~inside, -1e4).logsumexp(-1)
    return -within[guided].mean() if guided.any() else within.sum() * 0


def spelling(guesses: Tensor, batch: Batch) -> Tensor:
    """What the letters cost, in any alignment with the frames that keeps their order (CTC)."""
    frames = torch.full_like(batch.spelt, guesses.shape[1])
    return functional.ctc_loss(
        functional.log_softmax(guesses.float(), dim=-1).transpose(0, 1),
        batch.letters,
        frames,
        batch.spelt,
        zero_infinity=True,
    )


def rate(peak: float, step: int, done: float) -> float:
    """The learning rate: up in the beginning, then down along a cosine of the time spent."""
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return peak * warm * (LAST_RATE_SHARE + (1 - LAST_RATE_SHARE) * cosine)


def help_weight(done: float) -> float:
    """How much frames and listening count: all in the beginning, little in the end."""
    return max(0.2, 1.0 - done)


class Training:
    """A network in training and its checkpoint."""

    def __init__(
        self,
        options: NetworkOptions,
        out: Path,
        budget: Budget,
        seed: int,
        start: Path | None = None,
    ) -> None:
        torch.manual_seed(seed)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.settling = 0 if start is None else SETTLING_STEPS
        self.spelt = start is None  # letters are what is learnt first
        self.peak = PEAK_RATE if start is None else PEAK_RATE_LATER
        self.halved = self.device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
        self.network = Recogniser(options)
        self.added: Sequence[nn.Module] = ()
        if start is not None:
            self.added = self.network.start_from(load_file(start / "model.safetensors"))
        self.network.to(self.device)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01
        )
        self.progress = Progress()
        self.path = out / "checkpoint.pt"
        self.budget = budget
        self.seed = seed
        if self.path.exists():
            self._resume()

    def _resume(self) -> None:
        saved = torch.load(self.path, map_location=self.device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.progress = Progress(**saved["progress"])
        print(f"going on from step {self.progress.step}", flush=True)

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "options": asdict(self.network.options),
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "progress": asdict(self.progress),
        }
        temporary = self.path.with_suffix(".new")
        torch.save(state, temporary)
        os.replace(temporary, self.path)

    def run(self, windows: Windows, stages: Sequence[Stage] = STAGES) -> None:
        """Every stage for its share of the budget."""
        end = 0.0
        for stage in stages:
            end += stage.share
            if self._done() < min(end, 1.0):
                self._run_stage(windows, stage, min(end, 1.0))
        self.save()

    def _done(self) -> float:
        return self.budget.progress(self.progress.step, self.progress.spent_s)

    def _run_stage(self, windows: Windows, stage: Stage, end: float) -> None:
        print(f"stage: windows of {stage.seconds:.0f} s, {stage.windows} a step", flush=True)
        source = Endless(windows, stage, self.seed + self.progress.step)
        loader = DataLoader(source, batch_size=None, num_workers=1, prefetch_factor=4)
        saved = begin = time.monotonic()
        before = self.progress.spent_s
        sums = [0.0] * 4
        for batch in loader:
            parts = self._step(batch)
            sums = [total + part for total, part in zip(sums, parts, strict=True)]
            now = time.monotonic()
            self.progress.spent_s = before + now - begin
            self.progress.step += 1
            if self.progress.step % REPORT_EVERY == 0:
                self._report(sums)
                sums = [0.0] * 4
            if now - saved > SAVE_EVERY_S:
                self.save()
                saved = now
            if self._done() >= end - 1e-9:
                return

    def _step(self, batch: Batch) -> list[float]:
        done = self._done()
        settled = self.progress.step - self.settling
        self.network.encoder.requires_grad_(settled >= 0)
        for layer in self.added:
            layer.requires_grad_(True)
        self.network.encoder.embed_positions.requires_grad_(False)
        for group in self.optimizer.param_groups:
            group["lr"] = rate(self.peak, self.progress.step if settled < 0 else settled, done)
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.halved):
            words, *others = losses(self.network, batch.to(self.device), self.spelt)
        spoken, spelt, listening = others
        (words + help_weight(done) * (spoken + spelt + 0.5 * listening)).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        return [words.item(), *(other.item() for other in others)]

    def _report(self, sums: list[float]) -> None:
        words, spoken, spelt, listening = (total / REPORT_EVERY for total in sums)
        print(
            f"step {self.progress.step} minute {self.progress.spent_s / 60:.1f} "
            f"words {words:.3f} frames {spoken:.3f} letters {spelt:.3f} listening {listening:.3f}",
            flush=True,
        )


def main(given: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of spoken sentences")
    parser.add_argument(
        "--conversations", type=Path, nargs="*", default=(), help="folders of conversations"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder of tokenizer and checkpoint"
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, help="instead of minutes: the same run every time")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--start", type=Path, help="begin with the weights of this model in transformers' form"
    )
    parser.add_argument("--smoke", action="store_true", help="a tiny network, to try the steps")
    arguments = parser.parse_args(given)
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    tokens = tokens_for(arguments.out / "tokenizer.json", arguments.seed, arguments.start)
    size = SMOKE_SIZE if arguments.smoke else {}
    options = NetworkOptions(tokens.count, tokens.text_count, **size)
    windows, facts = material(arguments.data, arguments.conversations, tokens)
    (arguments.out / "material.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    budget = Budget(arguments.minutes, arguments.steps)
    training = Training(options, arguments.out, budget, arguments.seed, arguments.start)
    training.run(windows, stages_for(arguments))


def stages_for(arguments: argparse.Namespace) -> Sequence[Stage]:
    """What is done: everything, or with weights that know it no clean sentences any more."""
    first, *others = SMOKE_STAGES if arguments.smoke else STAGES
    if not arguments.start:
        return (first, *others)
    return tuple(replace(stage, share=stage.share / (1 - first.share)) for stage in others)


def material(
    sentences: Path, conversations: Sequence[Path], tokens: Tokens
) -> tuple[Windows, dict[str, float]]:
    """What there is to learn from, and how much it is."""
    clips = load_sentences(sentences)
    told = [each for folder in conversations for each in load_conversations(folder)]
    minutes = sum(len(each.samples) for each in told) / SAMPLE_RATE / 60
    facts = {"clips": len(clips), "conversations": len(told), "minutes": round(minutes, 1)}
    print(facts, flush=True)
    sources: list[Source] = [Sentences(clips), Nobody()]
    shares = [1.0 - NOBODY_SHARE, NOBODY_SHARE]
    if told:
        sources.append(Conversations(told))
        shares = [shares[0] - CONVERSATION_SHARE, NOBODY_SHARE, CONVERSATION_SHARE]
    return Windows(Sentences(clips, clean=True), sources, shares, tokens), facts


def tokens_for(path: Path, seed: int, start: Path | None) -> Tokens:
    """The tokenizer of this training, made at its beginning or taken over."""
    if not path.exists() and start is not None:
        shutil.copyfile(start / "tokenizer.json", path)
    elif not path.exists():
        rng = random.Random(seed)
        texts = (sentence(rng, keep=trainable) for _ in range(TOKENIZER_SENTENCES))
        train_tokenizer(texts).save(str(path))
    return load_tokens(path)


if __name__ == "__main__":
    main()
