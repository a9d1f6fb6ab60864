"""The whole: an episode from its audio to the files that are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.audio import is_address, parse_address, require_file
from podscribe.config import Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes
from podscribe.formats import WriteOptions, load_transcript
from podscribe.formats.page_source import read_page
from podscribe.models import EMBEDDED_NOTICE
from podscribe.names import PageGuests
from podscribe.pipeline.editing import edited, guests_of
from podscribe.pipeline.episode import Episode, find_models, run_episode
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People, RunOptions
from podscribe.pipeline.outputs import require_writable, targets, write_outputs
from podscribe.rename import settled_names
from podscribe.text import Glossary
from podscribe.transcript import Grain, Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an episode, and the files that hold it."""

    episode: Episode  # as it was heard
    transcript: Transcript  # as it was written
    written: tuple[Path, ...]


def run(
    source: str | Path,
    *,
    settings: Settings | None = None,
    page: str | Path | None = None,
    people: People = People(),
    fresh: bool = False,
    listener: Listener = Listener(),
) -> Run:
    """Transcribe a file, an http(s) address or `-`, and write what the settings ask for.

    Settings are those that hold in the working folder unless they are given: defaults, the show's
    `podscribe.yaml`, the environment. `page` is a page whose transcript is filled in, `people` are
    those who take part, as far as the page does not say so. What each stage finds is kept, so that
    a run that was stopped goes on where it was; `fresh` does everything anew. Nothing is printed:
    `listener` is told of progress, of what a person should know, and of details. What goes wrong
    is a `PodscribeError` that says what to do.
    """
    source = str(source)
    page = Path(page) if page is not None else None
    settings = load_settings() if settings is None else settings
    stem, folder = _place(source, settings.output)
    wanted = targets(stem, folder, settings.formats, page)
    local = None if source == STANDARD_STREAM or is_address(source) else Path(source)
    if local is not None:
        require_file(local)
    require_writable(wanted, local, folder)
    existing = _existing(page)
    guests = guests_of(settings, existing.metadata)
    options = _options(settings, existing, guests, people, fresh)
    models = find_models(options, listener)
    if models.embedded:
        listener.on_notice(EMBEDDED_NOTICE)
    episode = run_episode(source, settings.cache or folder, options, models, listener)
    for fault in episode.faults:
        listener.on_notice(f"{source}: {fault}")
    if not episode.transcript.lines:
        raise PodscribeError("nobody speaks in it", file=source, remedy="check the recording")
    transcript = edited(
        episode.transcript,
        settings,
        people,
        settled=_settled(folder / f"{stem}.json"),
        voices=episode.voices,
        page=page,
        existing=existing,
        audio=episode.file,
        listener=listener,
    )
    writing = WriteOptions(lines=settings.lines, captions=settings.captions, name=stem)
    for told in write_outputs(transcript, wanted, folder, writing, clips=settings.clips):
        listener.on_notice(told)
    return Run(episode, transcript, tuple(target.path for target in wanted))


def _place(source: str, output: Path | None) -> tuple[str, Path]:
    """The stem of what is written, and its folder."""
    if source == STANDARD_STREAM:
        return "stdin", output or Path()
    if is_address(source):
        return Path(parse_address(source).name).stem, output or Path()
    return Path(source).stem, output or Path(source).parent


def _settled(record: Path) -> Mapping[str, str]:
    """The names that a person gave to speakers after an earlier run."""
    if not record.is_file():
        return {}
    try:
        return settled_names(load_transcript(record))
    except PodscribeError:
        return {}  # not podscribe's: it is told when the outputs are looked at


def _existing(page: Path | None) -> Transcript:
    """What the page holds; nothing where there is none."""
    if page is None or not page.exists():
        return Transcript()
    try:
        source = read_page(decode_text(read_bytes(page)))
    except PodscribeError as error:
        raise error.in_file(page) from error
    rows = tuple(each.row for each in source.rows)
    return Transcript(rows=rows, grain=Grain.PARAGRAPH, metadata=source.metadata)


def _options(
    settings: Settings, existing: Transcript, guests: PageGuests, people: People, fresh: bool
) -> RunOptions:
    visiting = people.guests or tuple(each.full or each.name or "" for each in guests.guests)
    hosting = people.hosts or settings.host
    known = [name for name in (*visiting, *hosting) if name]
    title = existing.metadata.get("title")
    hearing = settings.transcribe_options(
        hotwords=(*known, *Glossary.parse(dict(settings.glossary)).hotwords()),
        prompt=str(title) if title else "",
    )
    expected = len(visiting) + max(1, len(hosting)) if visiting else None
    diarize = settings.diarize_options(expected)
    options = RunOptions(
        recogniser=settings.model,
        diarizer=None if diarize is None else settings.diarizer,
        transcribe=hearing,
        channels=settings.channels,
        offline=settings.offline,
        fresh=fresh,
    )
    return options if diarize is None else replace(options, diarize=diarize)
