"""The baseline with the new state accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podscribe import __version__
from podscribe.regress.baseline import MOST_MOMENTS, Baseline, Entry, Moment
from podscribe.regress.manifest import Manifest
from podscribe.regress.measures import totals
from podscribe.regress.running import Outcome

SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Update:
    """The new baseline, and the names of the episodes that are other in it."""

    baseline: Baseline
    changed: tuple[str, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.changed or self.new or self.gone)


def updated(
    baseline: Baseline, manifest: Manifest, outcomes: Sequence[Outcome], date: str
) -> Update:
    """What was measured put in place of what was before.

    Episodes that were not measured keep their entries; those the manifest names no more go.
    """
    before = {name: each for name, each in baseline.entries.items() if name in manifest.names}
    entries = merged(baseline, manifest, outcomes)
    update = Update(
        baseline=baseline,
        changed=tuple(name for name, each in before.items() if entries[name] != each),
        new=tuple(name for name in entries if name not in before),
        gone=tuple(name for name in baseline.entries if name not in before),
    )
    if not update:
        return update
    history = (*baseline.history, moment_of(entries, date))[-MOST_MOMENTS:]
    return Update(Baseline(entries, history), update.changed, update.new, update.gone)


def merged(baseline: Baseline, manifest: Manifest, outcomes: Sequence[Outcome]) -> dict[str, Entry]:
    """What was measured, and of what was not what was before; in the order of the manifest."""
    measured = {each.name: each.now for each in outcomes if each.now is not None}
    held = {**baseline.entries, **measured}
    return {name: held[name] for name in manifest.names if name in held}


def moment_of(entries: Mapping[str, Entry], date: str) -> Moment:
    """All entries at once."""
    return Moment(
        date=date,
        podscribe=__version__,
        episodes=len(entries),
        totals=totals([(each.values, each.words) for each in entries.values()]),
        made_with=_common(tuple(entries.values())),
    )


def _common(entries: Sequence[Entry]) -> dict[str, str]:
    """What made the transcripts, where it is the same for all."""
    parts = sorted({part for each in entries for part in each.made_with})
    found: dict[str, str] = {}
    for part in parts:
        values = {each.made_with[part] for each in entries if part in each.made_with}
        found[part] = values.pop() if len(values) == 1 else SEVERAL
    return found
