"""Which languages a recogniser knows, told by its files before it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.languages import LANGUAGES, told
from podscribe.models import ModelFolder

ENGLISH = "en"
MULTILINGUAL_FROM = 51_865  # entries of a vocabulary; Whisper models with fewer know English alone
_FILES = ("vocabulary.json", "vocabulary.txt")


def require_language(model: ModelFolder, language: str | None) -> None:
    """Before any audio is read."""
    known = languages_of(model.path)
    if language is None or not known or language in known:
        return
    if len(known) == 1:
        raise PodscribeError(
            f"the model {model.name} knows only {told(known[0])}, not {told(language)}",
            remedy="name a model for many languages with --model, such as large-v3-turbo",
        )
    raise PodscribeError(
        f"the model {model.name} does not know {told(language)}",
        remedy="name another with --model, or leave the language out",
    )


def languages_of(folder: Path) -> tuple[str, ...]:
    """The codes of the languages that a model's vocabulary has; none where it does not tell."""
    vocabulary = _vocabulary(folder)
    if not vocabulary or len(vocabulary) >= MULTILINGUAL_FROM:
        return tuple(code for code in LANGUAGES if f"<|{code}|>" in vocabulary)
    return (ENGLISH,)


def _vocabulary(folder: Path) -> frozenset[str]:
    for path in (folder / name for name in _FILES):
        try:
            text = path.read_text(encoding="utf-8")
            entries = json.loads(text) if path.suffix == ".json" else text.split("\n")
            return frozenset(map(str, entries))
        except (OSError, ValueError, TypeError):
            continue  # the engine will tell what is wrong with it
    return frozenset()
