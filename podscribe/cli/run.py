"""podscribe run"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from podscribe import __version__
from podscribe.cli.options import (
    FILE,
    a_folder,
    completed_from,
    device_option,
    diarizer_option,
    fresh_option,
    language_option,
    model_option,
    offline_option,
    profile_option,
    quiet_option,
    require_diarizer_asked,
    verbose_option,
)
from podscribe.cli.telling import tell
from podscribe.clock import clock
from podscribe.config import Flag, Settings, load_settings
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WRITABLE
from podscribe.pipeline.listener import Progress
from podscribe.pipeline.options import People
from podscribe.scripts import count_words
from podscribe.transcript import Transcript

DONE = 0


def _page(ctx: click.Context, parameter: click.Parameter, path: str | None) -> str | None:
    if path == STANDARD_STREAM:
        raise click.BadParameter("other files are written beside it: name the page's file")
    return path


@click.command("run", short_help="From an episode's audio to its transcript.")
@click.argument("source", metavar="INPUT", type=FILE)
@click.option(
    "-o",
    "output",
    metavar="DIR",
    callback=a_folder,
    help="Where to write; beside the audio by default.",
)
@click.option(
    "--page",
    type=FILE,
    metavar="PATH",
    callback=_page,
    help="An existing page: its transcript is replaced.",
)
@click.option(
    "--format",
    "formats",
    metavar="NAME,...",
    shell_complete=completed_from(lambda: (each.name for each in WRITABLE)),
    help="What to write: page, lines, vtt, ... (page,lines,json by default).",
)
@model_option
@diarizer_option
@click.option(
    "--speakers",
    metavar="N|MIN-MAX|none",
    help="How many people speak; as many as the page names by default. none: not told apart.",
)
@click.option("--channels", metavar="NAME", help="mixed, or separate: each is one speaker's.")
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="Who asks; repeatable.")
@click.option("--guest", "guests", multiple=True, metavar="NAME", help="Who answers; repeatable.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="SPEAKER=NAME",
    help="The name of SPEAKER_00 or another; repeatable.",
)
@click.option(
    "--chapters",
    metavar="SOURCE",
    help="A file, audio, page, auto or none; those of the page or audio by default.",
)
@click.option("--clips", is_flag=True, help="Write the page's quotableClips of its chapters.")
@click.option("--cleanup", metavar="LEVEL", help="none: as heard; light, the default: no fillers.")
@language_option
@device_option
@offline_option
@fresh_option
@quiet_option
@verbose_option
@profile_option
def command(
    source: str,
    output: str | None,
    page: str | None,
    formats: str | None,
    model: str | None,
    diarizer: str | None,
    speakers: str | None,
    channels: str | None,
    hosts: tuple[str, ...],
    guests: tuple[str, ...],
    names: tuple[str, ...],
    chapters: str | None,
    clips: bool,
    cleanup: str | None,
    language: str | None,
    device: str | None,
    offline: bool,
    fresh: bool,
    quiet: bool,
    verbose: bool,
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
        Flag("--channels", "channels", channels),
        Flag("--chapters", "chapters", chapters),
        Flag("--clips", "clips", "true" if clips else None),
        Flag("--cleanup", "cleanup", cleanup),
        Flag("--language", "language", language),
        Flag("--device", "device", device),
        Flag("--offline", "offline", "true" if offline else None),
    )
    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose contradict each other")
    settings = load_settings(profile=profile, flags=flags)
    require_diarizer_asked(settings, diarizer)
    people = People(hosts, guests, names_of(names))
    return _run(source, settings, page, people, fresh, quiet, verbose)


def _run(
    source: str,
    settings: Settings,
    page: str | None,
    people: People,
    fresh: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    from podscribe.cli.progress import watched

    begun = time.monotonic()
    with watched(quiet, verbose) as listener:
        listener.on_detail(f"podscribe {__version__}")
        worked: set[bool] = set()  # whether a stage did anything beyond what was kept
        watching = replace(listener, on_progress=_noting(worked, listener.on_progress))
        from podscribe.pipeline.running import run  # numpy takes a while: the first line is there

        try:
            finished = run(
                source,
                settings=settings,
                page=page,
                people=people,
                fresh=fresh,
                listener=watching,
            )
        except KeyboardInterrupt:
            without = " without --fresh" if fresh else ""
            listener.on_notice(f"what is done is kept: the same command{without} goes on from here")
            raise
    for path in finished.written:
        click.echo(path)
    if not quiet:
        doubtful = len(finished.episode.doubtful)
        spent_s = time.monotonic() - begun if True in worked else None
        _summarise(finished.transcript, doubtful, spent_s)
    return DONE


def _noting(worked: set[bool], tell: Callable[[Progress], None]) -> Callable[[Progress], None]:
    def told(now: Progress) -> None:
        if now.length_s is not None:
            worked.add((now.share or 0.0) > now.share_before)
        tell(now)

    return told


def names_of(given: Sequence[str]) -> dict[str, str]:
    """SPEAKER=NAME as they stand in options."""
    names: dict[str, str] = {}
    for text in given:
        speaker, _, name = (part.strip() for part in text.partition("="))
        if not speaker or not name:
            raise click.UsageError(f"--name {text!r} should be SPEAKER_00=NAME")
        if names.setdefault(speaker, name) != name:
            raise click.UsageError(f"--name gives {speaker} two names: {names[speaker]}, {name}")
    return names


def _summarise(transcript: Transcript, doubtful: int, spent_s: float | None) -> None:
    """What was done, for people; `spent_s` is None where all was kept from before."""
    length_s = transcript.duration or 0.0
    said = Counter[str]()
    for line in transcript.lines:
        said[line.speaker or "nobody known"] += count_words(line.text)
    total = max(1, said.total())
    shares = ", ".join(f"{name} {count / total:.0%}" for name, count in said.most_common())
    stretches = "1 stretch" if doubtful == 1 else f"{doubtful} stretches"
    doubts = f"{stretches} in doubt" if doubtful else "nothing in doubt"
    tell(f"{clock(length_s)} {_pace(length_s, spent_s)}; {shares}; {doubts}")


def _pace(length_s: float, spent_s: float | None) -> str:
    if spent_s is None:
        return "of sound, kept from before"
    return f"in {clock(spent_s)} ({length_s / max(spent_s, 1e-3):.1f} × real time)"
