"""Files with new times, and files with the names and headers of others."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from podscribe.check import check_page
from podscribe.convert import target_format, write_file
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, write_bytes
from podscribe.formats import (
    AS_THEY_ARE,
    Format,
    Source,
    WriteOptions,
    named,
    page,
    write_transcript,
    written_again,
)
from podscribe.formats.page_source import read_page
from podscribe.retime.paging import with_times
from podscribe.retime.reports import lost_headers, lost_rows, sentences, transfer_sentences
from podscribe.retime.retiming import Retimed, retime
from podscribe.retime.transferring import transfer
from podscribe.retime.turns import told_start
from podscribe.transcript import Transcript

_CLIPS = "P504"  # the finding that a clip and its header begin at different times


@dataclass(frozen=True, slots=True)
class Target:
    """Where the retimed file goes, and as what; `in_place`: where it was read."""

    path: str
    format: Format
    in_place: bool


@dataclass(frozen=True, slots=True)
class Written:
    """What there is to tell of a file that was written.

    `lost` is what was not found, with its line in the file.
    """

    told: tuple[str, ...]
    lost: tuple[tuple[int | None, str], ...]


def target_of(
    path: str, given: Source, source: str, out: str | None, to_name: str | None = None
) -> Target:
    """Where to write: in its place without loss, or to a file that is not the times' source."""
    if out is None or _same(path, out):
        if to_name is not None and named(to_name) is not given.format:
            raise PodscribeError(
                f"{to_name} cannot be written in its place", file=path, remedy="name a file with -o"
            )
        _require_lossless(path, given)
        return Target(path, given.format, in_place=True)
    if out == STANDARD_STREAM and to_name is None:
        _require_writable(path, given)
        return Target(out, given.format, in_place=False)
    return Target(out, target_format(out, [path, source], to_name), in_place=False)


def write_retimed(
    path: str,
    given: Source,
    source_path: str,
    source: Transcript,
    target: Target,
    options: WriteOptions = WriteOptions(),
) -> Written:
    """Give a file new times from the source and write it; an error leaves all as it was."""
    if all(told_start(line) is None for line in source.lines):
        error = PodscribeError("has no times to give", remedy="name captions, JSON or audio")
        raise error.in_file(source_path)
    try:
        found = retime(given.transcript, source)
        text = _page_text(given, found)
    except PodscribeError as error:
        raise error.in_file(path) from error
    told = [*sentences(found)]
    transcript = found.transcript if text is None else page.parse(text)
    if target.in_place:
        new = text or write_transcript(transcript, given.format.name, AS_THEY_ARE)
        if new.encode() != given.content or target.path == STANDARD_STREAM:
            write_bytes(target.path, new.encode())
    else:
        whole = None if text is None else read_page(text)
        told += write_file(transcript, target.path, target.format, options, whole).warnings
    if text is not None:
        told += _clips(decode_text(given.content), text, path)
    return Written(tuple(told), tuple(lost_rows(found, transcript.lines)))


def write_transferred(
    path: str,
    edited: Transcript,
    automatic: Transcript,
    out: str,
    format: Format,
    options: WriteOptions = WriteOptions(),
) -> Written:
    """Lay names and headers of the edited file over the automatic transcript, and write that."""
    try:
        found = transfer(edited, automatic)
    except PodscribeError as error:
        raise error.in_file(path) from error
    done = write_file(found.transcript, out, format, options)
    told = (*transfer_sentences(found), *done.warnings)
    return Written(told, tuple(lost_headers(found)))


def _same(path: str, out: str) -> bool:
    if STANDARD_STREAM in (path, out):
        return path == out
    return os.path.exists(out) and os.path.exists(path) and os.path.samefile(path, out)


def _require_lossless(path: str, given: Source) -> None:
    """A file that is written in its place has to hold afterwards what it held before."""
    if given.format is page.FORMAT:
        return
    _require_writable(path, given)
    if written_again(given.transcript, given) is None:
        raise PodscribeError(
            "cannot be written again without loss", file=path, remedy="name another file with -o"
        )


def _require_writable(path: str, given: Source) -> None:
    if given.format.serialize is None:
        raise PodscribeError(
            f"{given.format.name} can be read but not written",
            file=Path(path).name if path != STANDARD_STREAM else "standard input",
            remedy="name a file in another format with -o",
        )


def _page_text(given: Source, found: Retimed) -> str | None:
    """The page with its new times; None where it is no page."""
    if given.format is not page.FORMAT:
        return None
    return with_times(decode_text(given.content), found.transcript)


def _clips(before: str, after: str, path: str) -> list[str]:
    """What is to be done about clips that begin elsewhere than their chapters now."""
    count = _apart(after) - _apart(before)
    if count <= 0:
        return []
    clips = "1 of its quotableClips stays" if count == 1 else f"{count} of its quotableClips stay"
    begins = "its header begins" if count == 1 else "their headers begin"
    return [f"{clips} where {begins} no more; podscribe chapters {path} --to {path} moves them"]


def _apart(text: str) -> int:
    return sum(finding.code == _CLIPS for finding in check_page(read_page(text)))
