"""Downloads go on where they stopped, keep to their bounds, and say what is wrong."""

from __future__ import annotations

import base64
import fcntl
import random
import shutil
import socket
import ssl
import threading
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.audio import FetchOptions, fetch, fetched
from podscribe.audio.address import parse_address
from podscribe.audio.refusals import unreachable
from podscribe.errors import PodscribeError
from tests.audio.server import Page, serving

CONTENT = random.Random(1).randbytes(3_000_000)
QUICK = FetchOptions(pause_s=0.0, timeout_s=5.0)


def test_a_file_comes_as_it_is_under_its_name_with_progress(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with serving({"/show/episode%201.mp3": Page(CONTENT)}) as server:
        path = fetch(
            f"{server.address}/show/episode 1.mp3?from=feed#t=3",
            tmp_path,
            options=QUICK,
            on_progress=lambda done, total: seen.append((done, total)),
        )
    assert path.name == "episode 1.mp3" and path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT)) and len(seen) > 10
    assert [each.name for each in path.parent.iterdir()] == ["episode 1.mp3"]


def test_what_was_fetched_is_not_fetched_again_unless_fresh(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(b"first")}) as server:
        url = f"{server.address}/a.mp3"
        assert fetched(url, tmp_path) is None
        path = fetch(url, tmp_path, options=QUICK)
        server.pages["/a.mp3"] = Page(b"second")
        assert fetch(url, tmp_path, options=QUICK).read_bytes() == b"first"
        assert fetched(url, tmp_path) == path and len(server.requests) == 1
        assert fetch(url, tmp_path, options=QUICK, fresh=True).read_bytes() == b"second"


def test_two_addresses_with_one_name_do_not_meet(tmp_path: Path) -> None:
    with serving({"/1/default.mp3": Page(b"one"), "/2/default.mp3": Page(b"two")}) as server:
        paths = [fetch(f"{server.address}/{n}/default.mp3", tmp_path) for n in (1, 2)]
    assert [path.read_bytes() for path in paths] == [b"one", b"two"]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_broken_line_is_taken_up_where_it_broke(chunked: bool, tmp_path: Path) -> None:
    page = Page(CONTENT, mark='"one"', chunked=chunked, breaks_after=[1_200_000, 700_000])
    with serving({"/a.mp3": page}) as server:
        path = fetch(f"{server.address}/a.mp3", tmp_path, options=QUICK)
    assert path.read_bytes() == CONTENT
    assert [headers.get("Range") for _, headers in server.requests] == [
        None,
        "bytes=1200000-",
        "bytes=1900000-",
    ]


def test_a_later_run_takes_up_what_an_earlier_one_left(tmp_path: Path) -> None:
    once = replace(QUICK, attempts=1)
    with serving({"/a.mp3": Page(CONTENT, mark='"one"', breaks_after=[500_000])}) as server:
        url = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError, match=r"500,000 of 3,000,000 bytes.*is kept"):
            fetch(url, tmp_path, options=once)
        assert fetch(url, tmp_path, options=once).read_bytes() == CONTENT
    assert server.requests[1][1]["Range"] == "bytes=500000-"


@pytest.mark.parametrize("mark", ['"two"', None])
def test_a_file_that_changed_or_has_no_mark_starts_anew(mark: str | None, tmp_path: Path) -> None:
    other = bytes(reversed(CONTENT))
    first = Page(CONTENT, mark='"one"' if mark else None, breaks_after=[500_000])
    with serving({"/a.mp3": first}) as server:
        url = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError):
            fetch(url, tmp_path, options=replace(QUICK, attempts=1))
        server.pages["/a.mp3"] = Page(other, mark=mark)
        assert fetch(url, tmp_path, options=QUICK).read_bytes() == other


def test_a_server_that_knows_no_parts_is_asked_for_all(tmp_path: Path) -> None:
    page = Page(CONTENT, mark='"one"', breaks_after=[500_000], ranges=False)
    with serving({"/a.mp3": page}) as server:
        path = fetch(f"{server.address}/a.mp3", tmp_path, options=QUICK)
    assert path.read_bytes() == CONTENT


def test_a_download_that_was_whole_already_is_not_sent_again(tmp_path: Path) -> None:
    page = Page(CONTENT, mark='"one"', stated_length=len(CONTENT) + 10)
    with serving({"/a.mp3": page}) as server:
        path = fetch(f"{server.address}/a.mp3", tmp_path, options=QUICK)
    assert path.read_bytes() == CONTENT and len(server.requests) == 2


def test_a_length_that_is_never_reached_is_told(tmp_path: Path) -> None:
    with (
        serving({"/a.mp3": Page(CONTENT, stated_length=4_000_000)}) as server,
        pytest.raises(PodscribeError, match="ended after 3,000,000 of 4,000,000 bytes"),
    ):
        fetch(f"{server.address}/a.mp3", tmp_path, options=replace(QUICK, attempts=2))
    assert len(server.requests) == 2


def test_a_length_that_is_not_stated_is_not_needed(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(CONTENT, stated_length=-1)}) as server:
        assert fetch(f"{server.address}/a.mp3", tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("stated", [None, -1])
def test_more_than_the_limit_is_refused(stated: int | None, tmp_path: Path) -> None:
    with (
        serving({"/a.mp3": Page(CONTENT, stated_length=stated)}) as server,
        pytest.raises(PodscribeError, match="is larger than 1 MB"),
    ):
        fetch(f"{server.address}/a.mp3", tmp_path, options=replace(QUICK, limit_bytes=1024**2))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_server_that_is_busy_is_asked_again(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(CONTENT, fails=[503, 429, 500])}) as server:
        assert fetch(f"{server.address}/a.mp3", tmp_path, options=QUICK).read_bytes() == CONTENT
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (Page(status=404), r"is not there \(404\); check the address"),
        (Page(status=403), r"may not be read \(403\); check that"),
        (Page(status=401), r"wants a user and a password \(401\)"),
        (Page(status=410), r"is not there any more \(410\)"),
        (Page(status=418), r"was refused \(418\)"),
        (Page(fails=[503] * 9), r"the server answers 503"),
        (Page(b"<html>", kind="text/html; charset=utf-8"), "is a web page, not sound"),
        (Page(b"<rss/>", kind="application/rss+xml"), "is a feed, not sound"),
        (Page(b""), "the server sent nothing"),
        (Page(status=302, location="/a.mp3"), "leads in a circle"),
        (Page(status=302, location="file:///etc/hostname"), "to no web address"),
        (Page(status=302, location="ftp://127.0.0.1/a.mp3"), "to no web address"),
    ],
)
def test_every_refusal_is_told_in_one_line(page: Page, told: str, tmp_path: Path) -> None:
    with serving({"/a.mp3": page}) as server:
        url = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError, match=told) as caught:
            fetch(f"{url}?token=secret", tmp_path, options=QUICK)
    assert caught.value.file == url and caught.value.remedy
    assert "secret" not in str(caught.value) and "\n" not in str(caught.value)
    assert not list(tmp_path.rglob("a.mp3"))


def test_redirects_are_followed(tmp_path: Path) -> None:
    pages = {f"/{n}.mp3": Page(status=302, location=f"/{n + 1}.mp3") for n in range(5)}
    with serving({**pages, "/5.mp3": Page(CONTENT)}) as server:
        path = fetch(f"{server.address}/0.mp3", tmp_path, options=QUICK)
    assert path.name == "0.mp3" and path.read_bytes() == CONTENT


def test_a_password_goes_to_its_own_host_alone(tmp_path: Path) -> None:
    secret = "Basic " + base64.b64encode(b"ann:s3cret@x").decode()
    with serving({"/b.mp3": Page(b"sound")}) as other:
        pages = {
            "/a.mp3": Page(status=302, location="/c.mp3", password=secret),
            "/c.mp3": Page(status=302, location=f"{other.address}/b.mp3", password=secret),
        }
        with serving(pages) as server:
            host = server.address.removeprefix("http://")
            path = fetch(f"http://ann:s3cret%40x@{host}/a.mp3", tmp_path, options=QUICK)
    assert path.read_bytes() == b"sound"
    assert "Authorization" not in other.requests[0][1]


def test_a_server_that_stalls_is_not_waited_for(tmp_path: Path) -> None:
    page = Page(CONTENT, mark='"one"', breaks_after=[1000] * 9, stall=threading.Event())
    with (
        serving({"/a.mp3": page}) as server,
        pytest.raises(PodscribeError, match="the server sent nothing for too long"),
    ):
        fetch(
            f"{server.address}/a.mp3",
            tmp_path,
            options=FetchOptions(timeout_s=0.1, attempts=2, pause_s=0.0),
        )


def test_a_host_that_does_not_answer_is_told(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        with pytest.raises(PodscribeError, match="does not accept connections"):
            fetch(f"http://127.0.0.1:{port}/a.mp3", tmp_path, options=QUICK)
    with pytest.raises(PodscribeError, match="its host is not known"):
        fetch("http://nowhere.invalid/a.mp3", tmp_path, options=QUICK)


def test_what_is_not_secure_is_told(tmp_path: Path) -> None:
    with serving({}) as server:
        url = server.address.replace("http:", "https:") + "/a.mp3"
        with pytest.raises(PodscribeError, match="no secure connection could be made"):
            fetch(url, tmp_path, options=QUICK)
    fault = ssl.SSLCertVerificationError()
    fault.verify_message = "self-signed certificate"
    told = unreachable(parse_address("https://host/a.mp3"), fault)
    assert told is not None and "is not trusted (self-signed certificate)" in told.what


@pytest.mark.parametrize("text", ["http://", "https:///a.mp3", "http://h:99x/a", "http://[::1/a"])
def test_what_is_no_address_is_told(text: str, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="is no web address; give one like"):
        fetch(text, tmp_path)


def test_names_are_made_fit_for_files() -> None:
    names = {
        "http://h/": "audio",
        "http://h/a%2Fb%00.mp3": "a_b_.mp3",
        "http://h/..%2f..%2fetc": "_.._etc",
        "http://h/" + "x" * 300 + ".mp3": "x" * 100 + ".mp3",
        "http://h/%C3%BC.mp3?x=/y.wav": "ü.mp3",
    }
    assert {url: parse_address(url).name for url in names} == names


def test_two_runs_do_not_write_one_download(tmp_path: Path) -> None:
    address = parse_address("http://127.0.0.1:9/a.mp3")
    folder = tmp_path / address.key
    folder.mkdir()
    with open(folder / "a.mp3.lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PodscribeError, match="is being downloaded by another run"):
            fetch(address.url, tmp_path, options=QUICK)


def test_a_disk_too_small_is_told_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")(1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with (
        serving({"/a.mp3": Page(CONTENT)}) as server,
        pytest.raises(PodscribeError, match="the file has 3 MB, and 1 MB are free"),
    ):
        fetch(f"{server.address}/a.mp3", tmp_path, options=QUICK)
