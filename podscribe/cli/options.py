"""Options that several commands share."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def _complete_profile(
    ctx: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from podscribe.config import presets

    return [CompletionItem(name) for name in presets() if name.startswith(incomplete)]


profile_option = click.option(
    "--profile",
    metavar="NAME",
    shell_complete=_complete_profile,
    help="A preset to begin from; podscribe.yaml overrides it.",
)
