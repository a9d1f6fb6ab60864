"""Pages of HTML for people to look at: a frame, key figures, tables and small plots.

>>> from podscribe.report import Cell, Column, Row, page, heading, section, table
>>> rows = [Row((Cell("s01e01"), Cell("12.5 %", 0.125)))]
>>> shown = table("Episodes", [Column("episode"), Column("WER", numeric=True)], rows)
>>> whole = page("A season", heading("A season"), section("all", "Episodes", shown))
>>> whole.startswith("<!doctype html>")
True
"""

from __future__ import annotations

from podscribe.report.axes import Axis, numbers, places, shares, times
from podscribe.report.bars import Bar, Bars, share_bars
from podscribe.report.markup import Attributes, Markup, element, joined, text
from podscribe.report.page import asset, heading, page, section
from podscribe.report.parts import Figure, Tone, badge, figures, name, notices, unseen
from podscribe.report.plots import Datum, Rule, Series, Shape, plot, spark
from podscribe.report.tables import Cell, Column, Row, table

__all__ = [
    "Attributes",
    "Axis",
    "Bar",
    "Bars",
    "Cell",
    "Column",
    "Datum",
    "Figure",
    "Markup",
    "Row",
    "Rule",
    "Series",
    "Shape",
    "Tone",
    "asset",
    "badge",
    "element",
    "figures",
    "heading",
    "joined",
    "name",
    "notices",
    "numbers",
    "page",
    "places",
    "plot",
    "section",
    "share_bars",
    "shares",
    "spark",
    "table",
    "text",
    "times",
    "unseen",
]
