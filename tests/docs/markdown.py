"""What the tests read out of the pages: their blocks, tables, links and headings."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TOP = tuple(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md"))
PAGES = (*TOP, *sorted(DOCS.rglob("*.md")))

NOT_EXECUTED = re.compile(r"<!-- not executed:\s*(.*?)\s*-->")
FILE = re.compile(r"<!-- file: ([\w.-]+) -->")
_COMMAND = re.compile(r"^\$ (.*)\n", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]\[]+\]\(([^()\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]\[]+)\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what it holds, the line above its fence, and the number of the fence's."""

    language: str
    text: str
    above: str
    place: int

    @property
    def file(self) -> str | None:
        """The name of the file that the block is."""
        match = FILE.fullmatch(self.above)
        return match[1] if match else None

    @property
    def executed(self) -> bool:
        return self.language == "console" and self.reason is None

    @property
    def of_shell(self) -> bool:
        """Whether it holds commands without what they print."""
        return self.language in ("sh", "bash", "shell")

    @property
    def reason(self) -> str | None:
        """Why it is not executed, if it is not."""
        match = NOT_EXECUTED.fullmatch(self.above)
        return match[1] if match else None

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The commands of a console block, each with what it prints."""
        opening, *parts = _COMMAND.split(self.text)
        if opening or not parts:
            raise ValueError(f"line {self.place}: a console block begins with a command")
        return [*zip(parts[::2], parts[1::2], strict=True)]


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page.

    A fence of three that stands open to the end of the page is an error.
    """
    lines = page.read_text(encoding="utf-8").split("\n")
    fences = [number for number, line in enumerate(lines) if line.startswith("```")]
    for opened, closed in zip(fences[::2], fences[1::2], strict=True):
        text = "".join(f"{line}\n" for line in lines[opened + 1 : closed])
        above = lines[opened - 1] if opened else ""
        yield Block(lines[opened].removeprefix("```"), text, above, opened + 1)


def tables(page: Path) -> list[dict[str, dict[str, str]]]:
    """Every table of a page: the cells of each row by the names of their columns."""
    found: list[dict[str, dict[str, str]]] = []
    for block in _TABLE.findall(page.read_text(encoding="utf-8")):
        header, _, *rows = [
            [cell.strip() for cell in _BAR.split(line[1:-1])] for line in block.splitlines()
        ]
        found.append({row[0]: dict(zip(header, row, strict=True)) for row in rows})
    return found


def links(page: Path) -> list[str]:
    """Where the page's links lead, those inside blocks left out."""
    return _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))


def pictures(page: Path) -> list[tuple[str, Path]]:
    """What the page's pictures show, in words, and their files."""
    found = _PICTURE.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return [(words, page.parent / path) for words, path in found]


def anchors(page: Path) -> set[str]:
    """The names that a page's headings can be linked by."""
    titles = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def word_document(lines: Sequence[str]) -> bytes:
    """A Word document with a paragraph for each line; those marked with `#` are headings."""
    heading = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    paragraphs = "".join(
        f"<w:p>{heading if line.startswith('#') else ''}"
        f"<w:r><w:t>{escape(line.lstrip('# '))}</w:t></w:r></w:p>"
        for line in lines
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>',
        )
    return content.getvalue()
