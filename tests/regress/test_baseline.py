"""The baseline on disk, and what updates make of it."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import pytest

from podscribe.errors import PodscribeError
from podscribe.regress.baseline import (
    MOST_MOMENTS,
    Baseline,
    Entry,
    Moment,
    alone,
    read_baseline,
    write_baseline,
)
from podscribe.regress.judging import State
from podscribe.regress.manifest import Manifest
from podscribe.regress.running import Outcome
from podscribe.regress.updating import SEVERAL, updated

ENTRY = Entry({"wer": 12.34, "headers": 0}, 812, ("Flour",), "0bf8", {"recogniser": "small 1a"})
HEAD = '{"format": "podscribe-baseline", "version": 1'
MOMENT = Moment("2026-03-01", "0.1.0", 1, {"wer": 12.34}, {"recogniser": "small 1a"})


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "show.baseline.json"
    assert read_baseline(path) == Baseline()
    baseline = Baseline({"two": ENTRY, "one": ENTRY}, (MOMENT,))
    write_baseline(baseline, path)
    assert read_baseline(path) == baseline
    text = path.read_text()
    assert text.index('"one"') < text.index('"two"')
    assert '"wer": 12.34\n' in text
    assert '"headers": 0,\n' in text
    write_baseline(read_baseline(path), path)
    assert path.read_text() == text


def test_the_history_does_not_grow_without_end(tmp_path: Path) -> None:
    path = tmp_path / "show.baseline.json"
    write_baseline(Baseline({}, (MOMENT,) * (MOST_MOMENTS + 5)), path)
    assert len(read_baseline(path).history) == MOST_MOMENTS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n<<<<<<< HEAD\n"format"', "show.baseline.json:2: the baseline is broken; take an"),
        ("[]", "show.baseline.json: is no baseline of podscribe; take an earlier version"),
        (
            '{"format": "podscribe-baseline", "version": 9}',
            "is a baseline of version 9, known is 1",
        ),
        ('{"format": "podscribe-baseline", "version": 1}', "the baseline is broken; take an"),
        (
            f'{HEAD}, "history": [], "episodes": {{"a": {{"measures": {{"wer": "1"}}}}}}}}',
            "the baseline is broken",
        ),
        (
            f'{HEAD}, "history": [7], "episodes": {{}}}}',
            "the baseline is broken",
        ),
    ],
)
def test_a_baseline_that_is_broken_says_what_to_do(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "show.baseline.json"
    path.write_text(text)
    with pytest.raises(PodscribeError) as refused:
        read_baseline(path)
    assert told in str(refused.value)
    assert "run with --update" in str(refused.value)


@pytest.mark.parametrize("value", [nan, inf, -1])
def test_a_measure_that_all_would_pass_or_fail_is_none(value: float, tmp_path: Path) -> None:
    path = tmp_path / "show.baseline.json"
    write_baseline(Baseline({"one": replace(ENTRY, values={"wer": value})}), path)
    with pytest.raises(PodscribeError, match="the baseline is broken"):
        read_baseline(path)


def test_a_measure_of_another_version_is_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "show.baseline.json"
    write_baseline(Baseline({"one": ENTRY}), path)
    held = json.loads(path.read_text())
    held["episodes"]["one"]["measures"]["charm"] = 7
    path.write_text(json.dumps(held))
    assert read_baseline(path).entries == {"one": ENTRY}


def outcome(name: str, wer: float | None) -> Outcome:
    if wer is None:
        return Outcome(name, State.UNABLE)
    return Outcome(name, State.SAME, now=Entry({"wer": wer}, 100, made_with={"podscribe": name}))


def test_an_update_takes_what_was_measured_and_keeps_what_was_not() -> None:
    manifest = Manifest(Path("show.regress.yaml"), ("one", "two", "three"), ())
    before = Baseline({"one": ENTRY, "two": ENTRY, "old": ENTRY}, (MOMENT,))
    outcomes = [outcome("one", 5.0), outcome("two", None), outcome("three", 7.0)]
    update = updated(before, manifest, outcomes, "2026-04-01")
    assert (update.changed, update.new, update.gone) == (("one",), ("three",), ("old",))
    assert {name: entry.values["wer"] for name, entry in update.baseline.entries.items()} == {
        "one": 5.0,
        "two": 12.34,
        "three": 7.0,
    }
    first, last = update.baseline.history
    assert first == MOMENT
    assert (last.date, last.episodes, last.totals["wer"]) == ("2026-04-01", 3, 11.09)
    assert last.made_with == {"podscribe": SEVERAL, "recogniser": "small 1a"}


def test_an_update_without_a_change_leaves_no_trace() -> None:
    manifest = Manifest(Path("show.regress.yaml"), ("one",), ())
    before = Baseline({"one": Entry({"wer": 5.0}, 100, made_with={"podscribe": "one"})}, (MOMENT,))
    update = updated(before, manifest, [outcome("one", 5.0)], "2026-04-01")
    assert not update
    assert update.baseline is before


def test_a_baseline_is_changed_on_a_drive_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: object, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with alone(tmp_path / "a.baseline.json"):
        write_baseline(Baseline(), tmp_path / "a.baseline.json")
    assert read_baseline(tmp_path / "a.baseline.json") == Baseline()
