"""What is measured of an episode. More of it is worse, so that all can be judged alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podscribe.compare import Comparison

DIGITS = 2  # that are kept: a hundredth of a point, or of a second
HEADERS = "headers"


class Unit(StrEnum):
    """What a measure is counted in."""

    POINTS = "points"  # hundredths of the whole
    SECONDS = "s"
    COUNT = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to measure. `tolerance` is how much worse it may get; None: it is only told."""

    key: str
    title: str
    column: str  # the same, over a column of a table
    unit: Unit
    tolerance: float | None
    meaning: str

    def shown(self, value: float) -> str:
        """
        >>> BY_KEY["wer"].shown(12.345), BY_KEY["drift"].shown(0.4), BY_KEY["headers"].shown(2)
        ('12.3 %', '0.4 s', '2')
        """
        if self.unit is Unit.COUNT:
            return f"{value:.0f}"
        return f"{value:.1f} {'%' if self.unit is Unit.POINTS else self.unit}"

    def shown_change(self, before: float, now: float) -> str:
        """To a hundredth where a tenth would hide it.

        >>> BY_KEY["wer"].shown_change(12.3, 14), BY_KEY["wer"].shown_change(12.31, 12.34)
        ('12.3 → 14.0 %', '12.31 → 12.34 %')
        """
        if self.unit is Unit.COUNT:
            return f"{before:.0f} → {now:.0f}"
        digits = 1 if abs(now - before) >= 0.1 else DIGITS
        sign = "%" if self.unit is Unit.POINTS else self.unit
        return f"{before:.{digits}f} → {now:.{digits}f} {sign}"

    def shown_amount(self, amount: float) -> str:
        """How much, as a difference is told.

        >>> BY_KEY["wer"].shown_amount(0.5), BY_KEY["headers"].shown_amount(0)
        ('0.5 points', '0')
        """
        return f"{amount:g} {self.unit}".rstrip()


MEASURES = (
    Measure("wer", "WER", "WER", Unit.POINTS, 0.5, "words that are wrong, normalised"),
    Measure(
        "substance",
        "differences of substance",
        "substance",
        Unit.COUNT,
        None,
        "differences that change what is said",
    ),
    Measure(
        "speakers",
        "speaker error",
        "speakers",
        Unit.POINTS,
        0.5,
        "words given to another speaker, whatever the speakers are called",
    ),
    Measure("names", "wrong names", "names", Unit.POINTS, 0.5, "words not under the right name"),
    Measure(
        "der", "DER", "DER", Unit.POINTS, None, "diarization error, where both sides have spans"
    ),
    Measure(
        "drift",
        "drift",
        "drift",
        Unit.SECONDS,
        0.5,
        "how far turns begin from where they should, the median of all",
    ),
    Measure(
        "late",
        "turns over 3 s off",
        "over 3 s",
        Unit.POINTS,
        1.0,
        "turns that begin more than 3 s from where they should",
    ),
    Measure(HEADERS, "missing headers", "headers", Unit.COUNT, 0.0, "headers that are not there"),
    Measure("moved", "moved headers", "moved", Unit.COUNT, None, "headers in another place"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured of an episode: values by the measures' keys, those that can be told.

    `headers` are those of the reference that the transcript has, `missing` those it lacks.
    """

    values: Mapping[str, float]
    words: int
    headers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def lost(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Which of these headers, found before, are missing now."""
        found = Counter(headers) & Counter(self.missing)
        still = Counter(headers) - Counter(self.headers)
        return tuple((found & still).elements())


def score_of(comparison: Comparison) -> Score:
    """What a comparison says of the hypothesis."""
    structure = comparison.structure
    found = (*structure.matched, *structure.moved, *structure.reworded)
    return Score(
        values={key: round(value, DIGITS) for key, value in _values(comparison)},
        words=len(comparison.reference.words),
        headers=tuple(sorted(pair.reference for pair in found)),
        missing=tuple(sorted(header.title for header in structure.missing)),
    )


def _values(comparison: Comparison) -> Iterator[tuple[str, float]]:
    words, structure = comparison.words, comparison.structure
    if words is not None:
        if words.normalised.rate is not None:
            yield "wer", 100 * words.normalised.rate
        substance = [each for each in comparison.differences if each.nature == "substance"]
        yield "substance", len(substance)
    yield from _speaker_values(comparison)
    if comparison.drift is not None:
        yield "drift", median(abs(point.offset) for point in comparison.drift.points)
        yield "late", 100 * (1 - comparison.drift.within_3s)
    if comparison.reference.chapters:
        yield HEADERS, len(structure.missing)
        yield "moved", len(structure.moved)


def _speaker_values(comparison: Comparison) -> Iterator[tuple[str, float]]:
    speakers = comparison.speakers
    if speakers is None:
        return
    if speakers.matched is not None:
        yield "speakers", 100 * (1 - speakers.matched)
    if speakers.right is not None:
        yield "names", 100 * (1 - speakers.right)
    if speakers.diarization is not None and speakers.diarization.rate is not None:
        yield "der", 100 * speakers.diarization.rate


def totals(scores: Sequence[tuple[Mapping[str, float], int]]) -> dict[str, float]:
    """Every measure over several episodes, given with their words.

    Counts are added; of all else the longer an episode, the more it weighs.
    """
    found: dict[str, float] = {}
    for measure in MEASURES:
        told = [(values[measure.key], words) for values, words in scores if measure.key in values]
        weight = sum(words for _, words in told)
        if measure.unit is Unit.COUNT and told:
            found[measure.key] = sum(value for value, _ in told)
        elif weight:
            total = sum(value * words for value, words in told)
            found[measure.key] = round(total / weight, DIGITS)
    return found
