"""A pipeline's folder opened, or what is wrong with it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podscribe.diarize.diarization import OnNotice, silent
from podscribe.diarize.loading import in_short, load_pyannote
from podscribe.diarize.memory import Batches, default_sizes, too_little
from podscribe.diarize.options import DiarizeOptions
from podscribe.diarize.pyannote_engine import PyannoteEngine
from podscribe.diarize.voices import voice_model_of
from podscribe.errors import PodscribeError, is_out_of_memory
from podscribe.files import unreadable

if TYPE_CHECKING:
    import torch

CONFIG = "config.yaml"
_OWN_PART = "$model/NAME"
_AGAIN = "copy the folder again from where it came"
_WEIGHTS = ("*.bin", "*.npz", "*.ckpt")


def open_engine(
    folder: Path,
    options: DiarizeOptions = DiarizeOptions(),
    *,
    on_notice: OnNotice = silent,
) -> PyannoteEngine:
    """The pyannote pipeline of a folder, loaded once; `on_notice` is told of scarce memory."""
    _look_at(folder)
    _refuse_damaged(folder)
    load_pyannote()
    device = _device(options.device)
    pipeline = _pipeline(folder)
    voice_model = voice_model_of(pipeline._embedding.model_)
    try:
        pipeline.to(device)
        return PyannoteEngine(
            pipeline,
            voice_model,
            str(device),
            _batches(str(device), options, on_notice),
            options.threads,
        )
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            raise too_little(str(device)) from error
        raise PodscribeError(
            f"{device} cannot be used ({in_short(error)})",
            remedy="check the GPU's driver, or use the CPU: --device cpu",
        ) from error


def _look_at(folder: Path) -> None:
    if not folder.is_dir():
        raise PodscribeError(
            "is no folder", file=folder, remedy="name the folder of a pyannote pipeline"
        )
    if not (folder / CONFIG).is_file():
        raise PodscribeError(
            f"lacks {CONFIG}: it is no pyannote pipeline", file=folder, remedy="name another folder"
        )


def _refuse_damaged(folder: Path) -> None:
    """Weights of torch and numpy are zip archives, whose checksums neither of them looks at."""
    for path in _weights(folder):
        try:
            path.open("rb").close()
        except OSError as error:
            raise unreadable(path, error) from error
        if not zipfile.is_zipfile(path) and path.suffix != ".npz":
            continue  # torch's older form, perhaps
        try:
            with zipfile.ZipFile(path) as archive:
                damaged = archive.testzip() is not None
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise _damaged(path) from error
        if damaged:
            raise _damaged(path)


def _weights(folder: Path) -> list[Path]:
    return sorted(path for pattern in _WEIGHTS for path in folder.rglob(pattern))


def _damaged(path: Path) -> PodscribeError:
    return PodscribeError("is damaged: it may be cut off", file=path, remedy=_AGAIN)


def _device(wanted: str) -> torch.device:
    import torch

    if wanted == "auto":
        return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    device = torch.device(wanted)
    if device.type == "cpu":
        return device
    if not torch.cuda.is_available():
        raise PodscribeError(
            f"{wanted} was asked for, and torch finds no GPU",
            remedy="check the GPU's driver and that torch is built for CUDA, or use --device cpu",
        )
    count = torch.cuda.device_count()
    if (device.index or 0) >= count:
        last = "cuda:0" if count == 1 else f"cuda:0 to cuda:{count - 1}"
        raise PodscribeError(f"there is no {wanted}", remedy=f"here is {last}")
    return torch.device("cuda", device.index or 0)


def _pipeline(folder: Path) -> Any:
    from pyannote.audio import Pipeline
    from pyannote.audio.pipelines import SpeakerDiarization
    from pyannote.audio.pipelines.speaker_verification import (
        PyannoteAudioPretrainedSpeakerEmbedding as PyannoteEmbedding,
    )

    try:
        pipeline = Pipeline.from_pretrained(folder)
    except Exception as error:  # checkpoints are pickles: whatever is in them may fail
        raise _unloadable(folder, error) from error
    if not isinstance(pipeline, SpeakerDiarization):
        raise PodscribeError(
            "describes no pipeline for speakers", file=folder / CONFIG, remedy="name another folder"
        )
    if not isinstance(getattr(pipeline, "_embedding", None), PyannoteEmbedding):
        raise PodscribeError(
            "takes its embeddings from no pyannote model",
            file=folder / CONFIG,
            remedy="name another pipeline",
        )
    if not pipeline.instantiated:
        pipeline.instantiate(pipeline.default_parameters())  # type: ignore[no-untyped-call]
    return pipeline


def _unloadable(folder: Path, error: Exception) -> PodscribeError:
    """The file at fault, where one can be named."""
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    if isinstance(error, (HfHubHTTPError, LocalEntryNotFoundError)):
        return PodscribeError(
            "names a part on the hub that is not here",
            file=folder / CONFIG,
            remedy=f"fetch the part first, or put it into the folder and write {_OWN_PART}",
        )
    if isinstance(error, FileNotFoundError) and error.filename:
        return PodscribeError("is missing", file=str(error.filename), remedy=_AGAIN)
    for path in _weights(folder):
        if not zipfile.is_zipfile(path):  # as all of today's are
            return _damaged(path)
    return PodscribeError(
        f"cannot be loaded as a pyannote pipeline ({in_short(error)})",
        file=folder,
        remedy="check its config.yaml, or copy the folder again",
    )


def _batches(device: str, options: DiarizeOptions, on_notice: OnNotice) -> tuple[Batches, Batches]:
    """For segmentation and embedding; that memory is scarce is said once for both."""
    told: list[str] = []

    def on_less(tried: int, size: int) -> None:
        if not told:
            told.append(
                f"not enough memory on {device} for {tried} windows at once: "
                f"going on with {size}, and fewer if need be"
            )
            on_notice(told[0])

    segmentation, embedding = default_sizes(device)
    return (
        Batches(options.segmentation_batch or segmentation, device, on_less),
        Batches(options.embedding_batch or embedding, device, on_less),
    )
