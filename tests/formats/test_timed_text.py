"""Timed text in XML: SRV 1 to 3, and TTML."""

from __future__ import annotations

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import timed_text
from podscribe.transcript import Line, Word

SRV1 = """<?xml version="1.0" encoding="utf-8" ?><transcript>
<text start="1.5" dur="2.25">flour &amp;amp; water,
it&amp;#39;s all</text><text start="4">and salt</text><text start="5" dur="1"></text>
</transcript>"""
SRV2 = """<timedtext><window id="1"/><text t="1500" d="2250">flour &amp; water</text></timedtext>"""
SRV3 = """<?xml version="1.0" encoding="utf-8"?><timedtext format="3">
<head><pen id="1" fc="#E5E5E5"/></head><body>
<w t="0" id="1"/>
<p t="1500" d="2250" w="1"><s ac="0">flour</s><s t="240" ac="0"> and</s><s t="500"> water</s></p>
<p t="3740" d="10" w="1" a="1">
</p>
<p t="4000">and <s>salt</s><br/>too</p>
</body></timedtext>"""
TTML = """<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"
 xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div>
<p begin="00:00:01.500" end="00:00:03.750" ttm:agent="mara">flour<br/>and <span>water</span></p>
<p begin="4s" dur="900ms">salt</p><p begin="1.5m">and time</p><p>no time</p>
</div></body></tt>"""


def read(text: str) -> tuple[Line, ...]:
    assert timed_text.sniff(text)
    return timed_text.parse(text).lines


def test_srv1_is_escaped_twice() -> None:
    assert read(SRV1) == (
        Line("flour & water, it's all", 1.5, 3.75),
        Line("and salt", 4.0),
    )


def test_srv2_counts_milliseconds() -> None:
    assert read(SRV2) == (Line("flour & water", 1.5, 3.75),)


def test_srv3_times_its_words() -> None:
    assert read(SRV3) == (
        Line(
            "flour and water",
            1.5,
            3.75,
            words=(Word("flour", 1.5, 1.74), Word("and", 1.74, 2.0), Word("water", 2.0, 3.75)),
        ),
        Line("and salt too", 4.0),
    )


def test_ttml_has_clocks_offsets_agents_and_a_language() -> None:
    assert read(TTML) == (
        Line("flour and water", 1.5, 3.75, "mara"),
        Line("salt", 4.0, 4.9),
        Line("and time", 90.0),
    )
    assert timed_text.parse(TTML).language == "en"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<span>We baked<br/>it twice</span> on Monday.", "We baked it twice on Monday."),
        ("a <span>b <span>c</span> d</span> e", "a b c d e"),
        (
            '<span p:unit="word">Rye</span><span p:unit="word">bread.</span>',
            "Rye bread.",
        ),
    ],
)
def test_the_words_of_ttml_keep_their_order_and_stay_apart(inside: str, text: str) -> None:
    cue = f'<p begin="00:00:01.000" end="00:00:03.000">{inside}</p>'
    spaces = 'xmlns="http://www.w3.org/ns/ttml" xmlns:p="http://podcasts.apple.com/internal"'
    assert read(f"<tt {spaces}><body><div>{cue}</div></body></tt>") == (Line(text, 1.0, 3.0),)


@pytest.mark.parametrize("text", [SRV1, SRV2, SRV3, TTML])
def test_what_stands_before_the_document_is_passed_over(text: str) -> None:
    document = text[text.index("<t") :]
    assert read(f"\ufeff<!-- by hand -->\n{document}") == read(text)
    assert read(document.replace("\n", "\r\n")) == read(text)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE transcript [<!ENTITY lol "ha"><!ENTITY lots "&lol;&lol;&lol;">]>',
        '<!DOCTYPE transcript SYSTEM "file:///etc/passwd">',
        "<!doctype transcript>",
    ],
)
def test_a_document_type_and_entities_are_refused(declaration: str) -> None:
    body = '<transcript><text start="1">&lots;</text></transcript>'
    with pytest.raises(PodscribeError, match="declares a document type") as caught:
        timed_text.parse(declaration + body)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "not valid XML", 1),
        ("<transcript>\n<text>", "not valid XML", 2),
        ("<transcript/>", "has no timed text", None),
        ('<transcript><text start="1"> </text></transcript>', "has no timed text", None),
        ('<transcript><text start="soon">a</text></transcript>', 'start="soon" is no time', None),
        ('<transcript><text start="-1">a</text></transcript>', "is no time", None),
        ('<transcript><text start="nan">a</text></transcript>', "is no time", None),
        ('<tt><p begin="25:00:61">a</p></tt>', "is no time", None),
        ('<tt><p begin="1f">a</p></tt>', "is no time", None),
        ('<tt><p begin="99999h">a</p></tt>', "is no time", None),
    ],
)
def test_what_is_broken_is_refused(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        timed_text.parse(text)
    assert (caught.value.place, bool(caught.value.remedy)) == (place, True)


@pytest.mark.parametrize("text", ["<html><body/></html>", "WEBVTT", "<transcripts/>", "tt"])
def test_other_texts_are_told_from_it(text: str) -> None:
    assert not timed_text.sniff(text)


def test_rolling_captions_end_where_the_next_begin() -> None:
    srv3 = (
        '<timedtext format="3"><body><p t="0" d="5000"><s>so</s><s t="500"> tell</s></p>'
        '<p t="2010" d="4000"><s>us</s></p></body></timedtext>'
    )
    assert [(line.start, line.end) for line in read(srv3)] == [(0.0, 2.01), (2.01, 6.01)]
    assert read(srv3)[0].words[-1].end == 2.01
    by_hand = srv3.replace("<s>", "").replace('<s t="500">', "").replace("</s>", "")
    assert [line.end for line in read(by_hand)] == [5.0, 6.01]
    ttml = TTML.replace('begin="4s"', 'begin="2s"')
    assert read(ttml)[0].end == 3.75
