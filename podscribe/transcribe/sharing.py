"""One model for several episodes at once: what does not fill a batch is heard with others' windows.

An episode that ends, or is short, leaves a batch with few windows in it, and a GPU with little to
do. So who asks with less than a full batch waits until those who are at work beside it have asked
too, or for a moment. What a model hears in a window differs in its last digits with the windows
beside it; a full batch goes alone and stays as it would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Lock
from typing import TYPE_CHECKING

from podscribe.transcribe.engine import Engine, Hearing
from podscribe.transcribe.options import TranscribeOptions

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

LINGER_S = 0.2  # for others who are busy elsewhere: with a second look, or finding speech


class Sharing:
    """Who is at work with a model, and what they want to have heard.

    Entered by each thread as long as it is at work; `lock` is held as long as anybody is.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._entering = Lock()
        self._changed = Condition()
        self._present = 0
        self._computing = False
        self._waiting: list[_Request] = []

    def __enter__(self) -> None:
        with self._entering:
            if not self._present:
                self._lock.acquire()
            with self._changed:
                self._present += 1

    def __exit__(self, *error: object) -> None:
        with self._entering, self._changed:
            self._present -= 1
            self._changed.notify_all()
            if not self._present:
                self._lock.release()

    def engine(self, engine: Engine, options: TranscribeOptions) -> Engine:
        """An episode's engine, which hears its windows with those of others."""
        return _Shared(engine, options, self)

    def hear(self, request: _Request) -> list[Hearing]:
        """What was heard, alone or with others."""
        with self._changed:
            self._waiting.append(request)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._may_begin(request), LINGER_S)
            self._changed.wait_for(lambda: request not in self._waiting or not self._computing)
            taken = self._taken(request)
            self._computing = self._computing or bool(taken)
        if taken:
            _answer(taken)
            with self._changed:
                self._computing = False
                self._changed.notify_all()
        return request.answer.result()

    def _may_begin(self, request: _Request) -> bool:
        """Whether there is nothing to wait for: all have asked, or the batch is full."""
        if request not in self._waiting:
            return True
        together = sum(len(each.windows) for each in self._company(request))
        everybody = len(self._waiting) >= self._present
        return not self._computing and (everybody or together >= request.options.batch_size)

    def _taken(self, request: _Request) -> list[_Request]:
        """What is heard at once; nothing, if another has taken the request along."""
        if request not in self._waiting:
            return []
        taken = self._company(request)
        for each in taken:
            self._waiting.remove(each)
        return taken

    def _company(self, request: _Request) -> list[_Request]:
        """The request, and those that are like it and still have room beside it."""
        found, room = [request], request.options.batch_size - len(request.windows)
        for each in self._waiting:
            if each is not request and each.like(request) and len(each.windows) <= room:
                found.append(each)
                room -= len(each.windows)
        return found


@dataclass(slots=True, eq=False)
class _Request:
    """Windows that somebody wants to have heard."""

    engine: Engine
    options: TranscribeOptions
    windows: Sequence[Samples]
    language: str
    answer: Future[list[Hearing]] = field(default_factory=Future)

    def like(self, other: _Request) -> bool:
        """Whether the same call of the model can answer both: hints are given once a call."""
        return self.language == other.language and self.options == other.options


class _Shared:
    """An engine whose fast pass is shared; all else is its own."""

    def __init__(self, engine: Engine, options: TranscribeOptions, sharing: Sharing) -> None:
        self._engine = engine
        self._options = options
        self._sharing = sharing

    @property
    def window_s(self) -> int:
        return self._engine.window_s

    @property
    def languages(self) -> tuple[str, ...]:
        return self._engine.languages

    def detect(self, windows: Sequence[Samples]) -> list[Mapping[str, float]]:
        return self._engine.detect(windows)

    def hear(self, windows: Sequence[Samples], language: str) -> list[Hearing]:
        return self._sharing.hear(_Request(self._engine, self._options, windows, language))

    def hear_again(
        self, window: Samples, language: str, temperatures: Sequence[float]
    ) -> Iterator[Hearing]:
        return self._engine.hear_again(window, language, temperatures)


def _answer(requests: Sequence[_Request]) -> None:
    """Hear what all ask for at once; if that fails, each by itself: the fault is one's own."""
    first, *others = requests
    if others:
        windows = [window for each in requests for window in each.windows]
        try:
            heard = iter(first.engine.hear(windows, first.language))
        except Exception:  # whatever it is, whoever caused it gets it again
            pass
        else:
            for each in requests:
                each.answer.set_result([next(heard) for _ in each.windows])
            return
    for each in requests:
        try:
            each.answer.set_result(each.engine.hear(each.windows, each.language))
        except Exception as error:  # of whoever asked
            each.answer.set_exception(error)
