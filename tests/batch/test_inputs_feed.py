"""Feeds from the web: fetched within bounds, from nowhere that is private, their secrets kept."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.audio import fetch
from podscribe.batch import inputs_feed
from podscribe.batch.inputs import Gathered, InputOptions, gather
from podscribe.batch.limits import Limits
from podscribe.errors import PodscribeError
from tests.audio.server import Page, serving
from tests.batch.feeds import feed, item

HERE = Limits(private_hosts=("127.0.0.1",))
RSS = "application/rss+xml"
CONTENT = feed(*(item(f"Bread {n}", f"https://host/{n}.mp3", guid=f"g{n}") for n in range(30)))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs_feed, "_PAUSE_S", 0.0)
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


def gathered(url: str, limits: Limits = HERE) -> Gathered:
    return gather([url], InputOptions(limits=limits))


def test_a_feed_is_known_by_what_the_server_says_or_by_how_it_begins() -> None:
    pages = {
        "/show": Page(CONTENT, kind=f"{RSS}; charset=utf-8"),
        "/rss": Page(b"\n" + CONTENT, kind="text/plain"),
        "/listen": Page(b"ID3" + b"x" * 5000),
        "/old": Page(status=302, location="/show"),
    }
    with serving(pages) as server:
        for path in ("/show", "/rss", "/old", "/show?token=1"):
            assert len(gathered(server.address + path).items) == 30
        (sound,) = gathered(server.address + "/listen").items
    assert sound.stem == "listen"


def test_a_feed_in_a_list_is_known_by_its_name(tmp_path: Path) -> None:
    with serving({"/show.xml": Page(CONTENT, kind=RSS)}) as server:
        path = tmp_path / "shows.txt"
        path.write_text(f"{server.address}/show.xml\n{server.address}/listen\n")
        found = gather([str(path)], InputOptions(limits=HERE))
        assert len(found.items) == 31
        assert [asked for asked, _ in server.requests] == ["/show.xml"]


def test_nothing_private_is_asked_unless_it_is_allowed() -> None:
    with serving({"/feed": Page(CONTENT, kind=RSS)}) as server:
        with pytest.raises(PodscribeError, match=r"127\.0\.0\.1, which is not on the public"):
            gathered(f"{server.address}/feed", Limits())
        port = server.address.rpartition(":")[2]
        with pytest.raises(PodscribeError, match="not on the public"):
            gathered(f"http://localhost:{port}/feed")
        assert server.requests == []


def test_a_redirect_into_this_network_is_not_followed() -> None:
    with serving({"/feed": Page(CONTENT, kind=RSS)}) as inside:
        port = inside.address.rpartition(":")[2]
        with (
            serving(
                {"/feed": Page(status=301, location=f"http://localhost:{port}/feed")}
            ) as server,
            pytest.raises(PodscribeError, match=r"localhost: leads to .*not on the public"),
        ):
            gathered(f"{server.address}/feed")
        assert inside.requests == []


def test_an_enclosure_in_this_network_is_refused_when_it_is_fetched(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(b"inside")}) as inside:
        port = inside.address.rpartition(":")[2]
        content = feed(item("Rye", f"http://localhost:{port}/a.mp3"))
        with serving({"/feed": Page(content, kind=RSS)}) as server:
            (found,) = gathered(f"{server.address}/feed").items
        with pytest.raises(PodscribeError, match="not on the public"):
            fetch(found.source, tmp_path, options=HERE.fetch_options)
        assert inside.requests == []


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(status=404), r"is not there \(404\)"),
        (Page(status=401), "wants a user and a password"),
        (Page(fails=[503] * 9), "was refused"),
        (Page(status=302, location="/feed"), "leads in a circle"),
        (Page(status=302, location="file:///etc/passwd"), "to no web address"),
        (Page(CONTENT, kind=RSS, stated_length=10**6), "could not be fetched"),
        (Page(b"<rss>" + b"x" * 3_000_000, kind=RSS), "is larger than 1 MB"),
        (Page(b"<rss>" + b"x" * 3_000_000, kind=RSS, stated_length=-1), "is larger than 1 MB"),
        (Page(b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', kind=RSS), "1: declares entities"),
    ],
)
def test_what_is_wrong_with_a_feed_is_told_without_its_secrets(page: Page, told: str) -> None:
    with serving({"/feed": page}) as server:
        host = server.address.removeprefix("http://")
        with pytest.raises(PodscribeError, match=told) as caught:
            gathered(f"http://ann:s3cret@{host}/feed?token=s3cret", replace(HERE, feed_bytes=2**20))
    assert caught.value.file is not None and caught.value.remedy
    assert "s3cret" not in str(caught.value) and "ann" not in str(caught.value)


def test_a_server_that_was_busy_or_broke_off_is_asked_again() -> None:
    page = Page(CONTENT, kind=RSS, fails=[503], breaks_after=[2000])
    with serving({"/feed": page}) as server:
        assert len(gathered(f"{server.address}/feed").items) == 30
        assert len(server.requests) == 3


def test_a_server_that_drips_is_not_waited_for() -> None:
    page = Page(CONTENT, kind=RSS, breaks_after=[2000], stall=threading.Event())
    with (
        serving({"/feed": page}) as server,
        pytest.raises(PodscribeError, match="was not here after 0 seconds"),
    ):
        gathered(f"{server.address}/feed", replace(HERE, feed_s=0.0))


def test_a_host_that_is_not_there_is_told() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with pytest.raises(PodscribeError, match="does not accept connections"):
            gathered(f"http://127.0.0.1:{held.getsockname()[1]}/feed")
    with pytest.raises(PodscribeError, match="its host is not known"):
        gathered("http://nowhere.invalid/feed")


def test_a_login_goes_along_to_files_of_its_own_host_alone() -> None:
    with serving({}) as server:
        host = server.address.removeprefix("http://")
        content = feed(
            item("One", f"http://{host}/1.mp3", guid="1"),
            item("Two", "http://other.example/2.mp3", guid="2"),
            item("Three", f"http://bob@{host}/3.mp3", guid="3"),
            item("Four", f"https://{host}/4.mp3", guid="4"),
            item("Five", "http://127.0.0.1:9/5.mp3", guid="5"),
        )
        server.pages["/feed"] = Page(content, kind=RSS, password="Basic YW5uOnMzY3JldA==")
        found = gathered(f"http://ann:s3cret@{host}/feed").items
    assert ["ann:s3cret" in each.source for each in found] == [True, False, False, False, False]
    assert all("s3cret" not in f"{each}{each.shown}" for each in found)


def test_offline_nothing_is_asked() -> None:
    with serving({"/feed": Page(CONTENT, kind=RSS)}) as server:
        with pytest.raises(PodscribeError, match="leave out --offline"):
            gather([f"{server.address}/feed"], InputOptions(limits=HERE, offline=True))
        assert server.requests == []
        assert gather(["https://host/a.mp3"], InputOptions(offline=True)).items
    with pytest.raises(PodscribeError, match="leave out --offline"):
        gather(["s3://bucket/a.mp3"], InputOptions(offline=True))


def test_that_a_feed_has_other_pages_is_told() -> None:
    content = feed('<atom:link rel="next" href="https://host/2?token=s3cret"/>', item())
    with serving({"/feed": Page(content, kind=RSS)}) as server:
        (notice,) = gathered(f"{server.address}/feed").notices
    assert "older episodes" in notice and "s3cret" not in notice
