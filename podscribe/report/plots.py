"""Small plots in SVG: lines, steps and dots over time or over anything else.

Their size is in percent of the page and their letters are not, so they are as readable on a phone.
Every value can be pointed at and says itself; what all of them say is a sentence under the title,
which is the plot for those who do not see it.

>>> from podscribe.report.axes import times
>>> drift = Series("drift", Shape.DOTS, (Datum(2.0, 0.4, "0:02: +0.4 s"),))
>>> shown = plot("Drift", times("time"), numbers("seconds late"), [drift], summary="One turn.")
>>> shown.count("<circle"), "0:02: +0.4 s" in shown
(1, True)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from podscribe.report.axes import Axis, Scale, numbers, resolved
from podscribe.report.markup import Markup, element, joined

HEIGHT_PX = 200
SPARK_WIDTH_PX, SPARK_HEIGHT_PX = 96, 24
COLOURS = 6  # that differ; the next series begins with the first again
DOT_PX = 3.2
_CANVAS = 1000  # the unit of lines, stretched to the size of the plot


class Shape(StrEnum):
    """How the values of a series are drawn: joined, each held until the next, or alone."""

    LINE = "line"
    STEP = "step"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Datum:
    """A value, what it says when pointed at, and where it leads. No `y` leaves a gap."""

    x: float
    y: float | None
    says: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Values in order. The last of a STEP series holds until the end of the axis."""

    name: str
    shape: Shape
    data: tuple[Datum, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the plot at a place of the one axis or the other, with a word on it."""

    says: str
    x: float | None = None
    y: float | None = None


def plot(
    title: str,
    x: Axis,
    y: Axis,
    series: Sequence[Series],
    *,
    summary: str,
    rules: Sequence[Rule] = (),
) -> Markup:
    """A plot with its title, axes, and a legend where it has several series."""
    drawn = [datum for each in series for datum in each.data if _known(datum)]
    across = resolved(x, [*(datum.x for datum in drawn), *_told(rule.x for rule in rules)])
    up = resolved(y, [*_told(datum.y for datum in drawn), *_told(rule.y for rule in rules)])
    lines = [_drawn(each, number, across, up) for number, each in enumerate(series)]
    area = element(
        "svg",
        {
            "class": "area",
            "height": HEIGHT_PX,
            "width": "100%",
            "role": "img",
            "aria-label": f"{title}. {summary}",
        },
        *_grid(across, up),
        *(_rule(rule, across, up) for rule in rules),
        *lines,
    )
    scale = element(
        "svg",
        {"class": "scale", "height": HEIGHT_PX, "width": 52, "aria-hidden": "true"},
        *_labels(up),
    )
    foot = element(
        "svg",
        {"class": "foot", "height": 18, "width": "100%", "aria-hidden": "true"},
        *_feet(across),
    )
    return element(
        "figure",
        {"class": "plot"},
        element("figcaption", {}, element("b", {}, title), element("p", {}, summary)),
        _legend(series) if len(series) > 1 else "",
        element("p", {"class": "axis", "aria-hidden": "true"}, y.label),
        element("div", {"class": "frame"}, scale, area, foot),
        element("p", {"class": "axis along", "aria-hidden": "true"}, x.label),
    )


def spark(values: Sequence[float | None], summary: str) -> Markup:
    """A line as small as a word, for a cell of a table; the last value has a dot."""
    known = [
        (at, value) for at, value in enumerate(values) if value is not None and isfinite(value)
    ]
    if not known:
        return Markup()
    up = resolved(numbers(""), [value for _, value in known])
    across = resolved(Axis("", str, 0.0, max(1.0, len(values) - 1.0)), [])
    series = Series("", Shape.LINE, tuple(Datum(at, value) for at, value in enumerate(values)))
    last, value = known[-1]
    return element(
        "svg",
        {
            "class": "spark s1",
            "width": SPARK_WIDTH_PX,
            "height": SPARK_HEIGHT_PX,
            "role": "img",
            "aria-label": summary,
        },
        element("title", {}, summary),
        _canvas(_path(series, across, up)),
        element(
            "circle",
            {"cx": _percent(across.percent(last)), "cy": _down(up, value), "r": 2.5},
        ),
    )


def _known(datum: Datum) -> bool:
    return isfinite(datum.x) and (datum.y is None or isfinite(datum.y))


def _told(values: Iterable[float | None]) -> Iterator[float]:
    return (value for value in values if value is not None)


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _down(up: Scale, value: float) -> str:
    return _percent(100 - up.percent(value))


def _grid(across: Scale, up: Scale) -> Iterator[Markup]:
    for value, _ in up.ticks:
        at = _down(up, value)
        kind = "grid zero" if value == 0 else "grid"
        yield element("line", {"class": kind, "x1": "0", "x2": "100%", "y1": at, "y2": at})
    for value, _ in across.ticks:
        at = _percent(across.percent(value))
        yield element("line", {"class": "grid", "x1": at, "x2": at, "y1": "0", "y2": "100%"})


def _labels(up: Scale) -> Iterator[Markup]:
    for value, written in up.ticks:
        yield element(
            "text", {"x": 46, "y": _down(up, value), "dy": "0.32em", "text-anchor": "end"}, written
        )


def _feet(across: Scale) -> Iterator[Markup]:
    for value, written in across.ticks:
        at = across.percent(value)
        anchor = "start" if at < 2 else "end" if at > 98 else "middle"
        yield element("text", {"x": _percent(at), "y": 13, "text-anchor": anchor}, written)


def _rule(rule: Rule, across: Scale, up: Scale) -> Markup:
    if rule.x is not None:
        at = _percent(across.percent(rule.x))
        ends: dict[str, str | int | float | bool | None] = {
            "x1": at,
            "x2": at,
            "y1": "0",
            "y2": "100%",
        }
        right = across.percent(rule.x) > 60
        place = {"x": at, "y": "0", "dx": -5 if right else 5, "dy": "1em"}
    else:
        at = _down(up, rule.y or 0.0)
        ends = {"x1": "0", "x2": "100%", "y1": at, "y2": at}
        right, place = True, {"x": "100%", "y": at, "dx": -3, "dy": "-0.35em"}
    return element(
        "g",
        {"class": "rule"},
        element("title", {}, rule.says),
        element("line", ends),
        element("text", {**place, "text-anchor": "end" if right else "start"}, rule.says),
    )


def _drawn(series: Series, number: int, across: Scale, up: Scale) -> Markup:
    data = [datum for datum in series.data if _known(datum)]
    parts: list[Markup] = []
    if series.shape is not Shape.DOTS:
        parts.append(_canvas(*_area(series, across, up), _path(series, across, up)))
    if series.shape is Shape.STEP:
        parts += _steps(data, across)
    else:
        parts += [_dot(datum, datum.y, across, up) for datum in data if datum.y is not None]
    return element("g", {"class": f"series {series.shape} s{number % COLOURS + 1}"}, *parts)


def _canvas(*content: str) -> Markup:
    """Lines know no percent, so they are drawn on a canvas that is stretched."""
    return element(
        "svg",
        {
            "viewBox": f"0 0 {_CANVAS} {_CANVAS}",
            "preserveAspectRatio": "none",
            "width": "100%",
            "height": "100%",
        },
        *content,
    )


def _path(series: Series, across: Scale, up: Scale) -> Markup:
    runs = _runs(series, across, up)
    drawn = " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run) for run in runs)
    return element("path", {"class": "stroke", "d": drawn})


def _area(series: Series, across: Scale, up: Scale) -> Iterator[Markup]:
    if series.shape is not Shape.STEP:
        return
    ground = _CANVAS * (1 - up.percent(max(0.0, up.low)) / 100)
    for run in _runs(series, across, up):
        drawn = " L".join(f"{x:.1f} {y:.1f}" for x, y in run)
        closed = f"M{run[0][0]:.1f} {ground:.1f} L{drawn} L{run[-1][0]:.1f} {ground:.1f} Z"
        yield element("path", {"class": "fill", "d": closed})


def _runs(series: Series, across: Scale, up: Scale) -> Iterator[list[tuple[float, float]]]:
    """The places of values without a gap between them, on the canvas."""
    run: list[tuple[float, float]] = []
    data = [datum for datum in series.data if _known(datum)]
    for datum, end in zip(data, _ends(data, across), strict=True):
        if datum.y is None:
            if run:
                yield run
            run = []
            continue
        x = across.percent(datum.x) * _CANVAS / 100
        y = (100 - up.percent(datum.y)) * _CANVAS / 100
        run.append((x, y))
        if series.shape is Shape.STEP:
            run.append((across.percent(end) * _CANVAS / 100, y))
    if run:
        yield run


def _ends(data: Sequence[Datum], across: Scale) -> list[float]:
    return [*(datum.x for datum in data[1:]), across.high][: len(data)]


def _steps(data: Sequence[Datum], across: Scale) -> Iterator[Markup]:
    """A field over each step that can be pointed at."""
    for datum, end in zip(data, _ends(data, across), strict=True):
        if datum.y is None:
            continue
        left, right = across.percent(datum.x), across.percent(end)
        field = element(
            "rect",
            {
                "class": "field",
                "x": _percent(left),
                "width": _percent(max(0.0, right - left)),
                "y": "0",
                "height": "100%",
            },
            element("title", {}, datum.says),
        )
        yield _linked(field, datum.href)


def _dot(datum: Datum, value: float, across: Scale, up: Scale) -> Markup:
    beyond = not (up.holds(value) and across.holds(datum.x))
    drawn = element(
        "circle",
        {
            "class": "beyond" if beyond else None,
            "cx": _percent(across.percent(datum.x)),
            "cy": _down(up, value),
            "r": DOT_PX,
        },
        element("title", {}, datum.says),
    )
    return _linked(drawn, datum.href)


def _linked(drawn: Markup, href: str | None) -> Markup:
    """A shortcut for a mouse; a keyboard would have to walk through every value."""
    return element("a", {"href": href, "tabindex": -1}, drawn) if href else drawn


def _legend(series: Sequence[Series]) -> Markup:
    keys = (
        element(
            "li",
            {"class": f"s{number % COLOURS + 1}"},
            element(
                "svg",
                {"class": "key", "width": 22, "height": 12, "aria-hidden": "true"},
                element("circle", {"cx": 11, "cy": 6, "r": DOT_PX})
                if each.shape is Shape.DOTS
                else element("line", {"class": "stroke", "x1": 0, "x2": 22, "y1": 6, "y2": 6}),
            ),
            each.name,
        )
        for number, each in enumerate(series)
    )
    return element("ul", {"class": "legend"}, joined(keys))
