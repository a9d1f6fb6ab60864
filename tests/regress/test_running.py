"""Episodes measured: what is scored, what is not, and what is told of it."""

from __future__ import annotations

import shutil
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from podscribe.audio import SAMPLE_RATE, decode
from podscribe.pipeline.engines import Kept
from podscribe.regress.baseline import Baseline
from podscribe.regress.judging import State
from podscribe.regress.manifest import read_manifest
from podscribe.regress.running import Outcome, measure
from podscribe.transcribe import TranscribeOptions
from podscribe.transcribe.loading import LoadedModel, load_model
from tests.compare.material import strange, talk, turns_of
from tests.regress.shows import disturb, show, with_headers, write

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def measured(path: Path, name: str = "one", baseline: Baseline = Baseline()) -> Outcome:
    manifest = read_manifest(path)
    (episode,) = (each for each in manifest.episodes if each.name == name)
    return measure(manifest, episode, baseline)


def accepted(path: Path) -> Baseline:
    outcome = measured(path)
    assert outcome.now is not None
    return Baseline({"one": outcome.now})


def test_a_result_is_new_then_as_before_then_worse_then_better(tmp_path: Path) -> None:
    path = show(tmp_path, share=0.05)
    assert measured(path).state is State.NEW
    baseline = accepted(path)
    assert measured(path, baseline=baseline).state is State.SAME
    disturb(tmp_path, "one", 0.2)
    assert measured(path, baseline=baseline).state is State.WORSE
    disturb(tmp_path, "one", 0)
    assert measured(path, baseline=baseline).state is State.BETTER


def test_a_header_that_is_gone_is_named(tmp_path: Path) -> None:
    path = show(tmp_path)
    baseline = accepted(path)
    write(tmp_path / "one.json", with_headers(turns_of(talk(0, 400)), ["Flour"]))
    outcome = measured(path, baseline=baseline)
    assert outcome.judgement is not None
    assert (outcome.state, outcome.judgement.lost) == (State.WORSE, ("Oven",))


def test_a_reference_that_is_broken_is_named_and_not_scored(tmp_path: Path) -> None:
    path = show(tmp_path)
    words = talk(0, 400)
    turns = turns_of(words)
    early = tuple(
        replace(line, start=3.0) if number == 5 else line for number, line in enumerate(turns.lines)
    )
    write(tmp_path / "one.md", replace(turns, rows=early))
    outcome = measured(path)
    (problem,) = outcome.problems
    assert (outcome.state, outcome.score) == (State.UNABLE, None)
    assert "the reference is broken: T101 time goes backward" in problem.what
    assert problem.file == str(tmp_path / "one.md")
    assert problem.place
    text = path.read_text().replace("reference: one.md", "reference: one.md, ignore: [T101]")
    path.write_text(text)
    assert measured(path).state is State.NEW
    path.write_text(text.replace(", ignore: [T101]", ""))
    (tmp_path / "podscribe.yaml").write_text("check: {ignore: [T101]}\n")
    assert measured(path).state is State.NEW


def test_findings_that_change_no_measure_do_not_stop_it(tmp_path: Path) -> None:
    path = show(tmp_path)
    page = tmp_path / "one.md"
    page.write_text(page.read_text().replace("---\n", "---\nduration: an hour\n", 1))
    assert measured(path).state is State.NEW


def test_what_changed_since_the_baseline_is_told(tmp_path: Path) -> None:
    path = show(tmp_path)
    baseline = accepted(path)
    assert measured(path, baseline=baseline).since == ()
    page = tmp_path / "one.md"
    page.write_text(page.read_text() + "\nA remark.\n")
    heard = with_headers(turns_of(talk(0, 400)))
    made = {"podscribe": "9.9", "recogniser": {"name": "small", "revision": "1a2b3c4d5e6f"}}
    write(tmp_path / "one.json", replace(heard, provenance=made))
    outcome = measured(path, baseline=baseline)
    assert outcome.since == (
        "the reference was changed",
        "podscribe unknown → 9.9",
        "recogniser unknown → small 1a2b3c4d",
    )


def test_another_episode_is_told(tmp_path: Path) -> None:
    path = show(tmp_path)
    write(tmp_path / "one.json", turns_of(strange(9, 400)))
    outcome = measured(path)
    assert outcome.alike is False
    assert any("do not look like the same episode" in note for note in outcome.notes)


def test_what_cannot_be_read_is_a_problem_of_its_episode_alone(tmp_path: Path) -> None:
    path = show(tmp_path)
    (tmp_path / "one.json").write_text("{")
    outcome = measured(path)
    assert outcome.state is State.UNABLE
    assert str(outcome.problems[0]).startswith(str(tmp_path / "one.json"))
    assert measured(path, "two").state is State.NEW


def test_models_are_loaded_once_for_all_episodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = decode(EXAMPLES / "clip.mp3", tmp_path / "sound").samples
    for number in range(2):
        part = samples[number * 3 * SAMPLE_RATE : (number + 1) * 3 * SAMPLE_RATE]
        with wave.open(str(tmp_path / f"{number}.wav"), "wb") as file:
            file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
            file.writeframes((part * 32767).astype("<i2").tobytes())
    shutil.copy(EXAMPLES / "clip.json", tmp_path / "said.json")
    rows = (f"  e{number}: {{audio: {number}.wav, reference: said.json}}\n" for number in range(2))
    path = tmp_path / "show.regress.yaml"
    path.write_text(f"profile: demo\nepisodes:\n{''.join(rows)}", "utf-8")
    (tmp_path / "podscribe.yaml").write_text("speakers: none\noffline: true\n", "utf-8")
    loaded: list[Path] = []

    def counting(folder: Path, options: TranscribeOptions) -> LoadedModel:
        loaded.append(folder)
        return load_model(folder, options)

    monkeypatch.setattr("podscribe.pipeline.engines.load_model", counting)
    manifest, kept = read_manifest(path), Kept()
    outcomes = [measure(manifest, each, kept=kept) for each in manifest.episodes]
    assert [outcome.state for outcome in outcomes] == [State.NEW, State.NEW], outcomes
    assert len(loaded) == 1
