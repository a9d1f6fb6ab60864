"""A ledger's rows, and how they are written for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from podscribe.batch.states import State

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Output:
    """A file that was written of an episode."""

    name: str  # from the folder of outputs, or the path of a page that was filled
    sha256: str
    size_bytes: int
    filled: bool = False  # a page: the rest of it is others' to change
    mark: str = ""  # what changes with it in a storage, or with the transcript of a page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker made of an episode."""

    outputs: tuple[Output, ...]
    seconds: float | None = None
    audio_sha256: str | None = None
    model: str | None = None
    language: str | None = None
    speakers: int | None = None
    doubtful_s: float | None = None
    stage_s: Mapping[str, float] = field(default_factory=dict)  # what each stage took


@dataclass(frozen=True, slots=True)
class Row:
    """What a ledger knows of an episode; times are seconds since 1970."""

    id: str
    stem: str
    source: str  # without its secrets
    state: State
    since: float  # it is in that state
    added: float
    title: str | None = None
    season: int | None = None
    episode: int | None = None
    page: str | None = None
    mark: str = ""  # of the audio, when it was last planned
    settings: str = ""  # what they come down to, when it was last planned
    size_bytes: int | None = None
    seconds: float | None = None  # of audio, as it was heard
    stage: str | None = None
    worker: str | None = None
    device: str | None = None
    model: str | None = None
    attempts: int = 0  # how often it was begun, ever
    failures: int = 0  # since it was last asked for
    reason: str = ""  # why it is waiting or skipped
    error: str | None = None
    begun: float | None = None  # the last time
    ended: float | None = None
    stage_s: Mapping[str, float] = field(default_factory=dict)  # what each stage took
    language: str | None = None
    speakers: int | None = None
    doubtful_s: float | None = None
    audio_sha256: str | None = None
    outputs: tuple[Output, ...] = ()


TIMES = ("since", "added", "begun", "ended")
COLUMNS = tuple(each.name for each in fields(Row) if each.name != "outputs")


def as_json(rows: Iterable[Row]) -> str:
    """An array with an object an episode, a line each."""
    lines = (json.dumps(_facts(row), ensure_ascii=False) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def as_csv(rows: Iterable[Row]) -> str:
    """A line an episode; what a spreadsheet would take for a formula has a ' before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "outputs"))
    for row in rows:
        writer.writerow([_cell(value) for value in _facts(row).values()])
    return text.getvalue()


def _facts(row: Row) -> dict[str, object]:
    facts: dict[str, object] = {name: getattr(row, name) for name in COLUMNS}
    for name in TIMES:
        facts[name] = _written(getattr(row, name))
    facts["stage_s"] = dict(row.stage_s)
    facts["outputs"] = [
        {name: getattr(each, name) for name in ("name", "sha256", "size_bytes", "filled")}
        for each in row.outputs
    ]
    return facts


def _written(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
