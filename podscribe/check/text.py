"""Findings about what the lines say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from podscribe.check.copies import LONG_DUPLICATE
from podscribe.check.finding import Finding, Mend, Subject, excerpt
from podscribe.formats.page_source import Page
from podscribe.transcript import Grain, Header, Line, turns

_EMOTICON = re.compile(r"[:;=]['-]?[()\[\]]")
_LIST_MARK = re.compile(r"(?<![\w(])(?:\d{1,2}|[a-zA-Z])\)")
_INCHES = re.compile(r"(?<=\d)\"")
_TIME_FIRST = re.compile(
    r"\s*(?:\d\s)?\d{1,3}:\d{2}(?::\d{2})?(?!\s*[AP]\.?M\b)\s*(?:$|\n|[A-Z–—-])"
)
_TAIL = "".join(  # what Windows-1252 makes of the octets that follow the first of a character
    bytes([octet]).decode("cp1252", "ignore") + chr(octet) for octet in range(0x80, 0xC0)
)
_SURE = f"\u00e2[\u20ac\u201a\u201e\u2020\u02c6\u0153\u017e][{_TAIL}]|\u00f0\u0178[{_TAIL}]{{2}}"
_PAIR = f"[\u00c2-\u00c5\u00d0\u00d1][{_TAIL}]"
_GARBLED = re.compile(f"(?:{_SURE}|{_PAIR})+")
_REMNANT = re.compile("\u00e2\u20ac|\ufffd")
_QUOTED_CAPITAL = re.compile("[\u00c3-\u00c5\u00d0\u00d1][\u00bb\u201d\u2019\u203a]")
_SUSPECT = re.compile("[\u00c2-\u00c5\u00d0\u00d1\u00e2\u00f0\ufffd]")  # all mojibake has one
_PAIRED = re.compile(r"[()\[\]{}“”„«»‘\"]")
_LAYERS = 3  # how often a text may have been read wrongly
_OPENING_SINGLE = re.compile(r"‘(?!\d)")  # before a digit it stands for a century
_BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"))


def find(subject: Subject) -> Iterator[Finding]:
    rows = subject.transcript.rows
    suspects = {number for number, row in enumerate(rows) if _SUSPECT.search(row.text)}
    evident = any(_is_evident(rows[number].text) for number in suspects)
    for number, row in enumerate(rows):
        if number in suspects and isinstance(row, Line | Header):
            yield from _characters(subject, number, row, evident)
        if isinstance(row, Line) and number not in subject.copies:
            yield from _content(row)
    if subject.transcript.grain is Grain.PARAGRAPH:
        yield from _duplicates(subject)
        own = (row for number, row in enumerate(rows) if number not in subject.copies)
        for turn in turns(tuple(own)):
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


def _characters(
    subject: Subject, number: int, row: Line | Header, evident: bool
) -> Iterator[Finding]:
    """Text that was decoded wrongly."""
    mended = unscrambled(row.text, evident=evident)
    if mended == row.text and not _REMNANT.search(row.text):
        return
    whole = not _REMNANT.search(mended)
    at = next(
        stretch.start()
        for stretch in re.finditer(f"{_GARBLED.pattern}|{_REMNANT.pattern}", row.text)
        if _REMNANT.match(stretch[0]) or _likely(stretch, evident=evident)
    )
    where = max(0, at - 15)
    key = "line" if isinstance(row, Line) else "header"
    yield Finding(
        "X304",
        row.place,
        f"mojibake: {excerpt(row.text[where : where + 40])}",
        f"write {excerpt(mended[where : where + 40])}" if whole else "write it again",
        (Mend(number, key, mended),) if whole and subject.page is not None else (),
    )


def unscrambled(text: str, *, evident: bool = False) -> str:
    """The text with every stretch of UTF-8 that was read as Windows-1252 read as UTF-8.

    `evident` tells that other text of the same origin was certainly read so.

    >>> unscrambled("it\u00e2\u20ac\u2122s na\u00c3\u00afve")
    'it\u2019s na\u00efve'
    """
    for _ in range(_LAYERS):
        evident = evident or _is_evident(text)
        mended = _GARBLED.sub(partial(_decoded, evident=evident), text)
        if mended == text:
            break
        text = mended
    return text


def _is_evident(text: str) -> bool:
    return any(_certain(stretch) for stretch in _GARBLED.finditer(text)) or "\u00e2\u20ac" in text


def _certain(stretch: re.Match[str]) -> bool:
    """Whether nobody writes so: more than two characters, or a capital inside of a word."""
    return len(stretch[0]) > 2 or stretch.string[: stretch.start()][-1:].islower()


def _likely(stretch: re.Match[str], *, evident: bool) -> bool:
    """Whether the stretch is garbled; a capital before a closing quote is none by itself."""
    if _certain(stretch):
        return True
    return evident and not _QUOTED_CAPITAL.fullmatch(stretch[0])


def _decoded(stretch: re.Match[str], *, evident: bool) -> str:
    """The stretch as it was meant, or as it is where it was meant so."""
    if not _likely(stretch, evident=evident):
        return stretch[0]
    octets = bytearray()
    for character in stretch[0]:
        octets += character.encode("latin1" if ord(character) <= 0xFF else "cp1252")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return stretch[0]


def _duplicates(subject: Subject) -> Iterator[Finding]:
    rows = subject.transcript.rows
    lines = [number for number, row in enumerate(rows) if isinstance(row, Line)]
    behind = dict(pairwise(lines))
    for number, first in subject.copies.items():
        row, other = rows[number], rows[first]
        assert isinstance(row, Line)
        long = len(" ".join(row.text.split())) > LONG_DUPLICATE
        near = behind.get(first) == number or subject.copies.get(number - 1) == first
        certain = near and long and _says_the_same(subject.page, number, first)
        yield Finding(
            "X302",
            row.place,
            f"the same as line {other.place}: {excerpt(row.text)}",
            "remove one of them",
            (Mend(number),) if certain else (),
        )


def _says_the_same(page: Page | None, one: int, other: int) -> bool:
    """Whether two rows of a page have the same keys with the same values."""
    if page is None:
        return False
    fields, others = page.rows[one].fields, page.rows[other].fields
    return {key: field.value for key, field in fields.items()} == {
        key: field.value for key, field in others.items()
    }


def _unbalanced(turn: Sequence[Line]) -> Iterator[Finding]:
    text = " ".join(line.text for line in turn)
    if not _PAIRED.search(text):
        return
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
    opening, closing, straight, low, left, right = (text.count(mark) for mark in '“”"„«»')
    wrong = [f"{left} « and {right} »"] if left != right and abs(left - right) >= paragraphs else []
    single = len(_OPENING_SINGLE.findall(text)) - text.count("‚")
    if single > text.count("’"):  # which is an apostrophe more often than not
        wrong.append(f"{single} ‘ and {text.count('’')} ’")
    if low:  # closed by “ in German, by ” in Polish
        closers = opening + closing
        open_paragraphs = low > closers >= 1 and low - closers < paragraphs
        even = (low + closers) % 2 == 0 and low <= closers
        return wrong if even or open_paragraphs else [*wrong, f"{low} „ and {closers} “ or ”"]
    if straight and (opening or closing):
        count = opening + closing + straight
        return [*wrong, f"{count} quotes"] if count % 2 else wrong
    if straight % 2:
        return [*wrong, f'{straight} "']
    if opening == closing or (opening > closing >= 1 and opening - closing < paragraphs):
        return wrong
    return [*wrong, f"{opening} “ and {closing} ”"]


def _unbalanced_alone(text: str) -> bool:
    pairs = (*_BRACKETS, ("“", "”"), ("«", "»"))
    if "„" in text:
        return bool(_unbalanced_quotes(text, 1))
    return any(text.count(opening) != text.count(closing) for opening, closing in pairs) or (
        text.count('"') % 2 == 1
    )


def _around(text: str) -> str:
    """The text from shortly before its first quote or bracket."""
    match = _PAIRED.search(text)
    return text[max(0, match.start() - 12) :] if match else text
