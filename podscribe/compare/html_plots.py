"""A comparison drawn: drift and word errors over time, and who speaks how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from podscribe.clock import MINUTE_S, clock
from podscribe.compare.html_marks import Texts
from podscribe.compare.reports import NOTHING, counted, offset, percent
from podscribe.compare.result import Comparison, Drift, Minute, Point
from podscribe.compare.side import Side
from podscribe.report import (
    Bar,
    Bars,
    Datum,
    Markup,
    Rule,
    Series,
    Shape,
    element,
    numbers,
    plot,
    share_bars,
    shares,
    times,
)

MOST_POINTS = 2_000  # more dots than these cover each other
MOST_NAMES = 8
OUTSIDE_SHARE = 0.01  # of the points on each side may lie at the edge of the plot
LEAST_SPAN_S = 2.0
MARGIN_SHARE = 0.15


def plots(comparison: Comparison, texts: Texts) -> Markup:
    """The plots for which the comparison has something to show."""
    shown = (
        _drift(comparison.drift, comparison, texts) if comparison.drift else Markup(),
        _minutes(comparison, texts) if comparison.minutes else Markup(),
        _speakers(comparison),
    )
    return element("div", {"class": "plots"}, *shown) if any(shown) else Markup()


def _end(comparison: Comparison) -> float:
    """When the reference is over, as far as it has times."""
    words, drift = comparison.reference.words, comparison.drift
    ends = [word.end for word in words[-1:] if word.end is not None]
    ends += [point.time for point in drift.points] if drift else []
    ends += [minute.start for minute in comparison.minutes]
    return max(ends, default=0.0) + 1


def _drift(drift: Drift, comparison: Comparison, texts: Texts) -> Markup:
    low, high = _bounds(drift)
    points = _thinned(drift.points)
    outside = sum(not low <= point.offset <= high for point in drift.points)
    most = f"nine in ten from {offset(drift.low)} to {offset(drift.high)}"
    said = [
        f"How much later {len(drift.points):,} of {drift.starts:,} {drift.unit} are.",
        f"The median is {offset(drift.median)}, {most}.",
        *(f"From {clock(each.time)} on {_jump(each.before, each.after)}." for each in drift.jumps),
        *([f"{counted(outside, 'dot')} at the edge: further off."] if outside else ()),
        *([f"{len(points):,} of them are drawn."] if len(points) < len(drift.points) else ()),
    ]
    data = tuple(
        Datum(
            point.time,
            point.offset,
            f"{clock(point.time)}: {offset(point.offset)}",
            _link(texts.row_at(point.time)),
        )
        for point in points
    )
    return plot(
        "Drift over time",
        times("time in the reference", high=_end(comparison)),
        numbers("seconds later (+) or earlier (−)", _signed, low, high),
        [Series("drift", Shape.DOTS, data)],
        summary=" ".join(said),
        rules=[
            Rule(f"{clock(each.time)}: {_jump(each.before, each.after)}", x=each.time)
            for each in drift.jumps
        ],
    )


def _signed(seconds: float) -> str:
    return f"{seconds:+g}" if seconds else "0"


def _jump(before: float, after: float) -> str:
    return f"{offset(before)} → {offset(after)}"


def _bounds(drift: Drift) -> tuple[float, float]:
    """From where to where offsets are drawn: nearly all, zero and the jumps among them."""
    offsets = sorted(point.offset for point in drift.points)
    skipped = int(OUTSIDE_SHARE * len(offsets))
    ends = [offsets[skipped], offsets[-1 - skipped], 0.0]
    ends += [end for jump in drift.jumps for end in (jump.before, jump.after)]
    low, high = min(ends), max(ends)
    margin = max(MARGIN_SHARE * (high - low), (LEAST_SPAN_S - (high - low)) / 2)
    return low - margin, high + margin


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    every = -(-len(points) // MOST_POINTS)
    return points[::every]


def _link(name: str | None) -> str | None:
    return f"#{name}" if name else None


def _minutes(comparison: Comparison, texts: Texts) -> Markup:
    told = [minute for minute in comparison.minutes if minute.words]
    worst = max(told, key=lambda minute: (minute.errors / minute.words, minute.words))
    rate = sum(minute.errors for minute in told) / sum(minute.words for minute in told)
    apart = " Whole passages that one side lacks are left out." if comparison.passages else ""
    summary = (
        f"{percent(rate)} of the words; most in the minute from {clock(worst.start)} on, "
        f"{percent(worst.errors / worst.words)} of {counted(worst.words, 'word')}.{apart}"
    )
    return plot(
        "Word errors over time",
        times("time in the reference", high=_end(comparison)),
        shares("share of the words in a minute", most=1.0),
        [Series("errors", Shape.STEP, tuple(_minute_by_minute(told, texts)))],
        summary=summary,
    )


def _minute_by_minute(minutes: Sequence[Minute], texts: Texts) -> Iterator[Datum]:
    """The minutes in order, with a gap where none begins."""
    after: float | None = None
    for minute in minutes:
        if after is not None and minute.start > after:
            yield Datum(after, None)
        errors = counted(minute.errors, "error")
        said = f"{clock(minute.start)}: {percent(minute.errors / minute.words)}"
        says = f"{said}, {errors} in {counted(minute.words, 'word')}"
        href = _link(texts.row_at(minute.start))
        yield Datum(minute.start, minute.errors / minute.words, says, href)
        after = minute.start + MINUTE_S


def _speakers(comparison: Comparison) -> Markup:
    """How many of the words each name has, on each side that has names."""
    sides = {
        label: said
        for label, side in (
            ("reference", comparison.reference),
            ("hypothesis", comparison.hypothesis),
        )
        if (said := _said(side))
    }
    if not sides:
        return Markup()
    names = dict(comparison.speakers.names) if comparison.speakers else {}
    if "hypothesis" in sides:
        sides["hypothesis"] = _renamed(sides["hypothesis"], names)
    order = [*dict.fromkeys(name for said in sides.values() for name, _ in said.most_common())]
    rows = [
        Bars(_label(who, names), tuple(_bar(said, who) for said in sides.values()))
        for who in order[:MOST_NAMES]
    ]
    most = next(iter(sides.values())).most_common(1)[0][0]
    more = f" {len(order) - MOST_NAMES} more names." if len(order) > MOST_NAMES else ""
    missing = "" if len(sides) > 1 else f" Only the {next(iter(sides))} has names."
    return share_bars(
        "Who speaks",
        [*sides],
        rows,
        summary=f"Shares of all words under a name; {most} has the most.{more}{missing}",
    )


def _said(side: Side) -> Counter[str]:
    return Counter(word.speaker for word in side.words if word.speaker)


def _renamed(said: Counter[str], names: dict[str, str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for who, count in said.items():
        found[names.get(who, who)] += count
    return found


def _label(who: str, names: dict[str, str]) -> str:
    """The name, and what the hypothesis calls it."""
    others = [other for other, one in names.items() if one == who and other != who]
    return f"{who} ({', '.join(others)})" if others else who


def _bar(said: Counter[str], who: str) -> Bar:
    if who not in said:
        return Bar(None, NOTHING)
    share = said[who] / said.total()
    return Bar(share, f"{percent(share)}, {said[who]:,}")
