"""The parts that `parts.py` measures, and the process that runs them, one at a time.

    python benchmarks/parts_worker.py FOLDER [PAGE...]

FOLDER holds the sounds. Standard input names a part a line, standard output says what it took.
"""

from __future__ import annotations

import functools
import gc
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import yaml
from compare import heard
from hour import CODECS, hesitating, read_only_texts, spoken, unnamed

import podscribe
from podscribe.audio import decode
from podscribe.chapters.proposing import propose
from podscribe.check import check_page
from podscribe.compare import compare
from podscribe.errors import PodscribeError
from podscribe.formats import READABLE, WRITABLE, page, parse_bytes, write_transcript
from podscribe.formats.page_source import read_page
from podscribe.names import Evidence, name_speakers
from podscribe.pipeline import stages
from podscribe.pipeline.store import Store
from podscribe.text import clean
from podscribe.transcribe import Figures, Passage, Recognition
from podscribe.transcript import Line, Transcript, Word
from podscribe.turns import assemble, to_transcript

WINDOW_WORDS = 80
Work = Callable[[], object]
Timed = dict[str, float]


@dataclass(frozen=True, slots=True)
class Materials:
    """The hour as it is at the beginning of each part."""

    hour: Transcript
    texts: Mapping[str, bytes]  # by format
    folder: Path  # of the sound, and for what is written

    @property
    def words(self) -> list[Word]:
        return [word for line in self.hour.lines for word in line.words]


def materials(folder: Path) -> Materials:
    hour = spoken()
    written = {
        format.name: write_transcript(hour, format.name).encode()
        for format in READABLE
        if format.serialize
    }
    return Materials(hour, written | read_only_texts(hour), folder)


def parts(given: Materials, pages: Sequence[Path]) -> dict[str, Work]:
    """Every part by its name, ready to be run."""
    return _sounds(given) | _stages(given) | _formats(given) | _pages(pages)


def _sounds(given: Materials) -> dict[str, Work]:
    return {
        f"decode {suffix[1:]}, 10 minutes": partial(
            decode, given.folder / f"sound{suffix}", given.folder / "decoded"
        )
        for suffix in CODECS
    }


def _stages(given: Materials) -> dict[str, Work]:
    words, hour = given.words, given.hour
    turns = assemble(words, hour.spans)
    assembled = to_transcript(turns, spans=hour.spans, language="en", duration=hour.duration)
    numbered = unnamed(assembled)
    talk = to_transcript(assemble(hesitating(words), hour.spans), language="en")
    cues = heard(hour, random.Random(1))
    found = Recognition(tuple(_passages(words)), "en", 0.99, hour.duration or 0.0)
    files = Store(given.folder).stage("words", {})
    files.save(stages._recognition_content(found))
    stem = given.folder / "kept"
    stem.mkdir(exist_ok=True)
    return {
        "turns": lambda: to_transcript(assemble(words, hour.spans), spans=hour.spans),
        "turns of nobody": lambda: to_transcript(assemble(words, ())),
        "names": lambda: name_speakers(numbered, Evidence(hosts=("Vera",), guests=("Jonas",))),
        "cleanup": lambda: clean(talk),
        "chapters": lambda: propose(assembled),
        "compare": lambda: compare(hour, cues),
        "compare, speakers and times on both sides": lambda: compare(
            hour, replace(hour, language=None)
        ),
        "store: keep": lambda: (
            Store(stem).stage("words", {}).save(stages._recognition_content(found))
        ),
        "store: take": lambda: stages._loaded(files, stages._recognition),
    }


def _passages(words: Sequence[Word]) -> Iterator[Passage]:
    for at in range(0, len(words), WINDOW_WORDS):
        said = tuple(replace(word, probability=0.98) for word in words[at : at + WINDOW_WORDS])
        yield Passage(said[0].start, said[-1].end, said, "en", Figures(-0.2, 1.7, 0.01))


def _formats(given: Materials) -> dict[str, Work]:
    text = given.texts["page"].decode()
    changed = _other_line(page.parse(text))
    readers: dict[str, Work] = {
        f"read {format.name}": partial(parse_bytes, given.texts[format.name], format)
        for format in READABLE
    }
    writers: dict[str, Work] = {
        f"write {format.name}": partial(write_transcript, given.hour, format.name)
        for format in WRITABLE
    }
    return {
        **readers,
        **writers,
        "write vtt of a page": lambda: write_transcript(changed, "vtt"),
        "replace a line of a page": lambda: page.replace_transcript(text, changed),
        "check page": lambda: check_page(read_page(text)),
    }


def _other_line(transcript: Transcript) -> Transcript:
    rows = [*transcript.rows]
    place = next(
        place for place in range(len(rows) // 2, len(rows)) if isinstance(rows[place], Line)
    )
    rows[place] = replace(rows[place], text="This is another line.")
    return replace(transcript, rows=tuple(rows))


def _pages(paths: Sequence[Path]) -> dict[str, Work]:
    """What is done with pages of a show; `YAML alone` is the least that any tool has to do."""
    texts = readable(paths)
    if not texts:
        return {}
    doings: dict[str, Callable[[str], object]] = {
        "YAML alone": yaml_alone,
        "read": page.parse,
        "check": lambda text: check_page(read_page(text)),
        "replace unchanged": lambda text: page.replace_transcript(text, page.parse(text)),
        "write anew": lambda text: write_transcript(page.parse(text), "page"),
        "write lines": lambda text: write_transcript(page.parse(text), "lines"),
    }
    return {
        f"{len(texts)} pages: {name}": partial(_each, doing, texts)
        for name, doing in doings.items()
    }


def _each(doing: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        doing(text)


def readable(paths: Sequence[Path]) -> list[str]:
    texts = []
    files = [file for path in paths for file in (sorted(path.glob("*.md")) or [path])]
    for path in files:
        text = path.read_text(encoding="utf-8")
        try:
            page.parse(text)
        except PodscribeError:
            continue
        texts.append(text)
    return texts


def yaml_alone(text: str) -> object:
    matter = read_page(text).matter
    return yaml.load(text[matter.start : matter.end], Loader=yaml.CSafeLoader)


def forget() -> None:
    """Empty what podscribe keeps of earlier calls: each run is to be as the first."""
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and "podscribe" in each.__module__:
            each.cache_clear()
    gc.collect()


def timed(work: Work) -> Timed:
    """Seconds as the clock runs and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {
        "processor s": time.process_time() - processor,
        "clock s": time.perf_counter() - clock,
    }


def serve(folder: Path, pages: Sequence[Path]) -> None:
    """Run the parts that standard input names; the first answer says which there are."""
    given = materials(folder)
    known = parts(given, pages)
    yardstick = partial(json.loads, given.texts["json"])
    print(json.dumps([podscribe.__file__, *known]), flush=True)
    for order in sys.stdin:
        forget()
        before = timed(yardstick)["processor s"]
        found = timed(known[order.rstrip("\n")])
        print(json.dumps(found | {"JSON s": before}), flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), [*map(Path, sys.argv[2:])])
