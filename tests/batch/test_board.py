"""The numbers of a job: how far, how fast, how long still."""

from __future__ import annotations

import re
import socket
import struct
import urllib.error
import urllib.request
from dataclasses import dataclass

import pytest

from podscribe.batch.board import Board
from podscribe.batch.metrics import Metrics, exposition, served
from podscribe.errors import PodscribeError
from podscribe.pipeline.listener import Progress, Stage


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def board_of(clock: Clock) -> Board:
    return Board({"a": 600.0, "b": 300.0, "c": 100.0}, clock)


def test_speed_counts_what_is_done_and_what_is_in_hand() -> None:
    clock = Clock()
    board = board_of(clock)
    board.take("cpu-1", "a", "a")
    board.hear()
    assert board.speed is None and board.remaining_s is None
    clock.now += 42.0
    board.move("cpu-1", "a", Progress(Stage.WORDS, 1.0))
    assert board.speed == pytest.approx(10.0)  # words are 0.7 of 600 seconds
    board.move("cpu-1", "a", Progress(Stage.SPEAKERS, 0.5))
    assert board.speed == pytest.approx(510 / 42)
    board.audio_s += 600.0
    board.settle("a")
    assert board.speed == pytest.approx(600 / 42)
    assert board.remaining_s == pytest.approx(400 / (600 / 42))


def test_words_and_speakers_that_are_heard_at_once_both_count() -> None:
    clock = Clock()
    board = board_of(clock)
    board.take("cuda:0", "a", "a")
    board.hear()
    clock.now += 100.0
    left = []
    for stage, share in ((Stage.WORDS, 0.3), (Stage.SPEAKERS, 0.4), (Stage.WORDS, 0.31)):
        board.move("cuda:0", "a", Progress(stage, share))
        left.append(board.remaining_s or 0.0)
    assert left == sorted(left, reverse=True)
    assert board.speed == pytest.approx(600 * (0.7 * 0.31 + 0.3 * 0.4) / 100)


def test_decoding_ahead_is_no_speed() -> None:
    clock = Clock()
    board = board_of(clock)
    board.take("ahead", "a", "a")
    clock.now += 10
    board.move("ahead", "a", Progress(Stage.DECODE, 1.0))
    assert board.speed is None


def test_an_episode_is_in_one_hand_and_then_in_none() -> None:
    board = board_of(Clock())
    board.take("ahead", "a", "a")
    board.leave("a")
    board.take("cpu-1", "a", "a")
    assert [list(lines) for lines in board.lines.values()] == [[], ["a"]]
    board.settle("a")
    assert not any(board.lines.values()) and board.left_s == 400.0
    board.move("cpu-1", "a", Progress(Stage.WORDS, 0.5))  # it comes too late, and is no harm


def test_metrics_are_as_prometheus_reads_them() -> None:
    board = board_of(Clock())
    board.take("cuda:0", "a", "a")
    board.done, board.failed, board.audio_s = 1, 1, 600.5
    text = exposition(board)
    line = re.compile(r'(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? [-+0-9.e]+)')
    assert all(line.fullmatch(each) for each in text.splitlines()) and text.endswith("\n")
    assert 'podscribe_batch_episodes{state="done"} 1\n' in text
    assert 'podscribe_batch_episodes{state="left"} 1\n' in text
    assert "podscribe_batch_audio_seconds_total 600.5\n" in text
    assert 'podscribe_batch_worker_episodes{worker="cuda:0"} 1\n' in text
    assert "podscribe_batch_speed_ratio" not in text  # it is not known yet


def test_metrics_are_served_on_this_computer_alone(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = Metrics()
    with served(metrics, 0) as port:
        address = f"http://127.0.0.1:{port}"
        with opened(f"{address}/metrics") as answer:
            assert answer.read() == b"".join(
                [
                    b"# HELP podscribe_batch_up Whether episodes are worked on.\n",
                    b"# TYPE podscribe_batch_up gauge\npodscribe_batch_up 0\n",
                ]
            )
        metrics.on_tick(board_of(Clock()))
        with opened(f"{address}/metrics") as answer:
            assert b"podscribe_batch_up 1\n" in answer.read()
        with socket.create_connection(("127.0.0.1", port)) as asking:
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            asking.sendall(b"GET /met")  # and goes, as by a reset
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            opened(f"{address}/")
        refused.value.close()
        with (
            pytest.raises(PodscribeError, match=f"port {port} cannot be used"),
            served(metrics, port),
        ):
            pass
    assert capsys.readouterr().err == ""


def opened(url: str):  # type: ignore[no-untyped-def]
    """Without the proxies that the computer may have."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=10)
