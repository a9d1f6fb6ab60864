"""podscribe run"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import click

from podscribe.audio import is_address, parse_address
from podscribe.cli.options import FILE, completed_from, profile_option
from podscribe.clock import clock
from podscribe.config import Flag, Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WRITABLE, WriteOptions
from podscribe.pipeline.options import RunOptions
from podscribe.transcript import Transcript

DONE = 0


@click.command("run", short_help="From an episode's audio to its transcript.")
@click.argument("source", metavar="INPUT", type=FILE)
@click.option("-o", "output", metavar="DIR", help="Where to write; beside the audio by default.")
@click.option("--page", type=click.Path(), help="An existing page: its transcript is replaced.")
@click.option(
    "--format",
    "formats",
    metavar="NAME,...",
    shell_complete=completed_from(lambda: (each.name for each in WRITABLE)),
    help="What to write: page, lines, vtt, ... (page,lines,json by default).",
)
@click.option("--model", metavar="NAME", help="What hears the words: a name, a folder, embedded.")
@click.option("--diarizer", metavar="NAME", help="What tells speakers apart.")
@click.option(
    "--speakers",
    metavar="N|MIN-MAX|none",
    help="How many people speak; as many as the page names by default. none: not told apart.",
)
@click.option("--language", metavar="CODE", help="What is spoken; it is detected by default.")
@click.option("--device", metavar="NAME", help="auto, cpu, cuda or cuda:N.")
@click.option("--offline", is_flag=True, help="Ask nothing of the network.")
@click.option("--fresh", is_flag=True, help="Use nothing that was kept from before.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@profile_option
def command(
    source: str,
    output: str | None,
    page: str | None,
    formats: str | None,
    model: str | None,
    diarizer: str | None,
    speakers: str | None,
    language: str | None,
    device: str | None,
    offline: bool,
    fresh: bool,
    quiet: bool,
    profile: str | None,
) -> int:
    """From an episode's audio to its transcript: who says what, and when.

    INPUT is a file in anything FFmpeg reads, an http(s) address, or - for standard input. Written
    are INPUT's name with .md, .txt and .json; their paths are printed. What was done is kept:
    stopped, a run goes on where it was, and nothing is done twice.
    """
    flags = (
        Flag("--format", "formats", formats),
        Flag("-o", "output", output),
        Flag("--model", "model", model),
        Flag("--diarizer", "diarizer", diarizer),
        Flag("--speakers", "speakers", speakers),
        Flag("--language", "language", language),
        Flag("--device", "device", device),
        Flag("--offline", "offline", "true" if offline else None),
    )
    settings = load_settings(profile=profile, flags=flags)
    return _run(source, settings, Path(page) if page else None, fresh, quiet)


def _run(source: str, settings: Settings, page: Path | None, fresh: bool, quiet: bool) -> int:
    from podscribe.cli.progress import watched
    from podscribe.models import EMBEDDED_NOTICE
    from podscribe.pipeline.episode import find_models, run_episode
    from podscribe.pipeline.outputs import require_writable, targets, write_outputs

    stem, folder = _place(source, settings.output)
    wanted = targets(stem, folder, settings.formats, page)
    local = None if _is_stream(source) or is_address(source) else Path(source)
    require_writable(wanted, local, folder)
    options = _options(settings, _known(page), fresh)
    begun = time.monotonic()
    with watched(quiet) as listener:
        models = find_models(options, listener)
        if models.embedded:
            listener.on_notice(EMBEDDED_NOTICE)
        try:
            episode = run_episode(source, settings.cache or folder, options, models, listener)
        except KeyboardInterrupt:
            listener.on_notice("what is done is kept: the same command goes on from here")
            raise
        for fault in episode.faults:
            listener.on_notice(f"{source}: {fault}")
    if not episode.transcript.lines:
        raise PodscribeError("nobody speaks in it", file=source, remedy="check the recording")
    writing = WriteOptions(lines=settings.lines, captions=settings.captions, name=stem)
    for told in write_outputs(episode.transcript, wanted, folder, writing):
        click.echo(f"podscribe: {told}", err=True)
    for target in wanted:
        click.echo(target.path)
    if not quiet:
        _summarise(episode.transcript, len(episode.doubtful), time.monotonic() - begun)
    return DONE


def _is_stream(source: str) -> bool:
    return source == STANDARD_STREAM


def _place(source: str, output: Path | None) -> tuple[str, Path]:
    """The stem of what is written, and its folder."""
    if _is_stream(source):
        return "stdin", output or Path()
    if is_address(source):
        return Path(parse_address(source).name).stem, output or Path()
    return Path(source).stem, output or Path(source).parent


def _known(page: Path | None) -> Transcript:
    """What the page says of the episode; nothing where there is none."""
    if page is None or not page.exists():
        return Transcript()
    from podscribe.files import decode_text, read_bytes
    from podscribe.formats.page_source import read_page

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
        offline=settings.offline,
        fresh=fresh,
    )
    return options if diarize is None else replace(options, diarize=diarize)


def _summarise(transcript: Transcript, doubtful: int, spent_s: float) -> None:
    """What was done, for people."""
    length_s = transcript.duration or 0.0
    said = Counter[str]()
    for line in transcript.lines:
        said[line.speaker or "nobody known"] += len(line.text.split())
    total = max(1, said.total())
    shares = ", ".join(f"{name} {count / total:.0%}" for name, count in said.most_common())
    stretches = "1 stretch" if doubtful == 1 else f"{doubtful} stretches"
    doubts = f"{stretches} in doubt" if doubtful else "nothing in doubt"
    speed = length_s / max(spent_s, 1e-3)
    click.echo(
        f"podscribe: {clock(length_s)} in {clock(spent_s)} ({speed:.1f} × real time); "
        f"{shares}; {doubts}",
        err=True,
    )
