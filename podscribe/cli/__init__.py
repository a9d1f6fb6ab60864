"""The command line: one file a command, each imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from podscribe import __version__
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


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"podscribe.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="podscribe")
def group() -> None:
    """From podcast audio to the transcript that gets published."""


def main() -> None:
    """Run the command line; every error the user can mend is one line and status 2."""
    try:
        status = group.main(prog_name="podscribe", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("podscribe: stopped", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(UNABLE)
    except PodscribeError as error:
        click.echo(f"podscribe: {error}", err=True)
        sys.exit(UNABLE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone: nothing is left to say
        sys.exit(0)
    except OSError as error:  # commands tell of files themselves: what is left is their output
        click.echo(f"podscribe: {unwritable(error.filename or STANDARD_STREAM, error)}", err=True)
        sys.exit(UNABLE)
    sys.exit(status if isinstance(status, int) else 0)
