"""Whether what was written of an episode is still there, as it was written."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from podscribe.batch.item import Item
from podscribe.batch.places import Kind, kind_of, shown
from podscribe.batch.rows import Output, Row
from podscribe.batch.states import State
from podscribe.batch.storage import marks_below
from podscribe.errors import PodscribeError
from podscribe.files import checksum, decode_text, read_bytes
from podscribe.formats.page_source import read_page
from podscribe.formats.page_style import row_fields
from podscribe.pipeline.outputs import known, targets


class Standing(StrEnum):
    """How an episode's outputs are."""

    WHOLE = "whole"
    GONE = "gone"  # one of them at least
    CHANGED = "changed"  # one of them at least, by somebody else


def output_of(path: Path, folder: Path, *, filled: bool = False) -> Output:
    """A file that was just written, for the ledger; a page that was filled keeps its whole path."""
    name = str(path.absolute()) if filled else path.relative_to(folder).as_posix()
    mark = _transcript_of(path) if filled else ""
    return Output(name, checksum(path), path.stat().st_size, filled, mark)


def standings(rows: Iterable[Row], place: str, folder: Path) -> dict[str, Standing]:
    """How the outputs of each episode are, in a folder or a storage, by the episodes' ids.

    `folder` is where they are written on this computer, on the way to a storage or for good.
    """
    kept = marks_below(place) if kind_of(place) is Kind.STORAGE else None
    return {
        row.id: _together([_standing(each, folder, kept, _unfinished(row)) for each in row.outputs])
        for row in rows
        if row.outputs
    }


def unfilled(items: Iterable[Item], rows: Mapping[str, Row], folder: Path) -> frozenset[str]:
    """Of the episodes that are done those, by their ids, whose page is none of their outputs, and
    has no transcript.
    """
    done = {id: row for id, row in rows.items() if row.state is State.DONE}
    return frozenset(
        item.id
        for item in items
        if item.page is not None
        and item.id in done
        and not _is_output(item.page, done[item.id], folder)
        and _is_bare(item.page)
    )


def _is_output(page: Path, row: Row, folder: Path) -> bool:
    real = os.path.realpath(page)
    return any(os.path.realpath(folder / each.name) == real for each in row.outputs)


def _is_bare(page: Path) -> bool:
    try:
        return not _transcript_of(page)
    except PodscribeError:
        return False


def taken(
    items: Iterable[Item], rows: Mapping[str, Row], place: str, formats: Sequence[str]
) -> dict[str, str]:
    """What is in a storage under the name of an output of each and is none of podscribe's, by the
    episodes' ids. On disk each run looks for itself.
    """
    items = tuple(item for item in items if not _may_have_more(rows.get(item.id)))
    if not items or kind_of(place) is not Kind.STORAGE:
        return {}
    there = marks_below(place).keys()
    found: dict[str, str] = {}
    for item in items:
        own = {each.name for each in rows[item.id].outputs} if item.id in rows else set()
        wanted = targets(item.stem, Path(), formats, item.page)
        names = (target.path.name for target in wanted if not target.given)
        if name := next((each for each in names if each in there and each not in own), None):
            found[item.id] = shown(f"{place.rstrip('/')}/{name}")
    return found


def _may_have_more(row: Row | None) -> bool:
    """Whether podscribe may have put more there than the ledger knows: who did it may have died."""
    settled = (State.DONE, State.ASIDE, State.SKIPPED)
    return row is not None and row.attempts > 0 and row.state not in settled


def _together(standings: list[Standing]) -> Standing:
    """What somebody has changed is not written over, even where another file is gone."""
    worst = (Standing.CHANGED, Standing.GONE)
    return next((each for each in worst if each in standings), Standing.WHOLE)


def _unfinished(row: Row) -> bool:
    """It was begun anew and came to no good end: new objects of it may be podscribe's own."""
    return row.state is not State.DONE and (row.ended is None or row.state is State.FAILED)


def _standing(
    output: Output, folder: Path, kept: Mapping[str, str] | None, unfinished: bool
) -> Standing:
    if output.filled:
        return _of_page(output, folder)
    if kept is None:
        return _on_disk(output, folder)
    found = _stored(output, kept)
    return Standing.WHOLE if unfinished and found is Standing.CHANGED else found


def _of_page(output: Output, folder: Path) -> Standing:
    """Of a page, wherever it is: all but its transcript is anybody's to change, and without one it
    is filled anew.
    """
    path = Path(output.name)
    if not path.is_file():
        return Standing.GONE
    if _is_as_written(output, path, folder):
        return Standing.WHOLE
    try:
        mark = _transcript_of(path)
    except PodscribeError:
        return Standing.CHANGED
    if not mark:
        return Standing.GONE
    return Standing.WHOLE if mark == output.mark else Standing.CHANGED


def _transcript_of(page: Path) -> str:
    """What changes with any row of the page's transcript; nothing where there is none."""
    rows = [row_fields(each.row) for each in read_page(decode_text(read_bytes(page))).rows]
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest() if rows else ""


def _on_disk(output: Output, folder: Path) -> Standing:
    path = folder / output.name
    if not path.is_file():
        return Standing.GONE
    return Standing.WHOLE if _is_as_written(output, path, folder) else Standing.CHANGED


def _is_as_written(output: Output, path: Path, folder: Path) -> bool:
    """Be it by another run than the one that is written down."""
    return checksum(path) in (output.sha256, *known(path, folder))


def _stored(output: Output, kept: Mapping[str, str]) -> Standing:
    mark = kept.get(output.name)
    if mark is None:
        return Standing.GONE
    return Standing.WHOLE if mark == output.mark else Standing.CHANGED
