"""A model hub on loopback: what huggingface_hub asks for, and every way it can go wrong."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

GOOD_TOKEN, STRANGERS_TOKEN = "hf_of_somebody_who_accepted", "hf_of_somebody_else"
SMALL_BYTES = 1000  # beneath this git itself holds a file, and its checksum is git's


@dataclass
class Repository:
    files: dict[str, bytes]
    gated: bool = False
    private: bool = False
    announced_bytes: dict[str, int] = field(default_factory=dict)  # sizes that are not true

    @property
    def commit(self) -> str:
        return hashlib.sha1(repr(sorted(self.files.items())).encode()).hexdigest()


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    range: str | None
    authorization: str | None


@dataclass
class TestHub:
    """The server's state; a test changes it as it goes."""

    __test__ = False
    repositories: dict[str, Repository] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    asked_of_storage: list[Asked] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)  # bytes after which coming contents break off
    tampered: set[str] = field(default_factory=set)  # files whose content is not what it says
    status: int | None = None  # what everything is answered with
    says_no_ranges: bool = False
    refuses_ranges: bool = False
    is_portal: bool = False  # a page to log in stands before everything
    stalls: bool = False  # a content that breaks off stays open, without another byte
    endpoint: str = ""
    storage: str = ""

    def add(self, name: str, files: Mapping[str, bytes], **state: bool) -> Repository:
        self.repositories[name] = Repository(dict(files), **state)
        return self.repositories[name]


def checksum(content: bytes) -> str:
    """What a content is called in the cache."""
    if len(content) >= SMALL_BYTES:
        return hashlib.sha256(content).hexdigest()
    return git_oid(content)


def git_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def serving() -> Iterator[TestHub]:
    """A hub, and a second server that holds the large contents, as the real one has."""
    hub = TestHub()
    servers = [_server(_HubHandler, hub), _server(_StorageHandler, hub)]
    hub.endpoint, hub.storage = (f"http://127.0.0.1:{each.server_port}" for each in servers)
    threads = [threading.Thread(target=each.serve_forever, args=(0.01,)) for each in servers]
    for thread in threads:
        thread.start()
    try:
        yield hub
    finally:
        for each, thread in zip(servers, threads, strict=True):
            each.shutdown()
            thread.join()
            each.server_close()


def _server(handler: type[_Handler], hub: TestHub) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (handler,), {"hub": hub}))
    server.daemon_threads = False
    return server


class _Handler(BaseHTTPRequestHandler):
    hub: TestHub

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        raise NotImplementedError

    def noted(self) -> Asked:
        return Asked(
            self.command, self.path, self.headers.get("Range"), self.headers.get("Authorization")
        )

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(self, status: int, code: str, message: str = "") -> None:
        content = json.dumps({"error": message or code}).encode()
        self.answer(status, content, X_Error_Code=code, X_Error_Message=message or code)

    def send_content(self, content: bytes, **headers: str) -> None:
        """The content or the range that is asked for; it may break off."""
        asked = self.headers.get("Range")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        if asked and self.hub.refuses_ranges:
            self.answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        if asked and not self.hub.says_no_ranges:
            headers["Content_Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            status, rest = HTTPStatus.PARTIAL_CONTENT, content[start:]
        else:
            status, rest = HTTPStatus.OK, content
        if self.command == "GET" and self.hub.cuts:
            self.break_off(status, rest, self.hub.cuts.pop(0), headers)
        else:
            self.answer(status, rest, **headers)

    def break_off(self, status: int, rest: bytes, after: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(rest)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(rest[:after])
        self.wfile.flush()
        while self.hub.stalls:
            time.sleep(0.01)
        self.connection.shutdown(socket.SHUT_RDWR)


class _HubHandler(_Handler):
    def do_GET(self) -> None:
        self.hub.asked.append(self.noted())
        parts = [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]
        if self.hub.is_portal:
            self.answer(200, b"<html>Welcome</html>", Content_Type="text/html")
        elif self.hub.status is not None:
            self.refuse(self.hub.status, "Trouble")
        elif self.headers.get("Authorization") == "Bearer hf_of_nobody":
            self.refuse(401, "", "Invalid credentials in Authorization header")
        elif parts[:2] == ["api", "models"]:
            self.describe("/".join(parts[2:4]), parts[4:])
        elif len(parts) > 4 and parts[2] == "resolve":
            self.resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]))
        else:
            self.refuse(404, "NotFound")

    def found(self, name: str, revision: str) -> Repository | None:
        repository = self.hub.repositories.get(name)
        token = self.headers.get("Authorization")
        if repository is None or (repository.private and token != f"Bearer {GOOD_TOKEN}"):
            self.refuse(404 if token else 401, "RepoNotFound", "Repository not found")
            return None
        if revision not in ("main", "v1", repository.commit):
            self.refuse(404, "RevisionNotFound", "Invalid rev id")
            return None
        return repository

    def describe(self, name: str, rest: list[str]) -> None:
        repository = self.found(name, rest[1] if len(rest) > 1 else "main")
        if repository is None:
            return
        if rest[:1] == ["tree"]:
            rows = [_described(path, each, repository) for path, each in repository.files.items()]
            content = json.dumps(rows)
        else:
            about = {"id": name, "modelId": name, "sha": repository.commit, "siblings": []}
            content = json.dumps({**about, "private": False, "gated": repository.gated})
        self.answer(200, content.encode(), Content_Type="application/json")

    def resolve(self, name: str, revision: str, path: str) -> None:
        repository = self.found(name, revision)
        if repository is None:
            return
        token = self.headers.get("Authorization")
        if repository.gated and token != f"Bearer {GOOD_TOKEN}":
            self.refuse(403 if token else 401, "GatedRepo", "Access to it is restricted")
            return
        if path not in repository.files:
            self.refuse(404, "EntryNotFound")
            return
        content = repository.files[path]
        headers = {"X_Repo_Commit": repository.commit, "Accept_Ranges": "bytes"}
        if len(content) < SMALL_BYTES:
            tampered = content[::-1] if path in self.hub.tampered else content
            self.send_content(tampered, ETag=f'"{git_oid(content)}"', **headers)
            return
        self.answer(
            302,
            Location=f"{self.hub.storage}/{name}/{path}",
            X_Linked_Etag=f'"{checksum(content)}"',
            X_Linked_Size=str(len(content)),
            **headers,
        )


class _StorageHandler(_Handler):
    def do_GET(self) -> None:
        self.hub.asked_of_storage.append(self.noted())
        owner, name, *path = urlsplit(self.path).path.strip("/").split("/")
        content = self.hub.repositories[f"{owner}/{name}"].files["/".join(path)]
        if "/".join(path) in self.hub.tampered:
            content = content[::-1]
        self.send_content(content)


def _described(path: str, content: bytes, repository: Repository) -> dict[str, object]:
    size = repository.announced_bytes.get(path, len(content))
    row: dict[str, object] = {"type": "file", "path": path, "size": size}
    if len(content) < SMALL_BYTES:
        return {**row, "oid": git_oid(content)}
    row["xetHash"] = hashlib.sha256(b"xet" + content).hexdigest()
    lfs = {"oid": checksum(content), "size": size, "pointerSize": 130}
    return {**row, "oid": git_oid(b"pointer to " + content[:20]), "lfs": lfs}
