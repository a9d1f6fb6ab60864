"""The overview as a page: a row an episode that opens its comparison, and how it came to that."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from podscribe.compare.html_index import page_file
from podscribe.regress.baseline import Baseline, Moment
from podscribe.regress.judging import Change, State
from podscribe.regress.manifest import Manifest
from podscribe.regress.measures import MEASURES, Measure, totals
from podscribe.regress.running import Outcome
from podscribe.regress.text_report import NOTHING, details, summary
from podscribe.report import (
    Cell,
    Column,
    Datum,
    Figure,
    Markup,
    Row,
    Series,
    Shape,
    Tone,
    badge,
    element,
    figures,
    heading,
    joined,
    name,
    notices,
    numbers,
    page,
    places,
    plot,
    section,
    table,
)

TONES = {
    State.WORSE: Tone.BAD,
    State.BETTER: Tone.GOOD,
    State.SAME: Tone.PLAIN,
    State.NEW: Tone.PLAIN,
    State.UNABLE: Tone.WARNING,
}
_ORDER = (State.WORSE, State.UNABLE, State.BETTER, State.NEW, State.SAME)
_PLOTTED = (("Errors", "%", ("wer", "speakers", "names", "der")), ("Drift", "s", ("drift",)))
FEWEST_MOMENTS = 2  # that make a line
Totals = Mapping[str, float]


def as_overview(
    manifest: Manifest, baseline: Baseline, outcomes: Sequence[Outcome], now: Moment
) -> str:
    """The page; `now` has the measures over all episodes as `--update` would accept them."""
    faults = [str(fault.error) for fault in manifest.faults if fault.episode is None]
    shown = sorted(outcomes, key=lambda outcome: _ORDER.index(outcome.state))
    return page(
        f"{manifest.stem}: regression",
        heading(
            manifest.stem,
            element("p", {}, f"{summary(outcomes)}."),
            element("p", {"class": "soft"}, _about(baseline, now)),
        ),
        notices(faults, Tone.BAD),
        section("figures", "All episodes", figures(_figures(outcomes))),
        section("episodes", "Episodes", _table(shown)),
        *_remarks(shown),
        *_history(baseline, now),
        jumps=(("episodes", "Skip to the episodes"),),
    )


def _about(baseline: Baseline, now: Moment) -> str:
    made = ", ".join(f"{part} {which}" for part, which in now.made_with.items())
    parts = [made or f"podscribe {now.podscribe}", now.date]
    if baseline.history:
        parts.append(f"baseline of {baseline.history[-1].date}")
    return "; ".join(parts)


def _figures(outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    scores = [each.score for each in outcomes if each.score is not None]
    now = totals([(score.values, score.words) for score in scores])
    before = _totals_before(outcomes)
    for measure in MEASURES:
        if measure.key in now:
            was = before.get(measure.key)
            note = f"was {measure.shown(was)}" if was not in (None, now[measure.key]) else ""
            yield Figure(measure.title, measure.shown(now[measure.key]), note)


def _totals_before(outcomes: Sequence[Outcome]) -> Totals:
    """The measures before; none where an episode is new, as sums would not be of the same."""
    judged = [each for each in outcomes if each.judgement is not None and each.score is not None]
    if any(each.state is State.NEW for each in judged):
        return {}
    return totals([(_before(each), each.score.words) for each in judged if each.score])


def _before(outcome: Outcome) -> Totals:
    changes = outcome.changes
    return {each.measure.key: each.before for each in changes if each.before is not None}


def _table(outcomes: Sequence[Outcome]) -> Markup:
    columns = (
        Column("episode"),
        Column("state"),
        *(
            Column(measure.column, numeric=True, note=_note(measure))
            for measure in MEASURES
            if _is_told(measure, outcomes)
        ),
    )
    return table(
        "Each name opens its comparison", columns, [_row(each, outcomes) for each in outcomes]
    )


def _note(measure: Measure) -> str:
    judged = "" if measure.tolerance is not None else "; told, not judged unless the manifest says"
    return f"{measure.meaning}{judged}"


def _is_told(measure: Measure, outcomes: Sequence[Outcome]) -> bool:
    return any(each.score and measure.key in each.score.values for each in outcomes)


def _row(outcome: Outcome, all_of_them: Sequence[Outcome]) -> Row:
    changes = {each.measure.key: each for each in outcome.changes}
    shown = name(outcome.name)
    if outcome.score is not None:
        shown = element("a", {"href": quote(os.fsencode(page_file(outcome.name)))}, shown)
    if outcome.alike is False:
        shown = joined((shown, " ", badge("another episode?", Tone.WARNING)))
    state = badge(outcome.state, TONES[outcome.state])
    measured = (measure for measure in MEASURES if _is_told(measure, all_of_them))
    return Row(
        (
            Cell(shown, outcome.name),
            Cell(state, _ORDER.index(outcome.state)),
            *(_cell(changes.get(measure.key)) for measure in measured),
        )
    )


def _cell(change: Change | None) -> Cell:
    if change is None or change.now is None:
        return Cell(NOTHING, None, TONES[change.state] if change else Tone.PLAIN)
    if change.before is None or not change.changed:
        return Cell(change.measure.shown(change.now), change.now)
    text = change.measure.shown_change(change.before, change.now)
    return Cell(text, change.now, TONES[change.state])


def _remarks(outcomes: Sequence[Outcome]) -> Iterator[Markup]:
    """What changed, and why what could not be measured was not, episode by episode."""
    told = {each.name: [*map(str, each.problems), *details(each), *each.notes] for each in outcomes}
    listed = [
        part
        for of, lines in told.items()
        if lines
        for part in (
            element("dt", {}, name(of)),
            *(element("dd", {"dir": "auto"}, line) for line in lines),
        )
    ]
    if listed:
        yield section("remarks", "Remarks", element("dl", {}, *listed))


def _history(baseline: Baseline, now: Moment) -> Iterator[Markup]:
    """The measures of every acceptance, and those of this run."""
    earlier = baseline.history
    if not earlier:
        return
    changed = now.totals != earlier[-1].totals
    moments, last = ((*earlier, now), "now") if changed else (earlier, earlier[-1].date)
    if len(moments) < FEWEST_MOMENTS:
        return
    drawn = [
        _plot(title, unit, [key for key in keys if key in now.totals], moments, last)
        for title, unit, keys in _PLOTTED
    ]
    yield section("history", "History", joined(drawn))


def _plot(
    title: str, unit: str, keys: Sequence[str], moments: Sequence[Moment], last_name: str
) -> Markup:
    by_key = {measure.key: measure for measure in MEASURES}
    series = [_series(by_key[key], moments) for key in keys]
    first, last = moments[0], moments[-1]
    changes = [
        f"{by_key[key].title} {by_key[key].shown_change(first.totals[key], last.totals[key])}"
        for key in keys
        if first.totals.get(key, last.totals[key]) != last.totals[key]
    ]
    return plot(
        title,
        places("accepted", [*(each.date for each in moments[:-1]), last_name]),
        numbers("", lambda value: f"{value:g} {unit}", least=0.0),
        series,
        summary=f"Since {first.date}: {', '.join(changes) or 'no change'}.",
    )


def _series(measure: Measure, moments: Sequence[Moment]) -> Series:
    data = (
        Datum(float(at), moment.totals.get(measure.key), _says(measure, moment))
        for at, moment in enumerate(moments)
    )
    return Series(measure.title, Shape.LINE, tuple(data))


def _says(measure: Measure, moment: Moment) -> str:
    if measure.key not in moment.totals:
        return ""
    made = moment.made_with.get("recogniser", f"podscribe {moment.podscribe}")
    value = measure.shown(moment.totals[measure.key])
    return f"{moment.date}, {made}, {moment.episodes} episodes: {measure.title} {value}"
