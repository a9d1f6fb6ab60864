"""How long episodes will be, as far as can be told before they are here, and who goes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from podscribe.batch.item import Item
from podscribe.batch.places import last_part
from podscribe.batch.suffixes import FILM, LOSSLESS, suffix_of

_BYTES_PER_S = {
    **dict.fromkeys(LOSSLESS, 90_000.0),  # half of what 44,100 Hz in stereo have
    **dict.fromkeys(("wav", "w64", "rf64", "aiff", "aif", "aifc", "caf"), 176_400.0),
    **dict.fromkeys(("opus", "ogg", "oga", "spx", "amr"), 10_000.0),
    **dict.fromkeys(FILM, 250_000.0),  # 2 Mbit/s
}
_LOSSY_BYTES_PER_S = 16_000.0  # 128 kbit/s
_UNKNOWN_S = 3600.0


def estimates(items: Sequence[Item], known: Mapping[str, float] | None = None) -> dict[str, float]:
    """Seconds by id: those that are known (from earlier runs first), else told by the size.

    How many bytes a second takes is learned from the episodes of which both are known, for each
    kind of file by itself. One of which nothing is known is as long as the others are.
    """
    known = known or {}
    rates = _rates(items, known)
    found: dict[str, float] = {}
    for item in items:
        seconds = known.get(item.id) or item.seconds
        if seconds:
            found[item.id] = seconds
        elif item.size_bytes:
            found[item.id] = item.size_bytes / _rate(item, rates)
    typical = median(found.values()) if found else _UNKNOWN_S
    return {item.id: found.get(item.id, typical) for item in items}


def _rates(items: Iterable[Item], known: Mapping[str, float]) -> dict[str, float]:
    seen = defaultdict[str, list[float]](list)
    for item in items:
        seconds = known.get(item.id) or item.seconds
        if seconds and item.size_bytes:
            seen[_kind(item)].append(item.size_bytes / seconds)
    return {kind: median(rates) for kind, rates in seen.items()}


def _rate(item: Item, rates: Mapping[str, float]) -> float:
    kind = _kind(item)
    return rates.get(kind) or _BYTES_PER_S.get(kind, _LOSSY_BYTES_PER_S)


def _kind(item: Item) -> str:
    return suffix_of(last_part(item.source))


def longest_first(
    items: Sequence[Item], known: Mapping[str, float] | None = None
) -> tuple[Item, ...]:
    """So that the end of a job is not one long episode; the same order for the same items."""
    seconds = estimates(items, known)
    return tuple(sorted(items, key=lambda item: (-seconds[item.id], item.stem, item.id)))
