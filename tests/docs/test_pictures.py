"""The pictures of the docs are there, small, and ask for nothing; a terminal is drawn as it is."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import picturing
from tests.docs.markdown import DOCS, PAGES, ROOT, pictures

SHOWN = {picture.resolve() for page in PAGES for _, picture in pictures(page)}


def test_the_readme_and_the_first_page_show_every_picture() -> None:
    made = set(picturing.PICTURES.iterdir())
    assert made == SHOWN
    for page in (ROOT / "README.md", DOCS / "index.md"):
        assert {picture.resolve() for _, picture in pictures(page)} == made


@pytest.mark.parametrize("path", sorted(SHOWN), ids=lambda path: path.name)
def test_a_picture_is_small(path: Path) -> None:
    assert path.stat().st_size <= picturing.LARGEST_BYTES


def texts(svg: str) -> Iterator[tuple[float, float, str]]:
    for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        assert text.text is not None
        yield float(text.attrib["x"]), float(text.attrib["y"]), text.text.replace("\u00a0", " ")


def test_the_terminal_shows_words_and_speakers_in_the_middle_of_a_run() -> None:
    svg = (picturing.PICTURES / "run.svg").read_text(encoding="utf-8")
    assert "://" not in svg.replace("http://www.w3.org/2000/svg", "")
    rows: dict[float, str] = {}
    for _, y, text in texts(svg):
        rows[y] = rows.get(y, "") + text
    command, *_, words, speakers = (rows[y] for y in sorted(rows))
    assert command == f"$ {picturing.RUN}"
    assert words.startswith("words") and "100%" in words
    assert speakers.startswith("speakers") and "100%" not in speakers


def test_a_screen_is_what_a_terminal_would_show() -> None:
    screen = picturing.Screen()
    screen.feed("$ run\r\n\x1b[31mone\x1b[0m 1%\r\ntwo\r\x1b[2K\x1b[1A\x1b[2K\x1b[31mone\x1b[0m 2%")
    assert screen.lines() == [
        "$ run\x1b[0m",
        "\x1b[31mone\x1b[0m 2%\x1b[0m",
        "",
    ]
    with pytest.raises(ValueError, match="is asked for"):
        screen.feed("\x1b[5;5H")


def test_a_screen_breaks_long_lines_and_scrolls() -> None:
    screen = picturing.Screen()
    screen.feed("x" * (picturing.COLUMNS + 1))
    assert [len(line.removesuffix("\x1b[0m")) for line in screen.lines()] == [picturing.COLUMNS, 1]
    screen.feed("\r\n" * picturing.ROWS + "last")
    assert len(screen.lines()) == picturing.ROWS
    assert screen.lines()[-1].startswith("last")


def test_what_looks_the_same_is_drawn_in_one_piece_where_it_stands() -> None:
    svg = picturing.drawn(["\x1b[31mone\x1b[0m <2%\x1b[0m"])
    (first, y, one), (second, same, percent) = texts(svg)
    assert (one, percent, y) == ("one", " <2%", same)
    assert second - first == pytest.approx(3 * picturing.CHAR_PX, abs=0.02)
