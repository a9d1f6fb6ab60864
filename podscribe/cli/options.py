"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from podscribe.files import STANDARD_STREAM

if TYPE_CHECKING:
    from podscribe.config import Settings

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def completed_from(names: Callable[[], Iterable[str]]) -> Complete:
    """What completes a value that is one of some names; they are asked for only then."""

    def complete(
        ctx: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(name) for name in names() if name.startswith(incomplete)]

    return complete


def _presets() -> Iterable[str]:
    from podscribe.config import presets

    return presets()


_EMPTY = "is empty: is a variable not set?"


class _File(click.Path):
    """A path, which shells complete; podscribe itself says what is wrong with it."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if value == "":
            self.fail(_EMPTY, param, ctx)
        return super().convert(value, param, ctx)


FILE = _File(allow_dash=True, readable=False)


def not_empty(ctx: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    """For options whose empty text would count as nothing given, or as `null`."""
    if text is not None and not text.strip():
        raise click.BadParameter(_EMPTY)
    return text


def a_folder(ctx: click.Context, parameter: click.Parameter, name: str | None) -> str | None:
    """For options that name where several files are written."""
    if name == STANDARD_STREAM:
        raise click.BadParameter("several files are written: name a folder")
    return not_empty(ctx, parameter, name)


profile_option = click.option(
    "--profile",
    metavar="NAME",
    callback=not_empty,
    shell_complete=completed_from(_presets),
    help="A preset to begin from; podscribe.yaml overrides it.",
)
model_option = click.option(
    "--model", metavar="NAME", help="What hears the words: a name, a folder, embedded."
)
diarizer_option = click.option("--diarizer", metavar="NAME", help="What tells speakers apart.")


def require_diarizer_asked(settings: Settings, named: str | None) -> None:
    """A diarizer that is named on the command line would not be looked at."""
    if named is not None and settings.diarize_options() is None:
        raise click.UsageError(
            "--diarizer is not looked at where no voices are told apart; leave it out, or set "
            "speakers or channels otherwise"
        )


language_option = click.option(
    "--language", metavar="CODE", help="What is spoken; it is detected by default."
)
device_option = click.option("--device", metavar="NAME", help="auto, cpu, cuda or cuda:N.")
offline_option = click.option("--offline", is_flag=True, help="Ask nothing of the network.")
fresh_option = click.option("--fresh", is_flag=True, help="Use nothing that was kept from before.")
quiet_option = click.option("--quiet", is_flag=True, help="Show no progress.")
verbose_option = click.option(
    "--verbose", is_flag=True, help="Say what is used, and what is decided."
)
