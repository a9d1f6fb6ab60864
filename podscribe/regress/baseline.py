"""The baseline: what was measured when the state was accepted last, and how it came to that.

    {
      "format": "podscribe-baseline",
      "version": 1,
      "episodes": {"s01e02": {"measures": {"wer": 12.34, …}, "words": 8123, …}},
      "history": [{"date": "2026-03-01", "podscribe": "0.1.0", "totals": {"wer": 12.34, …}, …}]
    }

Sorted and rounded, so that a change of it can be read as a difference of text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes, unwritable, write_bytes
from podscribe.locks import lock_where_possible
from podscribe.regress.measures import BY_KEY

FORMAT, VERSION = "podscribe-baseline", 1
MOST_MOMENTS = 100  # of the history; the oldest go
_MEND = "take an earlier version of it, or remove it and run with --update"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an episode; `made_with` is what made its transcript, as far as it tells."""

    values: Mapping[str, float]
    words: int
    headers: tuple[str, ...] = ()
    reference: str = ""  # a digest of its content
    made_with: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """One acceptance: the measures over all episodes, and what made their transcripts."""

    date: str
    podscribe: str
    episodes: int
    totals: Mapping[str, float]
    made_with: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries by their episodes' names, and the history, the oldest first."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    history: tuple[Moment, ...] = ()


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file; an empty one where there is no file yet."""
    if not path.exists():
        return Baseline()
    try:
        return _parsed(decode_text(read_bytes(path)))
    except PodscribeError as error:
        raise error.in_file(path) from error


def _parsed(text: str) -> Baseline:
    try:
        held = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise PodscribeError("the baseline is broken", place=line, remedy=_MEND) from error
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise PodscribeError("is no baseline of podscribe", remedy=_MEND)
    if held.get("version") != VERSION:
        raise PodscribeError(
            f"is a baseline of version {held.get('version')}, known is {VERSION}",
            remedy="update podscribe, or remove it and run with --update",
        )
    try:
        return Baseline(
            entries={name: _entry(each) for name, each in held["episodes"].items()},
            history=tuple(_moment(each) for each in held["history"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PodscribeError("the baseline is broken", remedy=_MEND) from error


def _entry(held: Mapping[str, object]) -> Entry:
    return Entry(
        values=_numbers(held["measures"]),
        words=_whole(held["words"]),
        headers=_texts(held["headers"]),
        reference=str(held["reference"]),
        made_with=_pairs(held["made_with"]),
    )


def _moment(held: Mapping[str, object]) -> Moment:
    return Moment(
        date=str(held["date"]),
        podscribe=str(held["podscribe"]),
        episodes=_whole(held["episodes"]),
        totals=_numbers(held["totals"]),
        made_with=_pairs(held["made_with"]),
    )


def _numbers(value: object) -> dict[str, float]:
    """Measures of other versions that are not known here are left out."""
    if not isinstance(value, dict):
        raise TypeError
    if not all(type(each) in (int, float) for each in value.values()):
        raise TypeError
    if not all(0 <= each < inf for each in value.values()):
        raise ValueError  # nothing is worse than NaN, so all would pass
    return {key: each for key, each in value.items() if key in BY_KEY}


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(str(each) for each in value)


def _pairs(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return {str(key): str(each) for key, each in value.items()}


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Change a baseline alone: who changes one in the same folder waits until it is done."""
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        lock_where_possible(folder)
        yield
    finally:
        os.close(folder)


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Put the baseline in its place."""
    held = {
        "format": FORMAT,
        "version": VERSION,
        "episodes": {name: _entry_fields(each) for name, each in baseline.entries.items()},
        "history": [_moment_fields(each) for each in baseline.history[-MOST_MOMENTS:]],
    }
    text = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True)
    write_bytes(path, f"{text}\n".encode())


def _entry_fields(entry: Entry) -> dict[str, object]:
    return {
        "measures": dict(entry.values),
        "words": entry.words,
        "headers": list(entry.headers),
        "reference": entry.reference,
        "made_with": dict(entry.made_with),
    }


def _moment_fields(moment: Moment) -> dict[str, object]:
    return {
        "date": moment.date,
        "podscribe": moment.podscribe,
        "episodes": moment.episodes,
        "totals": dict(moment.totals),
        "made_with": dict(moment.made_with),
    }
