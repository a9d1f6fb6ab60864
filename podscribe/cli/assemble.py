"""podscribe assemble"""

from __future__ import annotations

from pathlib import PurePath

import click

from podscribe.assemble import assemble_files
from podscribe.cli.convert import to_option
from podscribe.cli.options import FILE, profile_option
from podscribe.cli.telling import tell_of
from podscribe.config import load_settings
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WriteOptions


@click.command("assemble", short_help="Put words and speaker spans together into turns.")
@click.option(
    "--words",
    metavar="FILE",
    required=True,
    type=FILE,
    help="JSON with the times of every word: of podscribe, Whisper or WhisperX.",
)
@click.option(
    "--speakers",
    metavar="FILE",
    required=True,
    type=FILE,
    help="Who speaks when: RTTM about one recording, or podscribe's own JSON.",
)
@click.argument("targets", metavar="OUT...", nargs=-1, required=True, type=FILE)
@to_option
@profile_option
def command(
    words: str, speakers: str, targets: tuple[str, ...], to_name: str | None, profile: str | None
) -> None:
    """Give every word its speaker and write the turns to each OUT. `-` is a standard stream.

    If an OUT is an episode page that exists, only its transcript is replaced. What a format cannot
    hold is named on standard error.
    """
    settings = load_settings(profile=profile)
    name = PurePath(words).stem if words != STANDARD_STREAM else "episode"
    options = WriteOptions(settings.lines, settings.captions, name)
    done = assemble_files(words, speakers, targets, to_name=to_name, write_options=options)
    tell_of(words, done.warnings)
    for target, conversion in zip(targets, done.written, strict=True):
        tell_of(target, conversion.warnings, written=True)
