"""podscribe retime"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import click

from podscribe.cli.convert import to_option
from podscribe.cli.options import FILE, offline_option, profile_option, quiet_option
from podscribe.cli.telling import tell_of
from podscribe.config import Flag, Settings, load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WriteOptions, load
from podscribe.transcript import Transcript

DONE, NOT_ALL_FOUND = 0, 1


@click.command("retime", short_help="Give a page new times from captions or audio.")
@click.argument("page", metavar="PAGE", type=FILE)
@click.option(
    "--against",
    "source",
    metavar="TRANSCRIPT|AUDIO",
    type=FILE,
    required=True,
    help="What has the times: captions, JSON, another page, or audio, which is heard first.",
)
@click.option("-o", "out", metavar="OUT", type=FILE, help="Where to write; PAGE itself by default.")
@to_option
@offline_option
@quiet_option
@profile_option
def command(
    page: str,
    source: str,
    out: str | None,
    to_name: str | None,
    offline: bool,
    quiet: bool,
    profile: str | None,
) -> int:
    """Give PAGE, an edited transcript, the times of another transcript or of the audio.

    Words, speakers and headers stay as they are. Rows without a time get one, times that run
    backward are mended, and where the times are off by some seconds from a row on, it is said.
    Times that agree with the source as far as it can tell stay. Exit status: 0 done, 1 some rows
    were not found and stand between their neighbours, 2 nothing was written.
    """
    from podscribe.retime.files import target_of, write_retimed

    require_one_standard_input(page, source)
    settings = settings_for(profile, offline=offline)
    given = load(page)
    target = target_of(page, given, source, out, to_name)
    heard = heard_in(source, settings, quiet=quiet)
    name = PurePath(page).stem if page != STANDARD_STREAM else "episode"
    options = WriteOptions(settings.lines, settings.captions, name)
    done = write_retimed(page, given, source, heard, target, options)
    tell_of(page, done.told)
    tell_lost(page, done.lost)
    return NOT_ALL_FOUND if done.lost else DONE


def require_one_standard_input(page: str, source: str) -> None:
    if page == source == STANDARD_STREAM:
        raise PodscribeError("only one of both can come from standard input", remedy="name one")


def settings_for(profile: str | None, *, offline: bool) -> Settings:
    return load_settings(
        profile=profile, flags=(Flag("--offline", "offline", "true" if offline else None),)
    )


def heard_in(source: str, settings: Settings, *, quiet: bool, speakers: bool = False) -> Transcript:
    """What a transcript says or audio lets hear; progress is shown."""
    from podscribe.cli.progress import watched
    from podscribe.retime.hearing import is_audio, settled, transcript_of

    with settled(source) as file:
        if not is_audio(file):
            return transcript_of(file, settings)
        with watched(quiet) as listener:
            return transcript_of(file, settings, listener, speakers=speakers, name=source)


def tell_lost(file: str, lost: Iterable[tuple[int | None, str]]) -> None:
    """What was not found, each with its line."""
    for place, text in lost:
        tell_of(file, [text], place=place)
