"""Addresses on the web: how they are asked for, and how they are shown without their secrets."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import socket
import ssl
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, quote, unquote, urlsplit

from podscribe import __version__
from podscribe.errors import PodscribeError

Check = Callable[[str, tuple[str, ...]], None]  # a host, its IP addresses; raises to refuse it

MOST_REDIRECTS = 10
_SCHEMES = ("http", "https")
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_NAME_CHARACTERS = 100
_NAME_BYTES = 200  # of 255, with the suffix and what stands behind it while it is fetched


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
        path = quote(parts.path, safe=_SAFE) or "/"
        query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    except ValueError as error:
        raise _malformed(text) from error
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname:
        raise _malformed(text)
    plain = f"{parts.scheme.lower()}://{host}{path}"
    return Address(
        url=plain + query,
        shown=plain,
        authorization=_authorization(parts),
        name=_name(parts.path),
        key=hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16],
    )


def _malformed(text: str) -> PodscribeError:
    shown = re.sub(r"//.*@", "//", text, flags=re.DOTALL).split("?")[0]
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
        return _bounded(name) or "audio"
    return _bounded(stem) + dot + suffix


def _bounded(name: str) -> str:
    """File systems count bytes, and a letter may take four."""
    return name[:_NAME_CHARACTERS].encode()[:_NAME_BYTES].decode(errors="ignore")


def ask(
    address: Address,
    headers: Mapping[str, str],
    timeout_s: float,
    *,
    check: Check | None = None,
    most_redirects: int = MOST_REDIRECTS,
) -> HTTPResponse:
    """The answer to a request; raises what urllib raises, and what `check` raises.

    `check` is asked before each connection, those that redirects lead to as well, and what it was
    told of is what is connected to: a name that resolves otherwise a moment later gains nothing.
    """
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
    try:
        response = _opener(check, most_redirects).open(request, timeout=timeout_s)
    except ValueError as error:  # also where a redirect leads, which nobody has looked at
        raise URLError("its host has no valid name") from error
    assert isinstance(response, HTTPResponse)
    return response


def _opener(check: Check | None, most_redirects: int) -> urllib.request.OpenerDirector:
    """Knows http and https, and no files, ftp or data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler() if check is None else _CheckedHTTPHandler(check),
        urllib.request.HTTPSHandler() if check is None else _CheckedHTTPSHandler(check),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(most_redirects),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https; a password goes along on the same host alone."""

    max_redirections = 1000  # ours is counted here

    def __init__(self, most: int) -> None:
        self._most = most

    def http_error_302(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
    ) -> HTTPResponse | None:
        """Without what comes with a redirect: it would be read to its end, which may never come."""
        fp.close()
        return super().http_error_302(req, io.BytesIO(), code, msg, headers)

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

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
        if len(getattr(req, "redirect_dict", ())) >= self._most:
            raise HTTPError(req.full_url, code, "it leads on and on", headers, fp)
        if after.scheme not in _SCHEMES or not after.hostname:
            raise HTTPError(req.full_url, code, "it leads to no web address", headers, fp)
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        secret = req.unredirected_hdrs.get("Authorization")
        same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
        if request is not None and secret is not None and same:
            request.add_unredirected_header("Authorization", secret)
        return request


class _CheckedHTTPHandler(urllib.request.HTTPHandler):
    """Connects only where it may."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check

    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        if _by_proxy(req, self._check):
            return super().http_open(req)
        return self.do_open(partial(_CheckedHTTPConnection, check=self._check), req)


class _CheckedHTTPSHandler(urllib.request.HTTPSHandler):
    """Connects only where it may."""

    def __init__(self, check: Check) -> None:
        super().__init__()
        self._check = check

    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        if _by_proxy(req, self._check):
            return super().https_open(req)
        return self.do_open(partial(_CheckedHTTPSConnection, check=self._check), req)


def _by_proxy(req: urllib.request.Request, check: Check) -> bool:
    """Whether a proxy makes the connection; what this computer knows of the host is checked."""
    asked = urlsplit(req.full_url)
    if req.host == asked.netloc:
        return False
    host = asked.hostname or ""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except socket.gaierror:
        return True  # only the proxy can tell
    check(host, _numbers(found))
    return True


class _CheckedHTTPConnection(HTTPConnection):
    """Connects to an address that was checked."""

    def __init__(self, host: str, *, check: Check, **options: Any) -> None:
        super().__init__(host, **options)
        self._check = check

    def connect(self) -> None:
        self.sock = _connected(self.host, self.port, self.timeout, self._check)


class _CheckedHTTPSConnection(HTTPSConnection):
    """Connects to an address that was checked, and has the host prove its name."""

    def __init__(self, host: str, *, check: Check, **options: Any) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, context=self._tls, **options)
        self._check = check

    def connect(self) -> None:
        plain = _connected(self.host, self.port, self.timeout, self._check)
        try:
            self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def _connected(host: str, port: int, timeout_s: float | None, check: Check) -> socket.socket:
    """The first of a host's addresses that answers, after all of them were checked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    check(host, _numbers(found))
    failure: OSError | None = None
    for family, kind, protocol, _, place in found:
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(timeout_s)
            sock.connect(place)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            failure = error
        else:
            return sock
    raise failure or socket.gaierror("no address")


def _numbers(found: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))
