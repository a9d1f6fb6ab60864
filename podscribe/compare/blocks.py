"""The stretches of two texts in which their words, as they stand, are not the same.

Alignment is about normalised words. Here each difference gets the words it was made from, and so
do those that make no normalised word: sounds, dashes, notes in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.compare.alignment import Stretch
from podscribe.compare.side import Side, Token


@dataclass(frozen=True, slots=True)
class Part:
    """A range of a side's words, and the range of its tokens that these make."""

    words: range
    tokens: range


@dataclass(frozen=True, slots=True)
class Block:
    """Words of one side against words of the other; `equal` where they make the same tokens."""

    reference: Part
    hypothesis: Part
    equal: bool


def different_blocks(
    reference: Side, hypothesis: Side, stretches: Sequence[Stretch]
) -> Iterator[Block]:
    """Every block whose words differ as they stand, in order."""
    if reference.texts == hypothesis.texts:
        return
    for block in _whole(_filled(_blocks(reference, hypothesis, stretches), reference, hypothesis)):
        left, right = block.reference.words, block.hypothesis.words
        if len(left) != len(right) or any(
            reference.words[first].text != hypothesis.words[second].text
            for first, second in zip(left, right, strict=True)
        ):
            yield block


def _blocks(reference: Side, hypothesis: Side, stretches: Sequence[Stretch]) -> Iterator[Block]:
    """A block for each pair of equal tokens and for each different stretch."""
    left = right = 0
    for stretch in stretches:
        if stretch.equal:
            pairs = zip(stretch.reference, stretch.hypothesis, strict=True)
            steps = [(range(at, at + 1), range(to, to + 1)) for at, to in pairs]
        else:
            steps = [(stretch.reference, stretch.hypothesis)]
        for first, second in steps:
            block = Block(
                Part(_words(reference.tokens, first, left), first),
                Part(_words(hypothesis.tokens, second, right), second),
                stretch.equal,
            )
            yield block
            left = max(left, block.reference.words.stop)
            right = max(right, block.hypothesis.words.stop)


def _words(tokens: Sequence[Token], part: range, position: int) -> range:
    if not part:
        return range(position, position)
    return range(tokens[part.start].first, tokens[part.stop - 1].after)


def _filled(blocks: Iterator[Block], reference: Side, hypothesis: Side) -> Iterator[Block]:
    """The blocks, and between them those of words that make no token."""
    left = right = token_left = token_right = 0
    for block in blocks:
        first, second = block.reference, block.hypothesis
        if first.words.start > left or second.words.start > right:
            yield Block(
                Part(range(left, max(left, first.words.start)), range(token_left, token_left)),
                Part(range(right, max(right, second.words.start)), range(token_right, token_right)),
                equal=False,
            )
        yield block
        left, right = max(left, first.words.stop), max(right, second.words.stop)
        token_left, token_right = first.tokens.stop, second.tokens.stop
    if left < len(reference.words) or right < len(hypothesis.words):
        yield Block(
            Part(range(left, len(reference.words)), range(token_left, token_left)),
            Part(range(right, len(hypothesis.words)), range(token_right, token_right)),
            equal=False,
        )


def _whole(blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks that share a word are one; so are different ones that follow each other."""
    last: Block | None = None
    for block in blocks:
        if last is None:
            last = block
        elif _overlap(last, block) or not (last.equal or block.equal):
            last = Block(
                _both(last.reference, block.reference),
                _both(last.hypothesis, block.hypothesis),
                last.equal and block.equal,
            )
        else:
            yield last
            last = block
    if last is not None:
        yield last


def _overlap(before: Block, after: Block) -> bool:
    return (
        after.reference.words.start < before.reference.words.stop
        or after.hypothesis.words.start < before.hypothesis.words.stop
    )


def _both(before: Part, after: Part) -> Part:
    return Part(
        range(before.words.start, max(before.words.stop, after.words.stop)),
        range(before.tokens.start, after.tokens.stop),
    )
