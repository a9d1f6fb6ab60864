"""What differs between two texts: word for word, and in whole passages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from podscribe.compare.alignment import Stretch
from podscribe.compare.blocks import Block, Part, different_blocks
from podscribe.compare.kinds import kind_of
from podscribe.compare.names import names_in
from podscribe.compare.result import Difference, Kind, Passage, Which
from podscribe.compare.side import Side

PASSAGE_WORDS = 20  # that are missing in a row, some seven seconds of talk
INSTEAD_SHARE = 0.25  # of them may stand there otherwise
CONTEXT_WORDS = 5
LONGEST_TEXT = 60  # words of a difference or passage that are quoted
PUNCTUATED = 0.02  # of the words end with a mark in a text with punctuation
_MARKS = tuple(".,?!;:。，、．？！；：")
_ORDER = {kind: at for at, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Differences:
    """The weightiest first; `counts` counts those too that are not listed."""

    listed: tuple[Difference, ...]
    passages: tuple[Passage, ...]
    counts: tuple[tuple[Kind, int], ...]
    unpunctuated: tuple[Which, ...]


def differences(reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> Differences:
    """Every difference, but for punctuation where a whole side has none."""
    blocks = [*different_blocks(reference, hypothesis, stretches)]
    names = names_in(reference, hypothesis) if blocks else frozenset()
    bare = tuple(
        which
        for which, side in ((Which.REFERENCE, reference), (Which.HYPOTHESIS, hypothesis))
        if not _punctuated(side)
    )
    counts: Counter[Kind] = Counter()
    listed: list[Difference] = []
    passages: list[Passage] = []
    for block in blocks:
        missing_in = _missing_in(block)
        if missing_in:
            passages.append(_passage(block, missing_in, reference, hypothesis))
            continue
        kind = kind_of(block, reference, hypothesis, names)
        counts[kind] += 1
        if kind is not Kind.PUNCTUATION or not bare:
            listed.append(_difference(block, kind, reference, hypothesis))
    listed.sort(key=lambda each: _ORDER[each.kind])
    counted = tuple((kind, counts[kind]) for kind in Kind if counts[kind])
    return Differences(tuple(listed), tuple(passages), counted, bare)


def _punctuated(side: Side) -> bool:
    marks = sum(word.text.endswith(_MARKS) for word in side.words)
    return marks >= PUNCTUATED * len(side.words)


def _missing_in(block: Block) -> Which | None:
    left, right = len(block.reference.tokens), len(block.hypothesis.tokens)
    if left >= PASSAGE_WORDS and right <= INSTEAD_SHARE * left:
        return Which.HYPOTHESIS
    if right >= PASSAGE_WORDS and left <= INSTEAD_SHARE * right:
        return Which.REFERENCE
    return None


def _passage(block: Block, missing_in: Which, reference: Side, hypothesis: Side) -> Passage:
    ours, there = (block.hypothesis, hypothesis), (block.reference, reference)
    if missing_in is Which.HYPOTHESIS:
        ours, there = there, ours
    (part, side), (hole, other) = ours, there
    return Passage(
        missing_in,
        _quoted(side, part.words),
        len(part.words),
        side.words[part.words.start].start,
        side.words[part.words.stop - 1].end,
        _time(other, hole),
        block.reference.words,
        block.hypothesis.words,
    )


def _difference(block: Block, kind: Kind, reference: Side, hypothesis: Side) -> Difference:
    left, right = block.reference.words, block.hypothesis.words
    around, part = (reference, left) if reference.words else (hypothesis, right)
    return Difference(
        kind,
        _quoted(reference, left),
        _quoted(hypothesis, right),
        _quoted(around, range(max(0, part.start - CONTEXT_WORDS), part.start)),
        _quoted(around, range(part.stop, min(part.stop + CONTEXT_WORDS, len(around.words)))),
        _time(reference, block.reference),
        _time(hypothesis, block.hypothesis),
        _speaker(reference, left) or _speaker(hypothesis, right),
        left,
        right,
    )


def _quoted(side: Side, words: range) -> str:
    quoted = side.text_of(words[:LONGEST_TEXT])
    return f"{quoted} …" if len(words) > LONGEST_TEXT else quoted


def _time(side: Side, part: Part) -> float | None:
    """When the words begin; where there are none, when the next one does."""
    if not side.words:
        return None
    if part.words.start < len(side.words):
        return side.words[part.words.start].start
    return side.words[-1].end


def _speaker(side: Side, words: range) -> str | None:
    """Who says the words; who says those before, where there are none."""
    if not side.words:
        return None
    return side.words[words.start if words else max(0, words.start - 1)].speaker
