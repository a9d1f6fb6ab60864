"""The command line is there at once, and shells complete it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from importlib import import_module

import click
import pytest
from click.shell_completion import get_completion_class
from click.testing import CliRunner

from podscribe.cli import COMMANDS, group

HEAVY = ("torch", "pyannote", "faster_whisper", "ctranslate2", "ray", "numpy", "pydub", "yaml")
MOST_TIMES_PASS = 8
PAIRS = 7


def seconds(*arguments: str) -> float:
    """How long a fresh process takes."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - begin


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom podscribe.cli import group\n"
        "result = CliRunner().invoke(group, ['--help'])\n"
        "assert result.exit_code == 0 and 'convert' in result.output\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_help_takes_no_more_than_a_few_times_what_python_takes() -> None:
    ratios = []
    for _ in range(PAIRS):
        nothing = seconds("-c", "pass")
        ratios.append(seconds("-m", "podscribe", "--help") / nothing)
    assert statistics.median(ratios) <= MOST_TIMES_PASS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_of_the_group_is_that_of_the_command(name: str) -> None:
    command = import_module(f"podscribe.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.short_help == COMMANDS[name]
    assert command.name == name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("runn", "there is no command 'runn'; did you mean run?"),
        ("xyzzy", "there is no command 'xyzzy'; podscribe --help lists the commands"),
    ],
)
def test_a_command_that_is_none_names_the_nearest(typed: str, said: str) -> None:
    result = CliRunner().invoke(group, [typed])
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_script(shell: str) -> None:
    assert get_completion_class(shell) is not None
    done = complete(shell, "source", {})
    assert "_PODSCRIBE_COMPLETE" in done
    assert "podscribe" in done


def complete(shell: str, what: str, variables: dict[str, str]) -> str:
    """What podscribe prints to a shell that asks."""
    done = subprocess.run(
        [sys.executable, "-c", "from podscribe.cli import main; main()"],
        env={**os.environ, "_PODSCRIBE_COMPLETE": f"{shell}_{what}", **variables},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("typed", "position", "expected"),
    [
        ("podscribe co", "1", "convert"),
        ("podscribe check --ex", "2", "--explain"),
        ("podscribe check --output g", "3", "github"),
        ("podscribe convert --profile da", "3", "datatalks"),
        ("podscribe convert --to podc", "3", "podcast-json"),
    ],
)
def test_commands_options_and_values_are_completed(
    typed: str, position: str, expected: str
) -> None:
    assert expected in complete("bash", "complete", {"COMP_WORDS": typed, "COMP_CWORD": position})
