"""The commands, and how what goes wrong in one is told."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from podscribe import __version__
from podscribe.cli import STOPPED, hear_again, leave_at_once
from podscribe.cli.telling import read_by_nobody, tell
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, unwritable

COMMANDS = {  # name: short help, so that --help imports none of them
    "assemble": "Put words and speaker spans together into turns.",
    "batch": "An archive of episodes, each done once.",
    "chapters": "Show an episode's chapters, or write them elsewhere.",
    "check": "Find faults in transcripts, and mend those that are certain.",
    "compare": "Tell how one transcript differs from another.",
    "config": "Show what is set, and where each value comes from.",
    "convert": "Write a transcript in another format.",
    "doctor": "Try out every part, and say what is missing.",
    "models": "List, fetch and verify models.",
    "name": "Give speakers other names, in all files of an episode.",
    "page": "Begin an episode's page.",
    "regress": "Tell whether episodes are transcribed worse than before.",
    "retime": "Give a page new times from captions or audio.",
    "run": "From an episode's audio to its transcript.",
    "transfer": "Lay a page's names and headers over a new transcript.",
    "voices": "Know the show's voices, and recognise them.",
}
UNABLE = 2
UNREAD = 128 + 13  # as a shell tells of SIGPIPE: neither done nor at fault


class _NobodyReadsError(Exception):
    """Whoever read our output has gone: nothing is left to say."""


@contextmanager
def _told_of_readers() -> Iterator[None]:
    """That they have gone, before click makes a silent status 1 of it."""
    try:
        yield
    except BrokenPipeError as error:
        if error.filename is not None:
            raise unwritable(error.filename, error) from error
        raise _NobodyReadsError from error


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            did = f"did you mean {near[0]}?" if near else "podscribe --help lists the commands"
            raise click.UsageError(f"there is no command {args[0]!r}; {did}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        heard = leave_at_once()
        try:
            command = import_module(f"podscribe.cli.{cmd_name}").command
        finally:
            hear_again(heard)
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _told_of_readers():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with _told_of_readers():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="podscribe")
def group() -> None:
    """From podcast audio to the transcript that gets published."""


def _untold(error: OSError) -> PodscribeError:
    if error.filename is None:
        return unwritable(STANDARD_STREAM, error)
    what = f"cannot be used ({error.strerror or error})"
    return PodscribeError(what, file=error.filename, remedy="check the path and its permissions")


def _tell_names_as_they_are() -> None:
    """Byte for byte on standard output, where they are data, also those that are no text.

    What its encoding lacks is written as Python does, `\\u0141`.
    """
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        codecs.register_error("podscribe", _somehow)
        sys.stdout.reconfigure(errors="podscribe")


def _somehow(error: UnicodeError) -> tuple[str | bytes, int]:
    try:
        return codecs.lookup_error("surrogateescape")(error)
    except UnicodeError:
        return codecs.backslashreplace_errors(error)


def run() -> int:
    """Run the command line, and say what went wrong; the exit status."""
    _tell_names_as_they_are()
    try:
        status = group.main(prog_name="podscribe", standalone_mode=False)
    except click.exceptions.Abort:
        tell("stopped")
        return STOPPED
    except click.ClickException as error:
        error.show()
        return UNABLE
    except PodscribeError as error:
        tell(error)
        return UNABLE
    except (_NobodyReadsError, BrokenPipeError):  # the latter while a shell completes a word
        read_by_nobody()
        return UNREAD
    except OSError as error:  # commands tell of most files themselves
        tell(_untold(error))
        return UNABLE
    return status if isinstance(status, int) else 0
