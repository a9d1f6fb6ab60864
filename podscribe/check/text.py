"""Findings about what the lines say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from podscribe.check.finding import Finding, Mend, Subject, excerpt
from podscribe.transcript import Grain, Header, Line, turns

LONG_DUPLICATE = 40  # characters nobody says twice by chance
SHORT_DUPLICATE = 20  # characters nobody says twice in a row

_EMOTICON = re.compile(r"[:;=]['-]?[()\[\]]")
_LIST_MARK = re.compile(r"(?<![\w(])(?:\d{1,2}|[a-zA-Z])\)")
_INCHES = re.compile(r"(?<=\d)\"")
_TIME_FIRST = re.compile(r"\s*(?:\d\s)?\d{1,3}:\d{2}(?::\d{2})?\s*(?:$|\n|[A-Z–—-])")
_GARBLED = re.compile(
    "[\u00c2-\u00c5\u00e2\u00d0\u00d1\u00f0][\u0080-\u024f\u02c6\u02dc\u2010-\u203a\u20ac\u2122]+"
)
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))
_LOST = "\ufffd"


def find(subject: Subject) -> Iterator[Finding]:
    for number, row in enumerate(subject.transcript.rows):
        if isinstance(row, Line | Header):
            yield from _characters(subject, number, row)
        if isinstance(row, Line):
            yield from _content(row)
    if subject.transcript.grain is Grain.PARAGRAPH:
        yield from _duplicates(subject)
        for turn in turns(subject.transcript.rows):
            yield from _unbalanced(turn)


def _content(line: Line) -> Iterator[Finding]:
    if not line.text.strip():
        yield Finding("X301", line.place, "the line is empty", "write what was said, or remove it")
    elif _TIME_FIRST.match(line.text):
        yield Finding(
            "X305",
            line.place,
            f"the text begins with a time: {excerpt(line.text)}",
            "make it a header or a line with that time, or remove it",
        )


def _characters(subject: Subject, number: int, row: Line | Header) -> Iterator[Finding]:
    """Text that was decoded wrongly."""
    mended = unscrambled(row.text)
    if mended == row.text and _LOST not in row.text:
        return
    at = _LOST if mended == row.text else next(iter(_GARBLED.findall(row.text)), _LOST)
    where = max(0, row.text.find(at) - 15)
    key = "line" if isinstance(row, Line) else "header"
    certain = mended != row.text and subject.page is not None
    yield Finding(
        "X304",
        row.place,
        f"mojibake: {excerpt(row.text[where : where + 40])}",
        f"write {excerpt(mended[where : where + 40])}" if mended != row.text else "write it again",
        (Mend(number, key, mended),) if certain else (),
    )


def unscrambled(text: str) -> str:
    """The text with every stretch of UTF-8 that was read as Windows-1252 read as UTF-8.

    >>> unscrambled("it\u00e2\u20ac\u2122s na\u00c3\u00afve")
    'it\u2019s na\u00efve'
    """
    return _GARBLED.sub(_decoded, text)


def _decoded(match: re.Match[str]) -> str:
    """The stretch as it was meant, or as it is where it was meant so."""
    octets = bytearray()
    for character in match[0]:
        try:
            octets += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return match[0]
            octets.append(ord(character))
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _duplicates(subject: Subject) -> Iterator[Finding]:
    seen: dict[tuple[str, str | None], Line] = {}
    before: Line | None = None
    for number, row in enumerate(subject.transcript.rows):
        if not isinstance(row, Line):
            continue
        key = (" ".join(row.text.split()), row.speaker)
        first = seen.get(key)
        close = before is not None and first is before
        if first is not None and (
            len(key[0]) > LONG_DUPLICATE or (close and len(key[0]) > SHORT_DUPLICATE)
        ):
            certain = close and row == first and len(key[0]) > LONG_DUPLICATE and subject.page
            yield Finding(
                "X302",
                row.place,
                f"the same as line {first.place}: {excerpt(row.text)}",
                "remove one of them",
                (Mend(number),) if certain else (),
            )
        before = seen.setdefault(key, row) if first is None else first


def _unbalanced(turn: Sequence[Line]) -> Iterator[Finding]:
    text = " ".join(line.text for line in turn)
    plain = _INCHES.sub("", _LIST_MARK.sub("", _EMOTICON.sub("", text)))
    wrong = [
        f"{plain.count(opening)} {opening} and {plain.count(closing)} {closing}"
        for opening, closing in _BRACKETS
        if plain.count(opening) != plain.count(closing)
    ]
    wrong += _unbalanced_quotes(plain, len(turn))
    if wrong:
        first = next((line for line in turn if _unbalanced_alone(line.text)), turn[0])
        yield Finding(
            "X303",
            first.place,
            f"the turn has {', '.join(wrong)}: {excerpt(_around(first.text))}",
            "close or remove what is open",
        )


def _unbalanced_quotes(text: str, paragraphs: int) -> list[str]:
    """Quotes that do not pair up; a quote over several paragraphs opens each and closes once."""
    opening, closing, straight = (text.count(mark) for mark in '“”"')
    if straight and (opening or closing):
        return (
            [f"{opening + closing + straight} quotes"] if (opening + closing + straight) % 2 else []
        )
    if straight % 2:
        return [f'{straight} "']
    if opening == closing or (opening > closing >= 1 and opening - closing < paragraphs):
        return []
    return [f"{opening} “ and {closing} ”"]


def _unbalanced_alone(text: str) -> bool:
    pairs = (*_BRACKETS, ("“", "”"))
    return any(text.count(opening) != text.count(closing) for opening, closing in pairs) or (
        text.count('"') % 2 == 1
    )


def _around(text: str) -> str:
    """The text from shortly before its first quote or bracket."""
    match = re.search(r"[()\[\]{}“”\"]", text)
    return text[max(0, match.start() - 12) :] if match else text
