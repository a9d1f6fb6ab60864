"""Which page belongs to which episode."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.batch.item import Item
from podscribe.batch.names import folded, numbers_in, slug
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes, unreadable
from podscribe.formats.page_source import read_page

_SUFFIXES = (".md", ".markdown")
_TRANSCRIPT = re.compile(r"^transcript:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of its episode."""

    path: Path
    title: str | None = None
    season: int | None = None
    episode: int | None = None


def find_pages(folder: Path) -> tuple[Page, ...]:
    """The pages in a folder and those below it, in the order of their paths."""
    if not folder.is_dir():
        raise PodscribeError("is no folder of pages", file=folder, remedy="check the name")
    try:
        paths = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in _SUFFIXES
            and path.is_file()
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        )
    except OSError as error:
        raise unreadable(folder, error) from error
    return tuple(map(_page, paths))


def _page(path: Path) -> Page:
    """A page that cannot be read can still be called like its episode."""
    season, episode = numbers_in(path.stem)
    try:
        text = decode_text(read_bytes(path))
        match = _TRANSCRIPT.search(text)  # behind it nothing is looked at, and there is a lot of it
        known = read_page(f"{text[: match.start()]}---\n" if match else text).metadata
    except PodscribeError:
        return Page(path, None, season, episode)
    title = known.get("title")
    return Page(
        path,
        title=title if isinstance(title, str) else None,
        season=_whole(known.get("season"), season),
        episode=_whole(known.get("episode"), episode),
    )


def _whole(value: object, otherwise: int | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def pair(items: Sequence[Item], pages: Sequence[Page]) -> tuple[Item, ...]:
    """The items with their pages: by name, else by season and episode, else by title.

    Where two pages or two episodes answer to one description, neither is paired by it.
    """
    found: dict[str, Page] = {}
    for of_item, of_page in (
        (_names, lambda page: (folded(page.path.stem),)),
        (
            lambda item: _both(item.season, item.episode),
            lambda page: _both(page.season, page.episode),
        ),
        (lambda item: _slug(item.title), lambda page: _slug(page.title)),
    ):
        given = {page.path for page in found.values()}
        free = [page for page in pages if page.path not in given]
        found |= _matched([each for each in items if each.id not in found], free, of_item, of_page)
    return tuple(_with_page(item, found.get(item.id)) for item in items)


def _with_page(item: Item, page: Page | None) -> Item:
    if page is None:
        return item
    return replace(item, page=page.path, names=(page.path.stem, *item.names))


def _matched(
    items: Iterable[Item],
    pages: Iterable[Page],
    of_item: Callable[[Item], tuple[Hashable, ...]],
    of_page: Callable[[Page], tuple[Hashable, ...]],
) -> dict[str, Page]:
    by_item, by_page = (
        defaultdict[Hashable, list[Item]](list),
        defaultdict[Hashable, list[Page]](list),
    )
    for item in items:
        for key in dict.fromkeys(of_item(item)):
            by_item[key].append(item)
    for page in pages:
        for key in of_page(page):
            by_page[key].append(page)
    found: dict[str, Page] = {}
    for key, sharing in by_item.items():
        if len(sharing) == 1 and len(by_page.get(key, ())) == 1:
            found.setdefault(sharing[0].id, by_page[key][0])
    return found


def _names(item: Item) -> tuple[Hashable, ...]:
    return tuple(folded(name) for name in item.names)


def _both(season: int | None, episode: int | None) -> tuple[Hashable, ...]:
    return () if season is None or episode is None else ((season, episode),)


def _slug(title: str | None) -> tuple[Hashable, ...]:
    return (slug(title),) if title and slug(title) else ()
