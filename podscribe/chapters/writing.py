"""Chapters of an episode where they are wanted: in a list, in a page, in a copy of the MP3."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from podscribe.chapters import mp3, pages, recording
from podscribe.chapters.chapter import Found, listed
from podscribe.chapters.placing import place
from podscribe.chapters.sources import is_text, parse_list, transcript_chapters, transcript_in
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes, write_bytes
from podscribe.formats import (
    chapters_json,
    clips,
    json_text,
    page,
    podscribe_json,
    timecodes,
    write_transcript,
)
from podscribe.layout.chapters import episode_end
from podscribe.transcript import Transcript

TIMECODES, CLIPS, CHAPTERS_JSON, MP3 = "timecodes", "clips", "chapters-json", "mp3"
NAMES = (TIMECODES, CLIPS, CHAPTERS_JSON, MP3)
PAGE, JSON = "page", "json"
_ENDINGS = {
    ".txt": TIMECODES,
    ".yaml": CLIPS,
    ".yml": CLIPS,
    ".json": CHAPTERS_JSON,
    ".mp3": MP3,
    **dict.fromkeys(page.FORMAT.suffixes, PAGE),
}


@dataclass(frozen=True, slots=True)
class Episode:
    """What is known of the episode beside its chapters.

    `bound_s` is its length where that is known, `end_s` where it ends as far as is known.
    """

    path: Path
    text: bool
    bound_s: float | None = None
    end_s: float | None = None
    video: str | None = None


def open_episode(path: str | Path) -> Episode:
    """An episode's page, another transcript of it, its audio, or a list of its chapters."""
    if str(path) == STANDARD_STREAM:
        raise PodscribeError(
            "standard input is no episode", remedy="name its file; --from - reads its chapters"
        )
    if not is_text(path):
        length_s = recording.length_s(Path(path))
        return Episode(Path(path), text=False, bound_s=length_s, end_s=length_s)
    transcript = _transcript(Path(path))
    if transcript is None:
        return Episode(Path(path), text=True)
    end_s = episode_end(transcript)
    bound_s = None if transcript.duration is None else end_s
    return Episode(Path(path), True, bound_s, end_s, clips.video_of(transcript.metadata))


def transcript_of(episode: Episode) -> Transcript | None:
    """What is said in the episode, if its file tells."""
    return _transcript(episode.path) if episode.text else None


def _transcript(path: Path) -> Transcript | None:
    try:
        return transcript_in(decode_text(read_bytes(path)))
    except PodscribeError as error:
        raise error.in_file(path) from error


@dataclass(frozen=True, slots=True)
class Target:
    """What to write; without a path, to standard output."""

    kind: str
    path: Path | None


def target(name: str, episode: Episode) -> Target:
    """What `--to` says: the name of a kind, or a file whose ending tells it."""
    if name == MP3:
        return Target(MP3, episode.path.with_name(f"{episode.path.stem}.chapters.mp3"))
    if name in NAMES:
        return Target(name, None)
    suffix = PurePath(name).suffix.lower()
    kind = _ENDINGS.get(suffix)
    if kind is None:
        what = (
            f"no chapters are written to {suffix!r} files" if suffix else "the name tells no kind"
        )
        raise PodscribeError(
            what, file=name, remedy=f"use {', '.join(_ENDINGS)}, or {', '.join(NAMES)}"
        )
    return Target(JSON if kind == CHAPTERS_JSON and _holds_transcript(name) else kind, Path(name))


def _holds_transcript(path: str) -> bool:
    """Whether podscribe's own JSON is there."""
    return os.path.isfile(path) and is_text(path) and podscribe_json.sniff(_text(Path(path)))


def _text(path: Path) -> str:
    try:
        return decode_text(read_bytes(path))
    except PodscribeError as error:
        raise error.in_file(path) from error


def require_writable(target: Target, episode: Episode, source: str | Path) -> None:
    """Say before anything is written what would undo something, or cannot be done."""
    if target.kind == MP3:
        _require_mp3(episode, source)
    if target.path is None or target.kind in (PAGE, JSON) or not target.path.is_file():
        return
    read = [episode.path, *([] if source == STANDARD_STREAM else [Path(source)])]
    if any(each.exists() and each.samefile(target.path) for each in read):
        raise PodscribeError(
            "is both what is read and what is written",
            file=target.path,
            remedy="name another file",
        )
    if target.kind != MP3:
        _require_list(target.path)
    elif not mp3.same_sound(episode.path, target.path):
        raise PodscribeError(
            "is there already, and is no copy of this episode",
            file=target.path,
            remedy="name another file",
        )


def _require_mp3(episode: Episode, source: str | Path) -> None:
    if episode.text:
        raise PodscribeError(
            "is no MP3 to copy",
            file=episode.path,
            remedy=f"podscribe chapters EPISODE.mp3 --from {source} --to COPY.mp3",
        )
    recording.require_mp3(episode.path)


def _require_list(path: Path) -> None:
    """What is there already must be chapters and nothing else: the rest is not replaced."""
    try:
        content = read_bytes(path)
        problem = _problem(content, path) if content.strip() else None
    except PodscribeError:
        problem = "holds no chapters"
    if problem:
        raise PodscribeError(
            f"is there already, and {problem}", file=path, remedy="name another file"
        )


def _problem(content: bytes, path: Path) -> str | None:
    """Why a file's content is not to be replaced by chapters."""
    text = decode_text(content)
    if not is_text(path) or transcript_in(text) is not None:
        return "holds no chapters"
    is_json = json_text.looks_like(text, chapters_json.KEY)
    more = parse_list(text).notes or (is_json and chapters_json.passed_over(text))
    return "holds more than chapters" if more else None


def as_text(kind: str, found: Found, episode: Episode) -> str:
    """The chapters as one of the texts that hold nothing else."""
    chapters = listed(found)
    if kind == TIMECODES:
        return timecodes.write_chapters(chapters)
    if kind == CLIPS:
        return clips.write_chapters(chapters, episode.end_s, episode.video)
    return chapters_json.write_chapters(chapters)


def write(target: Target, found: Found, episode: Episode) -> tuple[str, ...]:
    """Write the file whole; returns what there is to say, a sentence each."""
    assert target.path is not None
    if target.kind == MP3:
        return mp3.write_copy(episode.path, target.path, listed(found), episode.end_s)
    if target.kind not in (PAGE, JSON):
        write_bytes(target.path, as_text(target.kind, found, episode).encode())
        return ()
    fill = _filled_page if target.kind == PAGE else _filled_json
    try:
        text, notes = fill(_text(target.path), found, episode)
    except PodscribeError as error:
        raise error.in_file(target.path) from error
    write_bytes(target.path, text.encode())
    return notes


def _filled_page(text: str, found: Found, episode: Episode) -> tuple[str, tuple[str, ...]]:
    """A page with a header for each chapter and its clips anew, all else to the byte as it was."""
    known = transcript_in(text)
    if known is None:
        raise PodscribeError("is no episode page", remedy="give one with front matter")
    notes: tuple[str, ...] = ()
    if known.rows:
        known, notes = place(known, found.chapters)
        text = page.replace_transcript(text, known)
    return pages.with_clips(text, _clips(known, found, episode)), notes


def _filled_json(text: str, found: Found, episode: Episode) -> tuple[str, tuple[str, ...]]:
    """podscribe's JSON with a header for each chapter, and its clips anew where it has some."""
    placed, notes = place(podscribe_json.parse(text), found.chapters)
    if clips.CLIPS in placed.metadata:
        metadata = {**placed.metadata, clips.CLIPS: _clips(placed, found, episode)}
        placed = replace(placed, metadata=metadata)
    return write_transcript(placed, JSON), notes


def _clips(known: Transcript, found: Found, episode: Episode) -> list[dict[str, object]]:
    """The clips of the headers; of the chapters, where there is no transcript yet."""
    told = listed(transcript_chapters(known) if known.rows else found)
    end_s = episode_end(known) or episode.end_s
    return clips.listed(told, end_s, clips.video_of(known.metadata))
