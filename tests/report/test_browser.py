"""Pages in a real browser: what the policy stops, and what tables do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from podscribe.report import (
    Cell,
    Column,
    Datum,
    Row,
    Series,
    Shape,
    Tone,
    badge,
    heading,
    numbers,
    page,
    plot,
    section,
    spark,
    table,
    times,
)
from tests.report.chromium import PHONE_PX, Browser, Tab, running

HOSTILE = "</title><script>window.evil = 1</script><img src=x onerror='window.evil = 1'>"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    columns = [
        Column("episode"),
        *(Column(f"WER of {each}", numeric=True) for each in range(8)),
        Column("history", sortable=False),
    ]
    rates = (0.1, None, 0.02, 0.3)
    rows = [
        Row(
            (
                Cell(f"s01e{number + 8}"),
                *(Cell("–" if rate is None else f"{100 * rate:.0f} %", rate),) * 8,
                Cell(spark([0.1, 0.2], "worse")),
            )
        )
        for number, rate in enumerate(rates)
    ]
    dots = Series("drift", Shape.DOTS, tuple(Datum(at * 60.0, at % 7, HOSTILE) for at in range(60)))
    drawn = plot(HOSTILE, times("time"), numbers(HOSTILE), [dots], summary=HOSTILE)
    listed = table("Episodes", columns, rows, totals=Row((Cell("all"), *(Cell("9 %"),) * 9)))
    words = "W" * 500 + " "
    body = (heading(HOSTILE, words, badge("worse", Tone.BAD)), drawn, section("t", words, listed))
    path = tmp_path_factory.mktemp("pages") / "page.html"
    path.write_text(page(HOSTILE, *body), encoding="utf-8")
    return path


def rows_of(tab: Tab) -> list[str]:
    found = "[...document.querySelectorAll('tbody tr')].map(row => row.cells[0].textContent)"
    return [str(each).removeprefix("s01e") for each in tab.run(found)]


def test_a_page_asks_for_nothing_and_complains_of_nothing(browser: Browser, shown: Path) -> None:
    tab = browser.open(shown)
    assert tab.complaints == []
    assert tab.requests == [shown.resolve().as_uri()]
    assert tab.run("window.evil") is None
    assert tab.run("document.title") == HOSTILE


def test_what_gets_into_a_page_nevertheless_has_no_effect(
    browser: Browser, shown: Path, tmp_path: Path
) -> None:
    smuggled = "<script>window.evil = 1</script><p style='color: red' id='p'>red</p></main>"
    path = tmp_path / "page.html"
    path.write_text(shown.read_text(encoding="utf-8").replace("</main>", smuggled))
    tab = browser.open(path)
    assert tab.run("window.evil") is None
    assert tab.run("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    assert any("Content Security Policy" in each for each in tab.complaints)
    assert tab.run("fetch('data:,x').then(() => 'let through', () => 'stopped')") == "stopped"


def test_a_phone_shows_a_page_without_scrolling_sideways(browser: Browser, shown: Path) -> None:
    tab = browser.open(shown, width=PHONE_PX)
    assert tab.run("innerWidth") == PHONE_PX
    assert tab.spread_px == 0


def test_tables_are_sorted_by_mouse_what_is_not_known_last(browser: Browser, shown: Path) -> None:
    tab = browser.open(shown)
    assert rows_of(tab) == ["8", "9", "10", "11"]
    tab.click("thead th:nth-child(2) button")
    assert rows_of(tab) == ["11", "8", "10", "9"]
    tab.click("thead th:nth-child(2) button")
    assert rows_of(tab) == ["10", "8", "11", "9"]
    assert tab.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "ascending"
    assert tab.run("document.querySelectorAll('[aria-sort]').length") == 1
    assert tab.run("document.querySelector('tfoot th').textContent") == "all"


def test_tables_are_sorted_by_keyboard_and_names_by_their_numbers(
    browser: Browser, shown: Path
) -> None:
    tab = browser.open(shown)
    tab.run("document.querySelector('thead button').focus()")
    tab.press("Enter")
    assert rows_of(tab) == ["8", "9", "10", "11"]
    tab.press("Enter")
    assert rows_of(tab) == ["11", "10", "9", "8"]


def test_dark_and_light_are_as_the_reader_has_set_them(browser: Browser, shown: Path) -> None:
    behind = "getComputedStyle(document.body).backgroundColor"
    grounds = [browser.open(shown, dark=dark).run(behind) for dark in (False, True)]
    assert grounds == ["rgb(251, 251, 249)", "rgb(20, 23, 26)"]


def test_who_has_no_mouse_skips_to_the_page_and_sees_where_he_is(
    browser: Browser, shown: Path
) -> None:
    tab = browser.open(shown)
    tab.press("Tab")
    assert tab.run("document.activeElement.textContent") == "Skip to the page"
    assert tab.run("document.activeElement.getBoundingClientRect().top") >= 0
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.press("Enter")
    assert tab.run("document.activeElement.id") == "main"
