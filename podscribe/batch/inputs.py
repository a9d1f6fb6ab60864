"""From what a user names (files, folders, globs, lists, feeds, storages) to episodes, each once.

>>> gather(["https://host/s01e02.mp3", "https://host/s01e02.wav"]).items[0].shown
'https://host/s01e02.wav'
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from glob import has_magic
from pathlib import Path

from podscribe.batch.inputs_feed import entries_of, feed_at, read_feed
from podscribe.batch.inputs_files import absent, files_of, is_feed, is_list, lines_of
from podscribe.batch.item import Item
from podscribe.batch.limits import Limits
from podscribe.batch.names import distinct, numbers_in
from podscribe.batch.pages import find_pages, pair
from podscribe.batch.places import Kind, identity, key_of, kind_of, last_part, not_here, shown
from podscribe.batch.renditions import best
from podscribe.batch.storage import objects
from podscribe.batch.suffixes import is_sound, suffix_of, without_suffix
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, read_bytes


@dataclass(frozen=True, slots=True)
class InputOptions:
    """How inputs are taken."""

    pages: Path | None = None  # a folder of pages whose transcripts are filled
    limits: Limits = Limits()
    offline: bool = False  # nothing is asked of the network


@dataclass(frozen=True, slots=True)
class Gathered:
    """The episodes in the order in which they were named, and what a person should know."""

    items: tuple[Item, ...]
    notices: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # faults of what was named, and stands for no episode


@dataclass(frozen=True, slots=True)
class _Gathering:
    """What goes along from input to input."""

    options: InputOptions
    notice: Callable[[str], None]
    unread: Callable[[str], None]


def gather(
    inputs: Sequence[str],
    options: InputOptions = InputOptions(),
    taken: Mapping[str, str] | None = None,
) -> Gathered:
    """Every episode once, with a name of its own; `taken` are the names of earlier runs by id."""
    notices: list[str] = []
    unread: list[str] = []
    gathering = _Gathering(options, notices.append, unread.append)
    found = [item for each in inputs for item in _from(each, gathering)]
    items = _once(found)
    if len(items) > options.limits.most_items:
        raise PodscribeError(
            f"{len(items):,} episodes are more than {options.limits.most_items:,}",
            remedy="name fewer at a time",
        )
    if options.pages is not None:
        items = pair(items, find_pages(options.pages))
    stems = distinct({item.id: item.names for item in items}, taken)
    named = tuple(replace(item, stem=stems[item.id]) for item in items)
    told, failed = (tuple(dict.fromkeys(each)) for each in (notices, unread))
    return Gathered(named, told, failed)


def _from(text: str, gathering: _Gathering) -> Iterable[Item]:
    """What one input stands for."""
    if text == STANDARD_STREAM or (kind_of(text) is Kind.FILE and is_list(text)):
        return _listed(text, gathering)
    if kind_of(text) is Kind.WEB and not is_sound(last_part(text)):
        return _from_web(text, gathering)
    return _from_place(text, gathering)


def _from_place(text: str, gathering: _Gathering) -> Iterable[Item]:
    kind = kind_of(text)
    if kind is Kind.WEB:
        return [_at(text, None, key_of(identity(text)))]
    if kind is Kind.STORAGE:
        _require_network(text, gathering.options)
        found = objects(text, gathering.options.limits.most_items)
        if not found:
            raise PodscribeError("holds no recordings", file=shown(text), remedy="check the name")
        return [_at(each.url, each.size_bytes, each.mark) for each in found]
    if is_feed(text):
        return entries_of(read_bytes(text), text, None, gathering.notice)
    return files_of(text, gathering.notice)


def _from_web(text: str, gathering: _Gathering) -> Iterable[Item]:
    """An address whose name does not tell what is there: the server is asked."""
    _require_network(text, gathering.options)
    page = feed_at(text, gathering.options.limits)
    if page is None:
        return [_at(text, None, key_of(identity(text)))]
    return entries_of(page.content, text, page.charset, gathering.notice)


def _require_network(text: str, options: InputOptions) -> None:
    if options.offline:
        raise not_here(shown(text))


def _listed(text: str, gathering: _Gathering) -> Iterable[Item]:
    """In a list a recording that is not there stands for an episode all the same: others go on."""
    found: list[Item] = []
    faults: list[str] = []
    unread: list[str] = []
    lines = lines_of(text)
    for line in lines:
        try:
            found += _in_list(line, gathering)
        except PodscribeError as error:
            fault = str(error.in_file(shown(line)))
            faults.append(fault)
            item = _unseen(line, gathering.options)
            if item is None:
                unread.append(fault)
            else:
                found.append(item)
    if len(faults) == len(lines):
        first = f" ({faults[0]})" if faults else ""
        raise PodscribeError(
            f"names nothing that can be read{first}", file=text, remedy="list audio files"
        )
    for fault in faults:
        gathering.notice(fault)
    for fault in unread:
        gathering.unread(fault)
    return found


def _unseen(line: str, options: InputOptions) -> Item | None:
    """The episode of a recording that could not be looked at; None of a feed, or of what is asked
    of a storage that is not one recording.
    """
    kind = kind_of(line)
    if kind is Kind.FILE:
        return None if is_feed(line) else absent(line)
    several = not is_sound(last_part(line)) or (kind is Kind.STORAGE and has_magic(line))
    if several or (kind is Kind.STORAGE and options.offline):
        return None
    return replace(_at(line, None, ""), mark="")


def _in_list(line: str, gathering: _Gathering) -> Iterable[Item]:
    """A thousand servers are not asked what they have: feeds are known by their names here."""
    if kind_of(line) is Kind.WEB and is_feed(last_part(line)):
        _require_network(line, gathering.options)
        page = read_feed(line, gathering.options.limits)
        return entries_of(page.content, line, page.charset, gathering.notice)
    if kind_of(line) is Kind.FILE and is_list(line):
        raise PodscribeError("is a list inside a list", file=line, remedy="name it by itself")
    return _from_place(line, gathering)


def _at(url: str, size: int | None, mark: str) -> Item:
    """A recording in the web or in a storage."""
    name = last_part(url)
    stem = without_suffix(name)
    folder = last_part(without_query(url).rpartition("/")[0])
    season, episode = numbers_in(stem)
    return Item(
        id=_id(url),
        source=url,
        names=(stem, f"{folder}-{stem}") if folder else (stem,),
        mark=key_of(mark, name),
        season=season,
        episode=episode,
        size_bytes=size,
    )


def _id(url: str) -> str:
    return key_of(kind_of(url), without_suffix(identity(url)))


def without_query(url: str) -> str:
    return url.partition("?")[0] if kind_of(url) is Kind.WEB else url


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    """One of the renditions of each episode, where the first of them was."""
    groups = defaultdict[str, dict[str, Item]](dict)
    for item in items:
        groups[item.id].setdefault(item.source, item)
    return tuple(each for group in groups.values() for each in _chosen(tuple(group.values())))


def _chosen(group: tuple[Item, ...]) -> tuple[Item, ...]:
    """The best; of feeds the first; all where but a token tells addresses apart: who knows?"""
    first = group[0]
    if len(group) == 1:
        return group
    if first.kind is Kind.WEB and first.id != _id(first.source):
        return (first,)
    suffixes = {suffix_of(last_part(item.source)) for item in group}
    if first.kind is Kind.WEB and len(suffixes) < len(group):
        return tuple(replace(each, id=key_of(each.id, each.source)) for each in group)
    return (best((last_part(item.source), item) for item in group),)
