"""Edited words as they were heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from podscribe.scripts import joined
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
    return rewritten(line, heard_of(line.words)) if _is_edited(line) else line


def _is_edited(line: Line) -> bool:
    return any(word.heard is not None for word in line.words)


def is_of_words(line: Line) -> bool:
    """Whether the text of a line is that of its words, so that it can be written from others."""
    return bool(line.words) and line.text in (_with_blanks(line.words), _as_in_script(line.words))


def rewritten(line: Line, words: Sequence[Word]) -> Line:
    """The line with other words; blanks are between all of them only where they were before."""
    in_script = line.text == _as_in_script(line.words)
    text = _as_in_script(words) if in_script else _with_blanks(words)
    return replace(line, words=tuple(words), text=text)


def _with_blanks(words: Sequence[Word]) -> str:
    return " ".join(" ".join(word.text for word in words).split())


def _as_in_script(words: Sequence[Word]) -> str:
    return joined(word.text for word in words)
