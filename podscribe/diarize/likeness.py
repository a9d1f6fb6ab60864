"""How ill each voice fits what is heard, moment by moment.

Spans are found in windows of seconds, and what one throws in while another speaks is often in
none. A voice tells more: a third of a second of it is enough to say that it is not another's. How
sure that is, each recording says itself, by how much every speaker's own moments differ.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podscribe.transcript import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORST = 9  # of the digits in which misfits are kept
EDGE_S = 0.3  # near the ends of a span a moment may be somebody else's
FEWEST = 20  # moments that a speaker needs for being known
LEAST_SPREAD = 0.1  # of a speaker's moments, in distances between two speakers
UNLIKELY = 13.0  # so many times e less likely than another's: as ill as can be
NEAR_S = 0.1  # spans end so much too early


@dataclass(frozen=True, slots=True)
class Likeness:
    """For each speaker a digit a moment: 0 where no other voice fits better, 9 for the worst."""

    step_s: float  # between moments, the first of which is half a step from the start
    misfits: tuple[tuple[str, str], ...]  # speaker, digits

    def misfit(self, speaker: str, start: float, end: float) -> float | None:
        """From 0 to 1, from one moment to another; None where the speaker is hardly heard."""
        digits = dict(self.misfits).get(speaker)
        if digits is None:
            return None
        first, last = (max(0, round(at / self.step_s - 0.5)) for at in (start, end))
        heard = digits[first : last + 1]
        return sum(map(int, heard)) / len(heard) / WORST if heard else 0.0

    def renamed(self, names: Mapping[str, str]) -> Likeness:
        """Under other names, without the speakers that have none."""
        kept = ((names[label], digits) for label, digits in self.misfits if label in names)
        return Likeness(self.step_s, tuple(sorted(kept)))


def likeness_of(
    prints: NDArray[np.float32],
    step_s: float,
    spans: Sequence[Span],
    exclusive: Sequence[Span],
) -> Likeness | None:
    """From an embedding of every moment, and who is thought to speak; None for less than two.

    Nobody's voice fits a moment ill in which nobody speaks.
    """
    import numpy as np

    times = (np.arange(len(prints)) + 0.5) * step_s
    spoken = _covered(times, spans, -NEAR_S) & np.isfinite(prints).all(axis=1) & prints.any(axis=1)
    prints = np.where(spoken[:, None], prints, np.float32(1.0))
    prints /= np.linalg.norm(prints, axis=1, keepdims=True)
    alone = _alone(times, spans) & spoken
    own = {
        speaker: alone & _covered(times, (each for each in exclusive if each.speaker == speaker))
        for speaker in sorted({each.speaker for each in exclusive})
    }
    known = {speaker: moments for speaker, moments in own.items() if moments.sum() >= FEWEST}
    if len(known) < 2:
        return None
    centres = {speaker: np.median(prints[moments], axis=0) for speaker, moments in known.items()}
    worst = {speaker: np.zeros(len(prints), np.float32) for speaker in known}
    for one, other in itertools.combinations(known, 2):
        line = centres[other] - centres[one]
        along = (prints @ line - centres[one] @ line) / max(float(line @ line), 1e-9)
        worse = _worse(along, known[one], known[other])
        np.maximum(worst[one], worse, out=worst[one])
        np.maximum(worst[other], -worse, out=worst[other])
    digits = {
        speaker: np.rint(WORST * spoken * np.minimum(1, each / UNLIKELY)).astype(int)
        for speaker, each in worst.items()
    }
    return Likeness(
        step_s, tuple((speaker, "".join(map(str, each))) for speaker, each in digits.items())
    )


def _worse(
    along: NDArray[np.floating], one: NDArray[np.bool_], other: NDArray[np.bool_]
) -> NDArray[np.floating]:
    """How much less likely the one's voice is than the other's, as a logarithm.

    By where moments lie along the line from the one to the other, in the spread of each one's own
    moments; beyond the own centre nothing is less likely.
    """
    import numpy as np

    def off(moments: NDArray[np.bool_], sign: int) -> NDArray[np.floating]:
        spread = max(float(along[moments].std()), LEAST_SPREAD)
        beyond: NDArray[np.floating] = np.maximum(0, sign * (along - along[moments].mean()))
        return beyond / spread

    worse: NDArray[np.floating] = (off(one, 1) ** 2 - off(other, -1) ** 2) / 2
    return worse


def _alone(times: NDArray[np.floating], spans: Sequence[Span]) -> NDArray[np.bool_]:
    """Where no two speak at once."""
    import numpy as np

    many = np.zeros(len(times), np.int64)
    for speaker in {span.speaker for span in spans}:
        own = (span for span in spans if span.speaker == speaker)
        many += _covered(times, own, -EDGE_S)
    return many < 2


def _covered(
    times: NDArray[np.floating], spans: Iterable[Span], edge_s: float = EDGE_S
) -> NDArray[np.bool_]:
    """The moments within spans, so far from their ends."""
    import numpy as np

    covered = np.zeros(len(times), np.bool_)
    for span in spans:
        first, last = np.searchsorted(times, (span.start + edge_s, span.end - edge_s))
        covered[first : max(first, last)] = True
    return covered
