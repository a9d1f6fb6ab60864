"""Objects in a storage that speaks the S3 protocol, on a real server on this computer."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

pytest.importorskip("s3fs", reason="podscribe[cluster] is not installed")
pytest.importorskip("moto.server", reason="moto is not installed: it comes with podscribe[dev]")

from podscribe.batch.inputs import gather
from podscribe.batch.storage import fetch_object, marks_below, objects, put_object
from podscribe.errors import PodscribeError
from tests.batch.s3 import SECRET, S3Server, served

LIMIT = 64 << 20
MIB = 1 << 20
METHODS = ("GET ", "HEAD ", "PUT ", "POST ", "DELETE ")


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with served() as server:
        yield server


@pytest.fixture
def bucket(server: S3Server) -> S3Server:
    """An empty bucket of that name."""
    server.empty("bucket")
    return server


class Line:
    """A line to the server, which breaks once so many more bytes have come from one of its ends."""

    def __init__(self, port: int) -> None:
        self.up_bytes: int | None = None
        self.down_bytes: int | None = None
        self.asked = b""
        self.requests: list[str] = []  # what was asked for, a method each
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                for pump in (self._up, self._down):
                    threading.Thread(target=pump, args=[near, far], daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while (self.up_bytes is None or self.up_bytes > 0) and (block := near.recv(1 << 16)):
                self.asked += block[:2000]
                self.requests += [each for each in METHODS if block.startswith(each.encode())]
                if self.up_bytes is not None:
                    self.up_bytes -= len(block)
                far.sendall(block)
        self._end(near, far)

    def _down(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while self.down_bytes is None or self.down_bytes > 0:
                if not (block := far.recv(1 << 16)):
                    break
                if self.down_bytes is not None:
                    self.down_bytes -= len(block)
                near.sendall(block)
        self._end(far, near)

    def _end(self, source: socket.socket, sink: socket.socket) -> None:
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


@pytest.fixture
def line(bucket: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with closing(Line(bucket.port)) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.url)
        monkeypatch.setattr("s3fs.S3FileSystem.retries", 1)  # with longer and longer pauses
        bucket.forget()
        yield line
    bucket.forget()


def test_a_glob_and_a_folder_become_episodes(bucket: S3Server) -> None:
    for name in ("show/a.mp3", "show/a.wav", "show/b.mp3", "show/old/c.mp3", "show/notes.txt"):
        bucket.put(name, name.encode() * 10)
    assert [each.source for each in gather(["s3://bucket/show/*.mp3"]).items] == [
        *("s3://bucket/show/a.mp3", "s3://bucket/show/b.mp3"),
    ]
    found = gather(["s3://bucket/show"]).items
    assert [(each.stem, each.size_bytes) for each in found] == [("a", 100), ("b", 100), ("c", 140)]
    bucket.put("show/b.mp3", b"other sound")
    after = gather(["s3://bucket/show"]).items
    assert [a.mark == b.mark for a, b in zip(found, after, strict=True)] == [True, False, True]
    assert [each.id for each in after] == [each.id for each in found]


def test_a_listing_and_the_object_itself_have_one_mark(bucket: S3Server) -> None:
    bucket.put("a.mp3", b"sound")
    (listed,), (asked,) = objects("s3://bucket/", 9), objects("s3://bucket/a.mp3", 9)
    assert listed == asked


def test_what_is_fetched_is_whole_and_within_the_limit(bucket: S3Server, tmp_path: Path) -> None:
    content = os.urandom(17 * MIB)
    bucket.put("a.mp3", content)
    with pytest.raises(PodscribeError, match=r"s3://bucket/a.mp3: is larger than 16 MB"):
        fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=16 * MIB)
    path = fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    assert path.read_bytes() == content
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]


def test_a_broken_line_is_gone_on_behind(bucket: S3Server, line: Line, tmp_path: Path) -> None:
    content = os.urandom(24 * MIB)
    bucket.put("a.mp3", content)
    line.down_bytes = 10 * MIB  # and nothing more, however often it is tried
    with pytest.raises(PodscribeError, match="cannot be read"):
        fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    (part,) = (each for each in tmp_path.rglob("*") if each.is_file())
    kept = part.stat().st_size
    assert part.name == ".a.mp3.part" and 0 < kept < len(content)
    line.down_bytes, line.asked = None, b""
    seen: list[int] = []
    path = fetch_object(
        "s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT, on_progress=lambda at, _: seen.append(at)
    )
    assert path.read_bytes() == content and not part.exists()
    assert seen[0] == kept + MIB and f"bytes={kept}-".encode() in line.asked
    assert b"bytes=0-" not in line.asked


def test_what_was_begun_of_another_object_is_not_gone_on_with(
    bucket: S3Server, line: Line, tmp_path: Path
) -> None:
    bucket.put("a.mp3", os.urandom(24 * MIB))
    line.down_bytes = 10 * MIB
    with pytest.raises(PodscribeError, match="cannot be read"):
        fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    line.down_bytes = None
    content = os.urandom(24 * MIB)
    bucket.put("a.mp3", content)
    path = fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    assert path.read_bytes() == content


def test_an_object_that_is_replaced_meanwhile_is_not_half_of_each(
    bucket: S3Server, tmp_path: Path
) -> None:
    bucket.put("a.mp3", os.urandom(24 * MIB))

    def replace(done: int, total: int | None) -> None:
        if done == MIB:
            bucket.put("a.mp3", os.urandom(24 * MIB))

    with pytest.raises(PodscribeError, match=r"cannot be read|has changed while it was fetched"):
        fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT, on_progress=replace)
    assert not [each for each in tmp_path.rglob("*.mp3") if each.is_file()]


def test_two_runs_do_not_write_one_copy(bucket: S3Server, tmp_path: Path) -> None:
    bucket.put("a.mp3", os.urandom(2 * MIB))
    faults: list[str] = []

    def meanwhile(done: int, total: int | None) -> None:
        with pytest.raises(PodscribeError) as caught:
            fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
        faults.append(str(caught.value))

    fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT, on_progress=meanwhile)
    assert set(faults) == {"s3://bucket/a.mp3: is being fetched by another run; wait for it"}


def test_an_output_is_put_whole_or_not_at_all(bucket: S3Server, line: Line, tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_bytes(b"before")
    before = put_object(page, "s3://bucket/out/a.md")
    page.write_bytes(os.urandom(3 * MIB))
    line.up_bytes = MIB
    bucket.forget()  # no connection that was made before
    with pytest.raises(PodscribeError, match=r"s3://bucket/out/a.md: cannot be written"):
        put_object(page, "s3://bucket/out/a.md")
    assert bucket.get("out/a.md") == b"before"
    line.up_bytes = None
    after = put_object(page, "s3://bucket/out/a.md")
    assert bucket.get("out/a.md") == page.read_bytes()
    assert before != after and marks_below("s3://bucket/out") == {"a.md": after}


def test_an_episode_costs_few_requests(bucket: S3Server, line: Line, tmp_path: Path) -> None:
    """As docs/cost.md has them."""
    bucket.put("a.mp3", os.urandom(58 * MIB))
    fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    assert Counter(line.requests) == {"HEAD ": 2, "GET ": 7}
    line.requests.clear()
    page = tmp_path / "a.md"
    page.write_text("bread")
    put_object(page, "s3://bucket/out/a.md")
    assert Counter(line.requests) == {"PUT ": 1, "HEAD ": 1}


def test_a_bucket_that_is_not_there_is_told_and_not_made(bucket: S3Server, tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("bread")
    with pytest.raises(PodscribeError, match=r"s3://buckett/out/a.md: is not there"):
        put_object(page, "s3://buckett/out/a.md")
    with pytest.raises(PodscribeError, match=r"s3://buckett/\*.mp3: (is not there|holds no)"):
        gather(["s3://buckett/*.mp3"])
    assert bucket.buckets() == ["bucket"]
    assert marks_below("s3://bucket/nothing") == {}


@pytest.mark.parametrize(
    "name",
    [
        *("x/../../../etc/passwd.mp3", "/etc/passwd.mp3", "a\x1b[2J\u202eb.mp3", "-rf.mp3"),
        *("x" * 900 + ".mp3", "CON.mp3", "q?#&=.mp3", "%2e%2e%2fp.mp3", "st*r[1].mp3", "é//ö.mp3"),
    ],
)
def test_hostile_names_stay_in_the_folder(name: str, bucket: S3Server, tmp_path: Path) -> None:
    bucket.put(name, b"sound")
    (found,) = gather(["s3://bucket"]).items
    assert found.stem.isprintable() and "/" not in found.stem and len(found.stem.encode()) <= 101
    assert found.shown.isprintable()
    path = fetch_object(found.source, tmp_path / "kept", limit_bytes=LIMIT)
    assert path.read_bytes() == b"sound" and path.resolve().is_relative_to(tmp_path / "kept")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    page = tmp_path / f"{found.stem}.md"
    page.write_text("bread")
    put_object(page, f"s3://bucket/out/{page.name}")
    assert bucket.get(f"out/{page.name}") == b"bread"


def test_keys_come_from_the_environment_and_are_never_told(
    bucket: S3Server,
    line: Line,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG, logger="podscribe")
    bucket.put("a.mp3", b"sound")
    fetch_object("s3://bucket/a.mp3", tmp_path, limit_bytes=LIMIT)
    assert f"Credential={SECRET.id}/".encode() in line.asked
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{SECRET.id}:{SECRET.key}@127.0.0.1:9")
        bucket.forget()
        told = [_fault(lambda: objects("s3://bucket/", 9))]
    with monkeypatch.context() as patch:
        patch.delenv("AWS_ACCESS_KEY_ID")
        patch.delenv("AWS_SECRET_ACCESS_KEY")
        bucket.forget()
        told += _faults(tmp_path)
    said = capfd.readouterr()
    shown = "\n".join([*told, caplog.text, said.out, said.err])
    assert len(told) == 4 and SECRET.key not in shown and SECRET.id not in shown
    assert "cannot be listed (NoCredentialsError); check the name" in told[1]
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and _holds(each)]


def _faults(folder: Path) -> list[str]:
    """What is told where a storage does not answer."""
    page = folder / "a.md"
    page.write_text("bread")
    return [
        _fault(lambda: objects("s3://bucket/", 9)),
        _fault(lambda: fetch_object("s3://bucket/b.mp3", folder, limit_bytes=LIMIT)),
        _fault(lambda: put_object(page, "s3://bucket/out/a.md")),
    ]


def _fault(step: Callable[[], object]) -> str:
    with pytest.raises(PodscribeError) as caught:
        step()
    return str(caught.value)


def _holds(path: Path) -> bool:
    return SECRET.key.encode() in path.read_bytes() or SECRET.id.encode() in path.read_bytes()
