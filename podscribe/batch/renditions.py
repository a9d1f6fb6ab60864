"""Which of several files with the same sound is taken.

Sound without loss goes before sound with loss, and both before film, of which only the sound is
heard. Of several without loss the smallest is taken, as they all say the same; of several with
loss the largest, as it lost least. An empty file is taken last of all.
"""

from __future__ import annotations

from collections.abc import Iterable

from podscribe.batch.item import Item
from podscribe.batch.suffixes import FILM, LOSSLESS, LOSSY, suffix_of

_ORDER = {suffix: place for place, suffix in enumerate((*LOSSLESS, *LOSSY, *FILM))}


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
