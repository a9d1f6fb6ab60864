"""Feeds are read as they are written in the wild, and believed in nothing."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch import feed_xml
from podscribe.batch.feed import Enclosure, Entry, parse_feed
from podscribe.errors import PodscribeError
from tests.batch.feeds import FOOT, HEAD, feed, item
from tests.strategies import moderately

XML_ATTACKS = {
    "a bomb of entities": '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><rss><channel><title>&i;</title></channel></rss>",
    "a file of this computer": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><title>&x;</title></channel></rss>",
    "another computer": '<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
    "<rss><channel/></rss>",
    "attributes that multiply": f'<!DOCTYPE rss [<!ATTLIST item x CDATA "{"x" * 100_000}">]>'
    f"<rss><channel>{'<item/>' * 100_000}</channel></rss>",
    "a single harmless entity": '<!DOCTYPE rss [<!ENTITY x "y">]><rss><channel/></rss>',
}


def only(content: bytes | str, charset: str | None = None) -> Entry:
    content = content if isinstance(content, bytes) else content.encode()
    (entry,) = parse_feed(content, charset).entries
    return entry


def test_all_that_is_told_of_an_episode_is_taken() -> None:
    more = """
      <itunes:title> How rye
        is baked </itunes:title><itunes:season>2</itunes:season><itunes:episode>11</itunes:episode>
      <itunes:duration>1:02:03</itunes:duration>
      <podcast:transcript url="https://host/4.vtt" type="text/VTT" language="en"/>
      <podcast:transcript url="file:///etc/passwd" type="text/vtt"/>
      <content:encoded><![CDATA[<p>notes</p>]]></content:encoded>"""
    found = parse_feed(feed(item("S2E11 Rye", guid="g-1", more=more)))
    (entry,) = found.entries
    assert (found.title, found.guid, found.next_page) == ("Bread", None, None)
    assert entry.title == "How rye is baked" and entry.guid == "g-1"
    assert (entry.season, entry.episode, entry.seconds) == (2, 11, 3723.0)
    assert entry.audio == Enclosure("https://host/4.mp3", "audio/mpeg", 1_000_000)
    assert [(each.address, each.kind, each.language) for each in entry.published] == [
        ("https://host/4.vtt", "text/vtt", "en")
    ]
    assert "host/4" not in repr(entry)  # addresses of private feeds hold tokens


def test_podcast_elements_go_before_those_of_itunes_by_any_prefix() -> None:
    head = HEAD.replace("xmlns:podcast", "xmlns:p").replace("xmlns:itunes", "xmlns:i")
    more = (
        "<i:season>1</i:season><p:season name='x'>3</p:season><p:episode>7</p:episode>"
        "<i:duration>90</i:duration>"
    )
    entry = only(feed(item(more=more), head=head))
    assert (entry.season, entry.episode, entry.seconds) == (3, 7, 90.0)
    old = HEAD.replace(
        "https://podcastindex.org/namespace/1.0",
        "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
    )
    assert only(feed(item(more="<podcast:season>4</podcast:season>"), head=old)).season == 4


def test_several_renditions_are_one_episode_with_the_sound_that_people_hear() -> None:
    others = """
      <podcast:alternateEnclosure type="audio/flac" length="99000000">
        <podcast:source uri="https://host/4.flac"/></podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="application/x-mpegURL" length="99999999">
        <podcast:source uri="https://host/4.m3u8"/></podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="video/mp4" length="999000000">
        <podcast:source uri="https://host/4.mp4"/></podcast:alternateEnclosure>
      <podcast:alternateEnclosure type="audio/opus" length="9000">
        <podcast:source uri="ipfs://4.opus"/><podcast:source uri="https://host/4.opus"/>
      </podcast:alternateEnclosure>"""

    def heard(url: str, kind: str = "audio/mpeg") -> str | None:
        audio = only(feed(item(url=url, kind=kind, more=others))).audio
        return audio.url if audio else None

    assert heard("https://host/4.mp3") == "https://host/4.mp3"
    assert heard("https://host/4", "") == "https://host/4"
    assert heard("https://host/4.pdf", "application/pdf") == "https://host/4.flac"
    assert heard("file:///etc/passwd") == "https://host/4.flac"
    assert only(f"{HEAD}<item><title>News</title></item>{FOOT}").audio is None


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "/etc/passwd", "../4.mp3", "s3://bucket/4.mp3", "ftp://host/4.mp3"),
        *("javascript:alert(1)", "data:audio/mpeg;base64,AAAA", "", "gopher://host/4.mp3"),
        *("https://host/&#10;4.mp3", "https://host/" + "x" * 3000, "memory://a::https://host/4"),
    ],
)
def test_only_addresses_of_the_web_are_followed(url: str) -> None:
    assert only(feed(item(url=url))).audio is None


@pytest.mark.parametrize(
    ("length", "seconds", "season", "found"),
    [
        ("12345678901234567", "999999999", "-1", (None, None, None)),
        ("-5", "-5", "1.5", (None, None, None)),
        ("0", "0", "0", (None, None, 0)),
        ("1", "61:61", "9999999", (None, None, None)),
        ("٣٤", "٣٤", "٣٤", (None, None, None)),
        ("4000", "12:30", "4", (4000, 750.0, 4)),
        ("1e9", "1e9", "0x10", (None, None, None)),
    ],
)
def test_numbers_are_bounded(
    length: str, seconds: str, season: str, found: tuple[object, ...]
) -> None:
    more = f"<itunes:duration>{seconds}</itunes:duration><itunes:season>{season}</itunes:season>"
    entry = only(feed(item(length=length, more=more)))
    assert entry.audio is not None
    assert (entry.audio.size_bytes, entry.seconds, entry.season) == found


@pytest.mark.parametrize("name", XML_ATTACKS)
def test_attacks_by_xml_are_refused_at_once(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(PodscribeError, match=r"of its own.*remove it"):
        parse_feed(XML_ATTACKS[name].encode())
    assert time.process_time() - begun < 2


def test_a_document_type_that_names_only_itself_is_harmless_and_not_opened() -> None:
    """As feeds of the first years have it; the address would be asked if anything were."""
    old = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss.dtd">'
    content = f"{old}<rss><channel><title>a &nbsp;b</title>{item()}</channel></rss>"
    assert parse_feed(content.encode()).title == "a b"


def test_depth_amount_and_length_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PodscribeError, match="nested more than 100 deep"):
        parse_feed(b"<rss><channel>" + b"<x>" * 200_000)
    long = only(feed(item("x" * 100_000, guid="y" * 100_000)))
    assert (len(long.title or ""), len(long.guid or "")) == (300, 10_000)
    monkeypatch.setattr(feed_xml, "_MOST_ELEMENTS", 1000)
    skipped = "<x>" + "<y>text</y>" * 2000 + "</x>"
    assert only(feed(item(more=skipped))).title == "Rye"
    with pytest.raises(PodscribeError, match="holds too much"):
        parse_feed(b"<rss><channel>" + b"<item/>" * 1000 + b"</channel></rss>")


def test_titles_are_one_line_and_turn_nothing_around() -> None:
    entry = only(feed(item("A\u202e &lt;b&gt; &#x9b;\u2066\u200b \n Z&amp;amp;Co <![CDATA[<x>]]>")))
    assert entry.title == "A <b> Z&amp;Co <x>"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Über Brot 李雷"),
        ("utf-16", "Über Brot 李雷"),
        ("iso-8859-1", "Über Brot"),
        ("windows-1252", "Über “Brot”"),
        ("shift_jis", "パンの話"),
        ("gb2312", "面包"),
        ("koi8-r", "Хлеб"),
    ],
)
def test_every_usual_encoding_is_read(encoding: str, text: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    content = f"{declared}<rss><channel>{item(text)}</channel></rss>".encode(encoding)
    assert only(content).title == text


def test_an_encoding_that_only_the_server_names_is_read_unless_it_is_wrong() -> None:
    plain = f"<rss><channel>{item('Über')}</channel></rss>"
    assert only(plain.encode("iso-8859-1"), "iso-8859-1").title == "Über"
    assert only(plain.encode("windows-1252"), "windows-1252").title == "Über"
    assert only(plain.encode(), "iso-8859-1").title == "Über"
    assert only(b"\xef\xbb\xbf" + plain.encode(), "ascii").title == "Über"
    assert only(b"\n \n" + feed(item("Über"))).title == "Über"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not valid XML"),
        (b"not a feed", "1: is not valid XML"),
        (feed(item())[:-20], r"\d: is not valid XML .*is the feed complete\?"),
        (b"<html><body/></html>", "is not an RSS feed"),
        (b"<rss/>", "is not an RSS feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "is not an RSS feed"),
        (b"<rss><channel><title>\xff</title></channel></rss>", "is not valid XML"),
        (b'<?xml version="1.0" encoding="zlib"?><rss/>', r"unknown encoding \(zlib\)"),
        (b'<?xml version="1.0" encoding="nonsense"?><rss/>', r"unknown encoding \(nonsense\)"),
        (b'<?xml version="1.0" encoding="shift_jis"?><rss>\xff\xff', "is not shift_jis"),
        (b"<rss><channel><title>&x;</title></channel></rss>", "undefined entity"),
    ],
)
def test_what_is_no_feed_is_told(content: bytes, told: str) -> None:
    with pytest.raises(PodscribeError, match=told) as caught:
        parse_feed(content)
    assert caught.value.remedy


def test_another_page_of_the_feed_is_known() -> None:
    link = (
        '<atom:link rel="self" href="https://host/1"/><atom:link rel="next" href="https://host/2"/>'
    )
    assert parse_feed(feed(link, item())).next_page == "https://host/2"


@moderately
@given(st.binary(max_size=400), st.integers(0, 600))
def test_damaged_feeds_are_read_or_refused(noise: bytes, place: int) -> None:
    whole = feed(item("Rye", guid="g"), item("Spelt"))
    for content in (
        noise,
        whole[:place] + noise + whole[place:],
        whole[:place] + whole[place + 9 :],
    ):
        with suppress(PodscribeError):
            parse_feed(content)
