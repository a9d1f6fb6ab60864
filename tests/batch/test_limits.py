"""Which addresses are public, and which hosts may be asked."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podscribe.audio import fetch
from podscribe.batch.limits import Limits, is_public, public_only
from podscribe.errors import PodscribeError
from tests.audio.server import Page, serving


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::", "::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "nonsense", ""),
    ],
)
def test_numbers_of_this_network_are_private(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909", "2002:909:909::"]
)
def test_numbers_of_the_internet_are_public(number: str) -> None:
    assert is_public(number)


def test_one_private_number_among_public_ones_is_enough() -> None:
    check = public_only()
    check("host", ("9.9.9.9", "2620:fe::fe"))
    with pytest.raises(PodscribeError, match=r"host: leads to 10\.0\.0\.1, .*--allow-private host"):
        check("host", ("9.9.9.9", "10.0.0.1"))


def test_a_host_that_is_allowed_is_not_looked_at_and_no_other() -> None:
    check = public_only(("Media.Intern", "[::1]"))
    check("media.intern", ("10.0.0.1",))
    check("::1", ("::1",))
    for host in ("metadata.intern", "169.254.169.254", "media.intern.evil"):
        with pytest.raises(PodscribeError, match="not on the public internet"):
            check(host, ("169.254.169.254",))


HERE = (  # ways to write this computer, and numbers that lead to it
    *("localhost", "LocalHost", "127.1", "0x7f.1", "2130706433", "017700000001", "0177.0.0.1"),
    *("0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "127。0。0。2", "①②⑦.0.0.2", "show.example@127.0.0.2"),
)


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("host", HERE)
def test_no_way_to_write_this_computer_leads_there(host: str, tmp_path: Path) -> None:
    """Neither at once nor behind a redirect from a host that may be asked."""
    options = Limits(private_hosts=("127.0.0.1",)).fetch_options
    with serving({"/a.mp3": Page(b"inside")}) as inside:
        url = f"http://{host}:{inside.address.rpartition(':')[2]}/a.mp3"
        with serving({"/a.mp3": Page(status=302, location=url)}) as server:
            behind = [f"{server.address}/a.mp3"] if host.isascii() else []
            for asked in (url, *behind):
                with pytest.raises(PodscribeError, match=r"not on the public|is not known"):
                    fetch(asked, tmp_path, options=options)
        assert inside.requests == []
    assert not list(tmp_path.rglob("*.mp3"))


@pytest.mark.parametrize("number", ["169.254.169.254", "10.0.0.5", "127.0.0.1"])
def test_a_name_of_the_internet_that_resolves_to_this_network_is_refused(
    number: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, port: int | None, **options: Any) -> Any:
        return real(number if host == "show.example" else host, port, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(PodscribeError, match=f"show.example: leads to {number}"):
        fetch("https://show.example/a.mp3", tmp_path, options=Limits().fetch_options)


def test_limits_become_those_of_a_download() -> None:
    options = Limits(max_bytes=7, most_redirects=2, fetch_s=9.0).fetch_options
    assert (options.limit_bytes, options.most_redirects, options.limit_s) == (7, 2, 9.0)
    check: Callable[..., None] | None = options.check
    assert check is not None
    with pytest.raises(PodscribeError):
        check("localhost", ("127.0.0.1",))
