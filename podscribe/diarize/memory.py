"""Windows through a model in batches, smaller ones when memory does not suffice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from podscribe.errors import MemoryShortError, is_out_of_memory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Model = Callable[..., NDArray[np.float32]]

# Measured with pyannote community-1's two architectures on 10 s windows. Segmentation takes 10 MB
# a window, embedding 50 MB. On a CPU larger batches are no faster (segmentation), or slower
# (embedding: 0.53 s a window one by one or in twos, 0.66 s in fours, 0.80 s in eights), so there
# both stay near 100 MB; on a GPU embedding takes 1.6 GB.
CPU_SEGMENTATION, CPU_EMBEDDING = 8, 2
GPU_SEGMENTATION, GPU_EMBEDDING = 32, 32


def too_little(device: str) -> MemoryShortError:
    remedy = "close other programs, or use a machine with more memory"
    if device.startswith("cuda"):
        remedy = "free memory on the GPU, or use the CPU: --device cpu"
    return MemoryShortError(f"not enough memory on {device} to tell speakers apart", remedy=remedy)


class Batches:
    """Calls a model with at most so many windows at once; the number only ever goes down."""

    def __init__(self, size: int, device: str, on_less: Callable[[int, int], None]) -> None:
        self.size = size
        self._device = device
        self._on_less = on_less

    def run(self, model: Model, *inputs: Tensor) -> NDArray[np.float32]:
        """The model's outputs for all windows, one after the other."""
        import numpy as np

        outputs: list[NDArray[np.float32]] = []
        done, total = 0, len(inputs[0])
        while done < total:
            piece = [each[done : done + self.size] for each in inputs]
            output = self._attempt(model, piece)
            if output is not None:
                outputs.append(output)
                done += len(piece[0])
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs)

    def _attempt(self, model: Model, piece: list[Tensor]) -> NDArray[np.float32] | None:
        """None where it was too much: the next attempt is with less."""
        try:
            return model(*piece)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            if len(piece[0]) == 1:
                raise too_little(self._device) from error
        self._halve(len(piece[0]))
        return None

    def _halve(self, tried: int) -> None:
        self.size = tried // 2
        self._on_less(tried, self.size)
        give_back()


class Shelf:
    """Keeps many small arrays in few large ones.

    Each alone would hold fast the piece of heap around it: memory grew by 2 MB a minute of sound.
    """

    def __init__(self, rows: int = 512) -> None:
        self._rows = rows
        self._block: NDArray[np.float32] | None = None
        self._used = 0

    def put(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """The same rows at their new place."""
        import numpy as np

        if self._block is None or self._used + len(rows) > len(self._block):
            self._block = np.empty((max(self._rows, len(rows)), *rows.shape[1:]), rows.dtype)
            self._used = 0
        place = self._block[self._used : self._used + len(rows)]
        place[:] = rows
        self._used += len(rows)
        return place


def give_back() -> None:
    """What torch keeps of the GPU for later, as small pieces that fit no more; where nobody has
    used it, it is not loaded.
    """
    if "torch" in sys.modules:
        import torch

        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            torch.cuda.empty_cache()


def default_sizes(device: str) -> tuple[int, int]:
    """Of segmentation and embedding."""
    if device.startswith("cuda"):
        return GPU_SEGMENTATION, GPU_EMBEDDING
    return CPU_SEGMENTATION, CPU_EMBEDDING
