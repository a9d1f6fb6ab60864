"""Edited words as they were heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from podscribe.transcript import Line, Transcript, Word


def heard_of(words: Iterable[Word]) -> tuple[Word, ...]:
    """The words in whose place these stand; one that was not edited stands in its own.

    >>> i = Word("I", 1.2, 1.3)
    >>> [word.text for word in heard_of([Word("I", 1.2, 1.3, heard=(Word("Um,", 1.0, 1.1), i))])]
    ['Um,', 'I']
    """
    return tuple(each for word in words for each in ((word,) if word.heard is None else word.heard))


def as_heard(transcript: Transcript) -> Transcript:
    """The transcript without any edit: every word as it was heard, with its times."""
    rows = tuple(_line(row) if isinstance(row, Line) else row for row in transcript.rows)
    return transcript if rows == transcript.rows else replace(transcript, rows=rows)


def _line(line: Line) -> Line:
    if all(word.heard is None for word in line.words):
        return line
    words = heard_of(line.words)
    return replace(line, words=words, text=joined(words))


def joined(words: Sequence[Word]) -> str:
    """The words as a line's text has them."""
    return " ".join(" ".join(word.text for word in words).split())
