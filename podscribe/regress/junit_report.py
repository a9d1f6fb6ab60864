"""Outcomes as JUnit XML, which build servers show as tests.

<testsuite name="show" tests="2" failures="1" errors="0" skipped="0" time="31.0">
  <testcase classname="show" name="s01e02" time="30.5">
    <failure message="worse: WER 12.3 → 14.0 %, 0.5 points allowed">…</failure>
  </testcase>
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from podscribe.regress.judging import State
from podscribe.regress.manifest import Manifest
from podscribe.regress.running import Outcome
from podscribe.regress.text_report import details, doubts

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


def as_junit(
    manifest: Manifest,
    outcomes: Sequence[Outcome],
    seconds: Mapping[str, float],
    *,
    strict: bool,
    accepted: bool = False,
) -> str:
    """A suite with a test for each episode, and one for what is wrong in the manifest itself.

    `accepted` measures are the baseline from now on, so that none of them fails.
    """
    suite = Element("testsuite", name=manifest.stem)
    for outcome in outcomes:
        case = _case(suite, manifest, outcome.name, seconds.get(outcome.name, 0.0))
        _judge(case, outcome, strict=strict, accepted=accepted)
    for fault in manifest.faults:
        if fault.episode is None:
            case = _case(suite, manifest, manifest.path.name, 0.0)
            SubElement(case, "error", message=_clean(str(fault.error)))
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", f"{sum(seconds.values()):.1f}")
    indent(suite)
    text = tostring(suite, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _case(suite: Element, manifest: Manifest, name: str, seconds: float) -> Element:
    return SubElement(
        suite,
        "testcase",
        classname=manifest.stem,
        name=_clean(name),
        file=_clean(str(manifest.path)),
        time=f"{seconds:.1f}",
    )


def _judge(case: Element, outcome: Outcome, *, strict: bool, accepted: bool) -> None:
    if outcome.score is not None:
        properties = SubElement(case, "properties")
        for key, value in outcome.score.values.items():
            SubElement(properties, "property", name=key, value=f"{value:g}")
    lines = [_clean(line) for line in (*details(outcome), *doubts(outcome))]
    if outcome.state is State.UNABLE:
        problems = [_clean(str(each)) for each in outcome.problems]
        SubElement(case, "error", message=problems[0]).text = "\n".join(problems)
    elif accepted and outcome.state in (State.WORSE, State.NEW):
        SubElement(case, "system-out").text = "\n".join([*lines, "accepted as the baseline"])
    elif outcome.state is State.WORSE:
        SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
    elif outcome.state is State.NEW:
        tag = "failure" if strict else "skipped"
        SubElement(case, tag, message="there is no baseline yet: --update keeps these measures")
    elif lines:
        SubElement(case, "system-out").text = "\n".join(lines)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
