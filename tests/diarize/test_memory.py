"""Batches that shrink, and arrays that are kept together."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch

from podscribe.diarize.memory import Batches, Shelf, default_sizes, give_back
from podscribe.errors import MemoryShortError

CUDA_MESSAGE = "CUDA out of memory. Tried to allocate 2.00 GiB."


class Model:
    """Doubles what it gets, of which it can take only so much."""

    def __init__(self, room: int, error: type[Exception] = torch.OutOfMemoryError) -> None:
        self.room = room
        self.error = error
        self.taken: list[int] = []

    def __call__(self, windows: torch.Tensor) -> np.ndarray:
        if len(windows) > self.room:
            raise self.error(CUDA_MESSAGE)
        self.taken.append(len(windows))
        return 2 * windows.numpy()


def batches(size: int, told: list[tuple[int, int]]) -> Batches:
    return Batches(size, "cpu", lambda tried, now: told.append((tried, now)))


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, MemoryError, RuntimeError])
def test_what_is_too_much_is_halved_and_nothing_is_lost(error: type[Exception]) -> None:
    told: list[tuple[int, int]] = []
    model, windows = Model(3, error), torch.arange(20.0)
    output = batches(16, told).run(model, windows)
    assert output.tolist() == (2 * windows).tolist()
    assert told == [(16, 8), (8, 4), (4, 2)]
    assert set(model.taken) == {2}


def test_the_number_stays_down_for_the_next_sound() -> None:
    told: list[tuple[int, int]] = []
    bounded = batches(8, told)
    bounded.run(Model(4), torch.arange(8.0))
    bounded.run(Model(4), torch.arange(8.0))
    assert told == [(8, 4)]


def test_a_last_batch_that_is_not_full_is_halved_from_what_it_has() -> None:
    told: list[tuple[int, int]] = []
    batches(64, told).run(Model(2), torch.arange(4.0))
    assert told == [(4, 2)]


def test_one_window_that_is_too_much_is_an_error_with_a_way_out() -> None:
    bounded = Batches(2, "cuda:0", lambda tried, now: None)
    with pytest.raises(MemoryShortError, match=r"not enough memory on cuda:0.*--device cpu"):
        bounded.run(Model(0), torch.arange(1.0))


def test_other_errors_pass() -> None:
    def broken(windows: torch.Tensor) -> np.ndarray:
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="mat1"):
        batches(4, []).run(broken, torch.arange(8.0))


def test_arrays_on_a_shelf_are_neighbours_and_keep_their_content() -> None:
    shelf = Shelf(rows=5)
    arrays = [np.full((rows, 2), rows, np.float32) for rows in (2, 3, 4, 9, 1)]
    kept = [shelf.put(array) for array in arrays]
    assert [each.tolist() for each in kept] == [each.tolist() for each in arrays]
    assert kept[0].base is kept[1].base


@pytest.mark.parametrize("loaded", [False, True])
def test_for_giving_memory_back_torch_is_not_loaded(
    loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[bool] = []
    if loaded:
        monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
        monkeypatch.setattr(torch.cuda, "empty_cache", lambda: emptied.append(True))
    else:
        monkeypatch.delitem(sys.modules, "torch")
    give_back()
    assert emptied == [True] * loaded
    assert ("torch" in sys.modules) is loaded


def test_a_gpu_takes_larger_batches() -> None:
    assert (default_sizes("cpu"), default_sizes("cuda:1")) == ((8, 2), (32, 32))
