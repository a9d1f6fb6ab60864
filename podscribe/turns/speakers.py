"""The speaker of every word: the cheapest way through the spans and the text together."""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.transcript import Word
from podscribe.turns.changes import Price, change_prices
from podscribe.turns.voices import Evidence


def speakers_of(words: Sequence[Word], evidence: Evidence) -> list[int]:
    """For each word, which of the voices says it."""
    if not words or len(evidence.heard) < 2:
        return [0] * len(words)
    costs = evidence.prices(words[0])
    came_from: list[list[int]] = []
    for word, change in zip(
        words[1:], change_prices(words, mixed=evidence.likeness is not None), strict=True
    ):
        origins, reached = _step(costs, change)
        came_from.append(origins)
        here = evidence.prices(word)
        costs = [before + own for before, own in zip(reached, here, strict=True)]
    chosen = [costs.index(min(costs))]
    for origins in reversed(came_from):
        chosen.append(origins[chosen[-1]])
    return chosen[::-1]


def _step(costs: Sequence[float], change: Price) -> tuple[list[int], list[float]]:
    """Where each speaker's cheapest way comes from, and what it has cost so far."""
    price, price_of_none = change
    order = sorted(range(len(costs)), key=costs.__getitem__)[:2]
    origins: list[int] = []
    reached: list[float] = []
    for own, cost in enumerate(costs):
        other = order[1] if own == order[0] else order[0]
        stays = cost + price_of_none <= costs[other] + price
        origins.append(own if stays else other)
        reached.append(cost + price_of_none if stays else costs[other] + price)
    return origins, reached
