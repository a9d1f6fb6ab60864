"""A worker process: loads its models once, then does one episode after the other.

It ends when it is told to, when its driver is gone, and when it is told to by SIGTERM. Ctrl-C is
for the driver, which tells it.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Event, Lock, Thread

from podscribe.batch.episode import Fault, Prepared, Task, attempt, prepare, told, work
from podscribe.batch.messages import (
    Begun,
    Ended,
    FromWorker,
    Notice,
    Order,
    Reached,
    Start,
    Step,
    Stop,
    ToWorker,
    Unfit,
    Up,
)
from podscribe.batch.rows import Outcome
from podscribe.pipeline.engines import Kept
from podscribe.pipeline.listener import Listener, Progress
from podscribe.pipeline.running import usual_options

TOLD_EVERY_S = 0.25  # of a stage that goes on
TOGETHER_BYTES = 12 * 1024**3  # for the models of gpu-batch, with what they compute
_DONE = 0


class StopAsked(BaseException):
    """What is in hand is stored: the episode ends here."""


class Worker:
    """The lanes of a process, and its line to the driver."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = Lock()
        self._stop = Event()
        self._orders: SimpleQueue[Task | None] = SimpleQueue()

    def run(self) -> None:
        """Until there is no more to do."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        on_sigterm(self._end)
        start = self._receive()
        assert isinstance(start, Start)
        if start.cores and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, start.cores)
        Thread(target=self._begin, args=[start], daemon=True).start()
        while True:
            message = self._receive()
            if isinstance(message, Order):
                self._orders.put(message.task)
            elif isinstance(message, Stop):
                self._end()

    def _receive(self) -> ToWorker:
        try:
            message: ToWorker = self._connection.recv()
        except (EOFError, OSError):
            os._exit(_DONE)  # nobody is left to work for
        return message

    def _end(self) -> None:
        self._stop.set()
        self._orders.put(None)

    def _send(self, message: FromWorker) -> None:
        with self._sending:
            try:
                self._connection.send(message)
            except OSError:
                os._exit(_DONE)

    def _begin(self, start: Start) -> None:
        """Load what is needed, then work in lanes until all have ended."""
        try:
            kept = Kept(
                together=start.together and both_fit(), sharing=start.settings.batch.share_batches
            )
            if start.step is Step.WORK:
                kept.load(usual_options(start.settings))
        except Exception as error:  # of libraries that are being loaded: all of them
            self._send(Unfit(told(error)))
            os._exit(_DONE)
        self._send(Up())
        lanes = [
            Thread(target=self._lane, args=[start.step, kept], daemon=True)
            for _ in range(start.lanes)
        ]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        os._exit(_DONE)

    def _lane(self, step: Step, kept: Kept) -> None:
        while (task := self._orders.get()) is not None and not self._stop.is_set():
            self._send(Begun(task.item.id))
            self._send(Ended(task.item.id, self._found(step, task, kept)))
        self._orders.put(None)  # for the next lane

    def _found(self, step: Step, task: Task, kept: Kept) -> Prepared | Outcome | Fault | None:
        listener = Listener(
            _Sparing(task.item.id, self._send, self._stop),
            lambda text: self._send(Notice(task.item.id, text)),
        )
        try:
            if step is Step.PREPARE:
                return attempt(prepare, task, kept, listener)
            return attempt(work, task, kept, listener)
        except StopAsked:
            return None


class _Sparing:
    """Tells of progress now and then, and ends the work when that is asked."""

    def __init__(self, id: str, send: Callable[[FromWorker], None], stop: Event) -> None:
        self._id = id
        self._send = send
        self._stop = stop
        self._told: dict[str, float] = {}

    def __call__(self, now: Progress) -> None:
        if self._stop.is_set():
            raise StopAsked
        at = time.monotonic()
        last = self._told.get(now.stage)
        if last is None or now.share == 1.0 or at - last > TOLD_EVERY_S:
            self._told[now.stage] = at
            self._send(Reached(self._id, now))


def on_sigterm(act: Callable[[], None]) -> None:
    """Act at SIGTERM, even while the main thread waits in a call that no signal ends.

    A handler waits for the main thread, which is woken only when the signal reaches it and at the
    right moment; a socket that is written to at every signal wakes a thread of its own.
    """
    hears, told_by = socket.socketpair()
    told_by.setblocking(False)
    signal.set_wakeup_fd(told_by.detach())
    signal.signal(signal.SIGTERM, lambda number, frame: None)

    def wait() -> None:
        while (numbers := hears.recv(1)) and numbers[0] != signal.SIGTERM:
            pass
        act()

    Thread(target=wait, daemon=True).start()


def both_fit() -> bool:
    """Whether words and speakers can use the GPU at once."""
    import torch

    return torch.cuda.is_available() and torch.cuda.mem_get_info()[0] >= TOGETHER_BYTES


def main(descriptor: int) -> None:
    """What a new process runs; the descriptor is its end of the line to the driver."""
    Worker(Connection(descriptor)).run()
