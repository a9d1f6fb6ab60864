"""docs/turns.md names the prices and lengths that hold."""

from __future__ import annotations

import re
from importlib import import_module

from podscribe.turns import TurnOptions
from tests.docs.markdown import DOCS, tables

PAGE = DOCS / "turns.md"


def test_the_figures_of_the_tables_are_those_of_the_code() -> None:
    rows = {name: cells for table in tables(PAGE) for name, cells in table.items()}
    assert len(rows) > 10
    for name, cells in rows.items():
        module, _, constant = name.strip("`").rpartition(".")
        shown = cells.get("price", cells.get("value"))
        assert shown == str(getattr(import_module(f"podscribe.{module}"), constant)), name


def test_every_price_of_a_change_is_in_the_table() -> None:
    changes = import_module("podscribe.turns.changes")
    text = PAGE.read_text(encoding="utf-8")
    prices = [name for name in vars(changes) if re.match(r"(PRICE|SHARE)_", name)]
    assert prices
    assert [name for name in prices if f"`turns.changes.{name}`" not in text] == []


def test_the_figures_in_the_text_are_the_defaults() -> None:
    text = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"after a pause of {TurnOptions().silence_s:g} seconds" in text
    assert f"TurnOptions(uncertainty_s={TurnOptions().uncertainty_s})" in text
