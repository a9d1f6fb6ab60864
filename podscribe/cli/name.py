"""podscribe name"""

from __future__ import annotations

import os
from pathlib import Path

import click

from podscribe.cli.options import FILE
from podscribe.cli.telling import tell
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM


@click.command("name", short_help="Give speakers other names, in all files of an episode.")
@click.argument("arguments", metavar="PATH... OLD=NEW...", nargs=-1, required=True, type=FILE)
def command(arguments: tuple[str, ...]) -> None:
    """Give speakers other names, in all files of an episode at once.

    PATH is any of its transcripts; those beside it that have the same name in other formats are
    renamed as well, and the paths of all are printed. OLD is SPEAKER_01, or a name to correct.
    Either all files are written or none; what a person named stays named when the episode is run
    again.
    """
    paths, names = _divided(arguments)
    from podscribe.rename import rename_in_files

    done = rename_in_files(paths, names)
    for notice in done.told:
        tell(notice)
    for path in done.written:
        click.echo(path)


def _divided(arguments: tuple[str, ...]) -> tuple[list[Path], dict[str, str]]:
    """Files, and what is to be renamed."""
    paths: list[Path] = []
    names: dict[str, str] = {}
    for argument in arguments:
        old, equals, new = (part.strip() for part in argument.partition("="))
        if os.path.exists(argument) or not equals:
            if argument == STANDARD_STREAM:
                raise click.UsageError("files are renamed in their place: name them")
            paths.append(Path(argument))
        elif not old or not new:
            raise click.UsageError(f"{argument!r} should be OLD=NEW")
        elif names.setdefault(old, new) != new:
            raise PodscribeError(f"{old} is given two names: {names[old]} and {new}")
    if not paths or not names:
        missing = "OLD=NEW, such as SPEAKER_01=Chris" if paths else "the PATH of a transcript"
        raise click.UsageError(f"give {missing}")
    return paths, names
