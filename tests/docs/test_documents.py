"""The documentation does what it says: its samples run, its lists are whole, its links resolve.

In a page, the block under `<!-- file: NAME -->` is a file, and a `console` block is executed: a
line that begins with `$ ` is a command, what follows is what it prints, standard error last.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import click
import pytest

from podscribe.check.codes import CODES
from podscribe.cli import group
from podscribe.config import Settings, read_settings
from podscribe.formats import FORMATS, Format
from tests.docs.markdown import (
    DOCS,
    PAGES,
    ROOT,
    Block,
    anchors,
    blocks,
    links,
    tables,
    word_document,
)

LONGEST_S = 600  # a run of the clip takes 10 s, many times that where others are at work
SHORTEST_REASON = 10
every_page = pytest.mark.parametrize(
    "page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES]
)


@every_page
def test_samples_print_what_the_page_shows(
    page: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for block in blocks(page):
        if block.file is not None:
            write_file(tmp_path / block.file, block)
        for command, shown in block.steps if block.executed else ():
            printed = run(command, tmp_path, environment)
            assert printed == shown, f"{page.relative_to(ROOT)}:{block.place}: $ {command}"


WITH_PYTHON = [
    page
    for page in PAGES
    if any(block.language == "python" and block.reason is None for block in blocks(page))
]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_python_samples_run_one_after_the_other(
    page: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    program = "\n".join(
        block.text for block in blocks(page) if block.language == "python" and block.reason is None
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def write_file(path: Path, block: Block) -> None:
    if path.suffix == ".docx":
        path.write_bytes(word_document(block.text.splitlines()))
    else:
        path.write_text(block.text, encoding="utf-8")


def run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints: its output, then its messages, each ended with a line break."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        timeout=LONGEST_S,
    )
    parts = (done.stdout.decode(), done.stderr.decode())
    return "".join(part if part.endswith("\n") else f"{part}\n" for part in parts if part)


@every_page
def test_a_sample_that_is_not_executed_has_its_reason(page: Path) -> None:
    for block in blocks(page):
        assert block.reason is None or len(block.reason) >= SHORTEST_REASON, block.place
        assert block.reason or not block.of_shell, f"why is {block.place} not executed?"


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_every_format_has_a_page_with_its_facts_and_a_sample(format: Format) -> None:
    page = DOCS / "formats" / f"{format.name}.md"
    assert page.is_file()
    assert generate().facts(format) in page.read_text(encoding="utf-8")
    assert executed_in(page), "no sample is executed"


def executed_in(page: Path) -> list[str]:
    """The commands of a page that call podscribe and are executed."""
    return [
        command
        for block in blocks(page)
        if block.executed
        for command, _ in block.steps
        if command.startswith("podscribe ")
    ]


def test_every_page_of_a_format_is_about_one_that_exists() -> None:
    pages = {page.stem for page in (DOCS / "formats").glob("*.md")}
    assert pages == {format.name for format in FORMATS}


@cache
def generate() -> ModuleType:
    """docs/generate.py"""
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module  # dataclasses look for it there
    specification.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    status = generate().main(["--check"])
    assert (status, capsys.readouterr().err) == (0, "")


def test_a_page_that_is_out_of_date_is_named_and_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate().main([], tmp_path) == 0
    with (tmp_path / "checks.md").open("a", encoding="utf-8") as page:
        page.write("A remark.\n")
    capsys.readouterr()
    assert generate().main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "docs/checks.md is out of date: python docs/generate.py\n"
    assert generate().main([], tmp_path) == 0
    assert generate().main(["--check"], tmp_path) == 0


def test_generated_pages_say_so_and_how_they_are_made() -> None:
    for name in generate().pages():
        first = (DOCS / name).read_text(encoding="utf-8").split("\n")[0]
        assert re.fullmatch(r"<!-- .*`python docs/generate.py`.* -->", first)


def test_every_command_and_option_is_documented() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    sections = dict(
        re.findall(r"^## (podscribe.*)\n\n```text\n((?s:.*?))^```$", text, re.MULTILINE)
    )
    found = dict(commands(group, "podscribe"))
    assert sections.keys() == found.keys()
    for name, command in found.items():
        options = [each for each in command.params if isinstance(each, click.Option)]
        missing = [opt for each in options for opt in each.opts if opt not in sections[name]]
        assert not missing, name


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """A command and all beneath it by their full names."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for each in command.list_commands(context):
            beneath = command.get_command(context, each)
            assert beneath is not None
            yield from commands(beneath, f"{name} {each}")


def test_lines_of_the_command_reference_fit_80_columns() -> None:
    lines = (DOCS / "commands.md").read_text(encoding="utf-8").split("```text")[1:]
    assert max(len(line) for part in lines for line in part.split("```")[0].split("\n")) <= 80


def test_every_code_of_a_finding_is_documented() -> None:
    text = (DOCS / "checks.md").read_text(encoding="utf-8")
    documented = re.findall(r"^### (\w+): (.*)$", text, re.MULTILINE)
    assert documented == [(code.name, code.title) for code in CODES]


def test_every_key_of_the_configuration_can_be_set_to_the_default_that_is_shown() -> None:
    (rows,) = tables(DOCS / "configuration.md")
    assert rows
    for name, cells in rows.items():
        *above, last = name.strip("`").split(".")
        levels = [f"{'  ' * depth}{each}:\n" for depth, each in enumerate(above)]
        text = f"{''.join(levels)}{'  ' * len(above)}{last}: {cells['default'].strip('`')}\n"
        assert read_settings(text, name) == Settings()


def test_no_key_is_explained_that_does_not_exist() -> None:
    (rows,) = tables(DOCS / "configuration.md")
    assert generate().MEANINGS.keys() <= {name.strip("`") for name in rows}


@every_page
def test_links_between_pages_resolve(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
