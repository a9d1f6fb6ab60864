"""The page of a comparison in a real browser: by keyboard, by mouse, on a phone, in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from podscribe.compare import compare
from podscribe.compare.html_report import as_page
from tests.compare.material import disturbed, strange, talk, turns_of
from tests.compare.test_html import EDITED, HEARD
from tests.report.chromium import PHONE_PX, Browser, Tab, running

PLACE = "document.getElementById('place').textContent"
AT = "document.activeElement.id"
NOW = "[...document.querySelectorAll('.now')].map(each => each.textContent)"
SEEN = (
    "(e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight })"
)

ORDER = [  # of the differences in the small page
    *("punctuation", "name", "punctuation", "filler", "punctuation", "repetition", "number"),
    *("negation", "speaker", "filler"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "page.html"
    found = compare(EDITED, HEARD, names=("edited.md", "heard.json"))
    path.write_text(as_page(found), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = talk(1, 3_000)
    heard = [*disturbed(words[:1_500], 2), *strange(3, 200), "W" * 400, *words[1_500:]]
    path = tmp_path_factory.mktemp("large") / "page.html"
    path.write_text(as_page(compare(turns_of(words), turns_of(heard))), encoding="utf-8")
    return path


def kinds(tab: Tab, count: int) -> list[str]:
    """The kinds of so many differences, walked through by key."""
    found = []
    for _ in range(count):
        tab.press("n")
        found.append(tab.run("document.activeElement.title"))
    return found


@pytest.mark.parametrize("width", [1280, PHONE_PX])
@pytest.mark.parametrize("dark", [False, True])
def test_the_page_asks_for_nothing_complains_of_nothing_and_fits(
    browser: Browser, large: Path, width: int, dark: bool
) -> None:
    tab = browser.open(large, width=width, dark=dark)
    tab.press("n", "n", "p")
    tab.run("scrollTo(0, document.body.scrollHeight)")
    assert tab.complaints == []
    assert tab.requests == [large.resolve().as_uri()]
    assert tab.spread_px == 0
    ground = "rgb(20, 23, 26)" if dark else "rgb(251, 251, 249)"
    assert tab.run("getComputedStyle(document.body).backgroundColor") == ground


def test_keys_step_through_the_differences_in_order_and_around(
    browser: Browser, small: Path
) -> None:
    tab = browser.open(small)
    total = tab.run("document.querySelectorAll('mark[id]').length")
    assert tab.run(PLACE) == f"{total} marked"
    assert kinds(tab, total) == ORDER
    tab.press("n")
    assert tab.run(PLACE) == f"1 of {total}: punctuation, Welcome, → Welcome"
    tab.press("j")
    second = tab.run(AT)
    tab.press("k", "n", "p", "n")
    assert tab.run(AT) == second
    assert tab.run("location.hash") == f"#{second}"
    assert tab.run(f"{SEEN}(document.activeElement)")


def test_both_sides_of_the_difference_are_shown_as_chosen_and_said(
    browser: Browser, small: Path
) -> None:
    tab = browser.open(small)
    while "number" not in tab.run(PLACE):
        tab.press("n")
    assert tab.run(NOW) == ["30", "13"]
    assert tab.run(PLACE).endswith(": number, 30 → 13")
    assert tab.run("document.getElementById('place').getAttribute('aria-live')") == "polite"
    spoken = tab.run("getComputedStyle(document.activeElement, '::before').content")
    assert "number" in spoken


def test_a_box_takes_its_kind_away_and_keys_pass_over_it(browser: Browser, small: Path) -> None:
    tab = browser.open(small)
    look = "getComputedStyle(document.querySelector('.texts .k-number')).textDecorationLine"
    listed = "document.querySelector('tr.k-number').getClientRects().length"
    assert (tab.run(look), tab.run(listed)) == ("underline", 1)
    total = tab.run("document.querySelectorAll('mark[id]').length")
    tab.run("document.getElementById('show-number').focus()")
    tab.press(" ")
    assert (tab.run(look), tab.run(listed)) == ("none", 0)
    assert tab.run(PLACE) == f"{total - 1} marked"
    assert "number" not in kinds(tab, total)
    tab.click("#show-number")
    assert (tab.run(look), tab.run(listed)) == ("underline", 1)


def test_style_can_be_left_out_at_once_by_button_and_key(browser: Browser, small: Path) -> None:
    tab = browser.open(small)
    tab.click("#only")
    kept = tab.run(
        "[...document.querySelectorAll('#kinds input:checked')].map(e => e.dataset.kind)"
    )
    assert kept == ["name", "number", "negation", "speaker"]
    total = int(tab.run(PLACE).split()[0])
    assert set(kinds(tab, total)) == {*kept}
    gone = "getComputedStyle(document.querySelector('.texts .k-filler.none')).display"
    assert tab.run(gone) == "none"
    tab.press("s")
    assert tab.run("document.querySelectorAll('#kinds input:not(:checked)').length") == 0
    assert tab.run(gone) == "inline"


def test_buttons_step_too_and_keep_the_focus(browser: Browser, small: Path) -> None:
    tab = browser.open(small)
    tab.run("document.getElementById('next').focus()")
    tab.press("Enter", "Enter")
    assert tab.run(PLACE).startswith("2 of ")
    assert tab.run(AT) == "next"
    tab.click("#before")
    assert tab.run(PLACE).startswith("1 of ")


def test_a_link_of_the_list_leads_to_the_difference_even_if_its_kind_is_hidden(
    browser: Browser, large: Path
) -> None:
    tab = browser.open(large)
    tab.run("document.querySelector('#substance tbody tr:last-child a').click()")
    tab.run("new Promise(done => setTimeout(done, 50))")
    wanted = tab.run("document.querySelector('#substance tbody tr:last-child a').hash.slice(1)")
    assert tab.run(AT) == wanted
    assert tab.run(f"{SEEN}(document.activeElement)")
    kind = tab.run("document.activeElement.title")
    tab.run(f"document.getElementById('show-{kind}').click()")
    tab.run("location.hash = ''")
    tab.run(f"location.hash = '#{wanted}'")
    tab.run("new Promise(done => setTimeout(done, 50))")
    assert tab.run(f"document.getElementById('show-{kind}').checked")


def test_stepping_begins_where_the_reader_is(browser: Browser, large: Path) -> None:
    tab = browser.open(large)
    tab.run("document.getElementById('r30').scrollIntoView()")
    tab.press("n")
    row = "Number(document.activeElement.closest('.row').id.slice(1))"
    assert 30 <= tab.run(row) <= 32


def test_a_question_mark_shows_the_keys_and_escape_closes_them(
    browser: Browser, small: Path
) -> None:
    tab = browser.open(small)
    tab.press("?")
    assert tab.run("document.getElementById('keys').open")
    before = tab.run(PLACE)
    tab.press("n")
    assert tab.run(PLACE) == before
    tab.press("Escape")
    assert not tab.run("document.getElementById('keys').open")


def test_texts_stand_side_by_side_and_on_a_phone_one_below_the_other(
    browser: Browser, small: Path
) -> None:
    cells = "[...document.querySelector('.row').children].map(e => e.getBoundingClientRect())"
    places = f"{cells}.map(box => [box.left, box.top])"
    (left, top), (right, other) = browser.open(small).run(places)
    assert right > left and other == top
    tab = browser.open(small, width=PHONE_PX)
    (left, top), (right, other) = tab.run(places)
    assert other > top and right == left
    assert not tab.run("document.getElementById('kinds').open")


def test_the_focus_is_seen(browser: Browser, small: Path) -> None:
    tab = browser.open(small)
    tab.press("Tab", "Tab", "Tab")
    assert tab.run("document.activeElement.textContent") == "Skip to the texts"
    tab.press("Enter")
    tab.press("Tab")
    assert tab.run(AT) == "before"
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
