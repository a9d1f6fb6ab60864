"""Which files of a repository make up a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from podscribe.errors import PodscribeError

RECOGNISER_FILES = ("model.bin", "config.json", "tokenizer.json")
_RECOGNISER_EXTRAS = ("preprocessor_config.json", "vocabulary.*")

Choose = Callable[[Sequence[str]], tuple[str, ...]]


def recogniser_files(paths: Sequence[str]) -> tuple[str, ...]:
    """What faster-whisper loads."""
    if "model.bin" not in paths and any(path.endswith(".safetensors") for path in paths):
        raise PodscribeError(
            "is a model in the form of transformers, not of CTranslate2",
            remedy="name its CTranslate2 form (Systran/faster-whisper-… on the hub), or convert it "
            "with ct2-transformers-converter and name the folder",
        )
    chosen = exactly(*RECOGNISER_FILES)(paths)
    extras = [path for path in paths if any(fnmatchcase(path, each) for each in _RECOGNISER_EXTRAS)]
    return (*chosen, *extras)


def exactly(*names: str) -> Choose:
    """A choice of these files, each of which must be there."""

    def choose(paths: Sequence[str]) -> tuple[str, ...]:
        missing = [name for name in names if name not in paths]
        if missing:
            raise PodscribeError(
                f"lacks {' and '.join(missing)}", remedy="name a repository that has the model"
            )
        return names

    return choose
