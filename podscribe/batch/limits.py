"""How much of what others have written is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from podscribe.audio.address import MOST_REDIRECTS, Check
from podscribe.audio.download import FETCH, FetchOptions
from podscribe.clock import HOUR_S
from podscribe.errors import PodscribeError

_NAT64 = ip_network("64:ff9b::/96")  # its last 32 bits are an address of the old kind


@dataclass(frozen=True, slots=True)
class Limits:
    """What is beyond is not done, and said to be."""

    max_bytes: int = FETCH.limit_bytes  # of an episode's audio
    max_hours: float = 24.0  # of an episode
    most_items: int = 200_000  # episodes in all
    feed_bytes: int = 64 * 1024**2  # the largest feeds with thousands of episodes have 20 MB
    feed_s: float = 300.0  # until a feed is here
    fetch_s: float | None = 6.0 * HOUR_S  # until an episode's audio is here
    most_redirects: int = MOST_REDIRECTS
    private_hosts: tuple[str, ...] = ()  # that may be in this network, as they are written

    @property
    def max_s(self) -> float:
        return self.max_hours * HOUR_S

    @property
    def fetch_options(self) -> FetchOptions:
        """For whoever fetches the audio of an episode."""
        return FetchOptions(
            limit_bytes=self.max_bytes,
            limit_s=self.fetch_s,
            most_redirects=self.most_redirects,
            check=public_only(self.private_hosts),
        )


def public_only(private_hosts: Sequence[str] = ()) -> Check:
    """Refuses hosts in this network and on this computer, but for those that are named."""
    allowed = {host.casefold().strip("[]") for host in private_hosts}

    def check(host: str, numbers: tuple[str, ...]) -> None:
        if host.casefold().strip("[]") in allowed:
            return
        for number in numbers:
            if not is_public(number):
                raise PodscribeError(
                    f"leads to {number}, which is not on the public internet",
                    file=host,
                    remedy=f"if that is meant, allow it with --allow-private {host}",
                )

    return check


def is_public(number: str) -> bool:
    """Whether an IP address is one that anybody can reach; those inside others are looked at too.

    >>> is_public("192.0.2.1"), is_public("9.9.9.9"), is_public("::ffff:127.0.0.1")
    (False, True, False)
    """
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(address) if isinstance(address, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    odd = address.is_multicast or address.is_reserved or address.is_unspecified
    if isinstance(address, IPv6Address):
        odd = odd or address.is_site_local
    return address.is_global and not odd


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The address of the old kind that one of the new kind leads to."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour
