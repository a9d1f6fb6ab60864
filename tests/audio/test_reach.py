"""Downloads connect only where they may, whatever names and redirects say."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from podscribe.audio import FetchOptions, fetch
from podscribe.errors import PodscribeError
from tests.audio.server import Page, serving

QUICK = FetchOptions(pause_s=0.0, timeout_s=5.0)


class Checked:
    """A check that remembers what it was told, and refuses some hosts."""

    def __init__(self, *refused: str) -> None:
        self.told: list[tuple[str, tuple[str, ...]]] = []
        self.refused = refused

    def __call__(self, host: str, numbers: tuple[str, ...]) -> None:
        self.told.append((host, numbers))
        if host in self.refused:
            raise PodscribeError("is refused", file=host)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def resolving(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, list[str]]], list[str]]:
    """Names resolve as a test says, each to the next of its addresses every time."""
    real = socket.getaddrinfo

    def install(names: dict[str, list[str]]) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, *args: Any, **options: Any) -> Any:
            asked.append(host)
            if host in names:
                numbers = names[host]
                host = numbers.pop(0) if len(numbers) > 1 else numbers[0]
            return real(host, *args, **options)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return install


def test_what_is_allowed_comes_as_without_a_check(tmp_path: Path) -> None:
    check = Checked()
    with serving({"/a.mp3": Page(b"sound" * 1000)}) as server:
        path = fetch(f"{server.address}/a.mp3", tmp_path, options=replace(QUICK, check=check))
    assert path.read_bytes() == b"sound" * 1000
    assert check.told == [("127.0.0.1", ("127.0.0.1",))]


def test_a_refused_host_is_never_asked(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(b"sound")}) as server:
        url = f"{server.address}/a.mp3"
        with pytest.raises(PodscribeError, match="is refused"):
            fetch(url, tmp_path, options=replace(QUICK, check=Checked("127.0.0.1")))
        assert server.requests == []


def test_a_redirect_to_a_refused_host_is_not_followed(tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(b"inside")}) as inside:
        port = inside.address.rpartition(":")[2]
        away = Page(status=302, location=f"http://localhost:{port}/a.mp3")
        with serving({"/a.mp3": away}) as server:
            options = replace(QUICK, check=Checked("localhost"))
            with pytest.raises(PodscribeError, match="localhost: is refused"):
                fetch(f"{server.address}/a.mp3", tmp_path, options=options)
        assert inside.requests == []
    assert not list(tmp_path.rglob("a.mp3"))


def test_a_name_that_resolves_otherwise_a_moment_later_gains_nothing(
    tmp_path: Path, resolving: Callable[[dict[str, list[str]]], list[str]]
) -> None:
    """What was checked is what is connected to: the name is asked for once."""
    check = Checked()
    with serving({"/a.mp3": Page(b"sound")}) as server:
        asked = resolving({"show.example": ["127.0.0.1", "127.0.0.2"]})
        port = server.address.rpartition(":")[2]
        url = f"http://show.example:{port}/a.mp3"
        fetch(url, tmp_path, options=replace(QUICK, check=check))
        assert server.requests[0][1]["Host"] == f"show.example:{port}"
    assert asked == ["show.example"]
    assert check.told == [("show.example", ("127.0.0.1",))]


def test_every_way_to_write_this_computer_is_told_as_its_number(tmp_path: Path) -> None:
    for host in ("localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"):
        check = Checked(host)
        with pytest.raises(PodscribeError, match="is refused"):
            fetch(f"http://{host}:9/a.mp3", tmp_path, options=replace(QUICK, check=check))
        assert "127.0.0.1" in check.told[0][1]


def test_the_next_number_is_tried_where_one_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    with serving({"/a.mp3": Page(b"sound")}) as server:

        def both(host: str, port: int, **options: Any) -> Any:
            return real("127.0.0.9", port, **options) + real("127.0.0.1", port, **options)

        monkeypatch.setattr(socket, "getaddrinfo", both)
        check = Checked()
        fetch(f"{server.address}/a.mp3", tmp_path, options=replace(QUICK, check=check))
    assert check.told == [("127.0.0.1", ("127.0.0.9", "127.0.0.1"))]


def test_a_proxy_is_connected_to_and_what_it_shall_fetch_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"http://show.invalid/a.mp3": Page(b"sound")}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        check = Checked("127.0.0.1", "localhost")
        options = replace(QUICK, check=check)
        path = fetch("http://show.invalid/a.mp3", tmp_path, options=options)
        assert path.read_bytes() == b"sound" and check.told == []  # only the proxy can resolve it
        with pytest.raises(PodscribeError, match="localhost: is refused"):
            fetch("http://localhost:9/a.mp3", tmp_path, options=options)
        assert len(proxy.requests) == 1


@pytest.mark.parametrize("most", [0, 1, 3])
def test_redirects_end_where_they_should(most: int, tmp_path: Path) -> None:
    pages = {f"/{n}.mp3": Page(status=302, location=f"/{n + 1}.mp3") for n in range(9)}
    with serving(pages) as server:
        options = replace(QUICK, most_redirects=most)
        with pytest.raises(PodscribeError, match="leads in a circle"):
            fetch(f"{server.address}/0.mp3", tmp_path, options=options)
        assert len(server.requests) == most + 1


def test_an_endless_page_behind_a_redirect_is_not_read(tmp_path: Path) -> None:
    with _endless_redirect() as address, serving({"/a.mp3": Page(b"sound")}) as server:
        url = f"{address}/?to={server.address}/a.mp3"
        assert fetch(url, tmp_path, options=QUICK).read_bytes() == b"sound"


@contextmanager
def _endless_redirect() -> Iterator[str]:
    """A server that redirects to what the query says, and then sends and sends."""

    def serve() -> None:
        peer, _ = listening.accept()
        with suppress(OSError), peer:
            to = peer.recv(4096).split(b"?to=")[1].split(b" ")[0]
            peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\n\r\n")
            for _ in range(100_000):  # 6 GB, unless nobody listens
                peer.sendall(b"x" * 65536)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize("location", ["http://a..b/a.mp3", "http://[::1/a.mp3", "http:///a.mp3"])
def test_a_redirect_to_no_host_is_told(location: str, tmp_path: Path) -> None:
    with serving({"/a.mp3": Page(status=302, location=location)}) as server:
        url = f"{server.address}/a.mp3"
        for options in (QUICK, replace(QUICK, check=Checked())):
            with pytest.raises(PodscribeError) as caught:
                fetch(url, tmp_path, options=options)
            assert caught.value.file == url


def test_a_server_that_drips_is_not_waited_for_all_day(tmp_path: Path) -> None:
    page = Page(b"x" * 200_000, stated_length=10**6, mark='"one"', stall=threading.Event())
    with serving({"/a.mp3": page}) as server:
        options = replace(QUICK, limit_s=0.0)
        with pytest.raises(PodscribeError, match="was not here after 0 seconds"):
            fetch(f"{server.address}/a.mp3", tmp_path, options=options)


@pytest.mark.parametrize("letter", ["x", "ü", "录", "😀", "\u0301"])
def test_a_name_in_any_script_fits_a_file_system(letter: str, tmp_path: Path) -> None:
    with serving({}) as server:
        path = "/" + quote(letter * 300) + ".mp3"
        server.pages[path] = Page(b"sound")
        found = fetch(server.address + path, tmp_path, options=QUICK)
    assert found.read_bytes() == b"sound" and found.suffix == ".mp3"


@pytest.mark.parametrize(
    "text",
    [
        *("https://host/\udcff", "https://host/a?b=\udcff", "https://ann:s3c/s3cret@host:9x/a"),
        *("https://ann:s3cret?@host:x/", "https://ann:s3cret@:80/", "https://s3cret@[::1/a"),
    ],
)
def test_what_is_no_address_is_told_without_its_password(text: str, tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="is no web address") as caught:
        fetch(text, tmp_path, options=QUICK)
    assert "s3c" not in str(caught.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of its own for show.example, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=show.example", "-addext", "subjectAltName=DNS:show.example"),
            *("-keyout", "key.pem", "-out", "cert.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    return folder / "cert.pem", folder / "key.pem"


@contextmanager
def _secure(certificate: Path, key: Path) -> Iterator[int]:
    """A server for three visitors, who hear the same if they trust it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 5\r\n\r\nsound"

    def serve() -> None:
        for _ in range(3):
            peer, _ = listening.accept()
            with suppress(OSError), peer, context.wrap_socket(peer, server_side=True) as secure:
                if secure.recv(4096):
                    secure.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_a_checked_host_still_has_to_prove_its_name(
    certificate: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    resolving: Callable[[dict[str, list[str]]], list[str]],
) -> None:
    check = Checked()
    options = replace(QUICK, check=check)
    resolving({"show.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]})
    with _secure(*certificate) as port:
        with pytest.raises(PodscribeError, match="its certificate is not trusted"):
            fetch(f"https://show.example:{port}/a.mp3", tmp_path, options=options)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with pytest.raises(PodscribeError, match="its certificate is not trusted"):
            fetch(f"https://other.example:{port}/a.mp3", tmp_path, options=options)
        path = fetch(f"https://show.example:{port}/a.mp3", tmp_path, options=options)
    assert path.read_bytes() == b"sound"
    assert check.told[-1] == ("show.example", ("127.0.0.1",))
