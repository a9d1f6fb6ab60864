"""Make the pictures of the docs from real runs of `examples/`: `make pictures`.

One is the screen of a terminal while `podscribe run` works, the other a part of the page that
`podscribe compare --html` writes of what came of that run. It needs Chromium.
"""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.report.chromium import NAMES, running

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "pictures"
EXAMPLE = ROOT / "examples" / "interview"
RUN = "podscribe run interview.mp3 --host Vera --profile demo --offline"
COMPARE = ("compare", "edited.md", "interview.md", "--html", "differences.html")
SHOWN_FROM_PERCENT = 60  # of the speakers, when words are done: both are on the screen
ROWS, COLUMNS = 12, 90
PAGE_PX, PAGE_HEIGHT_PX, SHARPNESS = 830, 640, 1.5
NUMBERS = 3  # that were heard otherwise, up to the one that is shown
PLACE = "document.getElementById('place').textContent"
QUALITY = 80
LARGEST_BYTES = 150_000

SIZE_PX, CHAR_PX, LINE_PX, EDGE_PX = 15, 9.03, 21, 14  # of the type, and what it stands on
LIGHT = TerminalTheme(
    (252, 252, 250),
    (36, 41, 46),
    [
        *((36, 41, 46), (179, 29, 40), (34, 134, 58), (148, 98, 0)),
        *((3, 92, 197), (130, 60, 170), (20, 110, 130), (106, 115, 125)),
    ],
)
DIM = 0.65
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>{title}</title>
<rect x="0.5" y="0.5" width="{inner_width}" height="{inner_height}" rx="6"
 fill="{ground}" stroke="#d0d7de"/>
<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace"
 font-size="{size}">
{texts}
</g>
</svg>
"""
TEXT = (
    '<text x="{x:.2f}" y="{y}" fill="{color}" opacity="{opacity}" textLength="{length:.2f}"'
    ' lengthAdjust="spacingAndGlyphs">{text}</text>'
)


class Screen:
    """What stands on a terminal, as far as podscribe and a shell use it."""

    _TOKENS = re.compile(r"\x1b\[\??[0-9;]*[A-Za-z]|\r|\n|[^\x00-\x1f]")

    def __init__(self) -> None:
        self._rows: list[list[tuple[str, str]]] = [[]]
        self._row = self._column = 0
        self._look = ""  # the escapes that hold

    def feed(self, text: str) -> None:
        """Do what the text asks of a terminal; what is not known here is an error."""
        if left := self._TOKENS.sub("", text):
            raise ValueError(f"a terminal is asked for {left[:20]!r}")
        for token in self._TOKENS.findall(text):
            if token == "\r":
                self._column = 0
            elif token == "\n":
                self._down()
            elif token.startswith("\x1b"):
                self._obey(token)
            else:
                self._write(token)

    def lines(self) -> list[str]:
        """The rows with their colours, as escapes."""
        rows = [groupby(row, key=lambda cell: cell[1]) for row in self._rows]
        return [
            "".join(f"{look}{''.join(char for char, _ in cells)}\x1b[0m" for look, cells in row)
            for row in rows
        ]

    def _down(self) -> None:
        self._row += 1
        if self._row == len(self._rows):
            self._rows.append([])
        if len(self._rows) > ROWS:
            self._rows.pop(0)
            self._row -= 1

    def _write(self, char: str) -> None:
        if self._column == COLUMNS:
            self._column = 0
            self._down()
        row = self._rows[self._row]
        row.extend([(" ", "")] * (self._column + 1 - len(row)))
        row[self._column] = (char, self._look)
        self._column += 1

    def _obey(self, escape: str) -> None:
        match escape[-1]:
            case "m":
                self._look = "" if escape in ("\x1b[m", "\x1b[0m") else self._look + escape
            case "A":
                self._row = max(0, self._row - int(escape[2:-1] or "1"))
            case "K" if escape == "\x1b[2K":
                self._rows[self._row] = []
            case "h" | "l":  # the cursor is shown or not, pasting is bracketed or not
                pass
            case _:
                raise ValueError(f"a terminal is asked for {escape!r}")


def main() -> int:
    """Run, compare, and write both pictures."""
    if sys.argv[1:]:
        print("usage: python -m docs.picturing", file=sys.stderr)
        return 2
    if not any(map(shutil.which, NAMES)):
        raise SystemExit(
            "docs.picturing: no Chromium is installed (Debian: apt-get install chromium)"
        )
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(EXAMPLE.with_suffix(".mp3"), folder)
        shutil.copy(EXAMPLE.with_suffix(".md"), folder / "edited.md")
        _write("run.svg", drawn(watched_run(folder)).encode())
        command = [sys.executable, "-m", "podscribe", *COMPARE]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        _write("compare.webp", photographed(folder / "differences.html", folder))
    return 0


def _write(name: str, picture: bytes) -> None:
    if len(picture) > LARGEST_BYTES:
        raise SystemExit(f"docs.picturing: {name} has {len(picture)} bytes: show less of it")
    (PICTURES / name).write_bytes(picture)
    print(f"docs/pictures/{name}: {len(picture)} bytes", file=sys.stderr)


def watched_run(folder: Path) -> list[str]:
    """The screen in the middle of a run, which then goes on to its end."""
    screen, shown = Screen(), None
    for text in _terminal(folder):
        screen.feed(text)
        share = re.search(r"speakers .*?(\d+)%", _plain(screen))
        if shown is None and share and int(share[1]) >= SHOWN_FROM_PERCENT:
            shown = screen.lines()
    if shown is None or not (folder / "interview.md").is_file():
        raise SystemExit(f"docs.picturing: the run went wrong:\n{_plain(screen)}")
    return shown


def _plain(screen: Screen) -> str:
    return "\n".join(Text.from_ansi(line).plain for line in screen.lines())


def _terminal(folder: Path) -> Iterator[str]:
    """What a shell writes to its terminal, in which the command is typed."""
    script = folder / "bin" / "podscribe"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m podscribe "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    own = {"PS1": "$ ", "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    shell, terminal = pty.fork()
    if shell == 0:
        os.chdir(folder)
        os.execvpe(
            "bash", ["bash", "--norc", "--noprofile", "-i"], os.environ | own | {"PATH": path}
        )
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    yield from _until_prompt(terminal)
    os.write(terminal, f"{RUN}\n".encode())
    yield from _until_prompt(terminal)
    os.write(terminal, b"exit\n")
    os.waitpid(shell, 0)
    os.close(terminal)


def _until_prompt(terminal: int) -> Iterator[str]:
    """The text as it comes, until the shell waits for a command; no escape is cut in two."""
    told, kept = "", b""
    while not told.endswith("$ "):
        kept += os.read(terminal, 1 << 16)
        whole = re.fullmatch(rb"(?s)(.*?)((?:\x1b[^A-Za-z]*|[\xc0-\xff][\x80-\xbf]{0,2})?)", kept)
        assert whole is not None
        text, kept = whole[1].decode(errors="strict"), whole[2]
        told = (told + text)[-2:]
        yield text


def drawn(lines: list[str]) -> str:
    """The rows of a screen as an SVG that needs nothing from elsewhere."""
    width = round(COLUMNS * CHAR_PX + 2 * EDGE_PX)
    height = round(len(lines) * LINE_PX + 2 * EDGE_PX)
    return SVG.format(
        width=width,
        height=height,
        inner_width=width - 1,
        inner_height=height - 1,
        title=escape(RUN),
        ground=LIGHT.background_color.hex,
        size=SIZE_PX,
        texts="\n".join(text for row, line in enumerate(lines) for text in _texts(line, row)),
    )


def _texts(line: str, row: int) -> Iterator[str]:
    """The stretches of a row that look the same, each where it stands."""
    column = 0
    for stretch in Text.from_ansi(line).render(Console(width=COLUMNS), end=""):
        style = stretch.style or Style()
        if stretch.text.strip():
            yield TEXT.format(
                x=EDGE_PX + column * CHAR_PX,
                y=EDGE_PX + row * LINE_PX + SIZE_PX,
                color=(style.color or Color.default()).get_truecolor(LIGHT).hex,
                opacity=DIM if style.dim else 1,
                length=len(stretch.text) * CHAR_PX,
                text=escape(stretch.text).replace(" ", "\u00a0"),
            )
        column += len(stretch.text)


def photographed(page: Path, folder: Path) -> bytes:
    """Both texts of a comparison side by side, at a difference, as WebP."""
    with running(folder) as browser:
        tab = browser.open(page, width=PAGE_PX)
        size = {"width": PAGE_PX, "height": PAGE_HEIGHT_PX, "deviceScaleFactor": SHARPNESS}
        tab.call("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
        tab.call("Emulation.setScrollbarsHidden", {"hidden": True})
        for _ in range(NUMBERS):
            tab.press("n")
            while ": number, " not in tab.run(PLACE):
                tab.press("n")
        shot = tab.call("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    sys.exit(main())
