"""Which files hold sound, and which of several with the same sound is taken.

Sound without loss goes before sound with loss, and both before film, of which only the sound is
heard. Of several without loss the smallest is taken, as they all say the same; of several with
loss the largest, as it lost least. An empty file is taken last of all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from podscribe.batch.item import Item

LOSSLESS = ("flac", "wv", "tta", "ape", "aiff", "aif", "aifc", "caf", "w64", "rf64", "wav")
LOSSY = (
    *("opus", "m4a", "m4b", "aac", "ogg", "oga", "mp3", "mpga", "mp2", "wma", "mka", "weba"),
    *("ac3", "amr", "spx"),
)
FILM = ("mp4", "m4v", "mov", "mkv", "webm", "mpg", "mpeg", "avi", "3gp", "wmv", "ogv", "flv")
_ORDER = {suffix: place for place, suffix in enumerate((*LOSSLESS, *LOSSY, *FILM))}


def suffix_of(name: str) -> str:
    """
    >>> suffix_of("Episode 1.MP3"), suffix_of("notes")
    ('mp3', '')
    """
    return os.path.splitext(name)[1].lower().lstrip(".")


def is_sound(name: str) -> bool:
    """Whether a file of that name can be expected to hold sound."""
    return suffix_of(name) in _ORDER


def without_suffix(name: str) -> str:
    """What all renditions of an episode have in common."""
    return name[: -len(suffix_of(name)) - 1] if is_sound(name) else name


def best(renditions: Iterable[tuple[str, Item]]) -> Item:
    """The one to take, of episodes with the names of their files; the order plays no part."""
    return min(renditions, key=lambda each: _rank(*each))[1]


def _rank(name: str, item: Item) -> tuple[bool, int, bool, int, int, str]:
    suffix = suffix_of(name)
    size = item.size_bytes
    lossless = suffix in LOSSLESS
    kind = 0 if lossless else 2 if suffix in FILM else 1
    amount = (size or 0) if lossless else -(size or 0)
    return size == 0, kind, size is None, amount, _ORDER.get(suffix, len(_ORDER)), item.source
