"""Who says what: names over the same words, and word errors by speaker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from podscribe.compare.alignment import Stretch
from podscribe.compare.diarization import diarization
from podscribe.compare.meeting import (
    COLLAR_S,
    MOST_SPEAKERS,
    TimedWord,
    assignment,
    cp_errors,
    tcp_errors,
)
from podscribe.compare.result import Confusion, SpeakerScores
from podscribe.compare.side import Side, Token
from podscribe.spelling import folded

NOBODY = ""  # over whose words no name stands
Pairs = Mapping[tuple[str | None, str | None], int]


def speaker_scores(
    reference: Side,
    hypothesis: Side,
    stretches: Sequence[Stretch],
    collar_s: float = COLLAR_S,
) -> SpeakerScores | None:
    """All that can be told of the speakers; None where one side has none."""
    spans = diarization(reference.transcript.spans, hypothesis.transcript.spans)
    if not (reference.has_speakers and hypothesis.has_speakers):
        return None if spans is None else SpeakerScores(diarization=spans)
    pairs = _pairs(reference, hypothesis, stretches)
    named = sum(count for (name, _), count in pairs.items() if name is not None)
    names = _best_names(pairs)
    timed = reference.has_times and hypothesis.has_times
    return SpeakerScores(
        right=_share(pairs, {name: name for _, name in pairs if name}, named),
        matched=_share(pairs, dict(names), named),
        names=names,
        confusion=tuple(Confusion(*both, count) for both, count in pairs.most_common()),
        cp=cp_errors(_texts(reference), _texts(hypothesis)),
        tcp=tcp_errors(_timed(reference), _timed(hypothesis), collar_s) if timed else None,
        diarization=spans,
    )


def _pairs(
    reference: Side, hypothesis: Side, stretches: Sequence[Stretch]
) -> Counter[tuple[str | None, str | None]]:
    """How often which name stands over a word here and which there."""
    return Counter(
        (_name(reference, reference.tokens[first]), _name(hypothesis, hypothesis.tokens[second]))
        for stretch in stretches
        if stretch.equal
        for first, second in zip(stretch.reference, stretch.hypothesis, strict=True)
    )


def _name(side: Side, token: Token) -> str | None:
    return side.words[token.first].speaker


def _share(pairs: Pairs, names: Mapping[str, str], named: int) -> float | None:
    """The share of the named words whose name is that which the hypothesis' name stands for."""
    right = sum(
        count
        for (name, other), count in pairs.items()
        if name is not None and other is not None and same_name(names.get(other), name)
    )
    return right / named if named else None


def same_name(first: str | None, second: str) -> bool:
    """Whether both are one name, whatever their capitals and blanks."""
    return first is not None and folded(first) == folded(second)


def _best_names(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """For each name of the hypothesis one of the reference, so that most words have the right."""
    left = [*dict.fromkeys(name for name, _ in pairs if name is not None)]
    right = [*dict.fromkeys(name for _, name in pairs if name is not None)]
    size = max(len(left), len(right))
    if size > MOST_SPEAKERS:
        return _most_shared_first(pairs)
    costs = [
        [
            -pairs.get((left[row], right[column]), 0)
            if row < len(left) and column < len(right)
            else 0
            for column in range(size)
        ]
        for row in range(size)
    ]
    return tuple(
        (right[column], left[row])
        for row, column in enumerate(assignment(costs))
        if row < len(left) and column < len(right) and costs[row][column]
    )


def _most_shared_first(pairs: Pairs) -> tuple[tuple[str, str], ...]:
    """Names paired by the words they share: of so many, not every assignment is tried."""
    names: dict[str, str] = {}
    for (name, other), _ in sorted(pairs.items(), key=lambda each: -each[1]):
        if name is None or other is None:
            continue
        if other not in names and name not in names.values():
            names[other] = name
    return tuple(names.items())


def _texts(side: Side) -> dict[str | None, list[str]]:
    texts: dict[str | None, list[str]] = {}
    for token in side.tokens:
        if not token.aside:
            texts.setdefault(_name(side, token) or NOBODY, []).append(token.text)
    return texts


def _timed(side: Side) -> dict[str | None, list[TimedWord]]:
    """Every speaker's words with their times, several that are made of one sharing its time."""
    texts: dict[str | None, list[TimedWord]] = {}
    for token in side.tokens:
        first, last = side.words[token.first], side.words[token.after - 1]
        if not token.aside and first.start is not None and last.end is not None:
            word = TimedWord(token.text, first.start, max(first.start, last.end))
            texts.setdefault(first.speaker or NOBODY, []).append(word)
    return texts
