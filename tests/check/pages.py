"""Pages with faults planted in them."""

from __future__ import annotations

from pathlib import Path

from podscribe.check import CheckOptions, Finding, check_page
from podscribe.clock import clock
from podscribe.formats.page_source import read_page

HEAD = """title: Bread
short: Bread
season: 1
episode: 2
guests: [tomlindqvist]
image: images/bread.jpg
ids: {youtube: abc}
links: {youtube: https://example.org}
"""


def page(rows: str, head: str = HEAD) -> str:
    """A page with these rows."""
    return f"---\n{head}transcript:\n{rows}---\nBody\n"


def line(text: str, seconds: int, who: str = "Mara") -> str:
    """A sound row, as a page has it."""
    return f"- line: '{text}'\n  sec: {seconds}\n  time: '{clock(seconds)}'\n  who: {who}\n"


TALK = line("So tell us.", 3) + line("It began with flour.", 9, "Tom")


def findings(text: str, *hosts: str, ignore: tuple[str, ...] = ()) -> list[Finding]:
    """What the check finds in a page."""
    return [*check_page(read_page(text), CheckOptions(ignore=ignore), hosts)]


def codes(text: str, *hosts: str) -> list[str]:
    return [finding.code for finding in findings(text, *hosts)]


def written(folder: Path, text: str) -> Path:
    """The page as a file, byte for byte."""
    path = folder / "page.md"
    path.write_bytes(text.encode())
    return path
