"""The transcript that another is held against: read from a file, or heard from audio."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from os.path import exists, isdir, isfile
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from podscribe.audio import bring, is_address, shown
from podscribe.chapters.sources import is_text
from podscribe.config import Settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.formats import READABLE, load_transcript
from podscribe.pipeline.listener import Listener
from podscribe.transcript import Transcript

_READ = {suffix for each in READABLE for suffix in each.suffixes}


def is_audio(source: str) -> bool:
    """Whether it is to be heard, not read: an address, or a file that is no text."""
    if is_address(source):
        return True
    return PurePath(source).suffix.lower() not in _READ and not is_text(source)


@contextmanager
def settled(source: str) -> Iterator[str]:
    """A name that can be opened more than once: what a pipe holds does not come again, so it is
    a file's for as long, which has the pipe's name in errors.
    """
    piped = not (source == STANDARD_STREAM or is_address(source) or isdir(source))
    if not piped or isfile(source) or not exists(source):
        yield source
        return
    with TemporaryDirectory() as folder:
        copy = bring(source, Path(folder))
        copy = copy.rename(copy.with_suffix(PurePath(source).suffix))  # which may tell the format
        try:
            yield str(copy)
        except PodscribeError as error:
            if error.file is None or Path(error.file) != copy:
                raise
            raise PodscribeError(
                error.what, file=source, place=error.place, remedy=error.remedy
            ) from error


def transcript_of(
    source: str,
    settings: Settings,
    listener: Listener = Listener(),
    *,
    speakers: bool = False,
    name: str | None = None,
) -> Transcript:
    """What a transcript says, or what is heard in audio; `speakers`: told apart if that is set.

    Audio is heard as `podscribe run` hears it, and what is found is kept where that keeps it.
    `name` is what notices call it, where that is not the source's own.
    """
    if not is_audio(source):
        return load_transcript(source)
    from podscribe.models import EMBEDDED, EMBEDDED_NOTICE
    from podscribe.pipeline.episode import run_episode
    from podscribe.pipeline.running import usual_options

    options = usual_options(settings)
    if not speakers:
        options = replace(options, diarizer=None)
    if EMBEDDED in (options.recogniser, options.diarizer):
        listener.on_notice(EMBEDDED_NOTICE)
    beside = Path() if is_address(source) else Path(source).parent
    folder = settings.cache or settings.output or beside
    episode = run_episode(source, folder, options, listener=listener)
    for fault in episode.faults:
        listener.on_notice(f"{name or shown(source)}: {fault}")
    if not episode.transcript.lines:
        raise PodscribeError(
            "nobody speaks in it", file=shown(source), remedy="check the recording"
        )
    return episode.transcript
