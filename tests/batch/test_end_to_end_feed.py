"""A feed of 30 episodes from a server that behaves as badly as servers do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from podscribe.batch.rows import Row
from podscribe.batch.states import State
from tests.audio.server import Page, Server, serving
from tests.batch.clips import clip
from tests.batch.feeds import feed, item
from tests.batch.jobs import WORDS, batch, outputs, rows

PUBLISHED = 18
GOOD = ("good-0", "good-1", "good-2", "moved", "resumed", "states-more")
BAD = {
    "gone": "is not there (404)",
    "circle": "leads in a circle",
    "states-less": "it ends at 0:00 of 0:02",
    "web-page": "is a web page, not sound",
    "private": "leads to 127.0.0.1, which is not on the public internet",
    "too-large": "is larger than",
}
SECONDS = 2.5
TRANSCRIPT = '<podcast:transcript url="https://host/{}.vtt" type="text/vtt"/>'


def pages() -> dict[str, Page]:
    found = {f"/good-{number}.wav": Page(clip(number, SECONDS)) for number in range(3)}
    found |= {
        "/moved.wav": Page(status=302, location="/elsewhere.wav"),
        "/elsewhere.wav": Page(clip(3, SECONDS)),
        "/resumed.wav": Page(clip(4, SECONDS), mark='"a"', breaks_after=[30_000]),
        "/states-more.wav": Page(clip(5, SECONDS), mark='"b"', stated_length=90_000),
        "/states-less.wav": Page(clip(6, SECONDS), stated_length=30_000),
        "/circle.wav": Page(status=302, location="/circle.wav"),
        "/web-page.wav": Page(b"<html>not found</html>", kind="text/html"),
        "/too-large.wav": Page(clip(7, 5.0)),
    }
    return found


def content(address: str) -> bytes:
    """18 episodes with a transcript, six that can be had in spite of all, and six that cannot."""
    there = [
        item(f"There {number}", f"{address}/there-{number}.wav", more=TRANSCRIPT.format(number))
        for number in range(PUBLISHED)
    ]
    named = [
        item(name, f"{address}/{name}.wav", guid=f"guid-of-{name}-in-this-feed", length=80_000)
        for name in (*GOOD, *BAD)
        if name != "private"
    ]
    port = address.rpartition(":")[2]
    private = item("private", f"http://localhost:{port}/good-0.wav", length=80_000)
    return feed(*there, *named, private)


@dataclass(frozen=True)
class Finished:
    folder: Path
    server: Server
    status: int
    stderr: str
    asked: tuple[tuple[str, dict[str, str]], ...]
    rows: dict[str, Row]

    @property
    def arguments(self) -> tuple[str, ...]:
        limits = ("--max-bytes", "100kB", "--skip-published", "--allow-private", "127.0.0.1")
        return (f"{self.server.address}/feed.xml", "-o", "out", *WORDS, *limits)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    folder = tmp_path_factory.mktemp("feed")
    with serving(pages()) as server:
        server.pages["/feed.xml"] = Page(content(server.address), kind="application/rss+xml")
        asking = Finished(folder, server, 0, "", (), {})
        found = batch(folder, *asking.arguments)
        asked = tuple(server.requests)
        yield Finished(folder, server, found.returncode, found.stderr, asked, rows(folder / "out"))


def test_every_item_of_the_feed_is_in_the_ledger(finished: Finished) -> None:
    assert len(finished.rows) == 30, finished.stderr
    skipped = [row for row in finished.rows.values() if row.state is State.SKIPPED]
    assert len(skipped) == PUBLISHED
    assert {row.reason for row in skipped} == {"its feed has a transcript already"}
    assert not any("there-" in path for path, _ in finished.asked)


def test_what_can_be_had_is_done(finished: Finished) -> None:
    for stem in GOOD:
        assert finished.rows[stem].state is State.DONE, finished.rows[stem].error
    assert sorted(outputs(finished.folder / "out")) == sorted(
        f"{stem}.{suffix}" for stem in GOOD for suffix in ("json", "txt")
    )


def test_what_cannot_be_had_is_set_aside_with_its_reason(finished: Finished) -> None:
    assert finished.status == 1
    for stem, reason in BAD.items():
        row = finished.rows[stem]
        assert row.state is State.ASIDE and reason in (row.error or ""), row


def test_a_broken_download_goes_on_where_it_broke(finished: Finished) -> None:
    ranges = [headers.get("Range") for path, headers in finished.asked if path == "/resumed.wav"]
    assert ranges == [None, "bytes=30000-"]


def test_nothing_that_was_downloaded_is_left(finished: Finished) -> None:
    assert not list((finished.folder / "out" / ".podscribe").rglob("*.wav"))


def test_again_only_the_feed_is_asked_for(finished: Finished) -> None:
    before = len(finished.server.requests)
    assert batch(finished.folder, *finished.arguments).returncode == 1
    assert {path for path, _ in finished.server.requests[before:]} == {"/feed.xml"}
