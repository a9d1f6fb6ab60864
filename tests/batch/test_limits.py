"""Which addresses are public, and which hosts may be asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podscribe.batch.limits import Limits, is_public, public_only
from podscribe.errors import PodscribeError


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


def test_limits_become_those_of_a_download() -> None:
    options = Limits(max_bytes=7, most_redirects=2, fetch_s=9.0).fetch_options
    assert (options.limit_bytes, options.most_redirects, options.limit_s) == (7, 2, 9.0)
    check: Callable[..., None] | None = options.check
    assert check is not None
    with pytest.raises(PodscribeError):
        check("localhost", ("127.0.0.1",))
