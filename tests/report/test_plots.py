"""Plots and tables as what they say: places, words, and a text in place of what is seen."""

from __future__ import annotations

from math import inf, nan

import pytest

from podscribe.report import (
    Bar,
    Bars,
    Cell,
    Column,
    Datum,
    Row,
    Rule,
    Series,
    Shape,
    numbers,
    places,
    plot,
    share_bars,
    shares,
    spark,
    table,
    times,
)
from podscribe.report.axes import MOST_TICKS, resolved
from tests.report.reading import Element, elements


def drawn(shape: Shape, *data: Datum, low: float | None = None, high: float | None = None) -> str:
    axis = numbers("seconds", low=low, high=high)
    return plot("Drift", times("time"), axis, [Series("s", shape, data)], summary="Told.")


def titled(markup: str, tag: str) -> list[str]:
    """The words of what can be pointed at."""
    return [
        each.text
        for each in elements(markup, "title")
        if each.within and each.within[-1].tag == tag
    ]


@pytest.mark.parametrize("span", [0.003, 1.0, 59.0, 3_600.0, 36_000.0, 3_000_000.0])
def test_axes_have_some_ticks_and_not_too_many(span: float) -> None:
    for axis in (times("t"), numbers("n"), shares("s")):
        ticks = resolved(axis, [0.0, span]).ticks
        assert 2 <= len(ticks) <= MOST_TICKS + 2 or (axis.steps and span < 1)
        assert len({written for _, written in ticks}) == len(ticks)


def test_axes_reach_over_all_values_or_as_far_as_they_are_told() -> None:
    scale = resolved(numbers("n"), [-1.2, 4.9])
    assert scale.low <= -1.2 and scale.high >= 4.9
    assert [scale.percent(at) for at in (scale.low, scale.high)] == [0.0, 100.0]
    bounded = resolved(numbers("n", low=-3.0, high=3.0), [-100.0, 100.0])
    assert (bounded.low, bounded.high) == (-3.0, 3.0)
    assert bounded.percent(100.0) == 100.0
    assert resolved(shares("s", most=1.0), [7.0]).high == 1.0
    assert [name for _, name in resolved(places("run", ["a", "b"]), [0, 1]).ticks] == ["a", "b"]


def test_values_stand_where_they_belong_and_say_what_they_are() -> None:
    shown = drawn(Shape.DOTS, Datum(0.0, 0.0, "first"), Datum(60.0, 2.0, "last", "#r2"))
    assert titled(shown, "circle") == ["first", "last"]
    first, last = elements(shown, "circle")
    assert (first.attributes["cx"], first.attributes["cy"]) == ("0.00%", "100.00%")
    assert (last.attributes["cx"], last.attributes["cy"]) == ("100.00%", "0.00%")
    (link,) = elements(shown, "a")
    assert link.attributes == {"href": "#r2", "tabindex": "-1"}


def test_a_plot_says_in_words_what_it_shows() -> None:
    shown = drawn(Shape.LINE, Datum(0.0, 1.0), Datum(9.0, 2.0))
    (image,) = (each for each in elements(shown, "svg") if each.attributes.get("role") == "img")
    assert image.attributes["aria-label"] == "Drift. Told."
    assert "Told." in elements(shown, "figcaption")[0].text
    assert [each.text for each in elements(shown, "p")][1:] == ["seconds", "time"]


def test_what_lies_beyond_the_ends_is_at_the_edge_and_looks_otherwise() -> None:
    shown = drawn(Shape.DOTS, Datum(0.0, 50.0, "far"), Datum(1.0, 0.0, "near"), low=-1.0, high=1.0)
    far, near = elements(shown, "circle")
    assert (far.attributes["cy"], far.attributes.get("class")) == ("0.00%", "beyond")
    assert near.attributes.get("class") is None


def test_steps_hold_until_the_next_and_leave_gaps_open() -> None:
    data = (Datum(0.0, 1.0, "one"), Datum(1.0, None), Datum(2.0, 3.0, "three"), Datum(4.0, 0.0))
    shown = drawn(Shape.STEP, *data)
    assert titled(shown, "rect") == ["one", "three", ""]
    fields = [(each.attributes["x"], each.attributes["width"]) for each in elements(shown, "rect")]
    assert fields == [("0.00%", "25.00%"), ("50.00%", "50.00%"), ("100.00%", "0.00%")]
    stroke = next(each for each in elements(shown, "path") if each.attributes["class"] == "stroke")
    assert (stroke.attributes["d"] or "").count("M") == 2


@pytest.mark.parametrize("shape", Shape)
def test_nothing_and_what_is_no_number_are_drawn_as_nothing(shape: Shape) -> None:
    strange = drawn(shape, Datum(nan, 1.0), Datum(1.0, inf), Datum(1.0, None))
    for shown in (drawn(shape), strange):
        assert not elements(shown, "circle")
        assert "nan" not in shown and "inf" not in shown
    assert spark([None, nan], "none") == ""


def test_rules_and_series_are_named() -> None:
    data = (Datum(0.0, 0.1), Datum(1.0, 0.2))
    series = [Series("<one>", Shape.LINE, data), Series("two", Shape.STEP, data)]
    rules = [Rule("limit & more", y=0.15), Rule("here", x=0.5)]
    shown = plot("t", times("x"), shares("y"), series, summary="", rules=rules)
    assert [each.text for each in elements(shown, "li")] == ["<one>", "two"]
    assert titled(shown, "g") == ["limit & more", "here"]


def test_bars_are_as_long_as_their_share_and_stand_beside_their_number() -> None:
    rows = [Bars("<Mara>", (Bar(0.25, "25 %"), Bar(None, "–")))]
    shown = share_bars("Who", ["one", "two"], rows, summary="s")
    lengths = [each.attributes["width"] for each in elements(shown, "rect") if not track(each)]
    assert lengths == ["100.00%", "100.00%", "25.00%", "0.00%"]
    assert [each.text for each in elements(shown, "dt")] == ["<Mara>"]
    assert [each.text for each in elements(shown, "dd")] == [
        "<Mara>, one: 25 %one: 25 %",
        "<Mara>, two: –two: –",
    ]


def track(each: Element) -> bool:
    return each.attributes.get("class") == "track"


def test_a_table_names_its_rows_and_tells_what_it_is_sorted_by() -> None:
    columns = [Column("name"), Column("rate", numeric=True, note="in percent")]
    rows = [Row((Cell("<a>"), Cell("10.0 %", 0.1)), name="a"), Row((Cell("b"), Cell("–")))]
    shown = table("Rates", columns, rows, totals=Row((Cell("all"), Cell("5 %"))))
    heads = [each for each in elements(shown, "th") if each.attributes["scope"] == "row"]
    assert [each.text for each in heads] == ["<a>", "b", "all"]
    values = [each.attributes.get("data-value") for each in elements(shown, "td")]
    assert values == ["0.1", None, None]
    assert [each.text for each in elements(shown, "button")] == ["name", "rate"]
    assert [each.attributes.get("id") for each in elements(shown, "tr")][1] == "a"
