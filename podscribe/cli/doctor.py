"""podscribe doctor"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from podscribe import __version__
from podscribe.cli.options import device_option, profile_option
from podscribe.cli.telling import tell
from podscribe.config import Flag
from podscribe.config.layers import from_flags
from podscribe.doctor import Check, State, examine

WELL, FAULTY = 0, 1
_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "red"}
_CLEAR_LINE = "\r\x1b[K"


@click.command("doctor", short_help="Try out every part, and say what is missing.")
@profile_option
@device_option
@click.option("--offline", is_flag=True, help="Take for a fault what had to be fetched.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def command(profile: str | None, device: str | None, offline: bool, wants_json: bool) -> int:
    """Try out every part that a run needs, and say of each fault how it is mended.

    Looked at are versions, settings, memory, GPUs, CUDA libraries, token and models; a sound is
    encoded and decoded, and both engines hear it. Nothing is fetched. Exit status: 0 no fault,
    1 a fault.
    """
    flags = (
        Flag("--profile", "profile", profile),
        Flag("--device", "device", device),
        Flag("--offline", "offline", "true" if offline else None),
    )
    from_flags(flags)  # a fault in an option is none of the machine
    found = examine(flags, _tell)
    return _print_json([*found]) if wants_json else _print(found)


def _tell(doing: str) -> None:
    """What is done now: one line that goes on a terminal, a line each elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"{_CLEAR_LINE}{doing}", err=True, nl=False)
    elif doing:
        tell(doing)


def _print(found: Iterator[tuple[str, Check]]) -> int:
    states: list[State] = []
    heading = ""
    for group, check in found:
        _tell("")
        if group != heading:
            heading = group
            click.echo(click.style(group, bold=True))
        state = click.style(f"{check.state:<8}", fg=_COLOURS[check.state])
        click.echo(f"  {state} {check.name:<17} {check.text}")
        if check.remedy:
            click.echo(f"           → {check.remedy}")
        states.append(check.state)
    _tell("")
    click.echo(_summary(states.count(State.FAULT), states.count(State.WARNING)), err=True)
    return _status(states)


def _print_json(found: list[tuple[str, Check]]) -> int:
    _tell("")
    states = [check.state for _, check in found]
    content = {
        "podscribe": __version__,
        "faults": states.count(State.FAULT),
        "warnings": states.count(State.WARNING),
        "checks": [
            {
                "group": group,
                "name": check.name,
                "state": check.state,
                "text": check.text,
                "remedy": check.remedy,
            }
            for group, check in found
        ],
    }
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    return _status(states)


def _status(states: list[State]) -> int:
    return FAULTY if State.FAULT in states else WELL


def _summary(faults: int, warnings: int) -> str:
    told = f"{faults or 'no'} fault{'' if faults == 1 else 's'}"
    return f"{told}, {warnings} warning{'' if warnings == 1 else 's'}" if warnings else told
