"""Findings as people, programs and workflows read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from podscribe.check import Report
from podscribe.check.codes import BY_NAME
from podscribe.check.finding import Finding
from podscribe.errors import PodscribeError

Result = Report | PodscribeError  # what came of one file
UNREADABLE = "could not be read"


def as_text(results: Iterable[Result]) -> Iterator[str]:
    """A line a finding, as compilers write them; what could not be read is told elsewhere."""
    for report in _reports(results):
        for finding in report.mended:
            yield f"{_where(report, finding)}: {finding.code} mended: {_one_line(finding.what)}"
        for finding in report.findings:
            yield (
                f"{_where(report, finding)}: {finding.code} {_one_line(finding.what)}; "
                f"{_one_line(finding.remedy)}"
            )


def _where(report: Report, finding: Finding) -> str:
    return report.path if finding.place is None else f"{report.path}:{finding.place}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _reports(results: Iterable[Result]) -> Iterator[Report]:
    return (result for result in results if isinstance(result, Report))


def as_json(results: Iterable[Result]) -> Iterator[str]:
    """One list of all findings; a file that could not be read has one without a code."""
    rows = [row for result in results for row in _json_rows(result)]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def _json_rows(result: Result) -> list[dict[str, object]]:
    if isinstance(result, PodscribeError):
        return [
            {
                "file": result.file,
                "line": result.place,
                "code": None,
                "title": UNREADABLE,
                "message": result.what,
                "remedy": result.remedy,
                "mended": False,
                "mendable": False,
            }
        ]
    return [
        {
            "file": result.path,
            "line": finding.place,
            "code": finding.code,
            "title": BY_NAME[finding.code].title,
            "message": _one_line(finding.what),
            "remedy": _one_line(finding.remedy),
            "mended": mended,
            "mendable": bool(finding.mends),
        }
        for mended, findings in ((True, result.mended), (False, result.findings))
        for finding in findings
    ]


def as_github(results: Iterable[Result]) -> Iterator[str]:
    """Annotations that a workflow on GitHub shows beside the lines of a change."""
    for result in results:
        if isinstance(result, PodscribeError):
            message = f"{result.what}; {result.remedy}" if result.remedy else result.what
            yield _annotation("error", result.file or "", result.place, UNREADABLE, message)
            continue
        for finding in result.findings:
            title = f"{finding.code} {BY_NAME[finding.code].title}"
            message = f"{finding.what}; {finding.remedy}"
            yield _annotation("warning", result.path, finding.place, title, message)


def _annotation(level: str, file: str, place: int | None, title: str, message: str) -> str:
    line = "" if place is None else f",line={place}"
    where = f"file={_property(file)}{line},title={_property(title)}"
    return f"::{level} {where}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


WRITERS: dict[str, Callable[[Iterable[Result]], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def summary(results: Sequence[Result]) -> str:
    """The whole run in one line."""
    reports = [*_reports(results)]
    found = sum(len(report.findings) for report in reports)
    faulty = sum(bool(report.findings) for report in reports)
    mended = sum(len(report.mended) for report in reports)
    parts = ["nothing found"] if reports else []
    if found:
        parts = [f"{_counted(found, 'finding')} in {faulty} of {_counted(len(reports), 'file')}"]
    if mended:
        parts.append(f"{mended} mended")
    if len(reports) < len(results):
        parts.append(f"{len(results) - len(reports)} {UNREADABLE}")
    return ", ".join(parts)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
