"""A job's numbers for Prometheus, in its text format, over HTTP on this computer alone.

# TYPE podscribe_batch_episodes gauge
podscribe_batch_episodes{state="done"} 17
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from podscribe.batch.board import Board
from podscribe.batch.job import Happened
from podscribe.errors import PodscribeError

HOST = "127.0.0.1"
PATH = "/metrics"
_KIND = "text/plain; version=0.0.4; charset=utf-8"
_PREFIX = "podscribe_batch_"


def exposition(board: Board | None) -> str:
    """The numbers as they are now; before there is a job, that it is not up."""
    if board is None:
        return "".join(_lines("up", "gauge", "Whether episodes are worked on.", {"": 0}))
    states = {
        'state="done"': board.done,
        'state="failed"': board.failed,
        'state="skipped"': board.skipped,
        'state="left"': board.total - board.settled,
    }
    busy = {f'worker="{worker}"': len(lines) for worker, lines in sorted(board.lines.items())}
    told = (
        ("up", "gauge", "Whether episodes are worked on.", {"": 1}),
        ("episodes", "gauge", "Episodes of this job by what became of them.", states),
        ("audio_seconds_total", "counter", "Audio that is done.", {"": board.audio_s}),
        ("audio_left_seconds", "gauge", "Audio that is not done.", {"": board.left_s}),
        ("spent_seconds", "gauge", "Time since the job began.", {"": board.spent_s}),
        ("speed_ratio", "gauge", "Audio heard in a second.", {"": board.speed}),
        ("left_seconds", "gauge", "Time until all is done.", {"": board.remaining_s}),
        ("retries_total", "counter", "Episodes that were tried again.", {"": board.tried_again}),
        ("workers_replaced_total", "counter", "Workers that died.", {"": board.replaced}),
        ("worker_episodes", "gauge", "Episodes that a worker has in hand.", busy),
    )
    return "".join(line for each in told for line in _lines(*each))


def _lines(
    name: str, kind: str, help: str, values: dict[str, float | int | None] | dict[str, int]
) -> Iterator[str]:
    known = {labels: value for labels, value in values.items() if value is not None}
    if not known:
        return
    yield f"# HELP {_PREFIX}{name} {help}\n# TYPE {_PREFIX}{name} {kind}\n"
    for labels, value in known.items():
        yield f"{_PREFIX}{name}{f'{{{labels}}}' if labels else ''} {value:.10g}\n"


class Metrics:
    """Keeps what it is told of, as text, for whoever asks."""

    def __init__(self) -> None:
        self.text = exposition(None)

    def on_event(self, event: Happened) -> None:
        """Events are in the numbers."""

    def on_tick(self, board: Board) -> None:
        self.text = exposition(board)


@contextmanager
def served(metrics: Metrics, port: int) -> Iterator[int]:
    """Answers until the job is over; gives the port, of which 0 is any that is free."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] != PATH:
                self.send_error(404)
                return
            content = metrics.text.encode()
            self.send_response(200)
            self.send_header("Content-Type", _KIND)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nobody has to know who asks."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever asked has gone, which is nobody's concern here."""

    try:
        server = Server((HOST, port), Handler)
    except OSError as error:
        raise PodscribeError(
            f"port {port} cannot be used for metrics ({error.strerror})", remedy="name another"
        ) from error
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
