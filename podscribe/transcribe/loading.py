"""A model's folder made into an engine, with words for everything that can be wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from podscribe.errors import MemoryShortError, PodscribeError, is_out_of_memory
from podscribe.transcribe.cuda import gpu_count, load_cublas
from podscribe.transcribe.engine import SAMPLE_RATE
from podscribe.transcribe.options import TranscribeOptions
from podscribe.transcribe.whisper import WhisperEngine

if TYPE_CHECKING:
    from faster_whisper import WhisperModel  # type: ignore[import-untyped]

_NEEDED = ("config.json", "model.bin", "tokenizer.json")  # without the last, the hub is asked
_AUTOMATIC = "auto"
_ON_GPU = ("float16", "int8_float16", "float32")  # the first that the device supports
_ON_CPU = ("int8", "float32")


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in memory, for one episode after the other."""

    model: WhisperModel
    fresh: Callable[[], WhisperModel]

    def engine(self, options: TranscribeOptions) -> WhisperEngine:
        """What hears with these options; nothing of another episode is in it."""
        return WhisperEngine(self.model, self.fresh, options)


def open_engine(folder: Path, options: TranscribeOptions = TranscribeOptions()) -> WhisperEngine:
    """The model of a CTranslate2 folder, loaded and, on a GPU, tried out."""
    return load_model(folder, options).engine(options)


def load_model(folder: Path, options: TranscribeOptions = TranscribeOptions()) -> LoadedModel:
    """The same, to be kept; of the options count those that say where and how it computes."""
    device, index = device_of(options.device)
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise PodscribeError(
                f"is no recogniser: it has no {name}",
                file=folder,
                remedy="name a folder that holds a Whisper model converted to CTranslate2",
            )
    if device == "cuda":
        load_cublas()
    load = partial(_load, folder, device, index, options)
    loaded = LoadedModel(_loaded(folder, load), load)
    if device == "cuda":
        _try_out(loaded.engine(options), folder)
    return loaded


def device_of(name: str) -> tuple[str, int]:
    """What to compute on, and which one of several.

    >>> device_of("cpu")
    ('cpu', 0)
    """
    kind, colon, number = name.partition(":")
    if kind == _AUTOMATIC and not colon:
        return ("cuda", 0) if gpu_count() else ("cpu", 0)
    if kind == "cpu" and not colon:
        return "cpu", 0
    if kind == "cuda" and (number.isdecimal() if colon else True):
        return _gpu(int(number or 0))
    raise PodscribeError(
        f"there is no device {name!r}", remedy="use auto, cpu, cuda, or cuda:1 for the second GPU"
    )


def _gpu(index: int) -> tuple[str, int]:
    count = gpu_count()
    if not count:
        raise PodscribeError(
            "no GPU is found that CUDA can use",
            remedy="check the driver with nvidia-smi, or use --device cpu",
        )
    if index >= count:
        last = "only cuda:0" if count == 1 else f"cuda:0 to cuda:{count - 1}"
        raise PodscribeError(f"there is no cuda:{index}", remedy=f"there is {last} here")
    return "cuda", index


def _load(folder: Path, device: str, index: int, options: TranscribeOptions) -> WhisperModel:
    from faster_whisper import WhisperModel

    kind = _compute_type(device, index, options.compute_type)
    threads = options.cpu_threads or _cores()
    return WhisperModel(
        str(folder),
        device=device,
        device_index=index,
        compute_type=kind,
        cpu_threads=threads,
        local_files_only=True,
    )


def _cores() -> int:
    """How many this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _loaded(folder: Path, load: Callable[[], WhisperModel]) -> WhisperModel:
    try:
        model = load()
    except PodscribeError:
        raise
    except ImportError as error:
        raise PodscribeError(
            f"{error.name or 'faster_whisper'} cannot be imported ({error})",
            remedy="install podscribe again; podscribe doctor says what is missing",
        ) from error
    except Exception as error:  # the reader of tokenizer.json raises nothing more special
        raise _unloadable(folder, error) from error
    if model.feat_kwargs.get("feature_size", 80) != model.model.n_mels:
        raise PodscribeError(
            "its preprocessor_config.json does not fit the model, which wants "
            f"{model.model.n_mels} bands of sound",
            file=folder,
            remedy="get the model again",
        )
    return model


def _compute_type(device: str, index: int, wanted: str) -> str:
    import ctranslate2  # type: ignore[import-untyped]

    supported = ctranslate2.get_supported_compute_types(device, index)
    if wanted == _AUTOMATIC:
        preferred = _ON_GPU if device == "cuda" else _ON_CPU
        return next((kind for kind in preferred if kind in supported), "default")
    if wanted not in supported:
        raise PodscribeError(
            f"the compute type {wanted!r} is not possible on {device}",
            remedy=f"use auto, or one of {', '.join(sorted(supported))}",
        )
    return wanted


def _try_out(engine: WhisperEngine, folder: Path) -> None:
    """CTranslate2 opens its CUDA libraries only when it computes: better now than in an hour."""
    import numpy as np

    try:
        engine.hear([np.zeros(SAMPLE_RATE, np.float32)], engine.languages[0])
    except (RuntimeError, ValueError) as error:
        raise _unloadable(folder, error) from error


def _unloadable(folder: Path, error: Exception) -> PodscribeError:
    text = " ".join(str(error).split())
    if is_out_of_memory(error):
        return MemoryShortError(
            "the memory does not suffice for the model",
            file=folder,
            remedy="use a smaller model, close other programs that use the GPU, "
            "or use --device cpu",
        )
    if "library" in text.lower() or "cuda" in text.lower() or "cudnn" in text.lower():
        return PodscribeError(
            f"the model cannot be used on the GPU ({text})",
            file=folder,
            remedy="podscribe doctor says what is missing; --device cpu works without",
        )
    return PodscribeError(
        f"the model cannot be loaded ({text})",
        file=folder,
        remedy="get it again, or name a folder with a Whisper model converted to CTranslate2",
    )
