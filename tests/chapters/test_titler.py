"""Titles from a service on loopback, and every way in which it can fail to give them."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from podscribe.chapters import Chapter
from podscribe.chapters.titler import MOST_FAULTS, retitle
from podscribe.chapters.titler_options import TitlerOptions
from podscribe.errors import PodscribeError
from podscribe.transcript import Header, Line, Transcript

KEY = "sk-nobody-may-read-this"
CHAPTERS = tuple(Chapter(100.0 * number, f"Own {number}") for number in range(5))
TRANSCRIPT = Transcript(
    rows=(
        Line("Hello  everyone.", 0.0, speaker="Mara"),
        Header("A header"),
        Line("And welcome.", None, speaker="Mara"),
        Line("How do you bake?", 100.0, speaker="Mara"),
        Line("Slowly.", 104.0, speaker="Tom"),
        Line("With rye.", 203.0, speaker="Tom"),
        Line("At night.", 300.0, speaker="Tom"),
        Line("Goodbye.", 470.0, speaker="Mara"),
    ),
    metadata={"title": "A secret title"},
)
TEXTS = (
    "Hello everyone.\nAnd welcome.",
    "How do you bake?\nSlowly.",
    "With rye.",
    "At night.",
    "Goodbye.",
)


@dataclass
class Service:
    """The server's state: what it says to the text of a chapter, and how."""

    says: Callable[[str], str] = lambda text: f"About {text[:8].strip().lower()}"
    status: int = 200
    body: bytes | None = None  # instead of an answer of the form that is expected
    waits_s: float = 0.0  # before each byte
    lies: int = 0  # bytes that are announced and do not come
    leads_to: str | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, request: dict[str, Any]) -> bytes:
        if self.body is not None:
            return self.body
        said = self.says(request["messages"][-1]["content"])
        return json.dumps({"choices": [{"message": {"content": said}}]}).encode()


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.paths.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.asked.append(request)
            service.keys.append(self.headers.get("Authorization"))
            service.paths.append(self.path)
            try:
                body = service.answer(request)
            except ConnectionAbortedError:
                return
            self.send_response(service.status)
            self.send_header("Content-Length", str(len(body) + service.lies))
            if service.leads_to is not None:
                self.send_header("Location", service.leads_to)
            self.end_headers()
            self.send(body)

        def send(self, body: bytes) -> None:
            try:
                for at in range(len(body)) if service.waits_s else ():
                    time.sleep(service.waits_s)
                    self.wfile.write(body[at : at + 1])
                if not service.waits_s:
                    self.wfile.write(body)
            except OSError:
                pass  # who asked has gone

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(Service()) as running:
        yield running


@pytest.fixture
def options(service: Service) -> TitlerOptions:
    return TitlerOptions(url=service.url, model="small", key_variable="THE_KEY", timeout_s=5.0)


def titles(options: TitlerOptions, **given: Any) -> tuple[list[str], tuple[str, ...]]:
    given = {"environment": {"THE_KEY": KEY}} | given
    found = retitle(CHAPTERS, TRANSCRIPT, options, **given)
    assert [chapter.start for chapter in found.chapters] == [each.start for each in CHAPTERS]
    assert not any(KEY in note for note in found.notes)
    return [chapter.title for chapter in found.chapters], found.notes


OWN = [chapter.title for chapter in CHAPTERS]


class TestAsking:
    def test_every_chapter_gets_its_title(self, options: TitlerOptions) -> None:
        found, notes = titles(options)
        assert found == [
            "About hello ev",
            "About how do y",
            "About with rye",
            "About at night",
            "About goodbye",
        ]
        assert notes == ()

    def test_only_the_text_of_the_chapter_is_sent(
        self, service: Service, options: TitlerOptions
    ) -> None:
        titles(options)
        sent = [request["messages"][-1]["content"] for request in service.asked]
        assert sent == list(TEXTS)
        for request in service.asked:
            assert set(request) == {"model", "messages"}
            assert request["model"] == "small"
            first = request["messages"][0]
            assert first == service.asked[0]["messages"][0]
            assert "Mara" not in json.dumps(request)
            assert "secret" not in json.dumps(request)
        assert service.keys == [f"Bearer {KEY}"] * 5
        assert service.paths == ["/v1/chat/completions"] * 5

    @pytest.mark.parametrize(
        ("path", "asked"),
        [
            ("", "/v1/chat/completions"),
            ("/", "/v1/chat/completions"),
            ("/api/v3/", "/api/v3/chat/completions"),
            ("/v1/chat/completions", "/v1/chat/completions"),
            ("/v1?version=2", "/v1/chat/completions?version=2"),
        ],
    )
    def test_where_it_is_asked(
        self, service: Service, options: TitlerOptions, path: str, asked: str
    ) -> None:
        titles(replace(options, url=service.url.removesuffix("/v1") + path))
        assert set(service.paths) == {asked}

    def test_a_long_chapter_is_cut(self, service: Service, options: TitlerOptions) -> None:
        titles(replace(options, chapter_characters=5))
        assert service.asked[0]["messages"][-1]["content"] == "Hello"

    def test_without_a_key(self, service: Service, options: TitlerOptions) -> None:
        found, _ = titles(replace(options, key_variable=None))
        assert found != OWN
        assert set(service.keys) == {None}

    def test_nobody_is_asked_by_default(self, service: Service) -> None:
        assert titles(TitlerOptions()) == (OWN, ())
        assert service.asked == []

    def test_nobody_is_asked_offline(self, service: Service, options: TitlerOptions) -> None:
        found, (note,) = titles(options, offline=True)
        assert found == OWN
        assert note == "titles stay podscribe's own: nothing may be asked of the network"
        assert service.asked == []

    def test_a_proxy_is_not_asked_for_what_is_here(
        self, options: TitlerOptions, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.delenv("no_proxy", raising=False)
        assert titles(options)[0] != OWN

    def test_no_chapters(self, service: Service, options: TitlerOptions) -> None:
        assert retitle((), TRANSCRIPT, options).chapters == ()
        assert service.asked == []

    def test_a_chapter_in_which_nothing_is_said(
        self, service: Service, options: TitlerOptions
    ) -> None:
        chapters = (*CHAPTERS, Chapter(900.0, "Silence"))
        found = retitle(chapters, TRANSCRIPT, options, environment={"THE_KEY": KEY})
        assert found.chapters[-1].title == "Silence"
        assert len(service.asked) == 5
        assert "nothing is said" in found.notes[0]


class TestAnswers:
    @pytest.mark.parametrize(
        ("said", "title"),
        [
            ('"Baking with rye."', "Baking with rye"),
            ("**Title: Baking with rye**", "Baking with rye"),
            ("# Baking with rye\n", "Baking with rye"),
            ("<think>Bread?\nYes.</think>\n\nBaking with rye", "Baking with rye"),
            ("Baking\u200b \t with\x07  rye", "Baking with rye"),
            ("Is rye better?", "Is rye better?"),
            ("Why we moved to C#", "Why we moved to C#"),
            ("## .NET for bakers ##", ".NET for bakers"),
            ("“Brot” und „Wein“", "“Brot” und „Wein“"),
            ("_„Brot und Wein.“_", "Brot und Wein"),
            ("Baking \ud800 with rye", "Baking with rye"),
        ],
    )
    def test_what_is_taken_off(
        self, service: Service, options: TitlerOptions, said: str, title: str
    ) -> None:
        service.says = lambda text: said if text == TEXTS[2] else f"About {len(text)}"
        assert titles(options)[0][2] == title

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ("", "gave an empty one"),
            (" \n“”.\n", "gave an empty one"),
            ("word " * 40, "longer than 80 characters"),
            ("Sure! Here it is:\nBaking with rye", "more than a title"),
            ("OWN 3", "another chapter has"),
        ],
    )
    def test_what_is_no_title(
        self, service: Service, options: TitlerOptions, said: str, why: str
    ) -> None:
        service.says = lambda text: said if text == TEXTS[2] else f"About {len(text)}"
        found, (note,) = titles(options)
        assert found[2] == OWN[2]
        assert found[1] != OWN[1]
        assert found[4] != OWN[4]
        assert note.startswith("1 of 5 titles stay podscribe's own: ")
        assert why in note

    def test_no_two_are_equal(self, service: Service, options: TitlerOptions) -> None:
        service.says = lambda text: "The same"
        found, (note,) = titles(options)
        assert found == ["The same", *OWN[1:]]
        assert note.startswith("4 of 5 ")


class TestFaults:
    @pytest.mark.parametrize(
        ("status", "why", "requests"),
        [
            (401, "does not accept the key (401)", 1),
            (403, "does not accept the key (403)", 1),
            (404, "no such address or model (404)", 1),
            (429, "asked too often (429)", MOST_FAULTS),
            (500, "answers with an error (500)", MOST_FAULTS),
        ],
    )
    def test_refusals(
        self, service: Service, options: TitlerOptions, status: int, why: str, requests: int
    ) -> None:
        service.status = status
        service.body = f"your key {KEY} is wrong".encode()
        found, (note,) = titles(options)
        assert found == OWN
        assert note.startswith("5 of 5 titles stay podscribe's own: 127.0.0.1:")
        assert why in note
        assert len(service.asked) == requests

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"<html>log in</html>",
            b"\xff\xfe",
            b"[]",
            b"null",
            b'{"choices": []}',
            b'{"choices": [{"message": {"content": 7}}]}',
            b'{"choices": [{"message": {"content": null}}]}',
            b"[" * 100_000,
            b'{"choices": [{"message": {"content": "T"}}], "and": "' + b"a" * (3 << 20) + b'"}',
        ],
    )
    def test_garbage(self, service: Service, options: TitlerOptions, body: bytes) -> None:
        service.body = body
        found, (note,) = titles(options)
        assert found == OWN
        assert "gives no chat completions" in note
        assert len(service.asked) == MOST_FAULTS

    def test_one_fault_stops_nothing(self, service: Service, options: TitlerOptions) -> None:
        """Here the server drops the connection in the middle of one chapter."""

        def says(text: str) -> str:
            if text == TEXTS[1]:
                raise ConnectionAbortedError
            return f"About {text[:8]}"

        service.says = says
        found, (note,) = titles(options)
        assert [ours == own for ours, own in zip(found, OWN, strict=True)] == [
            False,
            True,
            False,
            False,
            False,
        ]
        assert note.startswith("1 of 5 ")
        assert "cannot be reached (the connection broke)" in note

    def test_a_slow_service(self, service: Service, options: TitlerOptions) -> None:
        """Byte after byte comes, each in time; the whole does not."""
        service.waits_s = 0.05
        begin = time.monotonic()
        found, (note,) = titles(replace(options, timeout_s=0.3))
        assert time.monotonic() - begin < 5
        assert found == OWN
        assert "took longer than 0.3 s" in note

    def test_more_patience_than_a_clock_counts(
        self, service: Service, options: TitlerOptions
    ) -> None:
        service.says = lambda text: f"About {len(text)}"
        assert titles(replace(options, timeout_s=1e10))[0][1].startswith("About")

    def test_a_silent_service(self, service: Service, options: TitlerOptions) -> None:
        service.waits_s = 1.0
        found, (note,) = titles(replace(options, timeout_s=0.2))
        assert found == OWN
        assert "took longer than 0.2 s" in note

    def test_an_answer_that_breaks_off(self, service: Service, options: TitlerOptions) -> None:
        service.body, service.lies = b'{"choices": [{"mess', 50
        found, (note,) = titles(options)
        assert found == OWN
        assert "gives no chat completions" in note

    def test_nobody_there(self, options: TitlerOptions) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
            found, (note,) = titles(replace(options, url=url))
        assert found == OWN
        assert "cannot be reached (Connection refused)" in note

    @pytest.mark.parametrize("status", [302, 303, 307])
    def test_no_redirect_takes_the_key_along(
        self, service: Service, options: TitlerOptions, status: int
    ) -> None:
        with serving(Service()) as stranger:
            service.status, service.leads_to = status, f"{stranger.url}/chat/completions"
            found, (note,) = titles(options)
            assert found == OWN
            assert stranger.paths == []
        assert f"({status})" in note

    @pytest.mark.parametrize("environment", [{}, {"THE_KEY": " "}, {"THE_KEY": "two\nlines"}])
    def test_no_key(
        self, service: Service, options: TitlerOptions, environment: dict[str, str]
    ) -> None:
        found, (note,) = titles(options, environment=environment)
        assert found == OWN
        assert "THE_KEY" in note
        assert service.asked == []


class TestOptions:
    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"url": "ftp://example.org", "model": "m"}, "no web address"),
            ({"url": "http://", "model": "m"}, "no web address"),
            ({"url": "http://[::1", "model": "m"}, "no web address"),
            ({"url": "http://example.org:port", "model": "m"}, "no web address"),
            ({"url": "http://example.org/a b", "model": "m"}, "no web address"),
            ({"url": "http://localhost"}, "no model"),
            ({"url": "https://me:secret@example.org", "model": "m"}, "user or a password"),
            ({"url": "http://example.org", "model": "m", "key_variable": "K"}, "for all to read"),
            ({"url": "http://localhost", "model": "m", "timeout_s": 0.0}, "no time"),
        ],
    )
    def test_what_is_refused(self, given: dict[str, Any], why: str) -> None:
        with pytest.raises(PodscribeError, match=why) as caught:
            TitlerOptions(**given)
        assert caught.value.remedy
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize(
        "given",
        [
            {},
            {"url": "https://example.org/v1", "model": "m", "key_variable": "K"},
            {"url": "http://localhost:11434/v1", "model": "m", "key_variable": "K"},
            {"url": "http://[::1]:8080", "model": "m", "key_variable": "K"},
            {"url": "http://box.example:8080/v1", "model": "m"},
        ],
    )
    def test_what_is_taken(self, given: dict[str, Any]) -> None:
        assert TitlerOptions(**given).url == given.get("url")
