"""Where pages of comparisons are written: one file, or a folder with a list and a page a pair."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from podscribe.compare.html_index import INDEX, Entry, as_index, entry_of, page_file
from podscribe.compare.html_report import as_page
from podscribe.compare.result import Comparison
from podscribe.errors import PodscribeError
from podscribe.files import unwritable, write_bytes


def prepare(target: str, sides: Sequence[str], folder: bool) -> None:
    """Make sure that pages can go there: before anything is compared, and over no transcript."""
    path = Path(target)
    same = any(os.path.exists(side) and path.exists() and path.samefile(side) for side in sides)
    if folder:
        if same:
            raise PodscribeError(
                "is one of the folders that are compared", file=target, remedy="name another folder"
            )
        try:
            path.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise PodscribeError(
                "is a file; of folders there is a page a pair", file=target, remedy="name a folder"
            ) from None
        except OSError as error:
            raise unwritable(target, error) from error
        return
    if path.is_dir():
        raise unwritable(target, IsADirectoryError())
    if same:
        raise PodscribeError(
            "is one of the transcripts", file=target, remedy="name another file for the page"
        )


def write_page(comparison: Comparison, target: str | Path) -> None:
    """The page of one comparison."""
    write_bytes(target, as_page(comparison).encode())


def write_listed_page(comparison: Comparison, name: str, folder: str) -> Entry:
    """The page of one of many comparisons, and what the list says of it."""
    file = page_file(name)
    write_bytes(Path(folder, file), as_page(comparison, overview=INDEX).encode())
    return entry_of(comparison, name, file)


def write_index(
    folder: str,
    entries: Sequence[Entry],
    names: tuple[str, str],
    failed: Sequence[str],
    notes: Sequence[str],
) -> None:
    """The list of the pages in the folder."""
    write_bytes(Path(folder, INDEX), as_index(entries, names, failed, notes).encode())
