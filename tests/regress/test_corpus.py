"""Real pairs of page and machine transcript, measured again and again."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.formats import load_transcript, write_transcript
from podscribe.regress import (
    Outcome,
    State,
    measure,
    read_baseline,
    read_manifest,
    updated,
    write_baseline,
)
from podscribe.transcript import Line, Transcript
from tests.compare.test_corpus import PAIRS, page_of
from tests.corpus import seed


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A manifest of the pairs with its baseline; in one page a time runs back by a second."""
    folder = tmp_path_factory.mktemp("pairs")
    rows = []
    for number, name in PAIRS.items():
        heard = folder / f"{name}.txt"
        heard.write_bytes(seed(number).read_bytes())
        rows.append(
            f"  {name}: {{result: {heard.name}, reference: {page_of(number)}, ignore: [T101]}}\n"
        )
    path = folder / "pairs.regress.yaml"
    path.write_text(f"episodes:\n{''.join(rows)}", encoding="utf-8")
    manifest = read_manifest(path)
    outcomes = [measure(manifest, episode) for episode in manifest.episodes]
    update = updated(read_baseline(manifest.baseline), manifest, outcomes, "2026-01-01")
    write_baseline(update.baseline, manifest.baseline)
    return path


def again(path: Path, name: str) -> Outcome:
    manifest = read_manifest(path)
    (episode,) = (each for each in manifest.episodes if each.name == name)
    return measure(manifest, episode, read_baseline(manifest.baseline))


@pytest.mark.parametrize("name", PAIRS.values())
def test_what_did_not_change_is_as_before(pairs: Path, name: str) -> None:
    outcome = again(pairs, name)
    assert outcome.state is State.SAME, outcome.problems
    assert outcome.score is not None
    assert 17 < outcome.score.values["wer"] < 33
    assert outcome.score.values["late"] <= 3
    assert outcome.judgement is not None
    assert not any(change.changed for change in outcome.judgement.changes)


@pytest.mark.parametrize("name", PAIRS.values())
def test_damage_to_words_and_times_is_worse(pairs: Path, name: str) -> None:
    heard = pairs.with_name(f"{name}.txt")
    whole = heard.read_bytes()
    lines = load_transcript(heard).lines
    try:
        for damaged, measure_key in (
            ([line for at, line in enumerate(lines) if at % 50], "wer"),
            ([Line(line.text, (line.start or 0) + 2) for line in lines], "drift"),
        ):
            text = write_transcript(Transcript(rows=tuple(damaged)), "lines")
            heard.write_text(text, encoding="utf-8")
            outcome = again(pairs, name)
            assert outcome.judgement is not None
            states = {change.measure.key: change.state for change in outcome.judgement.changes}
            assert (outcome.state, states[measure_key]) == (State.WORSE, State.WORSE)
    finally:
        heard.write_bytes(whole)
