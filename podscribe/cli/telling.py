"""What commands say to people, beside the data that goes to standard output."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import click

from podscribe.files import STANDARD_STREAM


def tell(text: object) -> None:
    """A line on standard error."""
    click.echo(f"podscribe: {text}", err=True)


def tell_of(
    file: str, notes: Iterable[str], *, place: int | None = None, written: bool = False
) -> None:
    """Notes on a file that was read, at a line of it if one is given, or that was `written`."""
    if file == STANDARD_STREAM:
        file = "standard output" if written else "standard input"
    where = file if place is None else f"{file}:{place}"
    for note in notes:
        tell(f"{where}: {note}")


def today() -> str:
    """The day as it is written into files, the same everywhere."""
    return datetime.now(UTC).date().isoformat()
