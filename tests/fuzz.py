"""Feeds damaged transcripts to every reader, and what they read to every writer and check.

    python -m tests.fuzz --count 100000 [--seed N] [--seconds S] [--keep FOLDER] [--only NUMBER]

Whatever comes in, a reader answers with a transcript or a PodscribeError, and soon. What it read
can be written in every format and read again; a page given its own rows stays as it is, and one
given others keeps what stands around them. Anything else is printed, its input kept.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, randrange

from podscribe.check import Finding, check_file, check_page
from podscribe.check.mending import mend_page
from podscribe.check.reports import WRITERS
from podscribe.convert import convert_file
from podscribe.errors import PodscribeError
from podscribe.files import decode_text
from podscribe.formats import WRITABLE, named, page, parse_bytes, readable, write_transcript
from podscribe.transcript import Transcript
from tests.fuzz_mutations import mutated
from tests.fuzz_samples import PARAGRAPHS, Sample, samples

LIMIT_S = 2.0  # of computing for one input; most need milliseconds
HANG_S = 20.0  # after which the input is given up
LIMIT_MEMORY_BYTES = 4 * 1024**3
LONGEST_COMPLAINT = 400  # characters, with the path of the input

SAMPLES = samples()


class BrokenPromiseError(AssertionError):
    """What was read or written is not what it should be."""


class NoAnswerError(Exception):
    """An input that hangs."""


@dataclass(slots=True)
class Tally:
    """How many inputs of each format there were, were read; what failed where."""

    inputs: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0


def input_of(seed: int, number: int) -> tuple[Sample, bytes]:
    """The sample that an input is made of, and the input: always the same for a seed."""
    random = Random(f"{seed}:{number}")
    sample = random.choice(SAMPLES)
    return sample, mutated(random, sample, SAMPLES)


def examine(sample: Sample, content: bytes, path: Path) -> bool:
    """Put an input through everything; whether it could be read as what it was.

    `path` is where the input is kept meanwhile.
    """
    path.write_bytes(content)
    own = _read(content, sample.format)
    if own is not None:
        _write_everywhere(own)
    detected = _detected(content, path)
    if detected is not None and detected != sample.format:
        _write_everywhere(_read(content, detected))
    if page.FORMAT.name in (sample.format, detected):
        _replace_and_mend(content)
    _check(path)
    _convert(path, WRITABLE[len(content) % len(WRITABLE)].name)
    return own is not None


def _read(content: bytes, format_name: str) -> Transcript | None:
    try:
        return parse_bytes(content, named(format_name))
    except PodscribeError as error:
        _readable_complaint(error)
        return None


def _readable_complaint(error: PodscribeError) -> None:
    """Whatever stands in a file, what is said of it fits a line or two."""
    if len(str(error)) > LONGEST_COMPLAINT or not error.remedy:
        raise BrokenPromiseError(f"nobody reads or mends by this: {str(error)[:500]}") from error


def _detected(content: bytes, path: Path) -> str | None:
    try:
        return readable(content, path).name
    except PodscribeError as error:
        _readable_complaint(error)
        return None


def _write_everywhere(transcript: Transcript | None) -> None:
    """What was read in every format; what was written reads back."""
    if transcript is None:
        return
    for format in WRITABLE:
        try:
            written = write_transcript(transcript, format.name).encode()
        except PodscribeError:
            continue
        if format.parse is not None:
            _read_back(written, format.name)


def _read_back(written: bytes, format_name: str) -> None:
    try:
        parse_bytes(written, named(format_name))
    except PodscribeError as error:
        raise BrokenPromiseError(f"{format_name} cannot read what it wrote: {error}") from error


def _replace_and_mend(content: bytes) -> None:
    """The page with its own rows, with others, without one of its own, and mended."""
    try:
        text = decode_text(content)
        before = page.read_page(text)
        own = page.parse(text)
    except PodscribeError:
        return
    if own.lines and page.replace_transcript(text, own) != text:
        raise BrokenPromiseError("a page given its own rows changed")
    _keeps_the_rest(before, PARAGRAPHS)
    _keeps_the_rest(before, Transcript(own.rows[1:], own.grain))
    _mend(text)


def _keeps_the_rest(before: page.Page, transcript: Transcript) -> None:
    try:
        text = page.replace_transcript(before.text, transcript)
    except PodscribeError:
        return
    assert before.block is not None
    start, end = before.block
    rest = len(before.text) - end
    if text[:start] != before.text[:start] or text[len(text) - rest :] != before.text[end:]:
        raise BrokenPromiseError("bytes outside the transcript changed")


def _mend(text: str) -> None:
    """A page that was mended can be read."""
    found = _page_findings(text)
    try:
        mended = mend_page(text, [mend for finding in found for mend in finding.mends])
    except PodscribeError:
        return
    try:
        _page_findings(mended)
    except PodscribeError as error:
        raise BrokenPromiseError(f"a mended page cannot be read: {error}") from error


def _page_findings(text: str) -> list[Finding]:
    return [*check_page(page.read_page(text))]


def _check(path: Path) -> None:
    """The findings in a file, as every output prints them."""
    try:
        report = check_file(path)
    except PodscribeError as error:
        _readable_complaint(error)
        return
    for write in WRITERS.values():
        for text in write([report]):
            text.encode()


def _convert(path: Path, format_name: str) -> None:
    """The file as a whole in another format, and into the page that is then there."""
    target = path.with_name("converted")
    try:
        convert_file(path, target, to_name=format_name)
        convert_file(path, target, to_name=format_name)
    except PodscribeError as error:
        _readable_complaint(error)
    target.unlink(missing_ok=True)


def fuzz(seed: int, numbers: Iterable[int], folder: Path, seconds: float = float("inf")) -> Tally:
    """Examine inputs until the numbers or the seconds run out."""
    tally = Tally()
    began = time.monotonic()
    for number in numbers:
        if time.monotonic() - began > seconds:
            break
        sample, content = input_of(seed, number)
        path = folder / f"input-{seed}-{number}{sample.suffix}"
        tally.inputs[sample.format] += 1
        if _examined(tally, sample, content, path):
            path.unlink()
    return tally


def _examined(tally: Tally, sample: Sample, content: bytes, path: Path) -> bool:
    """Whether the input did no harm."""
    started = time.process_time()
    try:
        tally.read[sample.format] += examine(sample, content, path)
        _in_time(tally, time.process_time() - started)
    except Exception as error:
        _tell(tally, sample, error, path)
        return False
    return True


def _in_time(tally: Tally, took_s: float) -> None:
    tally.slowest_s = max(tally.slowest_s, took_s)
    if took_s > LIMIT_S:
        raise BrokenPromiseError(f"it took {took_s:.1f} s")


def _tell(tally: Tally, sample: Sample, error: Exception, path: Path) -> None:
    """Print a failure, at length where none like it was printed before."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if f"{os.sep}podscribe{os.sep}" in frame.filename]
    where = f" at {Path(inside[-1].filename).name}:{inside[-1].lineno}" if inside else ""
    kind = f"{type(error).__name__}{where}"
    tally.failures[kind] += 1
    print(f"{sample.format}: {kind}: {str(error)[:200]}; the input is {path}", file=sys.stderr)
    if tally.failures[kind] == 1:
        print("".join(traceback.format_exception(error)), file=sys.stderr)


def summary(tally: Tally, seconds: float) -> str:
    """How many inputs of each format there were, and what became of them."""
    rows = [f"{'format':<16}{'inputs':>8}{'read':>8}{'refused':>9}"]
    for name, count in sorted(tally.inputs.items()):
        read = tally.read[name]
        rows.append(f"{name:<16}{count:>8}{read:>8}{count - read:>9}")
    count = tally.inputs.total()
    rows.append(
        f"{count} inputs in {seconds:.0f} s, the slowest {tally.slowest_s:.2f} s, "
        f"{tally.failures.total()} failures"
    )
    rows += [f"{times} x {kind}" for kind, times in tally.failures.most_common()]
    return "\n".join(rows)


def _give_up(signal_number: int, frame: object) -> None:
    raise NoAnswerError(f"no answer after {HANG_S:.0f} s")


def _watched(numbers: Iterable[int]) -> Iterator[int]:
    """The numbers, each with an alarm for the time that its input may take."""
    for number in numbers:
        signal.setitimer(signal.ITIMER_REAL, HANG_S)
        yield number
    signal.setitimer(signal.ITIMER_REAL, 0)


def _guard() -> None:
    """A crash is told where it happened, memory has a bound, and no input hangs the rest."""
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_MEMORY_BYTES, LIMIT_MEMORY_BYTES))
    signal.signal(signal.SIGALRM, _give_up)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="how many inputs")
    parser.add_argument("--seed", type=int, help="what the inputs are made from; else chance")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after these")
    parser.add_argument("--keep", type=Path, help="the folder for inputs that failed")
    parser.add_argument("--only", type=int, help="the number of the one input to examine")
    options = parser.parse_args()
    seed = randrange(10**6) if options.seed is None else options.seed
    folder = options.keep or Path(tempfile.mkdtemp(prefix="podscribe-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {seed}; inputs that fail, or the one that crashes, stay in {folder}", flush=True)
    _guard()
    numbers = range(options.count) if options.only is None else [options.only]
    began = time.monotonic()
    tally = fuzz(seed, _watched(numbers), folder, options.seconds)
    print(summary(tally, time.monotonic() - began))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
