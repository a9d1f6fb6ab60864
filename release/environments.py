"""The wheel at work where nothing else is installed: a clean environment of each Python."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from sysconfig import get_path

from release.contents import Built
from release.processes import ROOT, ReleaseError, run

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
LIGHT = (  # all that is needed but the engines: 60 MB
    "av",
    "click",
    "more-itertools",
    "numpy",
    "pyyaml",
    "rapidfuzz",
    "regex",
    "whisper-normalizer",
)
PAGE = "examples/bakery.md"
DECODE = (
    "from pathlib import Path; from podscribe.audio import decode; "
    "print(decode(Path('examples/clip.mp3'), Path('sound')).seconds)"
)
Tell = Callable[[str, str], None]


def try_out(version: str, built: Built, folder: Path, *, full: bool, tell: Tell) -> None:
    """Install the wheel where nothing else is, and let it work."""
    interpreter = find_python(version)
    if interpreter is None:
        tell("skipped", f"Python {version} is not at hand")
        return
    try:
        python = _environment(interpreter, folder, built.wheel, full=full)
    except ReleaseError as error:
        tell("fault", f"Python {version}: {error}")
        return
    shutil.copytree(ROOT / "examples", folder / "examples")
    steps = {
        "start": partial(_starts, python, folder, built.version),
        "convert and check": partial(_works_on_text, python, folder),
        "compare": partial(_compares, python, folder),
        "decoding": partial(_decodes, python, folder),
    }
    if full or version == HERE:
        steps["run"] = partial(_works_on_sound, python, folder, lent=not full)
    else:
        tell("skipped", f"Python {version}: run; FULL=1 installs the engines")
    for what, step in steps.items():
        try:
            step()
            tell("ok", f"Python {version}: {what}")
        except ReleaseError as error:
            tell("fault", f"Python {version}: {what}: {error}")


def find_python(version: str) -> Path | None:
    """An interpreter of the version that works: the one this runs in, or one of the machine's."""
    if version == HERE:
        return Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    others = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
    for candidate in [*([Path(on_path)] if on_path else []), *reversed(others)]:
        done = subprocess.run(
            [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0 and done.stdout.strip() == version:
            return candidate
    return None


def _environment(interpreter: Path, folder: Path, wheel: Path, *, full: bool) -> Path:
    """The interpreter of a new environment that holds the wheel and what it needs."""
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run([*uv, "venv", "--python", str(interpreter), str(folder / "env")], ROOT)
    python = folder / "env" / "bin" / "python"
    pins = folder / "pins.txt"
    pins.write_text(pinned(None if full else LIGHT), encoding="utf-8")
    install = [*uv, "pip", "install", "--python", str(python), "--no-deps"]
    run([*install, "--require-hashes", "-r", str(pins)], ROOT)
    run([*install, str(wheel)], ROOT)
    return python


def pinned(names: Sequence[str] | None) -> str:
    """The rows of constraints.txt for some packages, or all of it."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    if names is None:
        return text
    entries = re.finditer(r"^([\w.-]+)==(?:.*\\\n)+.*\n", text, re.MULTILINE)
    chosen = [(entry[1].lower(), entry[0]) for entry in entries if entry[1].lower() in names]
    missing = {*names} - {name for name, _ in chosen}
    if missing:
        raise ReleaseError(f"constraints.txt does not pin {' and '.join(sorted(missing))}")
    return "".join(rows for _, rows in chosen)  # a package may be pinned twice, for other Pythons


def _lend(python: Path) -> None:
    """Let an environment see the packages of the one that this runs in; its own go first."""
    own = run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], ROOT)
    (Path(own.strip()) / "lent.pth").write_text(f"{get_path('purelib')}\n", encoding="utf-8")


def _starts(python: Path, folder: Path, version: str) -> None:
    _expect(_call(python, folder, "--version"), f"podscribe, version {version}\n")
    _expect(_call(python, folder, "--help"), "\n  run ")
    _expect(_call(python, folder, "config", "model", "--profile", "demo"), "embedded\n")


def _works_on_text(python: Path, folder: Path) -> None:
    _expect(_call(python, folder, "convert", PAGE, "-", "--to", "timecodes"), "00:00 Greeting\n")
    _call(python, folder, "convert", PAGE, "bakery.vtt")
    _expect((folder / "bakery.vtt").read_text(encoding="utf-8"), "WEBVTT\n")
    _call(python, folder, "check", PAGE)


def _compares(python: Path, folder: Path) -> None:
    _expect(_call(python, folder, "compare", PAGE, PAGE), "\nsubstance   0 ")


def _decodes(python: Path, folder: Path) -> None:
    _expect(run([str(python), "-c", DECODE], folder), "29.")


def _works_on_sound(python: Path, folder: Path, *, lent: bool) -> None:
    if lent:
        _lend(python)
    told = _call(
        python, folder, "run", "examples/clip.mp3", "-o", "out", "--profile", "demo", "--offline"
    )
    _expect(told, "out/clip.md\n")
    page = (folder / "out" / "clip.md").read_text(encoding="utf-8")
    _expect(page, "who: SPEAKER_00")
    _expect(page, "who: SPEAKER_01")
    where = run([str(python), "-c", "import podscribe; print(podscribe.run, podscribe)"], folder)
    _expect(where, str((folder / "env").resolve()))


def _call(python: Path, folder: Path, *arguments: str) -> str:
    """What podscribe prints; Python's own warnings are none of it."""
    return run([str(python.with_name("podscribe")), *arguments], folder, quiet=True)


def _expect(text: str, wanted: str) -> None:
    if wanted not in text:
        raise ReleaseError(f"{wanted.strip()!r} is not in what came: {text[:300]!r}")
