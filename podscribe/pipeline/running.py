"""The whole: an episode from its audio to the files that are published."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.audio import is_address, parse_address
from podscribe.config import Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes
from podscribe.formats import WriteOptions
from podscribe.formats.page_source import read_page
from podscribe.models import EMBEDDED_NOTICE
from podscribe.pipeline.episode import Episode, find_models, run_episode
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import RunOptions
from podscribe.pipeline.outputs import require_writable, targets, write_outputs
from podscribe.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """What came of an episode, and the files that hold it."""

    episode: Episode
    written: tuple[Path, ...]

    @property
    def transcript(self) -> Transcript:
        return self.episode.transcript


def run(
    source: str | Path,
    *,
    settings: Settings | None = None,
    page: str | Path | None = None,
    fresh: bool = False,
    listener: Listener = Listener(),
) -> Run:
    """Transcribe a file, an http(s) address or `-`, and write what the settings ask for.

    Settings are those that hold in the working folder unless they are given: defaults, the show's
    `podscribe.yaml`, the environment. `page` is a page whose transcript is filled in. What each
    stage finds is kept, so that a run that was stopped goes on where it was; `fresh` does
    everything anew. Nothing is printed: `listener` is told of progress, of what a person should
    know, and of details. What goes wrong is a `PodscribeError` that says what to do.
    """
    source = str(source)
    page = Path(page) if page is not None else None
    settings = load_settings() if settings is None else settings
    stem, folder = _place(source, settings.output)
    wanted = targets(stem, folder, settings.formats, page)
    local = None if source == STANDARD_STREAM or is_address(source) else Path(source)
    require_writable(wanted, local, folder)
    options = _options(settings, _known(page), fresh)
    models = find_models(options, listener)
    if models.embedded:
        listener.on_notice(EMBEDDED_NOTICE)
    episode = run_episode(source, settings.cache or folder, options, models, listener)
    for fault in episode.faults:
        listener.on_notice(f"{source}: {fault}")
    if not episode.transcript.lines:
        raise PodscribeError("nobody speaks in it", file=source, remedy="check the recording")
    writing = WriteOptions(lines=settings.lines, captions=settings.captions, name=stem)
    for told in write_outputs(episode.transcript, wanted, folder, writing):
        listener.on_notice(told)
    return Run(episode, tuple(target.path for target in wanted))


def _place(source: str, output: Path | None) -> tuple[str, Path]:
    """The stem of what is written, and its folder."""
    if source == STANDARD_STREAM:
        return "stdin", output or Path()
    if is_address(source):
        return Path(parse_address(source).name).stem, output or Path()
    return Path(source).stem, output or Path(source).parent


def _known(page: Path | None) -> Transcript:
    """What the page says of the episode; nothing where there is none."""
    if page is None or not page.exists():
        return Transcript()
    try:
        return Transcript(metadata=read_page(decode_text(read_bytes(page))).metadata)
    except PodscribeError as error:
        raise error.in_file(page) from error


def _options(settings: Settings, known: Transcript, fresh: bool) -> RunOptions:
    guests = known.metadata.get("guests")
    names = [str(each) for each in guests] if isinstance(guests, list) else []
    title = known.metadata.get("title")
    hearing = settings.transcribe_options(prompt=str(title) if title else "")
    hosts = max(1, len(settings.host))
    diarize = settings.diarize_options(len(names) + hosts if names else None)
    options = RunOptions(
        recogniser=settings.model,
        diarizer=None if diarize is None else settings.diarizer,
        transcribe=hearing,
        channels=settings.channels,
        offline=settings.offline,
        fresh=fresh,
    )
    return options if diarize is None else replace(options, diarize=diarize)
