"""pyannote's own two architectures at this project's sizes, and how their checkpoints look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.diarization.files import save

if TYPE_CHECKING:
    import torch
    from pyannote.audio import Model

# samples between SincNet's frames; pyannote's usual 10 has twice the work for little here
SINCNET_STRIDE = 20


@dataclass(frozen=True, slots=True)
class SegmentationShape:
    """PyanNet: SincNet, LSTM, linear layers, and a class for each set of speakers in a frame."""

    chunk_s: float = 10.0
    speakers: int = 3  # at most, in a chunk
    together: int = 2  # at most, in a frame
    hidden: int = 128
    layers: int = 2
    linear: int = 64


@dataclass(frozen=True, slots=True)
class EmbeddingShape:
    """XVectorMFCC. The widths of its layers are pyannote's; the rest is chosen here."""

    chunk_s: float = 10.0
    dimension: int = 128
    coefficients: int = 40
    bands: int = 64
    hop: int = 320  # samples: 50 frames a second, a third of the work of pyannote's usual 10 ms


def segmentation_model(shape: SegmentationShape) -> Model:
    """A fresh segmentation model."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.segmentation import PyanNet

    model = PyanNet(
        sincnet={"stride": SINCNET_STRIDE},
        lstm={"hidden_size": shape.hidden, "num_layers": shape.layers},
        linear={"hidden_size": shape.linear, "num_layers": 1},
    )
    model.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=shape.chunk_s,
        classes=[f"speaker#{number + 1}" for number in range(shape.speakers)],
        powerset_max_classes=shape.together,
        permutation_invariant=True,
    )
    model.setup()  # type: ignore[no-untyped-call]
    return model


def embedding_model(shape: EmbeddingShape) -> Model:
    """A fresh embedding model."""
    from pyannote.audio.core.task import Problem, Resolution, Specifications
    from pyannote.audio.models.embedding import XVectorMFCC

    spectrum = {"n_fft": 512, "hop_length": shape.hop, "n_mels": shape.bands}
    model = XVectorMFCC(
        dimension=shape.dimension,
        mfcc={"n_mfcc": shape.coefficients, "log_mels": True, "melkwargs": spectrum},
    )
    model.specifications = Specifications(
        problem=Problem.REPRESENTATION, resolution=Resolution.CHUNK, duration=shape.chunk_s
    )
    model.setup()  # type: ignore[no-untyped-call]
    return model


def device() -> torch.device:
    """The GPU where there is one."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


CHECKPOINT = "pytorch_model.bin"


def take_weights(model: Model, folder: Path) -> None:
    """Give a model the weights of an exported one of the same shape."""
    import torch

    checkpoint = torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=False)
    model.load_state_dict(checkpoint["state_dict"])


def write_checkpoint(model: Model, path: Path) -> None:
    """The model as `pyannote.audio.Model.from_pretrained` reads it, its weights in 16 bits.

    Half precision halves the file and changes nothing that can be measured; loading copies the
    weights into 32-bit ones.
    """
    import lightning
    import torch

    weights = {
        name: value.half() if value.is_floating_point() else value
        for name, value in model.cpu().state_dict().items()
    }
    checkpoint: dict[str, Any] = {
        "state_dict": weights,
        "hyper_parameters": dict(model.hparams),
        "pytorch-lightning_version": lightning.__version__,
    }
    # adds architecture, specifications and version
    model.on_save_checkpoint(checkpoint)  # type: ignore[no-untyped-call]
    save(path, lambda file: torch.save(checkpoint, file))
