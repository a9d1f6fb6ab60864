"""Rows that were pasted twice."""

from __future__ import annotations

from podscribe.check.speakers import clean
from podscribe.transcript import Grain, Line, Transcript

LONG_DUPLICATE = 40  # characters nobody says twice by chance
SHORT_DUPLICATE = 20  # characters nobody says twice in a row
NEAR_ROWS = 60  # within which the same words without a speaker are a copy


def copied_rows(transcript: Transcript) -> dict[int, int]:
    """The number of every row that says what another says, and the number of that other.

    Of two rows, one without its speaker, that one is the copy, else the later.
    """
    if transcript.grain is not Grain.PARAGRAPH:
        return {}
    copies: dict[int, int] = {}
    seen: dict[str, dict[str | None, int]] = {}  # of each text, the row of each speaker
    before: int | None = None
    for number, row in enumerate(transcript.rows):
        if not isinstance(row, Line):
            continue
        text = " ".join(row.text.split())
        speaker = None if row.speaker is None else clean(row.speaker)
        others = seen.setdefault(text, {}) if len(text) > SHORT_DUPLICATE else {}
        whose = _whose(others, speaker, number)
        if whose is None or not (len(text) > LONG_DUPLICATE or others[whose[0]] == before):
            others.setdefault(speaker, number)
        elif whose[0] is None and speaker is not None:
            first = others.pop(None)
            others[speaker] = number
            copies[first] = number
        else:
            copies[number] = others[whose[0]]
        before = copies.get(number, number)
    return {copy: _origin(copies, at) for copy, at in copies.items()}


def _origin(copies: dict[int, int], number: int) -> int:
    """The row that is no copy itself."""
    while number in copies:
        number = copies[number]
    return number


def _whose(
    others: dict[str | None, int], speaker: str | None, number: int
) -> tuple[str | None] | None:
    """Which of those who said the same words may have said them here; None if nobody.

    That is the same speaker, or near by, nobody in particular.
    """
    if speaker in others:
        return (speaker,)
    unknown = next(reversed(others), None) if speaker is None and others else None
    if (speaker is None and not others) or (speaker is not None and None not in others):
        return None
    return (unknown,) if number - others[unknown] <= NEAR_ROWS else None
