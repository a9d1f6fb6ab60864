"""Many texts at once, in processes of their own: the engines' libraries bear no threads."""

from __future__ import annotations

import itertools
import multiprocessing
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import numpy as np

from training.data import Clip
from training.speak.clips import speak
from training.speak.heard import SynthesisError
from training.voices import Voice

BATCH = 25


@dataclass(frozen=True, slots=True)
class Request:
    """A text, who is to speak it, and the seed of what is left to chance."""

    text: str
    voice: Voice
    seed: int


def speak_many(requests: Iterable[Request], processes: int = 2) -> Iterator[tuple[Request, Clip]]:
    """Each request with its clip, in order; those that no engine could speak are left out."""
    left = iter(requests)
    pool = _pool(processes)
    try:
        while wave := list(itertools.islice(left, BATCH * processes * 4)):
            batches = [wave[begin : begin + BATCH] for begin in range(0, len(wave), BATCH)]
            futures = [pool.submit(_speak_batch, batch) for batch in batches]
            for batch, future in zip(batches, futures, strict=True):
                try:
                    clips = future.result()
                except BrokenProcessPool:
                    clips = [_spoken_apart(request) for request in batch]
                yield from ((asked, clip) for asked, clip in zip(batch, clips, strict=True) if clip)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in futures):
                pool = _pool(processes)
    finally:
        pool.shutdown()


def _pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))


def _speak_batch(batch: Sequence[Request]) -> list[Clip | None]:
    return [_spoken(request) for request in batch]


def _spoken(request: Request) -> Clip | None:
    try:
        return speak(request.text, request.voice, np.random.default_rng(request.seed))
    except SynthesisError as error:
        print(f"{request.voice.name}: {error}", file=sys.stderr)
        return None


def _spoken_apart(request: Request) -> Clip | None:
    """One text in a process of its own, after a batch took its process down."""
    with _pool(1) as pool:
        try:
            return pool.submit(_speak_batch, [request]).result()[0]
        except BrokenProcessPool:
            print(f"{request.voice.name}: crashed on {request.text!r}", file=sys.stderr)
            return None
