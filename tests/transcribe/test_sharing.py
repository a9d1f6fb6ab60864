"""Episodes that share a model's batches: real windows, and who waits for whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Barrier, Lock
from typing import TYPE_CHECKING, TypeVar

import pytest

from podscribe.transcribe import Hearing, TranscribeOptions, transcribe
from podscribe.transcribe.sharing import LINGER_S, Sharing
from tests.transcribe.scripted import Scripted, clip, filled
from tests.transcribe.test_whisper import OPTIONS, WINDOW, engine

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

FOUR = TranscribeOptions(batch_size=4)
SECOND = slice(0, 16_000)
_Answer = TypeVar("_Answer")


class Counting(Scripted):
    """Remembers how many windows were heard at once, and refuses a company that is too large."""

    def __init__(self, most: int = 99) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.most = most

    def hear(self, windows: Sequence[Samples], language: str) -> list[Hearing]:
        self.sizes.append(len(windows))
        if len(windows) > self.most:
            raise RuntimeError("CUDA out of memory")
        time.sleep(0.05)
        return super().hear(windows, language)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for others does so however slow the machine is."""
    monkeypatch.setattr("podscribe.transcribe.sharing.LINGER_S", 60.0)


def at_once(sharing: Sharing, *asks: Callable[[], _Answer]) -> list[_Answer]:
    """What they were answered who came at the same time."""
    ready = Barrier(len(asks))

    def one(ask: Callable[[], _Answer]) -> _Answer:
        with sharing:
            ready.wait()
            return ask()

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(one, asks))


def test_the_words_of_two_are_those_of_each_alone(patience: None) -> None:
    sharing = Sharing(Lock())
    sounds = [clip()[WINDOW], clip()[WINDOW.stop :][WINDOW]]
    alone = [engine().hear([sound], "en")[0] for sound in sounds]
    shared = sharing.engine(engine(), OPTIONS)
    together = at_once(sharing, *(partial(shared.hear, [sound], "en") for sound in sounds))
    for (hearing,), other in zip(together, alone, strict=True):
        assert [word.text for word in hearing.words] == [word.text for word in other.words]
        assert [word.start for word in hearing.words] == pytest.approx(
            [word.start for word in other.words], abs=0.05
        )


def test_small_parts_are_heard_at_once_up_to_a_batch(patience: None) -> None:
    counting, sharing = Counting(), Sharing(Lock())
    shared = sharing.engine(counting, FOUR)
    windows = [clip()[number * 8000 :][SECOND] for number in range(6)]
    parts = [windows[:2], windows[2:4], windows[4:]]
    found = at_once(sharing, *(partial(shared.hear, part, "en") for part in parts))
    assert found == [[filled(window) for window in part] for part in parts]
    assert sorted(counting.sizes) == [2, 4]


def test_a_full_batch_goes_alone() -> None:
    counting, sharing = Counting(), Sharing(Lock())
    shared = sharing.engine(counting, FOUR)
    at_once(
        sharing,
        lambda: shared.hear([clip()[SECOND]] * 4, "en"),
        lambda: shared.hear([clip()[SECOND]], "en"),
    )
    assert sorted(counting.sizes) == [1, 4]


def test_other_hints_and_languages_are_heard_apart() -> None:
    counting, sharing = Counting(), Sharing(Lock())
    plain = sharing.engine(counting, FOUR)
    hinted = sharing.engine(counting, replace(FOUR, hotwords=("Bologna",)))
    at_once(
        sharing,
        lambda: plain.hear([clip()[SECOND]], "en"),
        lambda: hinted.hear([clip()[SECOND]], "en"),
        lambda: plain.hear([clip()[SECOND]], "de"),
    )
    assert counting.sizes == [1, 1, 1]


def test_what_fails_together_is_tried_apart_and_the_fault_is_one_s_own(patience: None) -> None:
    counting, sharing = Counting(most=1), Sharing(Lock())
    shared = sharing.engine(counting, FOUR)

    def too_many() -> object:
        try:
            shared.hear([clip()[SECOND]] * 2, "en")
        except RuntimeError as error:
            return str(error)
        return "heard"

    found = at_once(sharing, too_many, partial(shared.hear, [clip()[SECOND]], "en"))
    assert found == ["CUDA out of memory", [filled(clip()[SECOND])]]
    assert sorted(counting.sizes) == [1, 2, 3]


def test_who_is_alone_does_not_wait_and_who_is_not_waits_a_moment() -> None:
    counting, sharing = Counting(), Sharing(Lock())
    shared = sharing.engine(counting, FOUR)

    def spent_s() -> float:
        begun = time.monotonic()
        shared.hear([clip()[SECOND]], "en")
        return time.monotonic() - begun

    with sharing:
        alone = min(spent_s() for _ in range(5))
        with sharing:  # somebody who asks for nothing
            beside = min(spent_s() for _ in range(3))
    assert alone < LINGER_S <= beside


def test_nobody_else_has_the_lock_as_long_as_anybody_is_there() -> None:
    lock = Lock()
    sharing = Sharing(lock)
    with sharing:
        with suppress(ValueError), sharing:
            raise ValueError
        assert lock.locked()
    assert not lock.locked()


def test_whole_episodes_are_heard_beside_each_other(patience: None) -> None:
    counting, sharing = Counting(), Sharing(Lock())
    shared = sharing.engine(counting, FOUR)
    found = at_once(sharing, *[lambda: transcribe(clip(), shared, FOUR)] * 3)
    assert found == [transcribe(clip(), Scripted(), FOUR)] * 3
    assert counting.sizes == [3]  # of one window each
