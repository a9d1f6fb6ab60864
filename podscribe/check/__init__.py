"""Faults in transcripts: found, named, and where it is certain what is right, mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from podscribe.check import clips, speakers, structure, text, times
from podscribe.check.copies import copied_rows
from podscribe.check.finding import CheckOptions, Finding, Subject
from podscribe.check.mending import mend_page
from podscribe.errors import PodscribeError
from podscribe.files import read_bytes, refuse_endless_lines, write_bytes
from podscribe.formats import page as page_format
from podscribe.formats import parse_bytes, readable
from podscribe.formats.page_source import Page, read_page
from podscribe.transcript import Grain, Transcript

__all__ = ["CheckOptions", "Finding", "Report", "check_file", "check_page", "mend_file"]

_ROUNDS = 4  # rows may turn out to be the same once they are mended, and so on
_RULES = (times.find, speakers.find, text.find, structure.find, clips.find)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file, in the order of its lines, and what of it was mended."""

    path: str
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...] = ()


def check_file(
    path: str | Path, options: CheckOptions = CheckOptions(), hosts: tuple[str, ...] = ()
) -> Report:
    """Every finding in a file of any readable format."""
    try:
        return Report(str(path), _findings(read_bytes(path), path, options, hosts))
    except PodscribeError as error:
        raise error.in_file(path) from error


def mend_file(
    path: str | Path, options: CheckOptions = CheckOptions(), hosts: tuple[str, ...] = ()
) -> Report:
    """Mend what is certain in a page, and tell what was mended and what is left."""
    content = read_bytes(path)
    mended: list[Finding] = []
    try:
        found = _findings(content, path, options, hosts)
        for number in range(_ROUNDS):
            # Names are decided once, by what the page had: not by counts that a mend made.
            certain = [
                finding
                for finding in found
                if finding.mends and (number == 0 or finding.code != "S202")
            ]
            if not certain:
                break
            mended += certain
            mends = (mend for finding in certain for mend in finding.mends)
            content = mend_page(content.decode(), mends).encode()
            found = _findings(content, path, options, hosts)
    except PodscribeError as error:
        raise error.in_file(path) from error
    if mended:
        write_bytes(path, content)
    return Report(str(path), found, tuple(mended))


def _findings(
    content: bytes, path: str | Path, options: CheckOptions, hosts: tuple[str, ...]
) -> tuple[Finding, ...]:
    format = readable(content, path)
    if format is page_format.FORMAT:
        page_text = format.decode(content)
        refuse_endless_lines(page_text)
        return check_page(read_page(page_text), options, hosts)
    transcript = parse_bytes(content, format)
    copies = copied_rows(transcript)
    return _sorted(Subject(transcript, format.reads, None, hosts, options, copies))


def check_page(
    page: Page, options: CheckOptions = CheckOptions(), hosts: tuple[str, ...] = ()
) -> tuple[Finding, ...]:
    """Every finding in a page."""
    rows = tuple(source.row for source in page.rows)
    transcript = Transcript(rows=rows, grain=Grain.PARAGRAPH, metadata=page.metadata)
    copies = copied_rows(transcript)
    return _sorted(Subject(transcript, page_format.FORMAT.reads, page, hosts, options, copies))


def _sorted(subject: Subject) -> tuple[Finding, ...]:
    found = [
        finding
        for rule in _RULES
        for finding in rule(subject)
        if finding.code not in subject.options.ignore
    ]
    return tuple(sorted(_agreed(found), key=lambda finding: (finding.place or 0, finding.code)))


def _agreed(found: list[Finding]) -> Iterator[Finding]:
    """The findings, a value that another changes no longer merely put in quotes."""
    changed = {
        (mend.row, mend.key): mend
        for finding in found
        if finding.code != "P506"
        for mend in finding.mends
    }
    for finding in found:
        if finding.code == "P506":
            mends = tuple(changed.get((mend.row, mend.key), mend) for mend in finding.mends)
            finding = replace(finding, mends=mends)
        yield finding
