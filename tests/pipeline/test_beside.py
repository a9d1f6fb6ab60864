"""Two stages at once, scripted: no GPU has to be short of memory here."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from weakref import ref

import pytest

from podscribe.errors import MemoryShortError, PodscribeError
from podscribe.pipeline.beside import SHORT, beside
from podscribe.pipeline.listener import Listener, Progress, Stage

Work = Callable[[Listener], str]
LONG_S = 20


def _scarce(name: str, hurdles: list[MemoryShortError], done: list[str]) -> Work:
    def work(told: Listener) -> str:
        if hurdles:
            raise hurdles.pop()
        done.append(name)
        return name

    return work


def _going_on(until: threading.Event, name: str = "slow") -> Work:
    """Work that only ends when it is told to, or reports progress in vain."""

    def work(told: Listener) -> str:
        for _ in range(LONG_S * 100):
            told.on_progress(Progress(Stage.WORDS, 0.5))
            if until.wait(0.01):
                return name
        raise AssertionError("nobody stopped it")

    return work


def test_both_are_at_work_at_once() -> None:
    met = threading.Barrier(2, timeout=LONG_S)

    def meet(told: Listener) -> int:
        return met.wait()

    assert sorted(beside(meet, meet, Listener())) == [0, 1]


@pytest.mark.parametrize("short", [(1, 0), (0, 1), (1, 1)])
def test_who_runs_out_of_memory_has_it_alone_afterwards(short: tuple[int, int]) -> None:
    notices: list[str] = []
    done: list[str] = []
    one, other = (
        _scarce(name, [MemoryShortError("short")] * times, done)
        for name, times in zip(("words", "speakers"), short, strict=True)
    )
    found = beside(one, other, Listener(on_notice=notices.append))
    assert found == ("words", "speakers")
    assert sorted(done) == ["speakers", "words"]
    assert notices == [SHORT]


def test_memory_that_never_suffices_is_an_error_once_it_was_tried_alone() -> None:
    always = [MemoryShortError("not enough memory")] * 9
    done: list[str] = []
    with pytest.raises(MemoryShortError, match="not enough"):
        beside(_scarce("words", [], done), _scarce("speakers", always, done), Listener())
    assert done == ["words"]
    assert len(always) == 7


class _Model:
    """Refers to itself, as torch's do."""

    def __init__(self) -> None:
        self.itself = self


def test_before_the_second_attempt_nothing_of_the_first_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happened: list[str] = []
    cuda = SimpleNamespace(
        is_initialized=lambda: True, empty_cache=lambda: happened.append("cache emptied")
    )
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    models: list[Callable[[], _Model | None]] = []

    def words(told: Listener) -> str:
        happened.append(f"{sum(each() is not None for each in models)} there")
        model = _Model()
        models.append(ref(model))
        if len(models) == 1:
            raise MemoryShortError("short")
        return "words"

    assert beside(words, lambda told: "speakers", Listener()) == ("words", "speakers")
    assert happened == ["0 there", "cache emptied", "0 there"]


@pytest.mark.parametrize("failing", [0, 1])
def test_where_one_fails_the_other_stops(failing: int) -> None:
    def fails(told: Listener) -> str:
        raise PodscribeError("the model is broken")

    stages = [_going_on(threading.Event())]
    stages.insert(failing, fails)
    with pytest.raises(PodscribeError, match="broken"):
        beside(stages[0], stages[1], Listener())


def test_a_person_who_stops_it_stops_both() -> None:
    def stopped(told: Listener) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beside(stopped, _going_on(threading.Event()), Listener())
