"""podscribe check"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

import click

from podscribe.check import Report, check_file, mend_file
from podscribe.check.codes import BY_NAME, CODES, code_named, explained
from podscribe.check.reports import WRITERS, Result, summary
from podscribe.cli.options import FILE, completed_from, profile_option
from podscribe.cli.telling import tell
from podscribe.config import load_settings
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM

CLEAN, FOUND, UNREADABLE = 0, 1, 2


def _explain(ctx: click.Context, parameter: click.Parameter, name: str | None) -> None:
    if name is None or ctx.resilient_parsing:
        return
    codes = CODES if name == "all" else [code_named(name)]
    click.echo("\n".join(explained(code) for code in codes), nl=False)
    ctx.exit()


@click.command("check", short_help="Find faults in transcripts, and mend those that are certain.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=FILE)
@click.option("--fix", is_flag=True, help="Mend in pages what is certain; the rest is reported.")
@click.option(
    "--output",
    type=click.Choice([*WRITERS]),
    default="text",
    show_default=True,
    help="How to print the findings; github: annotations of a workflow.",
)
@click.option(
    "--ignore",
    metavar="CODE",
    multiple=True,
    shell_complete=completed_from(lambda: BY_NAME),
    help="Say nothing of this kind of finding; may be given several times.",
)
@click.option(
    "--explain",
    metavar="CODE",
    expose_value=False,
    is_eager=True,
    callback=_explain,
    shell_complete=completed_from(lambda: BY_NAME),
    help="Say what a code means and what --fix does about it (all: every code).",
)
@profile_option
def command(
    paths: tuple[str, ...], fix: bool, output: str, ignore: tuple[str, ...], profile: str | None
) -> int:
    """Find faults in transcripts of any readable format.

    Exit status: 0 nothing found, 1 something found (and not mended), 2 a file could not be read.
    """
    if fix and STANDARD_STREAM in paths:
        raise click.UsageError("--fix mends files in their place: name them")
    settings = load_settings(profile=profile)
    for name in (*settings.check.ignore, *ignore):
        code_named(name)
    options = replace(settings.check, ignore=(*settings.check.ignore, *ignore))
    look = partial(mend_file if fix else check_file, options=options, hosts=settings.host)
    done: list[Result] = []
    for text in WRITERS[output](_looked_at(paths, look, done)):
        click.echo(text)
    click.echo(summary(done), err=True)
    if any(isinstance(result, PodscribeError) for result in done):
        return UNREADABLE
    return FOUND if any(isinstance(each, Report) and each.findings for each in done) else CLEAN


def _looked_at(
    paths: Iterable[str], look: Callable[[str], Report], done: list[Result]
) -> Iterator[Result]:
    """What comes of each file; a file that cannot be read is told at once and stops no other."""
    for path in paths:
        try:
            done.append(look(path))
        except PodscribeError as error:
            tell(error)
            done.append(error)
        yield done[-1]
