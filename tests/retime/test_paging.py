"""A page gets new times, and every other byte stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import parse_transcript
from podscribe.formats.page_source import read_page
from podscribe.retime.paging import with_times
from tests.retime.material import with_starts
from tests.strategies import WrittenPage, moderately, pages

HEAD = "---\ntitle: Rye  # by ear\ntranscript:\n"
TAIL = "context: |\n  sec: 1\n---\nsec: 7\n"


def timed(rows: str, *starts: float) -> str:
    """The rows of a page after its lines got the starts."""
    text = f"{HEAD}{rows}{TAIL}"
    transcript = with_starts(parse_transcript(text, "page"), lambda number, start: starts[number])
    new = with_times(text, transcript)
    assert new.startswith(HEAD)
    assert new.endswith(TAIL)
    return new.removeprefix(HEAD).removesuffix(TAIL)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "- line: Rye.\n  sec: 3\n  time: 0:03\n  who: Tom\n",
            "- line: Rye.\n  sec: 62\n  time: '1:02'\n  who: Tom\n",
        ),
        ("- line: Rye.\n  who: Tom\n", "- line: Rye.\n  sec: 62\n  time: '1:02'\n  who: Tom\n"),
        ("- line: Rye.\n", "- line: Rye.\n  sec: 62\n  time: '1:02'\n"),
        (
            "-   who: Tom # him\n    line: >-\n      Rye\n",
            "-   who: Tom # him\n    line: >-\n      Rye\n    sec: 62\n    time: '1:02'\n",
        ),
        (
            "- {line: 'Rye.', who: Tom}\n",
            "- {line: 'Rye.', who: Tom, sec: 62, time: '1:02'}\n",
        ),
        (
            "- {sec: 3, time: '0:03', line: Rye.}  # really\n",
            "- {sec: 62, time: '1:02', line: Rye.}  # really\n",
        ),
        (
            "- line: Rye.\n  time: '0:03'\n  mood: {sec: 9}\n",
            "- line: Rye.\n  sec: 62\n  time: '1:02'\n  mood: {sec: 9}\n",
        ),
        (
            "- line: Rye.\n  sec: '62'\n  time: \"1:\n    02\"\n",
            "- line: Rye.\n  sec: 62\n  time: '1:02'\n",
        ),
    ],
)
def test_only_the_times_of_a_row_change(row: str, expected: str) -> None:
    assert timed(row, 62.9) == expected


def test_headers_and_what_stands_between_rows_stay() -> None:
    rows = "- header: Flour\n# a remark\n\n- line: Rye.\n  sec: 3\n  time: 0:03\n- line: Yes.\n"
    assert timed(rows, 4.0, 5.0) == rows.replace("3\n", "4\n") + "  sec: 5\n  time: 0:05\n"


def test_times_that_stay_change_nothing() -> None:
    rows = "- line: Rye.\n  time: '1:02'\n  sec:   62\n- {line: Yes., sec: 63, time: \"1:03\"}\n"
    assert timed(rows, 62.0, 63.5) == rows


def test_rows_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(PodscribeError, match="do not stand on lines of their own"):
        timed("- &a {line: Rye.}\n- *a\n", 1.0, 2.0)


@moderately
@given(pages(), st.lists(st.none() | st.integers(0, 9000), min_size=8, max_size=8))
def test_any_page_says_all_it_said(page: WrittenPage, starts: list[int | None]) -> None:
    before = parse_transcript(page.text, "page")
    wanted = with_starts(before, lambda number, start: starts[number])
    text = with_times(page.text, wanted)
    assert bytes_besides_times(text) == bytes_besides_times(page.text)
    after = parse_transcript(text, "page")
    for old, new, start in zip(before.lines, after.lines, starts, strict=False):
        assert (old.text, old.speaker) == (new.text, new.speaker)
        assert new.start == (old.start if start is None else start)
    assert after.headers == before.headers
    whole = with_times(text, after)
    assert with_times(whole, parse_transcript(whole, "page")) == whole


def bytes_besides_times(text: str) -> str:
    """The page without the lines of its rows that hold `sec` and `time`."""
    page = read_page(text)
    assert page.block is not None
    start, end = page.block
    rows = re.sub(r"(?m)^([ \t]*)(?:- )?[ \t]*(?:sec|time): .*\r?\n", "", text[start:end])
    return text[:start] + rows + text[end:]
