"""Talk with word times, for what is tested on text."""

from __future__ import annotations

from podscribe.transcript import Grain, Line, Transcript, Word


def words(text: str, start: float = 0.0) -> tuple[Word, ...]:
    """The words of a text, two a second."""
    return tuple(
        Word(word, start + number / 2, start + number / 2 + 0.4, 0.9)
        for number, word in enumerate(text.split())
    )


def line(text: str, start: float = 0.0, speaker: str | None = "Mara") -> Line:
    said = words(text, start)
    return Line(text, start, said[-1].end, speaker, said)


def talk(*texts: str, language: str | None = "en") -> Transcript:
    """A turn a text, a minute each."""
    rows = tuple(line(text, 60.0 * number) for number, text in enumerate(texts))
    return Transcript(rows, Grain.PARAGRAPH, language=language)
