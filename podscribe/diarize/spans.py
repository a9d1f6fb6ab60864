"""Spans put in order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from podscribe.transcript import Span


def ordered(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.speaker)))


def within(spans: Iterable[Span], end: float) -> Iterator[Span]:
    """What lies between 0 and the end of the sound: pyannote's last window reaches beyond it."""
    for span in spans:
        cut = replace(span, start=max(0.0, span.start), end=min(span.end, end))
        if cut.start < cut.end:
            yield cut


def renamed(spans: Iterable[Span], names: Mapping[str, str]) -> tuple[Span, ...]:
    return ordered(replace(span, speaker=names[span.speaker]) for span in spans)


def names_by_appearance(spans: Iterable[Span]) -> dict[str, str]:
    """SPEAKER_00 for whoever is heard first."""
    labels = dict.fromkeys(span.speaker for span in ordered(spans))
    return {label: f"SPEAKER_{number:02}" for number, label in enumerate(labels)}


def without_overlap(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that begin within others interrupt these, which go on afterwards.

    pyannote closes a speaker's short gaps even where another speaks in them, so what it calls
    exclusive can overlap.
    """
    waiting = list(reversed(ordered(spans)))
    edges = sorted({edge for span in waiting for edge in (span.start, span.end)})
    active: list[Span] = []
    pieces: list[tuple[Span, Span]] = []  # what was cut, and the piece of it
    for start, end in itertools.pairwise(edges):
        active = [span for span in active if span.end > start]
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        if active:
            whole = max(active, key=lambda span: (span.start, -span.end, span.speaker))
            if pieces and pieces[-1][0] is whole and pieces[-1][1].end == start:
                start = pieces.pop()[1].start
            pieces.append((whole, replace(whole, start=start, end=end)))
    return tuple(piece for _, piece in pieces)
