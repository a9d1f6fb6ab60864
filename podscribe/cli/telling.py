"""What commands say to people, beside the data that goes to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

import click

from podscribe.files import STANDARD_STREAM


def tell(text: object) -> None:
    """A line on standard error, as long as somebody reads it."""
    try:
        click.echo(f"podscribe: {text}", err=True)
    except BrokenPipeError:
        read_by_nobody(sys.stderr)


def tell_of(
    file: str, notes: Iterable[str], *, place: int | None = None, written: bool = False
) -> None:
    """Notes on a file that was read, at a line of it if one is given, or that was `written`."""
    if file == STANDARD_STREAM:
        file = "standard output" if written else "standard input"
    where = file if place is None else f"{file}:{place}"
    for note in notes:
        tell(f"{where}: {note}")


def read_by_nobody(stream: TextIO | None = None) -> None:
    """Standard output, or the stream, leads nowhere from now on: whoever read it has gone."""
    with suppress(OSError, ValueError):  # it may be no file at all, as in a notebook
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, (stream or sys.stdout).fileno())
        os.close(null)


def today() -> str:
    """The day as it is written into files, the same everywhere."""
    return datetime.now(UTC).date().isoformat()
