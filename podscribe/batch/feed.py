"""A podcast's RSS feed: its episodes, with what `itunes` and `podcast` elements tell of them.

    <item>
      <title>Counting bread</title> <guid>…</guid> <itunes:season>1</itunes:season>
      <enclosure url="https://host/4.mp3" length="1234567" type="audio/mpeg"/>
      <podcast:transcript url="https://host/4.vtt" type="text/vtt"/>
    </item>

>>> feed = parse_feed(b'''<rss><channel><title>Bread</title><item><title>Rye</title>
... <enclosure url="https://host/4.mp3" length="99" type="audio/mpeg"/></item></channel></rss>''')
>>> feed.title, [(entry.title, entry.audio.url) for entry in feed.entries]
('Bread', [('Rye', 'https://host/4.mp3')])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from podscribe.batch.feed_xml import Element, parse_xml
from podscribe.batch.item import Published
from podscribe.batch.suffixes import is_sound
from podscribe.clock import LONGEST_S, parse_clock
from podscribe.errors import PodscribeError

_MOST_ADDRESS = 2000
_MOST_TITLE = 300
_MOST_PUBLISHED = 20
_MOST_NUMBER = 100_000
_MOST_BYTES = 2**50


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of an episode, as the feed has it: nothing of that need be true."""

    url: str = field(repr=False)
    kind: str = ""  # its media type
    size_bytes: int | None = None

    @property
    def sounds(self) -> bool:
        """Whether it can be expected to hold sound, and is no list of pieces of it."""
        if self.kind.startswith(("audio/", "video/")):
            return "mpegurl" not in self.kind
        return not self.kind or self.kind == "application/octet-stream" or is_sound(self.url)


@dataclass(frozen=True, slots=True)
class Entry:
    """An episode of a feed; `audio` is None where it has none."""

    title: str | None
    guid: str | None
    audio: Enclosure | None
    season: int | None = None
    episode: int | None = None
    seconds: float | None = None
    published: tuple[Published, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A show as it describes itself."""

    title: str | None
    guid: str | None
    entries: tuple[Entry, ...]
    next_page: str | None = field(default=None, repr=False)  # older episodes are in another feed


def parse_feed(content: bytes, charset: str | None = None) -> Feed:
    """The show and its episodes in the order of the feed."""
    root = parse_xml(content, charset)
    channel = next(root.all("channel"), None) if root.name == "rss" else None
    if channel is None:
        raise PodscribeError("is not an RSS feed", remedy="give the address of the show's RSS feed")
    links = (each.attributes for each in channel.all("atom:link"))
    return Feed(
        title=channel.first_text("title"),
        guid=channel.first_text("podcast:guid"),
        entries=tuple(_entry(each) for each in channel.all("item")),
        next_page=next((each.get("href") for each in links if each.get("rel") == "next"), None),
    )


def _entry(item: Element) -> Entry:
    title = item.first_text("itunes:title", "title")
    return Entry(
        title=title[:_MOST_TITLE] if title else None,
        guid=item.first_text("guid"),
        audio=_audio(item),
        season=_number(item.first_text("podcast:season", "itunes:season")),
        episode=_number(item.first_text("podcast:episode", "itunes:episode")),
        seconds=_seconds(item.first_text("itunes:duration")),
        published=tuple(_published(item))[:_MOST_PUBLISHED],
    )


def _audio(item: Element) -> Enclosure | None:
    """What people hear; another rendition only where that is none, the largest one.

    The times of a transcript have to fit what people hear, so no other rendition is better.
    """
    own = [each for each in map(_enclosure, item.all("enclosure")) if each and each.sounds]
    if own:
        return own[0]
    others = [each for each in _alternates(item) if each.sounds]
    heard = [each for each in others if not each.kind.startswith("video/")]
    return max(heard or others, key=lambda each: each.size_bytes or 0, default=None)


def _enclosure(element: Element) -> Enclosure | None:
    url = _address(element.attributes.get("url"))
    if url is None:
        return None
    kind = element.attributes.get("type", "").strip().lower()
    return Enclosure(url, kind, _size(element.attributes.get("length")))


def _alternates(item: Element) -> Iterator[Enclosure]:
    for each in item.all("podcast:alternateEnclosure"):
        kind = each.attributes.get("type", "").strip().lower()
        size = _size(each.attributes.get("length"))
        for source in each.all("podcast:source"):
            url = _address(source.attributes.get("uri"))
            if url is not None:
                yield Enclosure(url, source.attributes.get("contentType", kind).lower(), size)


def _published(item: Element) -> Iterator[Published]:
    for each in item.all("podcast:transcript"):
        url = _address(each.attributes.get("url"))
        if url is not None:
            language = each.attributes.get("language", "").strip()[:20]
            kind = each.attributes.get("type", "").strip().lower()[:100]
            yield Published(url, kind, language or None)


def _address(text: str | None) -> str | None:
    """Of the web only: a feed that names files or other places of this computer is not followed."""
    url = (text or "").strip()
    good = url.lower().startswith(("http://", "https://")) and len(url) <= _MOST_ADDRESS
    return url if good and url.isprintable() else None


def _number(text: str | None) -> int | None:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 6:
        return None
    return int(text) if int(text) <= _MOST_NUMBER else None


def _size(text: str | None) -> int | None:
    """Many feeds write 0 or 1 where they do not know."""
    text = (text or "").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 16:
        return None
    return int(text) if 1 < int(text) <= _MOST_BYTES else None


def _seconds(text: str | None) -> float | None:
    """Written as seconds or as a clock would."""
    if text is None:
        return None
    plain = text.isascii() and text.isdigit() and len(text) < 9
    seconds = float(text) if plain else parse_clock(text)
    return seconds if seconds and seconds <= LONGEST_S else None
