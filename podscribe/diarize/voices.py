"""The embedding of every voice in every window, each window heard once.

pyannote runs its embedding model on a window once for each of the speakers it has room for,
usually three. All the model's work but its last layer is the same for them, so here it is done
once, with equal results in a third of the time.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from podscribe.diarize.diarization import SAMPLE_RATE, VoiceModel
from podscribe.diarize.memory import Batches
from podscribe.errors import is_out_of_memory

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from torch import Tensor

_TRIAL_S = 2
_TRIAL_TOLERANCE = 1e-3
_EARLY_FRAMES, _FRAMES = 60, 117  # of the trial: where the first of two voices ends


class Embedder:
    """Stands in for a pipeline's `get_embeddings`."""

    def __init__(self, pipeline: Any, batches: Batches) -> None:
        self._audio = pipeline._audio
        self._embedding = pipeline._embedding
        self._batches = batches
        self._shared = takes_several_voices(self._embedding)

    @property
    def dimension(self) -> int:
        return int(self._embedding.dimension)

    @property
    def at_once(self) -> int:
        """How many windows are heard together."""
        return self._batches.size

    @property
    def tells_moments(self) -> bool:
        """Whether it hears podscribe's sound, and many parts of it cost little more than one."""
        return self._shared and int(self._embedding.sample_rate) == SAMPLE_RATE

    def __call__(
        self,
        file: Any,
        segmentations: Any,
        exclude_overlap: bool = False,
        hook: Callable[..., None] | None = None,
    ) -> NDArray[np.float32]:
        """One embedding for each window and voice; `hook` hears of every batch."""
        import numpy as np

        total = len(segmentations.data)
        least_frames = self._least_frames(segmentations) if exclude_overlap else math.inf
        embeddings = np.empty((total, segmentations.data.shape[2], self._embedding.dimension), "f4")
        windows, done = self._windows(file, segmentations, least_frames), 0
        while batch := list(itertools.islice(windows, self._batches.size)):
            embeddings[done : done + len(batch)] = self.embed(batch)
            done += len(batch)
            if hook is not None:
                hook("embeddings", None, total=total, completed=done)
        return embeddings

    def _windows(
        self, file: Any, segmentations: Any, least_frames: float
    ) -> Iterator[tuple[Tensor, Tensor]]:
        import torch

        for window, activity in segmentations:
            sound, _ = self._audio.crop(file, window, mode="pad")
            masks = voice_masks(activity, least_frames)
            yield sound, torch.from_numpy(masks)

    def _least_frames(self, segmentations: Any) -> int:
        """How many frames hold enough sound for the model; with fewer, overlap is let in."""
        frames: int = segmentations.data.shape[1]
        samples: float = segmentations.sliding_window.duration * self._embedding.sample_rate
        least: int = self._embedding.min_num_samples
        return math.ceil(frames * least / samples)

    def embed(self, batch: list[tuple[Tensor, Tensor]]) -> NDArray[np.float32]:
        """Windows of sound and their masks; windows by masks by dimensions."""
        import torch

        sounds, masks = zip(*batch, strict=True)
        return self._batches.run(self._model, torch.stack(sounds), torch.stack(masks))

    def _model(self, sounds: Tensor, masks: Tensor) -> NDArray[np.float32]:
        import torch

        device, model = self._embedding.device, self._embedding.model_
        with torch.inference_mode():
            output = embed(model, sounds.to(device), masks.to(device), shared=self._shared)
            result: NDArray[np.float32] = output.cpu().numpy()
        return result


def voice_masks(activity: NDArray[Any], least_frames: float) -> NDArray[np.float32]:
    """Where each voice is to be listened to: alone if that suffices; voices by frames."""
    import numpy as np

    activity = np.nan_to_num(activity, nan=0.0).astype(np.float32)
    if math.isinf(least_frames):
        return np.ascontiguousarray(activity.T)
    alone = activity * (activity.sum(axis=1, keepdims=True) < 2)
    return np.ascontiguousarray(np.where(alone.sum(axis=0) > least_frames, alone, activity).T)


def embed(model: Any, sounds: Tensor, masks: Tensor, *, shared: bool) -> Tensor:
    """Windows by voices by dimensions."""
    import torch

    if shared:
        together: Tensor = model(sounds, weights=masks)
        return together
    voices = range(masks.shape[1])
    return torch.stack([model(sounds, weights=masks[:, voice]) for voice in voices], dim=1)


def takes_several_voices(embedding: Any) -> bool:
    """Whether the model gives for several masks at once what it gives one by one."""
    import torch

    clock = torch.arange(_TRIAL_S * embedding.sample_rate, device=embedding.device)
    sound = 0.1 * torch.sin(clock**2 / 1e6)[None, None]
    masks = torch.zeros(1, 2, _FRAMES, device=embedding.device)
    masks[0, 0, :_EARLY_FRAMES] = masks[0, 1, _EARLY_FRAMES:] = 1.0
    with torch.inference_mode():
        apart = embed(embedding.model_, sound, masks, shared=False)
        try:
            together = embed(embedding.model_, sound, masks, shared=True)
        except (RuntimeError, ValueError, IndexError) as error:
            if is_out_of_memory(error):
                raise
            return False
    return together.shape == apart.shape and torch.allclose(
        together, apart, rtol=_TRIAL_TOLERANCE, atol=_TRIAL_TOLERANCE
    )


def voice_model_of(model: torch.nn.Module) -> VoiceModel:
    """Named by its architecture and its weights."""
    digest = hashlib.sha256()
    for name, value in sorted(model.state_dict().items()):
        digest.update(f"{name}\0{tuple(value.shape)}\0{value.dtype}\0".encode())
        digest.update(value.detach().cpu().contiguous().numpy().tobytes())
    return VoiceModel(type(model).__name__, digest.hexdigest())
