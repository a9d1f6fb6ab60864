"""The whole: an episode from its audio to the files that are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from podscribe.audio import is_address, local_file, parse_address, remove_copy, shown
from podscribe.config import Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WriteOptions, load_transcript, podscribe_json
from podscribe.models import EMBEDDED, EMBEDDED_NOTICE
from podscribe.names.cast import Role, cast_of
from podscribe.pipeline import episode as episodes
from podscribe.pipeline.editing import Sources, edited, read_sources
from podscribe.pipeline.engines import Kept, find_models
from podscribe.pipeline.episode import Episode, run_episode
from podscribe.pipeline.listener import Listener, silent
from podscribe.pipeline.options import Bounds, People, RunOptions
from podscribe.pipeline.outputs import Target, require_writable, targets, write_outputs
from podscribe.pipeline.stages import Sound
from podscribe.rename import is_of_same_audio, settled_names
from podscribe.text import Glossary
from podscribe.transcribe import TranscribeOptions
from podscribe.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an episode, and the files that hold it."""

    episode: Episode  # as it was heard; a copy of a stream that was heard is gone
    transcript: Transcript  # as it was written
    written: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked of a run."""

    source: str = field(repr=False)  # a file, an http(s) address, or `-`
    settings: Settings
    page: Path | None = None  # a page whose transcript is filled in
    people: People = People()
    fresh: bool = False
    stem: str | None = None  # of the files that are written; after the source by default
    bounds: Bounds = Bounds()


@dataclass(frozen=True, slots=True)
class _Ready:
    """An errand that was looked at, so that nothing is found wrong after hours of work."""

    stem: str
    folder: Path
    wanted: tuple[Target, ...]
    sources: Sources
    options: RunOptions

    def cache(self, settings: Settings) -> Path:
        return settings.cache or self.folder


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
    settings = load_settings() if settings is None else settings
    page = Path(page) if page is not None else None
    return execute(Errand(str(source), settings, page, people, fresh), listener=listener)


def execute(errand: Errand, kept: Kept | None = None, listener: Listener = Listener()) -> Run:
    """The same; models that are `kept` are not loaded again."""
    source, settings = errand.source, errand.settings
    ready = _ready(errand, listener)
    models = kept.models(ready.options, listener) if kept else find_models(ready.options, listener)
    if models.embedded and kept is None:
        listener.on_notice(EMBEDDED_NOTICE)
    episode = run_episode(source, ready.cache(settings), ready.options, models, listener)
    try:
        return _published(episode, errand, ready, listener)
    finally:
        remove_copy(source, episode.file)


def _published(episode: Episode, errand: Errand, ready: _Ready, listener: Listener) -> Run:
    """The episode as an editor would leave it, written to its files."""
    settings, stem, folder, wanted = errand.settings, ready.stem, ready.folder, ready.wanted
    if not episode.transcript.lines:
        raise PodscribeError(
            "nobody speaks in it", file=shown(errand.source), remedy="check the recording"
        )
    transcript = edited(
        episode.transcript,
        settings,
        errand.people,
        ready.sources,
        settled=_settled(_record_of(ready), episode.transcript, listener),
        voices=episode.voices,
        audio=episode.file,
        listener=listener,
    )
    writing = WriteOptions(lines=settings.lines, captions=settings.captions, name=stem)
    for told in write_outputs(transcript, wanted, folder, writing, clips=settings.clips):
        listener.on_notice(told)
    return Run(episode, transcript, tuple(target.path for target in wanted))


def decode_ahead(errand: Errand, kept: Kept, listener: Listener = Listener()) -> Sound:
    """Have the sound of an errand decoded, as far as it will be needed."""
    ready = _ready(errand, replace(listener, on_notice=silent))
    models = kept.models(ready.options, listener)
    folder = ready.cache(errand.settings)
    return episodes.decode_ahead(errand.source, folder, ready.options, models, listener)


def _ready(errand: Errand, listener: Listener) -> _Ready:
    source, settings, page = errand.source, errand.settings, errand.page
    stem, folder = _place(source, settings.output)
    stem = errand.stem or stem
    wanted = targets(stem, folder, settings.formats, page)
    local = local_file(source)
    require_writable(wanted, local, folder)
    if source == settings.chapters == STANDARD_STREAM:
        raise PodscribeError("standard input cannot be both the audio and its chapters")
    sources = read_sources(settings, errand.people, page=page, audio=local, listener=listener)
    options = _options(settings, sources, errand.people, errand.fresh)
    options = replace(options, bounds=errand.bounds)
    return _Ready(stem, folder, wanted, sources, options)


def _place(source: str, output: Path | None) -> tuple[str, Path]:
    """The stem of what is written, and its folder."""
    if source == STANDARD_STREAM:
        return "stdin", output or Path()
    if is_address(source):
        return Path(parse_address(source).name).stem, output or Path()
    folder = Path() if local_file(source) is None else Path(source).parent  # of a pipe: no folder
    return Path(source).stem, output or folder


def _record_of(ready: _Ready) -> Path:
    """Where podscribe's own JSON is, or would be."""
    written = (target.path for target in ready.wanted if target.format is podscribe_json.FORMAT)
    return next(written, ready.folder / f"{ready.stem}{podscribe_json.FORMAT.suffixes[0]}")


def _settled(record: Path, heard: Transcript, listener: Listener) -> Mapping[str, str]:
    """The names that a person gave to speakers of an earlier run."""
    if not record.is_file():
        return {}
    try:
        before = load_transcript(record)
    except PodscribeError:
        return {}  # not podscribe's: it is told when the outputs are looked at
    names = settled_names(before, heard)
    if not is_of_same_audio(before, heard):
        kept = "; the names given there stay" if names else ""
        listener.on_notice(f"{record}: was of another recording, and is replaced{kept}")
    return names


def usual_options(settings: Settings) -> RunOptions:
    """What a run of an episode is told of which nothing is known."""
    return _options(settings, Sources(), People(), fresh=False)


def _options(settings: Settings, sources: Sources, people: People, fresh: bool) -> RunOptions:
    cast = cast_of(
        hosts=people.hosts,
        guests=people.guests,
        show_hosts=settings.host,
        from_page=sources.guests,
    ).people
    visiting = [each for each in cast if each.role is Role.GUEST]
    hosting = [each for each in cast if each.role is Role.HOST]
    known = [name for each in (*visiting, *hosting) if (name := each.full or each.name)]
    title = sources.existing.metadata.get("title")
    expected = len(visiting) + max(1, len(hosting)) if visiting else None
    diarize = settings.diarize_options(expected)
    options = RunOptions(
        recogniser=settings.model,
        diarizer=None if diarize is None else settings.diarizer,
        transcribe=_hearing(settings, known, str(title) if title else ""),
        channels=settings.channels,
        offline=settings.offline,
        fresh=fresh,
    )
    return options if diarize is None else replace(options, diarize=diarize)


def _hearing(settings: Settings, names: Sequence[str], title: str) -> TranscribeOptions:
    """What hearing words is told; the embedded model never learnt to be helped by hints."""
    if settings.model == EMBEDDED:
        return settings.transcribe_options()
    terms = Glossary.parse(dict(settings.glossary)).hotwords()
    return settings.transcribe_options(hotwords=(*names, *terms), prompt=title)
