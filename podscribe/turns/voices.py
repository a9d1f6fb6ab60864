"""What the diarizer says of each word: how far it is from everybody's spans, how ill it sounds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from podscribe.transcript import Span, Word

TOUCHING_S = 0.02  # spans of one speaker this near are one
FAR = 2.0  # in uncertainties: beyond, a span is missing and its distance says little more
LEAST_REACH_S = 0.1
NO_REACH_S = 1e-6  # where spans are believed to the end
USUAL_WORD_S = 0.25
SHORTEST_WORD_S, LONGEST_WORD_S = 0.1, 0.5  # what a word can weigh: times of words are unsure too
PRICE_LATER = 0.1  # of giving what two say at once to who began later
PRICE_UNDERNEATH = 0.3  # of staying with a long span where a much shorter one lies over it
PRICE_UNLIKE = 5.0  # of a word that sounds like somebody else, not at all like this one
MOST_WAIVED = 0.9  # of being far, where the voice fits: of two alike, the nearer says it
LATER_S = 0.2  # words are told too early: in the middle by 0.06 s, and one in twenty by 0.17 s

Bounds = tuple[float, float]  # of one span


class Likeness(Protocol):
    """How the speakers sound, apart from their spans."""

    def misfit(self, speaker: str, start: float, end: float) -> float | None:
        """From 0 to 1: how much worse this voice fits than another; None if it is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's spans, joined where they touch or overlap, in order."""

    speaker: str
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    def distance_s(self, at: float) -> float:
        """Seconds to the nearest span, 0 inside one."""
        place = bisect_right(self.starts, at)
        before = at - self.ends[place - 1] if place else float("inf")
        if before <= 0:
            return 0.0
        after = self.starts[place] - at if place < len(self.starts) else float("inf")
        return min(before, after)

    def around(self, at: float) -> Bounds | None:
        """The span in which this moment lies."""
        place = bisect_right(self.starts, at) - 1
        if place < 0 or self.ends[place] < at:
            return None
        return self.starts[place], self.ends[place]

    def covered_s(self, start: float, end: float) -> float:
        """For how long the speaker is heard in a stretch."""
        place = max(0, bisect_right(self.starts, start) - 1)
        covered = 0.0
        while place < len(self.starts) and self.starts[place] < end:
            shared = min(end, self.ends[place]) - max(start, self.starts[place])
            covered += max(0.0, shared)
            place += 1
        return covered


def voices(spans: Sequence[Span]) -> tuple[Voice, ...]:
    """Every speaker with spans that last, in order of first appearance."""
    joined: dict[str, list[list[float]]] = {}
    for span in sorted(spans, key=lambda span: (span.start, span.end, span.speaker)):
        if span.end <= span.start:
            continue
        own = joined.setdefault(span.speaker, [])
        if own and span.start <= own[-1][1] + TOUCHING_S:
            own[-1][1] = max(own[-1][1], span.end)
        else:
            own.append([span.start, span.end])
    return tuple(
        Voice(speaker, tuple(start for start, _ in own), tuple(end for _, end in own))
        for speaker, own in joined.items()
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was heard of the speakers, and how far it is believed."""

    heard: tuple[Voice, ...]
    uncertainty_s: float
    likeness: Likeness | None = None

    def prices(self, word: Word) -> list[float]:
        """What it costs to give the word to each speaker.

        The better a voice fits than that of whoever has the span, the less it counts that its
        own spans are far: what is thrown in while another speaks often has none.
        """
        by_spans = prices(word, self.heard, self.uncertainty_s)
        misfits = [self.misfit(word, number) for number in range(len(self.heard))]
        favoured = misfits[by_spans.index(min(by_spans))]
        if favoured is None:
            return by_spans
        known = [favoured if misfit is None else misfit for misfit in misfits]
        return [
            price * (1 - MOST_WAIVED * max(0.0, favoured - misfit)) + PRICE_UNLIKE * misfit
            for price, misfit in zip(by_spans, known, strict=True)
        ]

    def misfit(self, word: Word, number: int) -> float | None:
        """How ill the word sounds for one of those heard."""
        if self.likeness is None:
            return None
        middle = (word.start + word.end) / 2
        return self.likeness.misfit(self.heard[number].speaker, middle, middle + LATER_S)


def prices(word: Word, heard: Sequence[Voice], uncertainty_s: float) -> list[float]:
    """What it costs to give the word to each speaker, by what their spans say."""
    at = (word.start + word.end) / 2
    weight = min(LONGEST_WORD_S, max(SHORTEST_WORD_S, word.end - word.start)) / USUAL_WORD_S
    around = [voice.around(at) for voice in heard]
    over = [bounds for bounds in around if bounds is not None]
    shortest = min(map(_length_s, over), default=float("inf"))
    reach_s = min(uncertainty_s, max(LEAST_REACH_S, shortest / 2))  # its middle is never unsure
    reach_s = max(reach_s, NO_REACH_S)
    return [
        weight * _distance_price(voice.distance_s(at) / reach_s)
        if bounds is None
        else weight * _shared_price(bounds, over)
        for voice, bounds in zip(heard, around, strict=True)
    ]


def _length_s(bounds: Bounds) -> float:
    return bounds[1] - bounds[0]


def _shared_price(own: Bounds, over: Sequence[Bounds]) -> float:
    """Inside several spans: the short one over a long one tells more; else who began goes on."""
    price = 0.0
    for other in over:
        if own[0] <= other[0] and other[1] <= own[1] and other != own:
            price = max(price, PRICE_UNDERNEATH * (1 - _length_s(other) / _length_s(own)))
        elif own[0] > other[0] and own[1] > other[1]:
            price = max(price, PRICE_LATER)
    return price


def _distance_price(distance: float) -> float:
    """Far from everybody's spans, only which of them is nearer still counts, and little."""
    return distance if distance <= FAR else FAR + 1 - FAR / distance
