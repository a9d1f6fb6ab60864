"""Files, folders, globs and lists of them on this computer."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from podscribe.batch.item import Item
from podscribe.batch.names import numbers_in
from podscribe.batch.places import Kind, key_of, kind_of, shown
from podscribe.batch.suffixes import is_sound, suffix_of, without_suffix
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes, unreadable
from podscribe.formats.plain import BYTE_ORDER_MARK

_LISTS = ("txt", "list", "lst", "m3u")
_FEEDS = ("xml", "rss")


def is_list(name: str) -> bool:
    return suffix_of(name) in _LISTS


def is_feed(name: str) -> bool:
    return suffix_of(name) in _FEEDS


def files_of(text: str, notice: Callable[[str], None]) -> Iterator[Item]:
    """The file itself, all sound in a folder and below it, or what a glob matches."""
    path = Path(text)
    if os.path.isdir(path):  # of a name that is too long, too, it says that it is none
        found = list(_in_folder(path, notice))
    elif os.path.exists(path) or not glob.has_magic(text):
        found = [path]
    else:
        matches = sorted(glob.glob(text, recursive=True))
        found = [Path(each) for each in matches if is_sound(each) and os.path.isfile(each)]
    if not found:
        what = "holds no recordings" if os.path.isdir(path) else "matches no recordings"
        raise PodscribeError(what, file=shown(text), remedy="check the name")
    return map(_item, found)


def _in_folder(folder: Path, notice: Callable[[str], None]) -> Iterator[Path]:
    """Not what is hidden, nor folders that are linked: these may lead around in circles."""

    def unread(error: OSError) -> None:
        notice(str(unreadable(error.filename, error)))

    for parent, folders, files in os.walk(folder, onerror=unread):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if is_sound(name) and not name.startswith(".") and path.is_file():
                yield path


def _item(path: Path) -> Item:
    """A link is called by its own name: archives keep files under their checksums."""
    try:
        facts = path.stat()
    except OSError as error:
        raise unreadable(shown(str(path)), error) from error
    if not stat.S_ISREG(facts.st_mode):
        raise PodscribeError("is no file", file=shown(str(path)), remedy="name a recording")
    mark = key_of(path.name, str(facts.st_size), str(facts.st_mtime_ns))
    return replace(absent(path), mark=mark, size_bytes=facts.st_size)


def absent(path: str | Path) -> Item:
    """The episode of a file that nothing is known of."""
    path = Path(path)
    stem = without_suffix(path.name)
    folder = os.path.realpath(path.parent)
    season, episode = numbers_in(stem)
    return Item(
        id=key_of(Kind.FILE, f"{folder}/{stem}"),
        source=str(path),
        names=(stem, f"{os.path.basename(folder)}-{stem}"),
        season=season,
        episode=episode,
    )


def lines_of(text: str) -> list[str]:
    """What a list names; files are meant from where the list is."""
    try:
        content = decode_text(read_bytes(text)).removeprefix(BYTE_ORDER_MARK)
    except PodscribeError as error:
        raise error.in_file(text) from error
    folder = Path() if text == STANDARD_STREAM else Path(text).parent
    rows = (row.strip() for row in content.split("\n"))
    return [
        row if kind_of(row) is not Kind.FILE else str(folder / os.path.expanduser(row))
        for row in rows
        if row and not row.startswith("#")
    ]
