"""pyannote.audio brought in, without telemetry and without noise."""

from __future__ import annotations

import importlib
import logging
import os
import warnings

from podscribe.errors import PodscribeError

_TELEMETRY = "PYANNOTE_METRICS_ENABLED"  # read by pyannote at each use; without it, it sends
_MODULES = ("pyannote.audio", "pyannote.audio.pipelines.speaker_diarization")
_PRINTING = (  # these print what is of use to their developers only
    "pyannote.audio.core.pipeline",
    "pyannote.audio.pipelines.clustering",
    "pyannote.audio.utils.hf_hub",
    "pyannote.audio.utils.vbx",
)
_CHATTY_LOGGERS = ("lightning", "lightning.pytorch", "lightning.fabric", "pytorch_lightning")
_CHATTY_PACKAGES = (
    "asteroid_filterbanks",
    "lightning",
    "lightning_fabric",
    "lightning_utilities",
    "pyannote",
    "pytorch_lightning",
    "sklearn",
    "torch",
    "torch_audiomentations",
    "torchaudio",
    "torchcodec",
    "torchmetrics",
)
_READ_ONLY = "The given NumPy array is not writable"  # nobody writes into the samples


def load_pyannote() -> None:
    """Have pyannote imported, which takes seconds once, or raise why it cannot be."""
    hush()
    os.environ[_TELEMETRY] = "0"
    try:
        for name in _MODULES:
            importlib.import_module(name)
        for name in _PRINTING:
            vars(importlib.import_module(name))["print"] = _print_nothing
    except Exception as error:  # libraries that do not fit together fail in many ways
        raise PodscribeError(
            f"pyannote.audio cannot be loaded ({in_short(error)})",
            remedy="install podscribe again, so that torch, torchaudio and pyannote.audio fit "
            "together, or go without speakers",
        ) from error


def _print_nothing(*values: object, **options: object) -> None:
    """In place of `print` in some modules: redirecting stdout would hide other threads' output."""


def in_short(error: BaseException) -> str:
    """Its kind and the first line of what it says."""
    first = str(error).strip().partition("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def hush() -> None:
    """Let what pyannote and its libraries warn of go nowhere; others' warnings are untouched.

    Filters for their modules instead of `catch_warnings`, which another thread's would undo.
    """
    for package in _CHATTY_PACKAGES:
        warnings.filterwarnings("ignore", module=rf"{package}(\.|$)")
    warnings.filterwarnings("ignore", _READ_ONLY)
    for name in _CHATTY_LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)
