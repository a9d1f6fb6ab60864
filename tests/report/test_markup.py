"""Whatever is written, it is shown and never obeyed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podscribe.report import Markup, element, joined, text
from tests.report.reading import elements

HOSTILE = "</p><script>alert(1)</script><img src=x onerror='alert(1)'>\"&amp;"


@given(st.text())
def test_any_text_stands_in_an_element_and_in_an_attribute_as_it_is(said: str) -> None:
    (shown,) = elements(element("p", {"title": said}, said))
    shown_as = "".join("\ufffd" if strange(letter) else letter for letter in said)
    assert shown.text.replace("\r", "\n") == shown_as.replace("\r", "\n")
    assert shown.attributes["title"] == shown_as


def strange(letter: str) -> bool:
    code = ord(letter)
    surrogate = 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
    return (code < 0x20 and letter not in "\t\n\r") or 0x7F <= code <= 0x9F or surrogate


def test_only_markup_is_taken_for_markup() -> None:
    assert element("p", {}, HOSTILE, element("b", {}, "x")).count("<") == 4
    assert element("p", {}, f"{Markup('<b>')}") == "<p>&lt;b&gt;</p>"
    assert joined(["<", Markup("<br>")], "&") == "&lt;&amp;<br>"
    assert text(text("<")) == "&lt;"


def test_every_text_can_be_written_to_a_file() -> None:
    assert element("p", {"title": "\ud800"}, "\udcff").encode() == (
        '<p title="\ufffd">\ufffd</p>'.encode()
    )
