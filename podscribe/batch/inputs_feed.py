"""Feeds: fetched within bounds, and their entries as episodes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, IncompleteRead
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from podscribe.audio import refusals
from podscribe.audio.address import Address, ask, parse_address
from podscribe.batch.feed import Entry, Feed, parse_feed
from podscribe.batch.item import Item
from podscribe.batch.limits import Limits, public_only
from podscribe.batch.names import slug
from podscribe.batch.places import Kind, identity, key_of, kind_of, last_part, shown
from podscribe.batch.suffixes import without_suffix
from podscribe.errors import PodscribeError

_BLOCK_BYTES = 1 << 16
_OPENING_BYTES = 1 << 10
_TIMEOUT_S = 30.0
_ATTEMPTS = 3
_PAUSE_S = 1.0
_WORLDWIDE = 20  # characters of a guid that nobody else has
_KINDS = frozenset({"application/rss+xml", "application/xml", "text/xml", "application/atom+xml"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed as it came."""

    content: bytes
    charset: str | None


def feed_at(url: str, limits: Limits) -> Fetched | None:
    """The feed at an address, or None where something else is, which is not read."""
    return _persist(url, limits, only_feeds=True)


def read_feed(url: str, limits: Limits) -> Fetched:
    """What is at an address, as a feed."""
    found = _persist(url, limits, only_feeds=False)
    assert found is not None
    return found


def _persist(url: str, limits: Limits, *, only_feeds: bool) -> Fetched | None:
    """A server that is busy, or a line that breaks, gets some more chances."""
    address = parse_address(url)
    until = time.monotonic() + limits.feed_s
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _attempt(address, limits, until, only_feeds)
        except HTTPError as error:
            with error:
                if not refusals.may_pass(error.code) or attempt == _ATTEMPTS:
                    raise refusals.refused(address, error) from error
        except (URLError, HTTPException, OSError) as error:
            final = refusals.unreachable(address, error)
            if final is not None or attempt == _ATTEMPTS:
                raise final or _broken(address, error) from error
        time.sleep(_PAUSE_S * attempt)
    raise AssertionError


def _broken(address: Address, error: Exception) -> PodscribeError:
    return PodscribeError(
        f"could not be fetched ({refusals.reason(error)})",
        file=address.shown,
        remedy="try again later",
    )


def _attempt(address: Address, limits: Limits, until: float, only_feeds: bool) -> Fetched | None:
    with ask(
        address,
        {},
        _TIMEOUT_S,
        check=public_only(limits.private_hosts),
        most_redirects=limits.most_redirects,
    ) as response:
        opening = response.read(_OPENING_BYTES)
        if only_feeds and not _is_feed(response, opening):
            return None
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise PodscribeError(
                "comes packed, though it was asked for as it is",
                file=address.shown,
                remedy="download it by other means and give the file",
            )
        content = opening + _rest(response, address, limits, until)
        return Fetched(content, response.headers.get_content_charset())


def _is_feed(response: HTTPResponse, opening: bytes) -> bool:
    text = opening.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return response.headers.get_content_type() in _KINDS or text.startswith((b"<?xml", b"<rss"))


def _rest(response: HTTPResponse, address: Address, limits: Limits, until: float) -> bytes:
    blocks: list[bytes] = []
    size = _OPENING_BYTES
    while block := response.read1(_BLOCK_BYTES):
        blocks.append(block)
        size += len(block)
        if size > limits.feed_bytes:
            raise PodscribeError(
                f"is larger than {limits.feed_bytes / 1024**2:,.0f} MB",
                file=address.shown,
                remedy="this is no feed",
            )
        if time.monotonic() > until:
            raise PodscribeError(
                f"was not here after {limits.feed_s:,.0f} seconds",
                file=address.shown,
                remedy="try again later",
            )
    if response.length:
        raise IncompleteRead(b"", response.length)
    return b"".join(blocks)


def entries_of(
    content: bytes, place: str, charset: str | None, notice: Callable[[str], None]
) -> list[Item]:
    """The episodes of a feed that have sound; `place` is where it came from."""
    try:
        feed = parse_feed(content, charset)
    except PodscribeError as error:
        raise error.in_file(shown(place)) from error
    silent = sum(entry.audio is None for entry in feed.entries)
    if silent:
        notice(f"{shown(place)}: {silent} of {len(feed.entries)} episodes have no sound to fetch")
    if feed.next_page is not None:
        notice(f"{shown(place)}: older episodes are in a feed of their own, which is not read")
    if silent == len(feed.entries):
        raise PodscribeError("has no episodes", file=shown(place), remedy="check the address")
    return list(_items(feed, place))


def _items(feed: Feed, place: str) -> Iterator[Item]:
    entries = [entry for entry in feed.entries if entry.audio is not None]
    shared = Counter(entry.guid for entry in entries)
    for entry in entries:
        yield _item(entry, feed, place, shared[entry.guid] > 1)


def _item(entry: Entry, feed: Feed, place: str, shared: bool) -> Item:
    assert entry.audio is not None
    url = _with_login(place, entry.audio.url)
    return Item(
        id=_id(entry, feed, shared),
        source=url,
        names=_names(entry),
        mark=key_of(_changing(url), str(entry.audio.size_bytes)),
        title=entry.title,
        season=entry.season,
        episode=entry.episode,
        size_bytes=entry.audio.size_bytes,
        seconds=entry.seconds,
        published=entry.published,
    )


def _id(entry: Entry, feed: Feed, shared: bool) -> str:
    """By its guid, which stays when host and title change; a short one is the show's own.

    Without a guid, or where a feed has given one to several episodes, the file tells.
    """
    assert entry.audio is not None
    file = identity(entry.audio.url)
    if entry.guid is None:
        return key_of("feed", file)
    show = "" if len(entry.guid) >= _WORLDWIDE else feed.guid or feed.title or ""
    return key_of("feed", show, entry.guid, file if shared else "")


def _changing(url: str) -> str:
    """The file without the hosts before it, which count listeners and come and go."""
    return identity(url).rpartition("/")[2]


def _names(entry: Entry) -> tuple[str, ...]:
    """After season, episode and title as far as they are known, and after the file."""
    assert entry.audio is not None
    title = slug(entry.title or "")
    names = [title] if title else []
    if entry.season is not None and entry.episode is not None:
        number = f"s{entry.season:02}e{entry.episode:02}"
        names = [f"{number}-{title}", title] if title else [number]
    return (*names, without_suffix(last_part(entry.audio.url)))


def _with_login(place: str, url: str) -> str:
    """What opened a feed also opens its files, on the same host alone."""
    if kind_of(place) is not Kind.WEB:
        return url
    try:
        feed, file = urlsplit(place), urlsplit(url)
        same = (feed.scheme, feed.hostname, feed.port) == (file.scheme, file.hostname, file.port)
    except ValueError:
        return url
    login, at, _ = feed.netloc.rpartition("@")
    if not same or not at or "@" in file.netloc:
        return url
    return file._replace(netloc=f"{login}@{file.netloc}").geturl()
