"""A small web server on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """How one path answers; what is None is left to be as usual."""

    content: bytes = b""
    mark: str | None = None  # its ETag
    kind: str = "audio/mpeg"
    status: int = 200
    location: str | None = None
    stated_length: int | None = None
    chunked: bool = False
    breaks_after: list[int] = field(default_factory=list)  # bytes sent, one a request
    fails: list[int] = field(default_factory=list)  # statuses of the first requests
    ranges: bool = True
    password: str | None = None
    stall: threading.Event | None = None


@dataclass
class Server:
    address: str
    pages: dict[str, Page]
    requests: list[tuple[str, dict[str, str]]]


@contextmanager
def serving(pages: dict[str, Page]) -> Iterator[Server]:
    requests: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            requests.append((self.path, dict(self.headers.items())))
            page = pages.get(self.path.split("?")[0], Page(status=404))
            self.close_connection = True
            answer(self, page)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_address[1]}", pages, requests)
    finally:
        for page in pages.values():
            if page.stall is not None:
                page.stall.set()
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, page: Page) -> None:
    if page.fails:
        return bare(handler, page.fails.pop(0))
    if page.password is not None and handler.headers.get("Authorization") != page.password:
        return bare(handler, 401)
    if page.location is not None:
        return bare(handler, page.status, page.location)
    if page.status != 200:
        return bare(handler, page.status)
    first = asked_first(handler, page)
    if first is not None and first >= len(page.content):
        handler.send_response(416)
        handler.send_header("Content-Range", f"bytes */{len(page.content)}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return None
    return body(handler, page, first)


def bare(handler: BaseHTTPRequestHandler, status: int, location: str | None = None) -> None:
    handler.send_response(status)
    if location is not None:
        handler.send_header("Location", location)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def asked_first(handler: BaseHTTPRequestHandler, page: Page) -> int | None:
    """The first byte of a part, or None where all is to be sent."""
    asked = handler.headers.get("Range")
    if asked is None or not page.ranges or handler.headers.get("If-Range") != page.mark:
        return None
    return int(asked.removeprefix("bytes=").rstrip("-"))


def body(handler: BaseHTTPRequestHandler, page: Page, first: int | None) -> None:
    content = page.content[first or 0 :]
    handler.send_response(200 if first is None else 206)
    handler.send_header("Content-Type", page.kind)
    if page.mark is not None:
        handler.send_header("ETag", page.mark)
    if first is not None:
        last = len(page.content) - 1
        handler.send_header("Content-Range", f"bytes {first}-{last}/{len(page.content)}")
    if page.chunked:
        handler.send_header("Transfer-Encoding", "chunked")
    elif page.stated_length != -1:
        handler.send_header("Content-Length", str(page.stated_length or len(content)))
    handler.end_headers()
    sent = content[: page.breaks_after.pop(0)] if page.breaks_after else content
    if page.chunked:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent))
        handler.wfile.write(b"0\r\n\r\n" if len(sent) == len(content) else b"")
    else:
        handler.wfile.write(sent)
    if page.stall is not None:
        handler.wfile.flush()
        page.stall.wait(5)
