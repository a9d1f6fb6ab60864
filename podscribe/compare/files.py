"""Transcripts to compare, from files and folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os.path import isdir  # what may not be looked at is none, and is told when it is read
from pathlib import Path

from podscribe.compare.comparing import CompareOptions, compare
from podscribe.compare.result import Comparison
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, unreadable
from podscribe.formats import fullest_first, is_transcript_name, load_transcript


@dataclass(frozen=True, slots=True)
class Pairing:
    """The files to compare with each other, and what of two folders has no partner."""

    pairs: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def compare_files(
    reference: str, hypothesis: str, options: CompareOptions = CompareOptions()
) -> Comparison:
    """The comparison of two files in any readable format; one may be `-`, standard input."""
    left, right = load_transcript(reference), load_transcript(hypothesis)
    try:
        return compare(left, right, options, (reference, hypothesis))
    except PodscribeError as error:
        raise error.in_file(reference) from error


def pairings(reference: str, hypothesis: str) -> Pairing:
    """Two files, or those of folders that have the same name but for the ending."""
    if STANDARD_STREAM == reference == hypothesis:
        raise PodscribeError("both sides cannot come from standard input", remedy="name one")
    left, right = Path(reference), Path(hypothesis)
    folders = isdir(left), isdir(right)
    if folders == (False, False):
        return Pairing(((reference, hypothesis),))
    notes: list[str] = []
    if folders == (True, True):
        first = _by_stem(left, notes, edited=True)
        second = _by_stem(right, notes, edited=False)
    elif folders[0]:
        first = _by_stem(left, notes, right.stem, edited=True)
        second = {right.stem: right}
    else:
        first = {left.stem: left}
        second = _by_stem(right, notes, left.stem, edited=False)
    common = [stem for stem in first if stem in second]
    if not common:
        raise PodscribeError(
            f"no file in it has the name of one in {hypothesis}"
            if all(folders)
            else f"no file in it has the name {(right if folders[0] else left).stem!r}",
            file=reference if folders[0] else hypothesis,
            remedy="name two files, or two folders with files of the same names",
        )
    for folder, files, others in ((reference, first, second), (hypothesis, second, first)):
        alone = [path.name for stem, path in files.items() if stem not in others]
        if alone:
            notes.append(f"{folder}: no partner for {', '.join(alone)}")
    return Pairing(tuple((str(first[stem]), str(second[stem])) for stem in common), tuple(notes))


def _by_stem(
    folder: Path, notes: list[str], only: str | None = None, *, edited: bool
) -> dict[str, Path]:
    """The transcripts in a folder by their names without the ending, in order."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise unreadable(folder, error) from error
    found: dict[str, list[Path]] = {}
    for path in paths:
        if is_transcript_name(path) and not path.name.startswith("."):
            found.setdefault(path.stem, []).append(path)
    if only is not None:
        found = {only: found[only]} if only in found else {}
    return {stem: _fullest(group, notes, edited) for stem, group in found.items()}


def _fullest(paths: Sequence[Path], notes: list[str], edited: bool) -> Path:
    ranked = fullest_first(paths, edited=edited)
    best = ranked[0]
    if edited and len(ranked) > 1:  # a page may hold notes alone
        best = next(filter(_says_something, ranked), best)
    others = [path for path in ranked if path != best]
    if others:
        names = ", ".join(sorted(path.name for path in others))
        notes.append(f"{best}: taken for its name, not {names}")
    return best


def _says_something(path: Path) -> bool:
    try:
        return bool(load_transcript(path).lines)
    except PodscribeError:
        return False
