"""Whom to ask for titles: what can be set, apart from what asks, so that reading it is quick."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from podscribe.errors import PodscribeError


@dataclass(frozen=True, slots=True)
class TitlerOptions:
    """Who is asked for titles; nobody where no address is given."""

    url: str | None = None  # of the service, as http://localhost:11434/v1
    model: str | None = None  # its name there
    key_variable: str | None = None  # the environment variable that holds the key; null: no key
    timeout_s: float = 30.0  # for one title
    chapter_characters: int = 12_000  # are sent of a chapter at most, from its beginning
    title_characters: int = 80  # a longer title is not taken

    def __post_init__(self) -> None:
        if self.url is None:
            return
        parts = parts_of(self.url)
        if not self.timeout_s > 0:
            raise PodscribeError(
                f"{self.timeout_s:g} s are no time for {parts.netloc} to answer in",
                remedy="give more than 0",
            )
        if not self.model:
            raise PodscribeError(
                f"no model is named that {parts.netloc} should give titles with",
                remedy="name one, or no address",
            )
        if self.key_variable and parts.scheme == "http" and not is_this_machine(parts):
            raise PodscribeError(
                f"the key in {self.key_variable} would go to {parts.netloc} for all to read",
                remedy="give an address that begins with https",
            )


def parts_of(url: str) -> SplitResult:
    """An address taken apart, or an error that says what it should be."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise PodscribeError(
            "the address that titles are asked of is no web address",
            remedy="give one like http://localhost:11434/v1",
        )
    if parts.username is not None or parts.password is not None:
        raise PodscribeError(
            f"the address of {parts.hostname} holds a user or a password",
            remedy="put the key in an environment variable and name that",
        )
    return parts


def is_this_machine(parts: SplitResult) -> bool:
    """Whether an address is of a service that runs here."""
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
