"""A feed's XML as a small tree of what is looked at, read without believing any of it.

No entity is resolved but the five that XML knows, nothing outside the document is opened, and
elements that are not looked at leave nothing behind, however many and deep they are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from podscribe.errors import PodscribeError

_NAMESPACES = {
    "": "",
    "http://backend.userland.com/rss2": "",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "https://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "https://podcastindex.org/namespace/1.0": "podcast:",
    "http://podcastindex.org/namespace/1.0": "podcast:",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
    "http://www.w3.org/2005/atom": "atom:",
}
_SEEN = frozenset(
    {
        *("rss", "channel", "item", "title", "guid", "enclosure", "atom:link"),
        *("itunes:title", "itunes:season", "itunes:episode", "itunes:duration"),
        *("podcast:guid", "podcast:season", "podcast:episode", "podcast:transcript"),
        *("podcast:alternateEnclosure", "podcast:source"),
    }
)
_MOST_DEPTH = 100
_MOST_ELEMENTS = 500_000  # that are looked at; an episode has about twelve
_MOST_TEXT = 10_000  # characters of one element; a title has 200
_MOST_ATTRIBUTE = 10_000
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_OF_EXPAT = frozenset({"utf-8", "utf-16", "iso8859-1", "ascii"})
_READABLE = re.compile(  # not what Python calls an encoding and is another program
    r"(utf|iso|cp|koi8|mac|tis|kz|ptcp|gb|big5|hz|shift|euc|johab|ascii).*"
)


@dataclass(slots=True)
class Element:
    """An element that is looked at."""

    name: str  # `itunes:season`, whatever the feed calls that namespace
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    characters: int = 0

    @property
    def text(self) -> str:
        """Without breaks, doubled blanks, and what is not for reading."""
        return plain("".join(self.pieces))

    def all(self, *names: str) -> Iterator[Element]:
        return (each for each in self.children if each.name in names)

    def first_text(self, *names: str) -> str | None:
        """The first of the names that says something."""
        found = (each.text for name in names for each in self.all(name))
        return next((text for text in found if text), None)


def plain(text: str) -> str:
    """One line without characters that are not seen: these turn what is beside them around.

    >>> plain("  The\\n bread\\u202e\\x1b[2J ")
    'The bread[2J'
    """
    kept = "".join(each for each in text if each.isprintable() or each.isspace())
    return " ".join(kept.split())


def parse_xml(content: bytes, charset: str | None = None) -> Element:
    """The root; `charset` is what the server called the encoding, where the feed names none."""
    content = content.lstrip(b" \t\r\n")
    encoding, content = _readable(content, charset)
    reading = _Reading(encoding)
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code) or "it cannot be read"
        raise PodscribeError(
            f"is not valid XML ({what})", place=error.lineno, remedy="is the feed complete?"
        ) from error
    except (ValueError, LookupError) as error:
        raise PodscribeError(
            f"is not valid XML ({error})", place=1, remedy="save it as UTF-8"
        ) from error
    if reading.root is None:
        raise PodscribeError("is not an RSS feed", remedy="give the address of the show's RSS feed")
    return reading.root


def _readable(content: bytes, charset: str | None) -> tuple[str | None, bytes]:
    """The encoding that expat is told, where it must be, and the text in one that it can read."""
    match = _DECLARED.match(content)
    named = match[1].decode("ascii") if match else charset
    if named is None or content.startswith(_MARKS) or (match is None and _is_utf8(content)):
        return None, content
    try:
        encoding = codecs.lookup(named).name
    except (LookupError, ValueError) as error:
        raise _unknown(named) from error
    if encoding in _OF_EXPAT:
        return (None if match else encoding), content
    if not _READABLE.fullmatch(encoding):
        raise _unknown(named)
    try:
        return "utf-8", content.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        raise PodscribeError(f"is not {named}, as it says", remedy="save it as UTF-8") from error


def _is_utf8(content: bytes) -> bool:
    """Servers often call everything by one encoding."""
    try:
        content.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _unknown(named: str) -> PodscribeError:
    return PodscribeError(f"is in an unknown encoding ({named})", remedy="save it as UTF-8")


class _Reading:
    """Builds the tree while expat reads."""

    def __init__(self, encoding: str | None) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._depth = 0
        self._elements = 0
        self._unseen_from: int | None = None  # the depth of an element that is not looked at
        self.parser = expat.ParserCreate(encoding, " ")
        self.parser.buffer_text = True
        self.parser.specified_attributes = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ExternalEntityRefHandler = self._outside
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _doctype(self, name: str, system: str | None, public: str | None, inside: int) -> None:
        if inside:
            raise self._refused("declares entities or types of its own")

    def _outside(
        self, context: str, base: str | None, system: str | None, public: str | None
    ) -> int:
        raise self._refused("wants another document to be opened")

    def _refused(self, what: str) -> PodscribeError:
        return PodscribeError(
            what, place=self.parser.CurrentLineNumber, remedy="feeds need none of that: remove it"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise self._refused(f"is nested more than {_MOST_DEPTH} deep")
        if self._unseen_from is not None:
            return
        name = _known(tag)
        if name not in _SEEN:
            self._unseen_from = self._depth
            return
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise self._refused("holds too much for a feed")
        element = Element(name, {key: value[:_MOST_ATTRIBUTE] for key, value in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, tag: str) -> None:
        if self._unseen_from is None:
            self._open.pop()
        elif self._unseen_from == self._depth:
            self._unseen_from = None
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._unseen_from is not None or not self._open:
            return
        element = self._open[-1]
        if element.characters < _MOST_TEXT:
            element.pieces.append(text[: _MOST_TEXT - element.characters])
            element.characters += len(text)


def _known(tag: str) -> str:
    """The name with the prefix that it has here."""
    space, _, name = tag.rpartition(" ")
    prefix = _NAMESPACES.get(space.lower().rstrip("/"))
    return name if prefix == "" else f"{prefix}{name}" if prefix else ""
