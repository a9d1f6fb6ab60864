"""Room for a model, made by those that went."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

from podscribe.diarize.memory import give_back
from podscribe.errors import MemoryShortError

_Result = TypeVar("_Result")


def unless_short(attempt: Callable[[], _Result]) -> tuple[_Result] | None:
    """None where memory was short: nothing is kept of the error, which holds the model fast."""
    try:
        return (attempt(),)
    except MemoryShortError:
        return None


def make_room() -> None:
    """Have the memory of what nobody holds any more, of a GPU too, before somebody asks for it.

    CTranslate2 gets nothing of what torch keeps for itself.
    """
    gc.collect()
    give_back()
