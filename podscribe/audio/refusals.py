"""What it means when the web does not give a file, and what can be done."""

from __future__ import annotations

import socket
import ssl
from http.client import HTTPResponse
from urllib.error import HTTPError, URLError

from podscribe.audio.address import Address
from podscribe.errors import PodscribeError

_MAY_PASS = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSED = {
    401: ("wants a user and a password (401)", "give them as https://user:password@host/…"),
    403: ("may not be read (403)", "check that the address opens in a browser"),
    404: ("is not there (404)", "check the address"),
    410: ("is not there any more (410)", "look for its new address"),
}


def may_pass(code: int) -> bool:
    return code in _MAY_PASS


def refused(address: Address, error: HTTPError) -> PodscribeError:
    """The error for an answer that will not change."""
    if 300 <= error.code < 400:
        what, remedy = "leads in a circle or to no web address", "check the address"
    else:
        what, remedy = _REFUSED.get(
            error.code, (f"was refused ({error.code})", "check that it opens in a browser")
        )
    return PodscribeError(what, file=address.shown, remedy=remedy)


def unreachable(address: Address, error: Exception) -> PodscribeError | None:
    """The error for a server that cannot be reached, or None where another attempt may help."""
    cause = _cause(error)
    if isinstance(cause, socket.gaierror):
        what, remedy = "its host is not known", "check the address and the network"
    elif isinstance(cause, ConnectionRefusedError):
        what, remedy = "its host does not accept connections", "check the address, or try later"
    elif isinstance(cause, ssl.SSLCertVerificationError):
        what = f"its certificate is not trusted ({cause.verify_message})"
        remedy = "check the address and this computer's clock"
    elif isinstance(cause, ssl.SSLError):
        what, remedy = "no secure connection could be made", "check the address"
    elif isinstance(error, URLError) and not isinstance(cause, OSError):
        what, remedy = f"cannot be opened ({cause})", "check the address"
    else:
        return None
    return PodscribeError(what, file=address.shown, remedy=remedy)


def reason(error: Exception) -> str:
    cause = _cause(error)
    if isinstance(cause, TimeoutError):
        return "the server sent nothing for too long"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return "the connection broke"


def _cause(error: Exception) -> object:
    return error.reason if isinstance(error, URLError) else error


def require_file(address: Address, response: HTTPResponse) -> None:
    """An error where the answer is a page or feed, or packed."""
    kind = response.headers.get_content_type()
    if kind in ("text/html", "application/xhtml+xml"):
        what, remedy = "is a web page, not sound", "give the address of the audio file"
    elif kind in ("application/rss+xml", "application/atom+xml", "text/xml", "application/xml"):
        what, remedy = "is a feed, not sound", "give the address of one episode's audio file"
    elif response.headers.get("Content-Encoding", "identity") != "identity":
        what = "comes packed, though it was asked for as it is"
        remedy = "download it by other means and give the file"
    else:
        return
    raise PodscribeError(what, file=address.shown, remedy=remedy)
