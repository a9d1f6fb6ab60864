"""podscribe config"""

from __future__ import annotations

from collections.abc import Iterable

import click

from podscribe.cli.options import completed_from, profile_option
from podscribe.config import keys_named, resolve
from podscribe.config.display import as_json, as_rows, as_yaml


def _keys() -> Iterable[str]:
    from podscribe.config.keys import GROUPS, KEYS

    return (*KEYS, *GROUPS)


@click.command("config", short_help="Show what is set, and where each value comes from.")
@click.argument("key", metavar="[KEY]", required=False, shell_complete=completed_from(_keys))
@profile_option
@click.option("--json", "wants_json", is_flag=True, help="Print JSON, also of one value.")
def command(key: str | None, profile: str | None, wants_json: bool) -> None:
    """Show every setting with where its value comes from, in a form podscribe.yaml takes.

    With KEY, print that value alone, a list with a line for each; or, of a group such as
    `transcribe`, all that is in it.
    """
    listed = resolve(profile=profile).listed
    names = {each.name for each in keys_named(key)} if key else None
    chosen = [each for each in listed if names is None or each.key in names]
    if wants_json:
        click.echo(as_json(chosen))
    elif len(chosen) == 1 and chosen[0].key == key:
        for row in as_rows(chosen[0].value):
            click.echo(row)
    else:
        click.echo(as_yaml(chosen))
