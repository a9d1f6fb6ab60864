"""podscribe models"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from podscribe.cli.options import completed_from
from podscribe.cli.telling import tell
from podscribe.errors import PodscribeError
from podscribe.models.model import Progress, in_units
from podscribe.models.names import DIARIZERS, EMBEDDED, RECOGNISERS

if TYPE_CHECKING:
    from podscribe.models.holdings import Holding

SOUND, FAULTY, UNABLE = 0, 1, 2
_MOST_UPDATES_S = 0.1  # a line that changes more often cannot be read
_CLEAR_LINE = "\r\x1b[K"


def _fetchable() -> Iterable[str]:
    return (*RECOGNISERS, *DIARIZERS)


def _verifiable() -> Iterable[str]:
    return (EMBEDDED, *_fetchable())


@click.group("models", short_help="List, fetch and verify models.")
def command() -> None:
    """List, fetch and verify models.

    A model is `embedded`, a local folder, a name that `podscribe models list` shows, or
    OWNER/NAME of the hub, with @REVISION if it must be that one. Models are kept in the hub's
    usual cache (HF_HOME), where other tools find them too.
    """


@command.command("list", short_help="Show the models that are here, and the names of others.")
def list_models() -> None:
    """Show the models that are here, with size and last use, and the names of others.

    Nothing is asked of the network.
    """
    from podscribe.models.holdings import holdings
    from podscribe.models.hub import usual_hub

    for holding in holdings(usual_hub(offline=True)):
        size = "" if holding.size_bytes is None else in_units(holding.size_bytes)
        click.echo(f"{holding.name:<41} {holding.use:<16} {size:>9}  {_state(holding)}".rstrip())


def _state(holding: Holding) -> str:
    if holding.fault:
        return f"faulty: {holding.fault}"
    if holding.name == EMBEDDED:
        return "comes with podscribe"
    if holding.size_bytes is None:
        return "not here"
    if holding.used is None:
        return "here"
    return f"used {datetime.fromtimestamp(holding.used, UTC):%Y-%m-%d}"


@command.command("fetch", short_help="Fetch models from the hub, or what is missing of them.")
@click.argument(
    "names", metavar="NAME...", nargs=-1, required=True, shell_complete=completed_from(_fetchable)
)
def fetch_models(names: tuple[str, ...]) -> int:
    """Fetch models from the hub, and print the folder of each.

    What is here already is verified; what is missing, altered or older is fetched. An interrupted
    download goes on where it was. Of a model that must be asked for, the conditions are accepted
    on its page; HF_TOKEN then says who asks.
    """
    from podscribe.models import fetch

    status = SOUND
    for name in names:
        try:
            with ProgressLine() as line:
                model = fetch(name, on_progress=line)
        except PodscribeError as error:
            tell(error)
            status = UNABLE
        else:
            click.echo(model.path)
    return status


@command.command("verify", short_help="Read every byte of models and compare the checksums.")
@click.argument("names", metavar="[NAME...]", nargs=-1, shell_complete=completed_from(_verifiable))
def verify_models(names: tuple[str, ...]) -> int:
    """Read every byte of models and compare the checksums: of all that are here, or of those named.

    Nothing is asked of the network. Exit status: 0 all as they should be, 1 a fault found, 2 a
    model could not be verified.
    """
    from podscribe.models.holdings import faults_of, models_held
    from podscribe.models.hub import usual_hub

    hub = usual_hub(offline=True)
    found = unable = 0
    looked_at = names or (EMBEDDED, *(label for label, _ in models_held(hub)))
    for name in looked_at:
        try:
            faults = faults_of(name, hub)
        except PodscribeError as error:
            tell(error)
            unable += 1
            continue
        for fault in faults:
            click.echo(f"{name}: {fault}")
        found += len(faults)
    click.echo(_summary(len(looked_at) - unable, found, unable), err=True)
    return UNABLE if unable else FAULTY if found else SOUND


def _summary(verified: int, found: int, unable: int) -> str:
    models = "model" if verified == 1 else "models"
    faults = "no fault" if not found else "1 fault" if found == 1 else f"{found} faults"
    rest = f", {unable} could not be verified" if unable else ""
    return f"{verified} {models} verified, {faults}{rest}"


class ProgressLine:
    """One line on standard error that grows on a terminal; elsewhere a line a file."""

    def __init__(self) -> None:
        self._file = ("", "")
        self._said_at = 0.0
        self._is_terminal = sys.stderr.isatty()
        self._waited = False

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *reason: object) -> None:
        self._show("")

    def __call__(self, progress: Progress) -> None:
        if progress.waiting:
            self._say_once_that_another_fetches(progress)
        elif (progress.model, progress.file) != self._file:
            self._file = (progress.model, progress.file)
            self._begin(progress)
        elif time.monotonic() - self._said_at >= _MOST_UPDATES_S:
            self._said_at = time.monotonic()
            self._show(_text(progress))

    def _begin(self, progress: Progress) -> None:
        if progress.resumed_bytes:
            had = in_units(progress.resumed_bytes)
            self._say(f"{progress.model}: {progress.file} goes on after the {had} that are here")
        elif not self._is_terminal:
            self._say(_text(progress))

    def _say_once_that_another_fetches(self, progress: Progress) -> None:
        if not self._waited:
            self._say(f"{progress.model}: another process fetches {progress.file}; waiting")
        self._waited = True

    def _say(self, text: str) -> None:
        self._show("")
        tell(text)

    def _show(self, text: str) -> None:
        if self._is_terminal:
            room = shutil.get_terminal_size().columns - 1  # a second row would not be cleared
            shown = text if len(text) <= room else f"…{text[len(text) - max(0, room - 1) :]}"
            click.echo(f"{_CLEAR_LINE}{shown}", err=True, nl=False)


def _text(progress: Progress) -> str:
    share = 100 * progress.done_bytes // max(progress.total_bytes, 1)
    return (
        f"{progress.model}: file {progress.file_number} of {progress.files}, {progress.file}: "
        f"{share} % of {in_units(progress.total_bytes)}"
    )
