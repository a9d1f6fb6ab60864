"""Where a run's transcripts go."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.chapters.pages import with_clips
from podscribe.clock import duration
from podscribe.convert import as_written, write_file
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes, temporaries, unwritable, write_bytes
from podscribe.formats import Format, WriteOptions, named
from podscribe.formats.clips import listed, video_of
from podscribe.formats.page import replace_transcript
from podscribe.formats.page_keys import with_key
from podscribe.formats.page_source import read_page
from podscribe.layout.chapters import chapters, episode_end
from podscribe.pipeline.store import FOLDER
from podscribe.transcript import Grain, Header, Line, Transcript

PAGE = "page"
WRITTEN = "written"  # the folder of the checksums of what podscribe wrote, a file each
COMING = ".coming"  # behind the name of a file that is not in its place yet


@dataclass(frozen=True, slots=True)
class Target:
    """A file to write, and its format; `given` is a page that was named to be filled."""

    format: Format
    path: Path
    given: bool = False


def targets(
    stem: str, folder: Path, formats: Sequence[str], page: Path | None = None
) -> tuple[Target, ...]:
    """The file of each format; a page that is there already is the one that is filled."""
    chosen = [named(name) for name in dict.fromkeys(formats)]
    if page is not None:
        chosen = [named(PAGE), *(each for each in chosen if each.name != PAGE)]
    found: dict[Path, Target] = {}
    for each in chosen:
        if each.serialize is None:
            raise PodscribeError(
                f"podscribe does not write {each.name}", remedy="leave it out of the formats"
            )
        suffix = each.suffixes[0]
        if each.name == PAGE and page is not None:
            found[page] = Target(each, page, given=True)
            continue
        path = folder / f"{stem}{suffix}"
        if path in found:
            path = folder / f"{stem}.{each.name}{suffix}"
        found[path] = Target(each, path)
    return tuple(found.values())


def require_writable(targets: Sequence[Target], source: Path | None, folder: Path) -> None:
    """Say before hours of work that a transcript could not be written, or would undo another's.

    What podscribe wrote and nobody has changed since is replaced; a page that is named is filled.
    """
    for target in targets:
        path = target.path
        if source is not None and path.exists() and source.exists() and path.samefile(source):
            raise PodscribeError(
                "is to be heard, and would be written over",
                file=path,
                remedy="name the audio, or another folder with -o",
            )
        if path.is_dir():
            raise PodscribeError("is a folder", file=path, remedy="move it away")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(path.parent, error) from error
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise unwritable(path.parent, PermissionError(errno.EACCES, "Permission denied"))
        if path.exists() and not target.given and not is_own(path, folder):
            raise PodscribeError(
                "is there already, and not as podscribe wrote it",
                file=path,
                remedy="move it away, name another folder with -o, or fill a page with --page",
            )
        if path.exists() and target.given:
            _require_fillable(path)


def _require_fillable(path: Path) -> None:
    """A page that keeps its other keys must be one that a transcript can be put into."""
    trial = Transcript((Header("-"), Line("-", 0.0)), Grain.PARAGRAPH, duration=1.0)
    try:
        text = replace_transcript(decode_text(read_bytes(path)), trial)
        _completed(text, trial, clips=True)
    except PodscribeError as error:
        raise error.in_file(path) from error


def is_own(path: Path, folder: Path) -> bool:
    """Whether a file is there as podscribe wrote it; `folder` is that of the run's outputs."""
    try:
        written = _record(path, folder).read_bytes().split()
        return path.is_file() and _checksum(path).encode() in written
    except OSError:
        return False


def write_outputs(
    transcript: Transcript,
    targets: Sequence[Target],
    folder: Path,
    options: WriteOptions = WriteOptions(),
    *,
    clips: bool = False,
) -> tuple[str, ...]:
    """Write every file whole; returns what a page could not keep, to be told.

    A page that is filled gets the duration, and the `clips` of its chapters if they are wanted.
    """
    told: list[str] = []
    for target in targets:
        given = as_written(transcript, target.format)
        if not target.given:
            _write_own(given, target, folder, options)
            continue
        path, filled = target.path, target.path.exists()
        conversion = write_file(
            _rows_alone(given) if filled else given, path, target.format, options
        )
        if filled:
            told += [f"{path}: {warning}" for warning in conversion.warnings]
            text = decode_text(read_bytes(path))
            write_bytes(path, _completed(text, transcript, clips).encode())
    return tuple(told)


def _write_own(transcript: Transcript, target: Target, folder: Path, options: WriteOptions) -> None:
    """Write a file that is podscribe's own, and known as such at every moment, killed or not."""
    path = target.path
    coming = path.with_name(f".{path.name}{COMING}")
    try:
        for left in (coming, *temporaries(coming)):  # of a run that was killed
            left.unlink(missing_ok=True)
        if path.is_file():
            shutil.copyfile(path, coming)  # a page keeps its other keys
        write_file(transcript, coming, target.format, options)
        known = [_checksum(each) for each in (path, coming) if each.is_file()]
        _remember(path, folder, known)
        os.replace(coming, path)
        _remember(path, folder, known[-1:])
    except OSError as error:
        raise unwritable(path, error) from error
    except PodscribeError as error:
        raise PodscribeError(error.what, file=path, remedy=error.remedy) from error
    finally:
        coming.unlink(missing_ok=True)


def _rows_alone(transcript: Transcript) -> Transcript:
    """Without what no page holds: only what a page loses by being filled is to be told."""
    rows = tuple(
        replace(row, end=None, words=(), extra=()) if isinstance(row, Line) else row
        for row in transcript.rows
    )
    return Transcript(rows, transcript.grain)


def _completed(text: str, transcript: Transcript, clips: bool) -> str:
    """A page with what it says of its transcript beside the rows."""
    if transcript.duration is not None:
        text = with_key(text, "duration", duration(transcript.duration))
    if clips and transcript.headers:
        video = video_of(read_page(text).metadata)
        text = with_clips(text, listed(chapters(transcript), episode_end(transcript), video))
    return text


def _remember(path: Path, folder: Path, checksums: Sequence[str]) -> None:
    """At once, file by file: what comes next may fail, and other episodes may be at work here."""
    record = _record(path, folder)
    try:
        record.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(record.parent, error) from error
    write_bytes(record, "\n".join(checksums).encode())


def _record(path: Path, folder: Path) -> Path:
    return folder / FOLDER / WRITTEN / f"{path.name}.sha256"


def _checksum(path: Path) -> str:
    return hashlib.sha256(read_bytes(path)).hexdigest()
