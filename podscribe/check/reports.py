"""Findings as people, programs and workflows read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from podscribe.check import Report
from podscribe.check.codes import BY_NAME
from podscribe.check.finding import Finding


def as_text(reports: Iterable[Report]) -> Iterator[str]:
    """A line a finding, as compilers write them."""
    for report in reports:
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


def as_json(reports: Iterable[Report]) -> Iterator[str]:
    """One list of all findings."""
    rows = [
        {
            "file": report.path,
            "line": finding.place,
            "code": finding.code,
            "title": BY_NAME[finding.code].title,
            "message": _one_line(finding.what),
            "remedy": _one_line(finding.remedy),
            "mended": mended,
            "mendable": bool(finding.mends),
        }
        for report in reports
        for mended, findings in ((True, report.mended), (False, report.findings))
        for finding in findings
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def as_github(reports: Iterable[Report]) -> Iterator[str]:
    """Annotations that a workflow on GitHub shows beside the lines of a change."""
    for report in reports:
        for finding in report.findings:
            place = "" if finding.place is None else f",line={finding.place}"
            title = f"{finding.code} {BY_NAME[finding.code].title}"
            message = _escaped(f"{finding.what}; {finding.remedy}")
            where = f"file={_property(report.path)}{place},title={_property(title)}"
            yield f"::warning {where}::{message}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


WRITERS: dict[str, Callable[[Iterable[Report]], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}


def summary(reports: Sequence[Report], unreadable: int) -> str:
    """The whole run in one line."""
    found = sum(len(report.findings) for report in reports)
    faulty = sum(bool(report.findings) for report in reports)
    mended = sum(len(report.mended) for report in reports)
    parts = ["nothing found"] if reports else []
    if found:
        parts = [f"{_counted(found, 'finding')} in {faulty} of {_counted(len(reports), 'file')}"]
    if mended:
        parts.append(f"{mended} mended")
    if unreadable:
        parts.append(f"{unreadable} could not be read")
    return ", ".join(parts)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
