"""Where a run's transcripts go."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.chapters.pages import with_clips
from podscribe.clock import duration
from podscribe.convert import as_written, write_file
from podscribe.errors import PodscribeError
from podscribe.files import checksum, decode_text, read_bytes, temporaries, unwritable, write_bytes
from podscribe.formats import Format, WriteOptions, named
from podscribe.formats.clips import listed, video_of
from podscribe.formats.page import replace_transcript
from podscribe.formats.page_keys import with_key
from podscribe.formats.page_source import read_page
from podscribe.layout.chapters import chapters, episode_end
from podscribe.locks import alone_where_possible
from podscribe.pipeline.store import FOLDER
from podscribe.transcript import Grain, Header, Line, Transcript

PAGE = "page"
WRITTEN = "written"  # the folder of the checksums of what podscribe wrote, a file each
COMING = ".coming"  # behind the name of a file that is not in its place yet
_LOCK = ".lock"


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
        if not each.suffixes:
            raise PodscribeError(
                f"{each.name} has no file of its own",
                remedy=f"leave it out; podscribe convert --to {each.name} makes it of the JSON",
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
        for parent in dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)):
            require_folder(parent)
        _require_short_name(target, folder)
        if source is not None and path.exists() and source.exists() and path.samefile(source):
            raise PodscribeError(
                "is to be heard, and would be written over",
                file=path,
                remedy="name the audio, or another folder with -o",
            )
        if path.is_dir():
            raise PodscribeError("is a folder", file=path, remedy="move it away")
        if path.exists() and not target.given and not is_own(path, folder):
            raise PodscribeError(
                "is there already, and not as podscribe wrote it",
                file=path,
                remedy="move it away, name another folder with -o, or fill a page with --page",
            )
        if path.exists() and target.given:
            _require_fillable(path)


def require_folder(folder: Path) -> None:
    """One that can be written to, made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise unwritable(folder, PermissionError(errno.EACCES, "Permission denied"))


def _require_short_name(target: Target, folder: Path) -> None:
    """What stands beside a transcript has a longer name than the transcript itself."""
    path = target.path
    longest = _record(path, folder).name if target.given else f".{path.name}{COMING}"
    try:
        os.lstat(path.with_name(longest))
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            named = "page" if target.given else "audio"
            raise PodscribeError(
                "its name is too long", file=path, remedy=f"give the {named} a shorter name"
            ) from None  # another attempt would not help


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
    own = known(path, folder)
    return bool(own) and path.is_file() and checksum(path) in own


def known(path: Path, folder: Path) -> list[str]:
    """The checksums of what podscribe wrote there last, be it in a run that was killed then."""
    try:
        return _record(path, folder).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return []


def rewrite(path: Path, content: bytes, *, stays_own: bool = True) -> None:
    """Put new content in a file's place; what was podscribe's own is so afterwards if it stays."""
    own = stays_own and is_own(path, path.parent)
    digest = hashlib.sha256(content).hexdigest()
    if own:
        _remember(path, path.parent, [*known(path, path.parent), digest])
    write_bytes(path, content)
    if own:
        _remember(path, path.parent, [digest])


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
    Another run that writes the same files is waited for.
    """
    told: list[str] = []
    with _held(targets, folder):
        for target in targets:
            _require_unchanged(target, folder)
        for target in targets:
            given = as_written(transcript, target.format)
            if target.given:
                told += _fill(given, target, folder, options, clips)
            else:
                _write_own(given, target, folder, options, clips)
    return (*told, *_clips_left_out(transcript, targets)) if clips else tuple(told)


def _clips_left_out(transcript: Transcript, targets: Sequence[Target]) -> list[str]:
    """What is to be said where clips are wanted and none can be written."""
    pages = [target.path for target in targets if target.format.name == PAGE]
    if not pages:
        return ["clips are written into pages, and no page is written"]
    return [] if transcript.headers else [f"{pages[0]}: no chapters are known, so no clips"]


def _require_unchanged(target: Target, folder: Path) -> None:
    """Hours have gone since it was looked at, in which somebody may have edited what is there."""
    if target.path.is_file() and not target.given and not is_own(target.path, folder):
        raise PodscribeError(
            "was changed while podscribe worked, and is not written over",
            file=target.path,
            remedy="move it away and run again: what was heard is kept",
        )


@contextmanager
def _held(targets: Sequence[Target], folder: Path) -> Iterator[None]:
    """Write these files alone; in one order, so that two runs never wait for each other."""
    locks = {_record(target.path, folder).with_suffix(_LOCK) for target in targets}
    with ExitStack() as holding:
        for lock in sorted(locks):
            try:
                lock.parent.mkdir(parents=True, exist_ok=True)
                holding.enter_context(alone_where_possible(lock))
            except OSError as error:
                raise unwritable(lock, error) from error
        yield


def _fill(
    transcript: Transcript, target: Target, folder: Path, options: WriteOptions, clips: bool
) -> list[str]:
    """Fill a page that was named, in one step; what goes there is known before as podscribe's."""
    path, there = target.path, target.path.exists()
    draft = _record(path, folder).with_suffix(COMING)
    rows = _rows_alone(transcript) if there else transcript
    try:
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)  # of a run that was killed
        if there:
            shutil.copyfile(path, draft)
        conversion = write_file(rows, draft, target.format, options)
        text = decode_text(read_bytes(draft))
    except OSError as error:
        raise unwritable(path, error) from error
    except PodscribeError as error:
        raise PodscribeError(error.what, file=path, remedy=error.remedy) from error
    finally:
        draft.unlink(missing_ok=True)
    content = _completed(text, transcript, clips).encode()
    _remember(path, folder, [hashlib.sha256(content).hexdigest()])
    write_bytes(path, content)
    return [f"{path}: {warning}" for warning in conversion.warnings] if there else []


def _write_own(
    transcript: Transcript, target: Target, folder: Path, options: WriteOptions, clips: bool
) -> None:
    """Write a file that is podscribe's own, and known as such at every moment, killed or not."""
    path, real = target.path, Path(os.path.realpath(target.path))
    coming = real.with_name(f".{real.name}{COMING}")
    try:
        for left in (coming, *temporaries(coming)):  # of a run that was killed
            left.unlink(missing_ok=True)
        if path.is_file():
            shutil.copy(path, coming)  # a page keeps its other keys, any file its permissions
        write_file(transcript, coming, target.format, options)
        if target.format.name == PAGE:
            text = decode_text(read_bytes(coming))
            write_bytes(coming, _completed(text, transcript, clips).encode())
        own = [checksum(each) for each in (path, coming) if each.is_file()]
        _remember(path, folder, own)
        os.replace(coming, real)
        _remember(path, folder, own[-1:])
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
    """Where it stands; pages that are named lie anywhere, and many have one name."""
    name = path.name
    if path.absolute().parent != folder.absolute():
        name = f"page-{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:32]}"
    return folder / FOLDER / WRITTEN / f"{name}.sha256"
