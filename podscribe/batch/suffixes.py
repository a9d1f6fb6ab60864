"""Which files hold sound, told by how their names end."""

from __future__ import annotations

import os

LOSSLESS = ("flac", "wv", "tta", "ape", "aiff", "aif", "aifc", "caf", "w64", "rf64", "wav")
LOSSY = (
    *("opus", "m4a", "m4b", "aac", "ogg", "oga", "mp3", "mpga", "mp2", "wma", "mka", "weba"),
    *("ac3", "amr", "spx"),
)
FILM = ("mp4", "m4v", "mov", "mkv", "webm", "mpg", "mpeg", "avi", "3gp", "wmv", "ogv", "flv")
_SOUND = frozenset((*LOSSLESS, *LOSSY, *FILM))


def suffix_of(name: str) -> str:
    """
    >>> suffix_of("Episode 1.MP3"), suffix_of("notes")
    ('mp3', '')
    """
    return os.path.splitext(name)[1].lower().lstrip(".")


def is_sound(name: str) -> bool:
    """Whether a file of that name can be expected to hold sound."""
    return suffix_of(name) in _SOUND


def without_suffix(name: str) -> str:
    """What all renditions of an episode have in common."""
    return name[: -len(suffix_of(name)) - 1] if is_sound(name) else name
