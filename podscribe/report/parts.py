"""Small parts that pages are made of: key figures, notices, figures of speech for time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from podscribe.report.markup import Markup, element


class Tone(StrEnum):
    """How something is meant, shown by a colour and by its word."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure: what it is, its value as it is shown, and a word on it."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


def figures(shown: Iterable[Figure]) -> Markup:
    """Key figures in a row, as many as fit."""
    return element("dl", {"class": "figures"}, *map(_figure, shown))


def _figure(figure: Figure) -> Markup:
    note = (element("dd", {"class": "note"}, figure.note),) if figure.note else ()
    return element(
        "div",
        {"class": f"tone-{figure.tone}"},
        element("dt", {}, figure.label),
        element("dd", {}, figure.value),
        *note,
    )


def badge(word: str, tone: Tone = Tone.PLAIN) -> Markup:
    """A word in a frame: `failed`, `new`, `better`."""
    return element("span", {"class": f"badge tone-{tone}"}, word)


def notices(said: Iterable[str], tone: Tone = Tone.WARNING) -> Markup:
    """Sentences that have to be seen; nothing where there are none."""
    items = [element("li", {}, sentence) for sentence in said]
    if not items:
        return Markup()
    return element("ul", {"class": f"notices tone-{tone}"}, *items)


def unseen(words: str) -> Markup:
    """Words for those alone who hear the page read."""
    return element("span", {"class": "unseen"}, words)


def name(of: str) -> Markup:
    """A name from outside, whose direction of writing turns nothing around it."""
    return element("bdi", {}, of)
