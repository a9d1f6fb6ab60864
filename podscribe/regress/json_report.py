"""Outcomes for programs, as podscribe-regression.schema.json beside this file describes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from podscribe import __version__
from podscribe.errors import PodscribeError
from podscribe.regress.judging import Change, Judgement
from podscribe.regress.manifest import Manifest
from podscribe.regress.measures import totals
from podscribe.regress.running import Outcome

FORMAT, VERSION = "podscribe-regression", 1
Json = dict[str, object]


def as_json(manifest: Manifest, outcomes: Sequence[Outcome], status: int) -> str:
    """The whole report; what is not known is left out."""
    scores = [each.score for each in outcomes if each.score is not None]
    report = {
        "format": FORMAT,
        "version": VERSION,
        "podscribe": __version__,
        "manifest": str(manifest.path),
        "status": status,
        "totals": totals([(score.values, score.words) for score in scores]),
        "episodes": [_episode(outcome) for outcome in outcomes],
        "faults": [_problem(each.error) for each in manifest.faults if each.episode is None],
    }
    return f"{json.dumps(report, ensure_ascii=False, indent=1)}\n"


def _known(pairs: Iterable[tuple[str, object]]) -> Json:
    return {key: value for key, value in pairs if value is not None}


def _episode(outcome: Outcome) -> Json:
    judgement = outcome.judgement
    return _known(
        (
            ("name", outcome.name),
            ("state", outcome.state),
            ("reference", outcome.reference),
            ("hypothesis", outcome.hypothesis),
            ("words", outcome.score.words if outcome.score else None),
            ("alike", outcome.alike),
            ("measures", _measures(judgement) if judgement else None),
            ("lost_headers", list(judgement.lost) if judgement else None),
            ("made_with", dict(outcome.now.made_with) if outcome.now else None),
            ("since", list(outcome.since)),
            ("notes", list(outcome.notes)),
            ("problems", [_problem(each) for each in outcome.problems]),
        )
    )


def _measures(judgement: Judgement) -> Json:
    return {change.measure.key: _change(change) for change in judgement.changes}


def _change(change: Change) -> Json:
    return _known(
        (
            ("now", change.now),
            ("before", change.before),
            ("tolerance", change.tolerance),
            ("state", change.state),
        )
    )


def _problem(error: PodscribeError) -> Json:
    return _known(
        (
            ("file", error.file),
            ("line", error.place),
            ("message", error.what),
            ("remedy", error.remedy),
        )
    )
