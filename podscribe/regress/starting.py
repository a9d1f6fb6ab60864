"""A manifest written from what lies side by side: a page, and the audio or a stored result."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from podscribe.batch.item import Item
from podscribe.batch.renditions import best
from podscribe.batch.suffixes import is_sound
from podscribe.errors import PodscribeError
from podscribe.files import unreadable
from podscribe.formats import fullest_first, is_transcript_name, load_transcript
from podscribe.regress.manifest import NAME
from podscribe.regress.measures import MEASURES

_INTRODUCTION = """\
# What `podscribe regress` measures: every episode against the transcript that is right.
# The measures that were accepted last stand in the file with .baseline.json beside this one.
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a manifest, how many episodes it names, and what was left out of it."""

    text: str
    episodes: int
    notes: tuple[str, ...]


def draft(folder: Path, against: Path | None, to: Path, profile: str | None = None) -> Draft:
    """The manifest of the pages in a folder, with what bears their names there or elsewhere.

    `against` is the folder with the audio or the results, if it is another; `to` is where the
    manifest will be.
    """
    notes: list[str] = []
    for each in filter(None, (folder, against)):
        if not each.exists():
            raise PodscribeError("no such folder", file=each, remedy="check the name")
    own, others = _by_stem(folder), _by_stem(against) if against else {}
    episodes: dict[str, dict[str, str]] = {}
    for stem, files in own.items():
        transcripts = _transcripts(files, notes)
        reference = next(transcripts, None)
        if reference is None:
            continue
        beside = others.get(stem, []) if against else files
        results = _others(_transcripts(beside, notes), reference) if against else transcripts
        pair = _measured(beside, results)
        if pair is None:
            notes.append(f"{reference}: nothing to measure with its name")
        elif NAME.fullmatch(stem) is None:
            notes.append(f"{reference}: {stem!r} is no name for an episode; give it one by hand")
        else:
            key, path = pair
            episodes[stem] = {key: _seen_from(path, to), "reference": _seen_from(reference, to)}
    if not episodes:
        raise PodscribeError(
            "has no page with audio or another transcript of its name",
            file=folder,
            remedy="name the folder of the audio with --with",
        )
    return Draft(_text(episodes, profile), len(episodes), tuple(notes))


def _by_stem(folder: Path) -> dict[str, list[Path]]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise unreadable(folder, error) from error
    found: dict[str, list[Path]] = {}
    for path in paths:
        known = is_transcript_name(path) or is_sound(path.name)
        if known and not path.name.startswith((".", "_")):
            found.setdefault(path.stem, []).append(path)
    return found


def _transcripts(files: Sequence[Path], notes: list[str]) -> Iterator[Path]:
    """Those that say something: the page first, then those that can hold most."""
    texts = [path for path in files if not is_sound(path.name)]
    for path in fullest_first(texts, edited=True):
        try:
            if load_transcript(path).lines:
                yield path
                continue
            notes.append(f"{path}: says nothing")
        except PodscribeError as error:
            notes.append(str(error))


def _others(paths: Iterator[Path], reference: Path) -> Iterator[Path]:
    """The folder may be the same, and nothing is measured against itself."""
    return (path for path in paths if not path.samefile(reference))


def _measured(files: Sequence[Path], results: Iterator[Path]) -> tuple[str, Path] | None:
    """The audio; where there is none, the first of the results."""
    sounds = [path for path in files if is_sound(path.name)]
    if sounds:
        return "audio", _best_sound(sounds)
    result = next(results, None)
    return None if result is None else ("result", result)


def _best_sound(paths: Sequence[Path]) -> Path:
    items = ((path.name, Item(str(path), str(path), size_bytes=_size(path))) for path in paths)
    return Path(best(items).source)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise unreadable(path, error) from error


def _seen_from(path: Path, to: Path) -> str:
    """The path as the manifest names it."""
    return Path(os.path.relpath(path.resolve(), to.parent.resolve())).as_posix()


def _text(episodes: Mapping[str, Mapping[str, str]], profile: str | None) -> str:
    held: dict[str, object] = {} if profile is None else {"profile": profile}
    judged = {each.key: each.tolerance for each in MEASURES if each.tolerance is not None}
    parts = [
        _INTRODUCTION,
        *([_yaml(held)] if held else []),
        "# How much worse each may get: points of 100, seconds, headers.\n",
        _yaml({"tolerances": judged}),
        _yaml({"episodes": dict(episodes)}),
    ]
    return "".join(parts)


def _yaml(value: object) -> str:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1000)
    return text
