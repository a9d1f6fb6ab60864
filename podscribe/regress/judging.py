"""Whether an episode got worse, better, or stayed as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from podscribe.regress.baseline import Entry
from podscribe.regress.measures import HEADERS, MEASURES, Measure, Score

_SLIGHT = 1e-9  # less than any difference of rounded values


class State(StrEnum):
    """What came of an episode, or of one of its measures."""

    WORSE = "worse"
    BETTER = "better"
    SAME = "as before"
    NEW = "new"
    UNABLE = "could not run"


@dataclass(frozen=True, slots=True)
class Change:
    """A measure before and now. `tolerance` is how much worse it might be; None: any amount."""

    measure: Measure
    before: float | None
    now: float | None
    tolerance: float | None
    state: State

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before != self.now


@dataclass(frozen=True, slots=True)
class Judgement:
    """The state of an episode, every measure that can be told, and which headers are gone."""

    state: State
    changes: tuple[Change, ...]
    lost: tuple[str, ...] = ()


def judge(score: Score, before: Entry | None, tolerances: Mapping[str, float | None]) -> Judgement:
    """The measures held against those of the baseline."""
    if before is None:
        news = tuple(
            Change(measure, None, score.values[measure.key], tolerances[measure.key], State.NEW)
            for measure in MEASURES
            if measure.key in score.values
        )
        return Judgement(State.NEW, news)
    lost = score.lost(before.headers)
    changes = tuple(_changes(score, before, tolerances, len(lost)))
    states = {change.state for change in changes}
    worst = (state for state in (State.WORSE, State.BETTER) if state in states)
    return Judgement(next(worst, State.SAME), changes, lost)


def _changes(
    score: Score, before: Entry, tolerances: Mapping[str, float | None], lost: int
) -> Iterator[Change]:
    for measure in MEASURES:
        was, now = before.values.get(measure.key), score.values.get(measure.key)
        tolerance = tolerances[measure.key]
        if was is None and now is None:
            continue
        state = _state(was, now, tolerance)
        if measure.key == HEADERS and tolerance is not None:
            state = _header_state(state, lost > tolerance)
        yield Change(measure, was, now, tolerance, state)


def _state(was: float | None, now: float | None, tolerance: float | None) -> State:
    if was is None:
        return State.NEW
    if tolerance is None:
        return State.SAME
    if now is None:
        return State.WORSE  # what could be told cannot be any more
    if now - was > tolerance + _SLIGHT:
        return State.WORSE
    return State.BETTER if was - now > tolerance + _SLIGHT else State.SAME


def _header_state(state: State, lost: bool) -> State:
    """Judged by title: one lost and another found is worse, one more in the reference is not."""
    if lost:
        return State.WORSE
    return State.SAME if state is State.WORSE else state
