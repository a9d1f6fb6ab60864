"""What came of the episodes, as people read it: a row each, and beneath it what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from podscribe.regress.judging import Change, State
from podscribe.regress.measures import BY_KEY, MEASURES, totals
from podscribe.regress.running import Outcome
from podscribe.regress.updating import Update

NOTHING = "–"
_WIDTH = 10
_INDENT = 4
MOST_LOST = 5  # headers that are named


def head(width: int) -> str:
    """The names of the columns; `width` is that of the episodes' names."""
    columns = "".join(f"{measure.column:>{_WIDTH}}" for measure in MEASURES)
    return f"{'':<{width}}{columns}"


def row(outcome: Outcome, width: int) -> Iterator[str]:
    """An episode's line, and those beneath it."""
    if outcome.score is None:
        first, *others = map(str, outcome.problems)
        yield f"{outcome.name:<{width}}{outcome.state}: {first}"
        yield from (f"{'':<{_INDENT}}{other}" for other in others)
        return
    yield f"{outcome.name:<{width}}{_cells(outcome.score.values)}  {outcome.state}"
    for line in (*details(outcome), *doubts(outcome)):
        yield f"{'':<{_INDENT}}{line}"


def sum_row(outcomes: Sequence[Outcome], width: int) -> Iterator[str]:
    """The measures over all episodes, where there are several."""
    scores = [each.score for each in outcomes if each.score is not None]
    if len(scores) > 1:
        summed = totals([(score.values, score.words) for score in scores])
        yield f"{'all':<{width}}{_cells(summed)}"


def _cells(values: Mapping[str, float]) -> str:
    return "".join(
        f"{measure.shown(values[measure.key]) if measure.key in values else NOTHING:>{_WIDTH}}"
        for measure in MEASURES
    )


def details(outcome: Outcome) -> Iterator[str]:
    """What got worse and better, what else is other than before, and what that may come from."""
    judgement = outcome.judgement
    if judgement is None:
        return
    for state in (State.WORSE, State.BETTER):
        for change in judgement.changes:
            if change.state is state:
                yield f"{state}: {told(change)}"
    yield from lost_headers(judgement.lost)
    slight = [told(each) for each in judgement.changes if each.changed and not _judged(each)]
    if slight:
        yield f"also: {', '.join(slight)}"
    if outcome.since and outcome.state is not State.SAME:
        yield f"since the baseline: {'; '.join(outcome.since)}"


def doubts(outcome: Outcome) -> Iterator[str]:
    """What makes the measures doubtful."""
    if outcome.alike is False:
        yield "this does not look like the episode of its reference"
    if outcome.score is not None and "wer" not in outcome.score.values:
        yield "there are no words to compare"


def _judged(change: Change) -> bool:
    return change.state in (State.WORSE, State.BETTER)


def told(change: Change) -> str:
    """A measure that changed, and by how much it might have."""
    measure = change.measure
    if change.before is None or change.now is None:
        value = change.before if change.now is None else change.now
        assert value is not None
        which = "cannot be told any more" if change.now is None else "could not be told before"
        return f"{measure.title} {measure.shown(value)}, which {which}"
    text = f"{measure.title} {measure.shown_change(change.before, change.now)}"
    if change.state is State.WORSE and change.tolerance is not None:
        allowed = measure.shown_amount(change.tolerance) if change.tolerance else "none"
        text = f"{text}, {allowed} allowed"
    return text


def lost_headers(lost: Sequence[str]) -> Iterator[str]:
    """The headers that are gone, by name."""
    yield from (f"lost header: {title}" for title in lost[:MOST_LOST])
    if len(lost) > MOST_LOST:
        yield f"and {len(lost) - MOST_LOST} headers more"


def summary(outcomes: Iterable[Outcome]) -> str:
    """All of it in one line.

    >>> summary([])
    'no episodes'
    """
    counts = Counter(outcome.state for outcome in outcomes)
    total = counts.total()
    if not total:
        return "no episodes"
    parts = [f"{counts[state]} {state}" for state in State if counts[state]]
    return f"{total} episode{'' if total == 1 else 's'}: {', '.join(parts)}"


def update_lines(update: Update) -> Iterator[str]:
    """What an update did to the baseline."""
    for names, what in (
        (update.changed, "changed"),
        (update.new, "new"),
        (update.gone, "no more in the manifest, removed"),
    ):
        if names:
            yield f"{what}: {', '.join(names)}"


def history_line(update: Update) -> str:
    """The measures over all episodes before the update and after it."""
    *earlier, last = update.baseline.history
    shown = []
    for key, now in last.totals.items():
        measure = BY_KEY[key]
        was = earlier[-1].totals.get(key) if earlier else None
        value = measure.shown(now) if was in (None, now) else measure.shown_change(was or 0.0, now)
        shown.append(f"{measure.title} {value}")
    return ", ".join(shown)
