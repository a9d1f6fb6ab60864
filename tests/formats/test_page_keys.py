"""A key of a page is written without touching anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.files import decode_text
from podscribe.formats.page_keys import with_key
from podscribe.formats.page_source import read_page
from tests.corpus import pages

PAGE = """---

title: "Flour"  # as on the cover
duration: PT00H01M00S
guests:
- tom

transcript:
- line: Hello.
  sec: 0
  time: 0:00
---
Body: duration
"""


texts = st.text(max_size=30)
clips = st.lists(st.dictionaries(texts, texts, max_size=3), max_size=4)


@given(st.one_of(texts, st.integers(-(10**9), 10**9), clips))
def test_any_value_is_read_back_and_the_rest_stays(value: object) -> None:
    for key in ("duration", "subtitle"):
        written = with_key(PAGE, key, value)
        assert read_page(written).metadata[key] == value
        before, after = PAGE.split("duration: PT00H01M00S\n" if key == "duration" else "transcript")
        assert written.startswith(before)
        assert written.endswith(after)
        assert with_key(written, key, value) == written


def test_line_ends_are_the_pages_own() -> None:
    written = with_key(PAGE.replace("\n", "\r\n"), "guests", ["tom", "mara"])
    assert "guests:\r\n- tom\r\n- mara\r\n" in written
    assert "\n" not in written.replace("\r\n", "")


def test_a_page_that_cannot_be_written_so_is_refused() -> None:
    with pytest.raises(PodscribeError, match="its duration cannot be written"):
        with_key("---\n{title: X, duration: PT1M}\n---\n", "duration", "PT2M")


def test_published_pages_keep_every_other_byte() -> None:
    for path in pages():
        if path.name == "_template.md":
            continue
        text = decode_text(path.read_bytes())
        metadata = read_page(text).metadata
        written = with_key(text, "duration", "PT09H59M59S")
        assert read_page(written).metadata == {**metadata, "duration": "PT09H59M59S"}
        lines = [line for line in written.split("\n") if not line.startswith("duration: ")]
        assert lines == [line for line in text.split("\n") if not line.startswith("duration: ")]
