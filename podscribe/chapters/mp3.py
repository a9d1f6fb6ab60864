"""Chapters in the ID3 tag of an MP3: a `CHAP` frame each, and `CTOC` that lists them in order.

A `CHAP` is its identifier, start and end in milliseconds, two byte offsets that nobody uses, and
frames of its own: `TIT2` with the title, and sometimes a picture or a link.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.audio.store import open_part, part_path
from podscribe.chapters import id3
from podscribe.chapters.chapter import Chapter, Found, ended, in_order
from podscribe.chapters.id3 import Frame, Tag
from podscribe.errors import PodscribeError
from podscribe.files import unreadable, unwritable

MOST_CHAPTERS = 255  # that a list of them can count
_CHAPTER, _LIST, _TITLE = b"CHAP", b"CTOC", b"TIT2"
_TIMES = struct.Struct(">IIII")
_UNUSED = 0xFFFFFFFF
_BLOCK_BYTES = 1 << 20
_ORDERED_TOP = b"\3"


@dataclass(frozen=True, slots=True)
class _Held:
    """A chapter as a tag holds it; `others` are its frames beside the title."""

    identifier: bytes
    chapter: Chapter
    others: tuple[Frame, ...]
    frame: Frame


def read(path: Path) -> Found:
    """The chapters that the tags of an MP3 list."""
    tags = _tags(path)
    shown, hidden = _sorted_out(tags)
    there = sum(frame.name == _CHAPTER for tag in tags for frame in tag.frames)
    unread = there - len(shown) - len(hidden)
    notes: list[str] = []
    if unread:
        notes.append(f"chapters in its ID3 tag that cannot be read, left out: {unread}")
    if hidden:
        notes.append(f"chapters that its ID3 tag does not list, left out: {len(hidden)}")
    return in_order([each.chapter for each in shown], notes)


def _tags(path: Path) -> tuple[Tag, ...]:
    try:
        with open(path, "rb") as file:
            return id3.read_tags(file)
    except OSError as error:
        raise unreadable(path, error) from error
    except PodscribeError as error:
        raise error.in_file(path) from error


def _chapters(tag: Tag) -> Iterator[_Held]:
    for frame in tag.frames:
        content = id3.meant(frame, tag.version) if frame.name == _CHAPTER else None
        held = None if content is None else _held(frame, content, tag.version)
        if held is not None:
            yield held


def _held(frame: Frame, content: bytes, version: int) -> _Held | None:
    identifier, _, rest = content.partition(b"\0")
    if len(rest) < _TIMES.size:
        return None
    start, *_ = _TIMES.unpack_from(rest)
    if start == _UNUSED:
        return None
    try:
        inside = [*id3.frames_in(rest[_TIMES.size :], version)]
    except PodscribeError:  # the time is known: that is worth more than the title
        inside = []
    titles = [id3.meant(each, version) for each in inside if each.name == _TITLE]
    title = id3.text_of(titles[0]) if titles and titles[0] else ""
    others = tuple(each for each in inside if each.name != _TITLE)
    return _Held(identifier, Chapter(start / 1000, title), others, frame)


def _sorted_out(tags: Sequence[Tag]) -> tuple[list[_Held], list[_Held]]:
    """The chapters that players show, and those that are on no list, which only change pictures."""
    held = [each for tag in tags for each in _chapters(tag)]
    listed = _listed(tags)
    shown = [each for each in held if each.identifier in listed] or held
    return shown, [each for each in held if each not in shown]


def _listed(tags: Sequence[Tag]) -> frozenset[bytes]:
    """The identifiers of the chapters, and lists of chapters, that lists name."""
    named: list[bytes] = []
    for tag in tags:
        for frame in tag.frames:
            content = id3.meant(frame, tag.version) if frame.name == _LIST else None
            _, _, rest = (content or b"").partition(b"\0")
            named += rest[2:].split(b"\0")[: rest[1]] if len(rest) > 1 else []
    return frozenset(named)


def write_copy(
    source: Path, target: Path, chapters: Sequence[Chapter], end: float | None
) -> tuple[str, ...]:
    """The MP3 with these chapters, all other tags and the sound as they are; what was lost."""
    if len(chapters) > MOST_CHAPTERS:
        raise PodscribeError(
            f"an MP3 lists no more than {MOST_CHAPTERS} chapters, and these are {len(chapters)}",
            file=target,
            remedy="join some of them",
        )
    tags = _tags(source) or (Tag(),)
    shown, hidden = _sorted_out(tags)
    taken = {each.identifier for each in hidden}
    frames = _frames(chapters, end, shown, taken, tags[0].version)
    kept = [_without(tag, hidden) for tag in tags]
    kept[0] = replace(kept[0], frames=(*kept[0].frames, *frames))
    opening = b"".join(map(id3.written, kept))
    _copy(source, target, opening, sum(tag.size for tag in tags))
    return _lost(tags, shown, chapters)


def _without(tag: Tag, hidden: Sequence[_Held]) -> Tag:
    """The tag without its list of chapters; those that are on none stay."""
    stay = [each.frame for each in hidden]
    kept = (
        frame
        for frame in tag.frames
        if frame.name not in (_CHAPTER, _LIST) or any(frame is each for each in stay)
    )
    return replace(tag, frames=tuple(kept))


def _frames(
    chapters: Sequence[Chapter],
    end: float | None,
    old: Sequence[_Held],
    taken: set[bytes],
    version: int,
) -> Iterator[Frame]:
    """The list of chapters, and a frame for each with what the former one of its kind held."""
    free = (name for name in (b"chp%d" % number for number in range(1 << 16)) if name not in taken)
    identifiers = [name for name, _ in zip(free, chapters, strict=False)]
    names = b"".join(name + b"\0" for name in identifiers)
    yield Frame(_LIST, b"toc\0" + _ORDERED_TOP + bytes((len(identifiers),)) + names)
    for name, (chapter, until) in zip(identifiers, ended(chapters, end), strict=True):
        former = _former(chapter, old)
        inside = (
            id3.text_frame(_TITLE, chapter.title, version),
            *(former.others if former else ()),
        )
        times = _TIMES.pack(_milliseconds(chapter.start), _milliseconds(until), _UNUSED, _UNUSED)
        written = b"".join(id3.written_frame(frame, version) for frame in inside)
        yield Frame(_CHAPTER, name + b"\0" + times + written)


def _former(chapter: Chapter, old: Sequence[_Held]) -> _Held | None:
    """The chapter of the old tag that this one is: it begins where that did, or has its title."""
    same = [
        each for each in old if _milliseconds(each.chapter.start) == _milliseconds(chapter.start)
    ]
    same += [each for each in old if " ".join(each.chapter.title.split()) == chapter.title]
    return next(iter(same), None)


def _milliseconds(seconds: float) -> int:
    return min(round(seconds * 1000), _UNUSED - 1)


def _lost(tags: Sequence[Tag], old: Sequence[_Held], new: Sequence[Chapter]) -> tuple[str, ...]:
    """What the copy has no more."""
    notes: list[str] = []
    names = ", ".join(name for tag in tags for name in tag.lost)
    if names:
        notes.append(
            f"frames of its ID3v2.2 tag that later versions do not have, left out: {names}"
        )
    followed = [_former(chapter, old) for chapter in new]
    gone = sum(bool(each.others) and each not in followed for each in old)
    if gone:
        notes.append(f"former chapters whose pictures or links are left out: {gone}")
    return tuple(notes)


def same_sound(one: Path, other: Path) -> bool:
    """Whether two MP3s hold the same bytes after their tags."""
    sizes = [path.stat().st_size - sum(tag.size for tag in _tags(path)) for path in (one, other)]
    if sizes[0] != sizes[1]:
        return False
    with open(one, "rb") as first, open(other, "rb") as second:
        first.seek(-sizes[0], os.SEEK_END)
        second.seek(-sizes[1], os.SEEK_END)
        while block := first.read(_BLOCK_BYTES):
            if block != second.read(_BLOCK_BYTES):
                return False
    return True


def _copy(source: Path, target: Path, opening: bytes, skipped: int) -> None:
    """The opening, and after it the source from where its tags end; whole or not at all."""
    place = Path(os.path.realpath(target))
    part = part_path(place)
    try:
        with open(source, "rb") as old, open_part(part) as new:
            old.seek(skipped)
            new.write(opening)
            shutil.copyfileobj(old, new, _BLOCK_BYTES)
            new.flush()
            os.fsync(new.fileno())
        os.replace(part, place)
    except OSError as error:
        raise unwritable(target, error) from error
    finally:
        part.unlink(missing_ok=True)
