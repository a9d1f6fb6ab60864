"""Outcomes as Markdown, for the comment on a pull request or the summary of a workflow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from podscribe.regress.judging import Change, State
from podscribe.regress.manifest import Manifest
from podscribe.regress.measures import MEASURES
from podscribe.regress.running import Outcome
from podscribe.regress.text_report import NOTHING, details, doubts, summary

SIGNS = {
    State.WORSE: "🔴 worse",
    State.BETTER: "🟢 better",
    State.SAME: "as before",
    State.NEW: "🆕 new",
    State.UNABLE: "⚠️ could not run",
}
_ORDER = (State.WORSE, State.UNABLE, State.BETTER, State.NEW, State.SAME)
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def as_markdown(manifest: Manifest, outcomes: Sequence[Outcome], *, accepted: bool = False) -> str:
    """What got worse first, then the rest; what is as before is folded away.

    `accepted` measures are the baseline from now on.
    """
    lines = [f"### podscribe: {_escaped(summary(outcomes))}", ""]
    lines += [f"- {_escaped(str(each.error))}" for each in manifest.faults if each.episode is None]
    shown = [each for state in _ORDER[:-1] for each in outcomes if each.state is state]
    same = [each for each in outcomes if each.state is State.SAME]
    if shown:
        lines += [*_table(shown), ""]
        lines += [*_remarks(shown)]
    if same:
        lines += ["<details>", f"<summary>{len(same)} as before</summary>", ""]
        lines += [*_table(same), "", "</details>", ""]
    news = [each for each in outcomes if each.state is State.NEW]
    if accepted:
        lines += ["What was measured here is the baseline now.", ""]
    elif news:
        lines += ["New episodes have no baseline yet; `--update` keeps what was measured.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    used = [
        measure
        for measure in MEASURES
        if any(each.score and measure.key in each.score.values for each in outcomes)
    ]
    yield f"| episode | | {''.join(f'{measure.column} | ' for measure in used)}".rstrip()
    yield f"| --- | --- | {'---: | ' * len(used)}".rstrip()
    for outcome in outcomes:
        changes = {each.measure.key: each for each in outcome.changes}
        cells = [_cell(changes.get(measure.key)) for measure in used]
        yield f"| {' | '.join((_escaped(outcome.name), SIGNS[outcome.state], *cells))} |"


def _cell(change: Change | None) -> str:
    if change is None or change.now is None:
        return NOTHING
    if not change.changed:
        return change.measure.shown(change.now)
    assert change.before is not None
    text = change.measure.shown_change(change.before, change.now)
    return f"**{text}**" if change.state in (State.WORSE, State.BETTER) else text


def _remarks(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A list of what a table cannot tell."""
    for outcome in outcomes:
        lines = [str(each) for each in outcome.problems]
        if outcome.state is State.WORSE:
            lines += details(outcome)
        lines += doubts(outcome)
        for line in lines:
            yield f"- **{_escaped(outcome.name)}**: {_escaped(line)}"
    yield ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
