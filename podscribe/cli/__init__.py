"""The command line: one file a command, each imported only when it is called."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False  # `typing` is not there yet: nothing may take long before `leave_at_once`
if TYPE_CHECKING:
    from types import FrameType

    from podscribe.cli.commands import COMMANDS as COMMANDS
    from podscribe.cli.commands import group as group

STOPPED = 128 + signal.SIGINT


def main() -> None:
    """Run the command line; every error the user can mend is one line and status 2."""
    asked = leave_at_once()
    from podscribe.cli.commands import run

    hear_again(asked)
    sys.exit(run())


def leave_at_once() -> bool:
    """Let Ctrl-C end the process in silence, if it is heard; for as long as modules are imported.

    An exception that comes up in the midst of an import shows where in Python that is, and some
    places swallow it.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return False
    try:
        signal.signal(signal.SIGINT, _leave)
    except ValueError:  # in a thread, which hears nothing of it
        return False
    return True


def hear_again(heard: bool) -> None:
    """Let Ctrl-C be a `KeyboardInterrupt` again, if it was one."""
    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(STOPPED)


def __getattr__(name: str) -> object:
    if name not in ("COMMANDS", "group"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from podscribe.cli import commands

    return getattr(commands, name)
