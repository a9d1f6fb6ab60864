"""Words as an engine times them made into words with times, in order and inside their window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from podscribe.transcript import Word

LEAST_S = 0.04  # a shorter word was not timed: two frames of the aligner
ROOM_S = 0.08  # a word, before others are made to share their time
_SECONDS_PER_CHARACTER = 0.06  # for words that must be placed without knowing better
_OPENING = "\"'“‘¿¡(["
_STOP = re.compile(r"[?!…]+|\.+")  # of a sentence, where the next one may begin without a space


@dataclass(frozen=True, slots=True)
class Piece:
    """Text as an engine gives it: a space before it begins a word; unknown times are None."""

    text: str
    start: float | None
    end: float | None
    probability: float | None


def whole_words(pieces: Sequence[Piece], *, spaced: bool) -> list[Piece]:
    """Pieces joined where no space parts them, so that "twenty" and "-five" are one word.

    Where the model begins another segment, the space before its first word may be missing.

    >>> parts = [Piece(text, 0.0, 0.1, None) for text in (" books", "?You", " know", "Yes", ".")]
    >>> [word.text.strip() for word in whole_words(parts, spaced=True)]
    ['books?', 'You', 'know', 'Yes.']
    """
    words: list[Piece] = []
    for piece in pieces:
        begins = not words or not spaced or piece.text.startswith(" ")
        at = 0 if begins else _start_of_next(words[-1].text, piece.text)
        if 0 < at < len(piece.text):
            words[-1] = _joined(words[-1], replace(piece, text=piece.text[:at], end=piece.start))
            words.append(replace(piece, text=piece.text[at:]))
        elif at:
            words[-1] = _joined(words[-1], piece)
        elif piece.text.strip():
            words.append(piece)
    return words


def _start_of_next(before: str, text: str) -> int:
    """Where in a piece without a space the next word begins; at its end where none does.

    The engine parts words at spaces and before punctuation: what begins with a letter or digit
    is the first of a segment. In the middle of what is aligned at once, such a word hangs on to
    the full stop of the one before.
    """
    if text[:1].isalnum():
        return len(text) if before.endswith(("-", "/")) else 0
    if text[:1] in _OPENING and text[1:2].isupper() and _ends(before):
        return 0
    stop = _STOP.match(text)
    following = text[stop.end() :] if stop else ""
    if stop is None or not following.lstrip("¿¡")[:1].isupper():
        return len(text)
    if stop[0] == "." and not _is_sentence(before, following):
        return len(text)
    return stop.end()


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’)]").endswith((".", "?", "!", "…"))


def _is_sentence(before: str, following: str) -> bool:
    """Whether a full stop between the two parts sentences, and not the letters of U.S. or Ph.D."""
    end = before[-2:]
    is_word = following == "I" or following[1:2].islower() or following[:2] in ("I'", "I’")
    return end.isalnum() and end == end.lower() and is_word


def _joined(left: Piece, right: Piece) -> Piece:
    known = [each for each in (left, right) if each.probability is not None and each.text.strip()]
    length = sum(len(each.text.strip()) for each in known)
    total = sum((each.probability or 0.0) * len(each.text.strip()) for each in known)
    return Piece(
        left.text + right.text,
        right.start if left.start is None else left.start,
        left.end if right.end is None else right.end,
        total / length if length else None,
    )


def timed(pieces: Sequence[Piece], length_s: float) -> tuple[Word, ...]:
    """Every word with a start and an end: in order, none before 0 or after the window's end.

    >>> [(word.start, word.end) for word in timed([Piece(" 7", None, None, 0.9)], 2.0)]
    [(0.0, 0.12)]
    """
    words = _forward(pieces, length_s)
    number = 0
    while number < len(words):
        after = number
        while after < len(words) and words[after].end - words[after].start < LEAST_S:
            after += 1
        if after > number:
            _place(words, number, after, length_s)
        number = after + 1
    return tuple(
        replace(word, start=round(word.start, 3), end=round(word.end, 3)) for word in words
    )


def _forward(pieces: Sequence[Piece], length_s: float) -> list[Word]:
    """Times that never go back; what has none stands, without length, where it must be."""
    words: list[Word] = []
    at = 0.0
    for piece in pieces:
        start = min(max(at if piece.start is None else piece.start, at), length_s)
        end = min(max(start if piece.end is None else piece.end, start), length_s)
        words.append(Word(" ".join(piece.text.split()), start, end, piece.probability))
        at = end
    return words


def _place(words: list[Word], first: int, after: int, length_s: float) -> None:
    """Give words without length the silence around them, or where that is short a share of
    their neighbours.
    """
    low, high = _room(words, first, after, length_s)
    while high - low < ROOM_S * (after - first) and (first, after) != (0, len(words)):
        first, after = _with_longer_neighbour(words, first, after)
        low, high = _room(words, first, after, length_s)
    wanted = sum(map(_wish, words[first:after]))
    at = max(low, min(words[first].start, high - wanted))
    end = max(words[after - 1].end, min(high, at + wanted))
    scale = (end - at) / wanted
    for number in range(first, after):
        end = min(high, at + _wish(words[number]) * scale)
        words[number] = replace(words[number], start=at, end=end)
        at = end


def _wish(word: Word) -> float:
    return max(2, len(word.text)) * _SECONDS_PER_CHARACTER


def _room(words: Sequence[Word], first: int, after: int, length_s: float) -> tuple[float, float]:
    """From the end of the word before to the start of the word behind."""
    low = words[first - 1].end if first else 0.0
    high = words[after].start if after < len(words) else length_s
    return low, high


def _with_longer_neighbour(words: Sequence[Word], first: int, after: int) -> tuple[int, int]:
    left = words[first - 1].end - words[first - 1].start if first else -1.0
    right = words[after].end - words[after].start if after < len(words) else -1.0
    return (first - 1, after) if left >= right else (first, after + 1)
