"""The training loop of both models: batches, rate, clock, checkpoints, a line every minute."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from training.budget import Budget
from training.diarization.architecture import device
from training.diarization.files import save

if TYPE_CHECKING:
    import torch

Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Pace:
    """How the loop runs, whatever it trains."""

    rate: float = 1e-3
    warm_up: float = 0.03  # share of the training in which the rate rises
    weight_decay: float = 1e-4
    clip: float = 5.0
    save_every: int = 100  # steps
    report_every_s: float = 60.0


class Task(Protocol[Batch]):
    """What is trained: a batch depends on nothing but step and progress, so runs can resume."""

    @property
    def network(self) -> torch.nn.Module: ...

    def batch(self, step: int, progress: float) -> Batch: ...

    def loss(self, batch: Batch, progress: float) -> torch.Tensor: ...

    def validate(self) -> dict[str, float]: ...


@dataclass(slots=True)
class Run(Generic[Batch]):
    """A task under way, restarted from its checkpoint where there is one."""

    task: Task[Batch]
    budget: Budget
    pace: Pace
    path: Path
    facts: dict[str, Any]  # what the checkpoint says about itself; must agree to resume
    step: int = 0
    elapsed_s: float = 0.0

    def train(self, workers: int = 0) -> None:
        """Train to the end of the budget."""
        network = self.task.network.to(device())
        optimizer = _optimizer(network, self.pace)
        self._resume(network, optimizer)
        reported_s = self.elapsed_s
        for progress, batch in self._batches(workers):
            started = time.monotonic()
            loss = self._advance(optimizer, batch, progress)
            self.step += 1
            self.elapsed_s += time.monotonic() - started
            if self.step % self.pace.save_every == 0:
                self._save(network, optimizer)
            if self.elapsed_s - reported_s >= self.pace.report_every_s:
                reported_s = self.elapsed_s
                self._report(loss)
        self._save(network, optimizer)
        self._report(None)

    def _advance(self, optimizer: torch.optim.Optimizer, batch: Batch, progress: float) -> float:
        """One step; a gradient that is not finite is left out."""
        import torch

        for group in optimizer.param_groups:
            group["lr"] = self.pace.rate * rate_share(progress, self.pace.warm_up)
        self.task.network.train()
        optimizer.zero_grad()
        loss = self.task.loss(batch, progress)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.task.network.parameters(), self.pace.clip)
        if torch.isfinite(norm):
            optimizer.step()
        return float(loss.detach())

    def _batches(self, workers: int) -> Iterator[tuple[float, Batch]]:
        """Batches with the progress they stand for, made ahead by threads if there are some."""
        if not workers:
            while (progress := self._progress(self.step)) < 1:
                started = time.monotonic()
                batch = self.task.batch(self.step, progress)
                self.elapsed_s += time.monotonic() - started
                yield progress, batch
            return
        with ThreadPoolExecutor(workers) as pool:
            yield from self._batches_ahead(pool, 2 * workers)

    def _batches_ahead(self, pool: ThreadPoolExecutor, ahead: int) -> Iterator[tuple[float, Batch]]:
        waiting: deque[tuple[float, Future[Batch]]] = deque()
        following = self.step
        while self._progress(self.step) < 1:
            while len(waiting) < ahead:
                progress = min(1.0, self._progress(following))
                waiting.append((progress, pool.submit(self.task.batch, following, progress)))
                following += 1
            progress, future = waiting.popleft()
            started = time.monotonic()
            batch = future.result()
            self.elapsed_s += time.monotonic() - started
            yield progress, batch

    def _progress(self, step: int) -> float:
        return self.budget.progress(step, self.elapsed_s)

    def _report(self, loss: float | None) -> None:
        values = {"loss": loss} if loss is not None else {}
        values |= self.task.validate()
        shown = " ".join(f"{name}={value:.4f}" for name, value in values.items())
        print(f"step={self.step} minutes={self.elapsed_s / 60:.1f} {shown}", flush=True)

    def _save(self, network: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
        import torch

        state = {
            "facts": self.facts,
            "step": self.step,
            "elapsed_s": self.elapsed_s,
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
        }
        save(self.path, lambda file: torch.save(state, file))

    def _resume(self, network: torch.nn.Module, optimizer: torch.optim.Optimizer) -> None:
        if not self.path.exists():
            return
        state = load_state(self.path)
        if state["facts"] != self.facts:
            raise SystemExit(f"{self.path} is of another training: remove it or use --fresh")
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        self.step, self.elapsed_s = state["step"], state["elapsed_s"]
        print(f"resumed at step={self.step} minutes={self.elapsed_s / 60:.1f}", flush=True)


def _optimizer(network: torch.nn.Module, pace: Pace) -> torch.optim.Optimizer:
    import torch

    learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
    return torch.optim.AdamW(learned, lr=pace.rate, weight_decay=pace.weight_decay)


def rate_share(progress: float, warm_up: float) -> float:
    """The rate's share at a point of the training: a ramp up, then half a cosine down."""
    if progress < warm_up:
        return max(0.01, progress / warm_up)
    rest = min(1.0, (progress - warm_up) / (1 - warm_up))
    return max(0.001, 0.5 * (1 + math.cos(math.pi * rest)))


def load_state(path: Path) -> dict[str, Any]:
    """A checkpoint of the loop."""
    import torch

    state: dict[str, Any] = torch.load(path, map_location="cpu")
    return state
