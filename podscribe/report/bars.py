"""Shares as bars that lie: one a name, or several of which each has a colour.

>>> mara = Bars("Mara", (Bar(0.6, "60 %"), Bar(0.5, "50 %")))
>>> shown = share_bars("Who speaks", ["reference", "hypothesis"], [mara], summary="Mara most.")
>>> shown.count('class="bar"')
2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.report.markup import Markup, element
from podscribe.report.plots import COLOURS

BAR_PX = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 and how it is written; None is one that is not there."""

    share: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one name, one a series."""

    name: str
    bars: tuple[Bar, ...]


def share_bars(title: str, series: Sequence[str], rows: Sequence[Bars], *, summary: str) -> Markup:
    """Shares of a whole, by name. What each bar is worth stands beside it as text."""
    keys = (
        element("li", {"class": _colour(number)}, _bar(1.0, "key", 22, BAR_PX - 2), each)
        for number, each in enumerate(series)
    )
    return element(
        "figure",
        {"class": "plot bars"},
        element("figcaption", {}, element("b", {}, title), element("p", {}, summary)),
        element("ul", {"class": "legend"}, *keys) if len(series) > 1 else "",
        element("dl", {}, *(part for row in rows for part in _row(row, series))),
    )


def _row(row: Bars, series: Sequence[str]) -> Iterator[Markup]:
    yield element("dt", {"dir": "auto"}, row.name)
    for number, (bar, of) in enumerate(zip(row.bars, series, strict=True)):
        told = f"{row.name}, {of}: {bar.shown}"
        yield element(
            "dd",
            {"class": _colour(number)},
            _bar(bar.share or 0.0, "bar", "100%", BAR_PX, told),
            element("span", {"class": "unseen"}, f"{of}: ") if len(series) > 1 else "",
            element("span", {"class": "value"}, bar.shown),
        )


def _colour(number: int) -> str:
    return f"s{number % COLOURS + 1}"


def _bar(share: float, kind: str, width: str | int, height: int, told: str = "") -> Markup:
    size = {"y": 0, "height": height, "rx": 2}
    return element(
        "svg",
        {"class": kind, "width": width, "height": height, "aria-hidden": "true"},
        element("title", {}, told) if told else "",
        element("rect", {"class": "track", "x": 0, "width": "100%", **size}) if told else "",
        element("rect", {"x": 0, "width": f"{100 * min(1.0, max(0.0, share)):.2f}%", **size}),
    )
