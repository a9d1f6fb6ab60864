"""The GPUs, and the library that CTranslate2 computes with there, where the extra `gpu` puts it.

CTranslate2 opens libcublas.so.12 by its bare name when it first computes there, and what comes with
podscribe otherwise is of CUDA 13. The loader does not look into Python's packages; but a library
that was loaded by its path is found by its name from then on.
"""

from __future__ import annotations

from pathlib import Path

from podscribe.errors import PodscribeError

CUBLAS = "libcublas.so.12"
PACKAGE = "nvidia-cublas-cu12"
INSTALL = "pip install 'podscribe[gpu]'"
_CUBLAS_LT = "libcublasLt.so.12"  # which CUBLAS asks for: first, or another's might be taken


def gpu_count() -> int:
    """How many GPUs there are that CUDA can use."""
    import ctranslate2  # type: ignore[import-untyped]

    return int(ctranslate2.get_cuda_device_count())


def kind_of(device: str) -> str:
    """What a device is on this computer: one GPU is as good as another.

    >>> kind_of("cuda:1")
    'cuda'
    """
    if device == "auto":
        return "cuda" if gpu_count() else "cpu"
    return device.partition(":")[0]


def load_cublas() -> None:
    """Have it loaded, the package's before the system's, or raise how to get it."""
    path = packaged(CUBLAS, PACKAGE)
    try:
        if path is not None:
            _load(path.with_name(_CUBLAS_LT))
        _load(path or CUBLAS)
    except OSError as error:
        again = f"pip install --force-reinstall {PACKAGE}"
        raise PodscribeError(
            f"CTranslate2 needs {CUBLAS} on a GPU, and it cannot be loaded ({error})",
            remedy=f"{again if path else INSTALL} installs it; --device cpu works without",
        ) from error


def packaged(library: str, package: str) -> Path | None:
    """Where an installed package has a library."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        files = distribution(package).files or ()
    except PackageNotFoundError:
        return None
    places = (Path(str(file.locate())) for file in files if file.name == library)
    return next((place for place in places if place.is_file()), None)


def _load(library: str | Path) -> None:
    """For those who ask by name: to be found so, its symbols need not be everybody's."""
    import ctypes

    ctypes.CDLL(str(library), mode=ctypes.RTLD_LOCAL)
