"""Words and spans as tests write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from podscribe.transcript import Span, Turn, Word

WORD_S = 0.3


def words(text: str, start: float = 0.0) -> list[Word]:
    """A word each 0.3 s; `|` is a pause of half a second."""
    found: list[Word] = []
    at = start
    for part in text.split():
        if part == "|":
            at += 0.5
            continue
        found.append(Word(part, round(at, 3), round(at + WORD_S, 3)))
        at += WORD_S
    return found


def span(speaker: str, start: float, end: float) -> Span:
    return Span(start, end, speaker)


@dataclass(frozen=True)
class Sounding:
    """Who sounds ill when, and how ill."""

    ill: Sequence[tuple[str, float, float, float]]  # speaker, from, to, misfit
    unknown: Sequence[str] = ()

    def misfit(self, speaker: str, start: float, end: float) -> float | None:
        if speaker in self.unknown:
            return None
        at = start
        return max(
            (much for who, a, b, much in self.ill if who == speaker and a <= at < b), default=0
        )


def told(turns: Sequence[Turn]) -> list[str]:
    """Each turn as `speaker: text`."""
    return [f"{turn.speaker}: {' '.join(word.text for word in turn.words)}" for turn in turns]


def doubtful(turns: Sequence[Turn]) -> list[str]:
    return [word.text for turn in turns for word in turn.words if word.doubts]
