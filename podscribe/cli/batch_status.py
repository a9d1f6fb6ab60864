"""A ledger as people read it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from podscribe.batch.ledger import read_ledger, states
from podscribe.batch.rows import Row
from podscribe.batch.states import State
from podscribe.clock import HOUR_S

EVERY_S = 2.0
_LEFT = (State.WAITING, State.WORKING)
_FAILED = (State.FAILED, State.ASIDE)
_MOST_FAILED = 20  # that are listed; --json has them all


def show(rows: Sequence[Row]) -> str:
    """How many stand where, what is worked on, and what failed."""
    counted = [f"{count} {state}" for state, count in states(rows).items() if count]
    done_s = sum(row.seconds or 0.0 for row in rows if row.state is State.DONE)
    head = f"{len(rows)} episodes: {', '.join(counted)}" if rows else "no episodes"
    lines = [f"{head}; {done_s / HOUR_S:.1f} hours of audio are done"]
    lines += [_working(row) for row in rows if row.state is State.WORKING]
    failed = [row for row in rows if row.state in _FAILED]
    lines += [f"{row.stem}  {row.state}: {row.error}" for row in failed[:_MOST_FAILED]]
    if len(failed) > _MOST_FAILED:
        lines.append(f"and {len(failed) - _MOST_FAILED} more")
    return "".join(f"{line}\n" for line in lines)


def _working(row: Row) -> str:
    return "  ".join(part for part in (row.stem, row.stage or "begun", row.worker or "") if part)


def watch_ledger(path: Path) -> None:
    """Show it again and again, until nothing is left to do."""
    shown = ""
    while True:
        rows = read_ledger(path)
        now = show(rows)
        if now != shown:
            if shown and sys.stdout.isatty():
                click.clear()
            click.echo(now, nl=False)
            shown = now
        if not any(row.state in _LEFT for row in rows):
            return
        time.sleep(EVERY_S)
