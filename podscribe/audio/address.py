"""Addresses on the web: how they are asked for, and how they are shown without their secrets."""

from __future__ import annotations

import base64
import hashlib
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPResponse
from pathlib import PurePosixPath
from typing import IO
from urllib.error import HTTPError
from urllib.parse import SplitResult, quote, unquote, urlsplit

from podscribe import __version__
from podscribe.errors import PodscribeError

_SCHEMES = ("http", "https")
_MOST_REDIRECTS = 10
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_NAME_CHARACTERS = 100


def is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address; its user and password, if any, are sent to its own host alone."""

    url: str
    shown: str  # without user, password and query: these are often secrets
    authorization: str | None
    name: str  # for the file
    key: str  # the same for the same address only


def parse_address(text: str) -> Address:
    try:
        parts = urlsplit(text)
        host = _host(parts)
    except ValueError as error:
        raise _malformed(text) from error
    if parts.scheme.lower() not in _SCHEMES or not host:
        raise _malformed(text)
    path = quote(parts.path, safe=_SAFE) or "/"
    plain = f"{parts.scheme.lower()}://{host}{path}"
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return Address(
        url=plain + query,
        shown=plain,
        authorization=_authorization(parts),
        name=_name(parts.path),
        key=hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16],
    )


def _malformed(text: str) -> PodscribeError:
    shown = re.sub(r"//[^/@]*@", "//", text.split("?")[0])
    return PodscribeError(
        "is no web address", file=shown, remedy="give one like https://host/episode.mp3"
    )


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").encode("idna").decode("ascii")
    if ":" in name:
        name = f"[{name}]"
    return name if parts.port is None else f"{name}:{parts.port}"


def _authorization(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _name(path: str) -> str:
    """The last part of the path, as a file can be called."""
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", unquote(PurePosixPath(path).name)).lstrip(".")
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > 5:
        return name[:_NAME_CHARACTERS] or "audio"
    return stem[:_NAME_CHARACTERS] + dot + suffix


def ask(address: Address, headers: Mapping[str, str], timeout_s: float) -> HTTPResponse:
    """The answer to a request; raises what urllib raises."""
    request = urllib.request.Request(
        address.url,
        headers={
            "User-Agent": f"podscribe/{__version__}",
            "Accept-Encoding": "identity",
            **headers,
        },
    )
    if address.authorization is not None:
        request.add_unredirected_header("Authorization", address.authorization)
    response = _opener().open(request, timeout=timeout_s)
    assert isinstance(response, HTTPResponse)
    return response


def _opener() -> urllib.request.OpenerDirector:
    """Knows http and https, and no files, ftp or data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https; a password goes along on the same host alone."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if after.scheme not in _SCHEMES or not after.hostname:
            raise HTTPError(req.full_url, code, "it leads to no web address", headers, fp)
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        secret = req.unredirected_hdrs.get("Authorization")
        same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
        if request is not None and secret is not None and same:
            request.add_unredirected_header("Authorization", secret)
        return request
