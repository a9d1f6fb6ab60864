"""How long the text commands take: parsing, checking and writing pages, one core, no audio.

    python benchmarks/text.py PAGE... [--results NAME]

Every figure is the median over the pages of the best of several runs. `--results` also writes
`benchmarks/results/NAME.json` and `.md`, with machine, versions and the command.
"""

from __future__ import annotations

import argparse
import platform
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import yaml
from keeping import keep

from podscribe.check import check_page
from podscribe.errors import PodscribeError
from podscribe.formats import WRITABLE, page, write_transcript
from podscribe.formats.page_source import read_page

REPEATS = 3
ARCHIVE_PAGES = 203


def best_ms(work: Callable[[], object]) -> float:
    """The fastest of several runs, in milliseconds: what the work costs without the neighbours'."""
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


def readable_texts(paths: Sequence[Path]) -> list[str]:
    texts = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            page.parse(text)
        except PodscribeError:
            continue
        texts.append(text)
    return texts


def yaml_alone(text: str) -> object:
    """What every tool has to do at the least: turn the front matter into objects."""
    matter = read_page(text).matter
    return yaml.load(text[matter.start : matter.end], Loader=yaml.CSafeLoader)


def in_process(texts: Sequence[str]) -> dict[str, dict[str, float]]:
    """Milliseconds a page, for each part."""
    parts: dict[str, Callable[[str], object]] = {
        "yaml alone": yaml_alone,
        "parse": page.parse,
        "check": lambda text: check_page(read_page(text)),
        "replace unchanged": lambda text: page.replace_transcript(text, page.parse(text)),
    }
    for format in WRITABLE:
        parts[f"write {format.name}"] = writer(format.name)
    measured: dict[str, dict[str, float]] = {}
    for name, part in parts.items():
        times = [best_ms(lambda part=part, text=text: part(text)) for text in texts]
        measured[name] = {"median ms": statistics.median(times), "longest ms": max(times)}
    return measured


def writer(name: str) -> Callable[[str], object]:
    def work(text: str) -> object:
        try:
            return write_transcript(page.parse(text), name)
        except PodscribeError:  # a page without headers has no chapters to write
            return None

    return work


def whole_archive(paths: Sequence[Path]) -> dict[str, float]:
    """Seconds of `podscribe check` on as many pages as the show has, one process."""
    many = [str(paths[number % len(paths)]) for number in range(ARCHIVE_PAGES)]
    command = [sys.executable, "-m", "podscribe", "check", *many]
    begin = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return {"pages": ARCHIVE_PAGES, "seconds": time.perf_counter() - begin}


def as_markdown(report: dict[str, object]) -> str:
    parts, archive = report["parts"], report["archive"]
    assert isinstance(parts, dict)
    assert isinstance(archive, dict)
    rows = [
        f"| {name} | {times['median ms']:.1f} | {times['longest ms']:.1f} |"
        for name, times in parts.items()
    ]
    return "\n".join(
        [
            f"# Text commands, {report['date']}",
            "",
            f"`{report['command']}` on {report['machine']}, {report['versions']}:",
            "",
            f"{report['pages']} pages.",
            "",
            "| part | median ms a page | longest |",
            "| --- | --- | --- |",
            *rows,
            "",
            f"`check` on {archive['pages']} pages in one process: {archive['seconds']:.1f} s.",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--results", metavar="NAME")
    arguments = parser.parse_args()
    texts = readable_texts(arguments.pages)
    report: dict[str, object] = {
        "date": date.today().isoformat(),
        "command": shlex.join(["python", "benchmarks/text.py", "PAGE...", "--results", "NAME"]),
        "machine": f"{platform.machine()}, {platform.system()}",
        "versions": f"Python {platform.python_version()}, PyYAML {version('PyYAML')}, "
        f"podscribe {version('podscribe')}",
        "pages": len(texts),
        "parts": in_process(texts),
        "archive": whole_archive(arguments.pages),
    }
    print(as_markdown(report))
    if arguments.results:
        keep(report, as_markdown(report), arguments.results)


if __name__ == "__main__":
    main()
