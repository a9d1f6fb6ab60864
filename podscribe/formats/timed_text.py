"""Timed text in XML, read only: YouTube's SRV 1 to 3, and TTML.

    <transcript><text start="62.0" dur="3.5">So tell us.</text></transcript>
    <timedtext format="3"><body><p t="62000" d="3500">So tell us.</p></body></timedtext>
    <tt><body><div><p begin="00:01:02.0" end="00:01:05.5">So tell us.</p></div></body></tt>

A document type or entity of its own is refused: captions need none, and attacks are made of them.

>>> parse('<transcript><text start="62" dur="3.5">So tell us.</text></transcript>').lines[0].end
65.5
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from podscribe.clock import LONGEST_S, parse_clock
from podscribe.errors import PodscribeError
from podscribe.formats.format import Feature, Format
from podscribe.formats.plain import BYTE_ORDER_MARK, unescaped
from podscribe.formats.rolling import not_past_the_next
from podscribe.transcript import Line, Transcript, Word

_OFFSET = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s)?")
_UNIT_S = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, None: 1.0}


def parse(text: str) -> Transcript:
    """Every cue of the document."""
    root = _root(text)
    cues = [cue for cue in _cues(root) if cue.text]
    if not cues:
        raise PodscribeError("has no timed text", remedy="give captions that have some")
    automatic = any(cue.words for cue in cues)
    rows = not_past_the_next(cues) if automatic else tuple(cues)
    return Transcript(rows=rows, language=_language(root))


def _root(text: str) -> ElementTree.Element:
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise PodscribeError(
            "declares a document type or entities", remedy="captions need none: remove them"
        )
    try:
        return ElementTree.fromstring(text.removeprefix(BYTE_ORDER_MARK))
    except ElementTree.ParseError as error:
        place, _ = error.position
        what = str(error).split(":")[0]
        raise PodscribeError(
            f"is not valid XML ({what})", place=place, remedy="is the file complete?"
        ) from error
    except (ValueError, LookupError) as error:
        raise PodscribeError(
            f"is not valid XML ({error})", place=1, remedy="save it as UTF-8"
        ) from error


def _cues(root: ElementTree.Element) -> Iterator[Line]:
    """Every cue in order; what is inside a cue is its text."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = _name(element)
        if name == "text" and "start" in element.attrib:
            yield _seconds_cue(element)
        elif name in ("p", "text") and "t" in element.attrib:
            yield _milliseconds_cue(element)
        elif name == "p" and "begin" in element.attrib:
            yield _clock_cue(element)
        else:
            waiting += reversed(element)


def _seconds_cue(element: ElementTree.Element) -> Line:
    """SRV 1: its text is escaped twice."""
    start = _number(element, "start")
    end = start + _number(element, "dur") if "dur" in element.attrib else None
    return Line(unescaped(_text(element)), start, end)


def _milliseconds_cue(element: ElementTree.Element) -> Line:
    """SRV 2 and 3."""
    start = _number(element, "t") / 1000
    end = start + _number(element, "d") / 1000 if "d" in element.attrib else None
    spoken = [part for part in element if _name(part) == "s" and (part.text or "").strip()]
    if not any("t" in part.attrib for part in spoken):
        return Line(_text(element), start, end)
    begins = [start + _number(part, "t") / 1000 for part in spoken]
    finishes = [*begins[1:], max(end if end is not None else begins[-1], begins[-1])]
    words = tuple(
        Word((part.text or "").strip(), begin, max(begin, finish))
        for part, begin, finish in zip(spoken, begins, finishes, strict=True)
    )
    return Line(_text(element), start, end, words=words)


def _clock_cue(element: ElementTree.Element) -> Line:
    """TTML."""
    start = _clock(element, "begin")
    end = _clock(element, "end") if "end" in element.attrib else None
    if end is None and "dur" in element.attrib:
        end = start + _clock(element, "dur")
    speaker = next((v for k, v in element.attrib.items() if k.endswith("}agent")), None)
    return Line(_text(element), start, end, speaker or None)


def _text(element: ElementTree.Element) -> str:
    """All text inside, line breaks as blanks."""
    parts: list[str] = []
    waiting: list[ElementTree.Element | str] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
            continue
        if _name(part) == "br" or _is_word(part):
            parts.append(" ")
        parts.append(part.text or "")
        for child in reversed(part):
            waiting += [child.tail or "", child]
    return " ".join("".join(parts).split())


def _is_word(element: ElementTree.Element) -> bool:
    """Whether it is a word as Apple Podcasts marks them, without blanks between."""
    return any(
        key.rpartition("}")[2] == "unit" and unit == "word" for key, unit in element.attrib.items()
    )


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _number(element: ElementTree.Element, key: str) -> float:
    value = element.attrib.get(key, "0")
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= LONGEST_S * 1000:
        raise PodscribeError(f'{key}="{value[:40]}" is no time', remedy="mend that attribute")
    return number


def _clock(element: ElementTree.Element, key: str) -> float:
    """`00:01:02.500`, or an offset like `62.5s`."""
    value = element.attrib[key].strip()
    seconds = parse_clock(value)
    match = _OFFSET.fullmatch(value)
    if seconds is None and match:
        seconds = float(match[1]) * _UNIT_S[match[2]]
    if seconds is None or seconds > LONGEST_S:
        raise PodscribeError(f'{key}="{value[:40]}" is no time', remedy="mend that attribute")
    return seconds


def _language(root: ElementTree.Element) -> str | None:
    return next((v for k, v in root.attrib.items() if k.endswith("}lang") and v), None)


def sniff(text: str) -> bool:
    return bool(
        re.match(
            r"\ufeff?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:\w+:)?(?:transcript|timedtext|tt)\b",
            text[:4000],
            re.DOTALL,
        )
    )


FORMAT = Format(
    name="timed-text",
    title="YouTube's SRV and TTML timed text",
    suffixes=(".srv1", ".srv2", ".srv3", ".ttml", ".xml"),
    keeps=frozenset(
        {
            Feature.TEXT,
            Feature.TIMES,
            Feature.ENDS,
            Feature.SPEAKERS,
            Feature.WORDS,
            Feature.LANGUAGE,
        }
    ),
    parse=parse,
    sniff=sniff,
    made_of_lines=False,
)
