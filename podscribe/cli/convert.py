"""podscribe convert"""

from __future__ import annotations

from pathlib import PurePath

import click

from podscribe.cli.options import FILE, completed_from, profile_option
from podscribe.cli.telling import tell_of
from podscribe.config import load_settings
from podscribe.convert import convert_file
from podscribe.files import STANDARD_STREAM
from podscribe.formats import READABLE, WRITABLE, WriteOptions

FROM_NAMES = tuple(format.name for format in READABLE)
TO_NAMES = tuple(format.name for format in WRITABLE)


to_option = click.option(
    "--to",
    "to_name",
    metavar="FORMAT",
    shell_complete=completed_from(lambda: TO_NAMES),
    help=f"What to write, if the name of OUT does not tell: {', '.join(TO_NAMES)}.",
)


@click.command("convert", short_help="Write a transcript in another format.")
@click.argument("source", metavar="IN", type=FILE)
@click.argument("target", metavar="OUT", type=FILE)
@click.option(
    "--from",
    "from_name",
    metavar="FORMAT",
    shell_complete=completed_from(lambda: FROM_NAMES),
    help=f"What IN holds, if its name and content do not tell: {', '.join(FROM_NAMES)}.",
)
@to_option
@profile_option
def command(
    source: str, target: str, from_name: str | None, to_name: str | None, profile: str | None
) -> None:
    """Write the transcript in IN to OUT in another format. `-` is standard input or output.

    If OUT is an episode page that exists, only its transcript is replaced. What the format cannot
    hold is named on standard error.
    """
    settings = load_settings(profile=profile)
    name = PurePath(source).stem if source != STANDARD_STREAM else "episode"
    options = WriteOptions(settings.lines, settings.captions, name)
    done = convert_file(source, target, from_name=from_name, to_name=to_name, options=options)
    tell_of(target, done.warnings, written=True)
