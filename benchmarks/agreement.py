"""How far two ways to divide an episode agree: boundaries within 30 s, Pk and WindowDiff.

Pk (Beeferman, Berger and Lafferty 1999) is the share of pairs of places, half a usual chapter
apart, of which one division says "same chapter" and the other does not. WindowDiff (Pevzner and
Hearst 2002) is the share of which they do not say the same number of boundaries between. Both are
taken second by second; 0 is best, and a division that knows nothing comes to about one half.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

NEAR_S = 30.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Boundaries of a division, those of the truth, those of both, and two measures of error."""

    found: int
    true: int
    both: int
    pk: float
    window_diff: float

    @property
    def f1(self) -> float:
        return 2 * self.both / max(1, self.found + self.true)


def agreement(found: Sequence[float], true: Sequence[float], begin: float, end: float) -> Agreement:
    """How far the boundaries between two times agree with the true ones.

    >>> found = agreement([100.0, 220.0], [110.0, 400.0], 0.0, 600.0)
    >>> found.both, found.f1
    (1, 0.5)
    """
    seconds = int(end - begin) + 1
    reach = max(2, round(seconds / (len(true) + 1) / 2))
    differences = [
        (ours, theirs)
        for ours, theirs in zip(
            _between(found, begin, seconds, reach),
            _between(true, begin, seconds, reach),
            strict=True,
        )
    ]
    places = max(1, len(differences))
    return Agreement(
        len(found),
        len(true),
        matched(found, true),
        sum((ours > 0) != (theirs > 0) for ours, theirs in differences) / places,
        sum(ours != theirs for ours, theirs in differences) / places,
    )


def matched(found: Sequence[float], true: Sequence[float]) -> int:
    """How many boundaries can be paired, each once, with a true one that is near."""
    pairs = first = second = 0
    while first < len(found) and second < len(true):
        if abs(found[first] - true[second]) <= NEAR_S:
            pairs, first, second = pairs + 1, first + 1, second + 1
        elif found[first] < true[second]:
            first += 1
        else:
            second += 1
    return pairs


def _between(boundaries: Sequence[float], begin: float, seconds: int, reach: int) -> list[int]:
    """How many boundaries lie between each second and the one `reach` later."""
    at = [0] * (seconds + 1)
    for boundary in boundaries:
        at[min(seconds, max(0, int(boundary - begin)))] += 1
    before = [0, *accumulate(at)]
    return [before[place + reach + 1] - before[place + 1] for place in range(seconds - reach)]
