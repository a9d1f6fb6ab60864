"""podscribe transfer"""

from __future__ import annotations

from pathlib import PurePath

import click

from podscribe.cli.convert import to_option
from podscribe.cli.options import FILE, offline_option, profile_option, quiet_option
from podscribe.cli.retime import heard_in, require_one_standard_input, settings_for, tell_lost
from podscribe.cli.telling import tell_of
from podscribe.files import STANDARD_STREAM
from podscribe.formats import WriteOptions, load

DONE, NOT_ALL_FOUND = 0, 1


@click.command("transfer", short_help="Lay a page's names and headers over a new transcript.")
@click.argument("page", metavar="PAGE", type=FILE)
@click.option(
    "--onto",
    "automatic",
    metavar="TRANSCRIPT|AUDIO",
    type=FILE,
    required=True,
    help="The new words and times: captions, JSON, or audio, which is heard first.",
)
@click.option("-o", "out", metavar="OUT", type=FILE, required=True, help="The file to write.")
@to_option
@offline_option
@quiet_option
@profile_option
def command(
    page: str,
    automatic: str,
    out: str,
    to_name: str | None,
    offline: bool,
    quiet: bool,
    profile: str | None,
) -> int:
    """Lay the names and headers of PAGE, an edited transcript, over a new automatic one.

    Words and times are those of the new transcript, which may name nobody or only SPEAKER_00. A
    turn is divided where somebody else speaks on the page. Exit status: 0 done, 1 what follows
    some headers was not found, 2 nothing was written.
    """
    from podscribe.convert import target_format
    from podscribe.retime.files import write_transferred

    require_one_standard_input(page, automatic)
    settings = settings_for(profile, offline=offline)
    format = target_format(out, [page, automatic], to_name)
    given = load(page)
    heard = heard_in(automatic, settings, quiet=quiet, speakers=True)
    name = PurePath(out).stem if out != STANDARD_STREAM else "episode"
    options = WriteOptions(settings.lines, settings.captions, name)
    done = write_transferred(page, given.transcript, heard, out, format, options)
    tell_of(out if out != STANDARD_STREAM else page, done.told)
    tell_lost(page, done.lost)
    return NOT_ALL_FOUND if done.lost else DONE
