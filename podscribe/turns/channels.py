"""Turns of people who were recorded apart: who says a word is known, only the order is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from podscribe.layout.sentences import ends_sentence
from podscribe.transcript import Span, Turn, Word
from podscribe.turns.assembly import turn_of

BREATH_S = 0.8  # a pause that parts what one says from what one says next


def weave(said: Mapping[str, Sequence[Word]]) -> tuple[Turn, ...]:
    """The turns of speakers whose words are known, in the order in which sentences begin.

    What is said into somebody's sentence comes behind it.

    >>> asked = [Word("Why?", 0.0, 0.4), Word("Right.", 1.5, 1.8)]
    >>> told = [Word("It", 0.9, 1.0), Word("keeps.", 1.0, 2.4)]
    >>> [(turn.speaker, len(turn.words)) for turn in weave({"Mara": asked, "Tom": told})]
    [('Mara', 1), ('Tom', 2), ('Mara', 1)]
    """
    sentences = [
        (speaker, sentence) for speaker, words in said.items() for sentence in _sentences(words)
    ]
    sentences.sort(key=lambda each: each[1][0].start)
    return tuple(
        turn_of(speaker, [word for _, sentence in group for word in sentence])
        for speaker, group in groupby(sentences, key=lambda each: each[0])
    )


def spans_of(said: Mapping[str, Sequence[Word]]) -> tuple[Span, ...]:
    """When each speaker talks, in order."""
    spans = [
        Span(part[0].start, max(word.end for word in part), speaker)
        for speaker, words in said.items()
        for part in _parted(words)
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def _sentences(words: Sequence[Word]) -> Iterator[list[Word]]:
    """What one says without being interrupted: up to the end of a sentence, or a pause."""
    for part in _parted(words):
        sentence: list[Word] = []
        for word, following in zip(part, [*part[1:], None], strict=True):
            sentence.append(word)
            if ends_sentence(word.text, following.text if following else None) or not following:
                yield sentence
                sentence = []


def _parted(words: Sequence[Word]) -> Iterator[list[Word]]:
    part: list[Word] = []
    for word in words:
        if part and word.start - part[-1].end >= BREATH_S:
            yield part
            part = []
        part.append(word)
    if part:
        yield part
