"""The outcome for programs, build servers, pull requests and people."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from podscribe.errors import PodscribeError
from podscribe.regress.baseline import Baseline, Moment
from podscribe.regress.html_report import as_overview
from podscribe.regress.json_report import as_json
from podscribe.regress.judging import State
from podscribe.regress.junit_report import as_junit
from podscribe.regress.manifest import Manifest, read_manifest
from podscribe.regress.markdown_report import as_markdown
from podscribe.regress.running import Outcome, measure, refused
from podscribe.regress.text_report import doubts, row, summary
from podscribe.regress.updating import merged, moment_of
from tests.regress.shows import disturb, show

HOSTILE = "<b>\x00]]>|`&"


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    folder = tmp_path_factory.mktemp("show")
    path = show(folder, share=0.05)
    text = path.read_text().replace("episodes:", "profil: x\nepisodes:\n  none: {result: no.json}")
    path.write_text(text)
    return read_manifest(path)


@pytest.fixture(scope="module")
def before(manifest: Manifest) -> Baseline:
    entries = {
        each.name: now
        for each in manifest.episodes
        if (now := measure(manifest, each).now) is not None
    }
    return Baseline(entries, (moment_of(entries, "2026-03-01"),))


@pytest.fixture(scope="module")
def outcomes(manifest: Manifest, before: Baseline) -> list[Outcome]:
    """One episode that could not be measured, one worse, one better."""
    disturb(manifest.folder, "one", 0.2)
    disturb(manifest.folder, "two", 0)
    found = [refused(manifest, "none")]
    found += [measure(manifest, each, before) for each in manifest.episodes]
    assert [each.state for each in found] == [State.UNABLE, State.WORSE, State.BETTER]
    return found


def test_json_is_as_its_schema_describes(manifest: Manifest, outcomes: list[Outcome]) -> None:
    schema = json.loads(
        (files("podscribe.regress") / "podscribe-regression.schema.json").read_text()
    )
    new = measure(manifest, manifest.episodes[0])
    held = json.loads(as_json(manifest, [*outcomes, new], 2))
    jsonschema.validate(held, schema)
    assert [each["state"] for each in held["episodes"]] == [
        "could not run",
        "worse",
        "better",
        "new",
    ]
    wer = held["episodes"][1]["measures"]["wer"]
    assert wer["now"] > wer["before"] + wer["tolerance"]
    assert held["episodes"][0]["problems"][0]["line"] == 3
    assert [each["message"] for each in held["faults"]] == ["unknown key 'profil'"]


def test_junit_has_a_test_for_each_episode_and_one_for_the_manifest(
    manifest: Manifest, outcomes: list[Outcome]
) -> None:
    new = replace(measure(manifest, manifest.episodes[0]), name=HOSTILE)
    suite = ElementTree.fromstring(
        as_junit(manifest, [*outcomes, new], {"one": 2.0, "two": 1.5}, strict=False)
    )
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped", "time")} == {
        "tests": "5",
        "failures": "1",
        "errors": "2",
        "skipped": "1",
        "time": "3.5",
    }
    cases = {case.get("name"): case for case in suite}
    failure = cases["one"].find("failure")
    assert failure is not None
    assert (failure.get("message") or "").startswith("worse: WER ")
    assert cases["one"].get("time") == "2.0"
    assert cases["none"].find("error") is not None
    assert cases["<b>�]]>|`&"].find("skipped") is not None
    assert cases["show.regress.yaml"].find("error") is not None
    strict = ElementTree.fromstring(as_junit(manifest, [new], {}, strict=True))
    assert strict.get("failures") == "1"


def test_measures_that_were_accepted_fail_no_more(
    manifest: Manifest, outcomes: list[Outcome]
) -> None:
    new = replace(measure(manifest, manifest.episodes[0]), name="new")
    given = (manifest, [*outcomes, new])
    suite = ElementTree.fromstring(as_junit(*given, {}, strict=True, accepted=True))
    assert (suite.get("failures"), suite.get("skipped"), suite.get("errors")) == ("0", "0", "2")
    told = {case.get("name"): case.findtext("system-out") or "" for case in suite}
    assert told["one"].startswith("worse: WER ")
    assert told["one"].splitlines()[-1] == told["new"] == "accepted as the baseline"
    assert "--update" in as_markdown(*given)
    assert "--update" not in as_markdown(*given, accepted=True)


def test_markdown_shows_what_got_worse_first_and_escapes_what_it_says(
    manifest: Manifest, outcomes: list[Outcome]
) -> None:
    odd = Outcome("odd", State.UNABLE, problems=(PodscribeError(HOSTILE),))
    text = as_markdown(manifest, [*outcomes, odd])
    assert text.startswith("### podscribe: 4 episodes: 1 worse, 1 better, 2 could not run\n")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert [cells[0] for cells in rows] == [
        "| episode",
        "| ---",
        "| one",
        "| none",
        "| odd",
        "| two",
    ]
    assert len({line.count(" |") for line in text.splitlines() if line.startswith("| ")}) == 1
    assert " **" in text
    assert "- **odd**: \\<b\\>\x00]]".replace("]]", "\\]\\]") in text
    assert "unknown key 'profil'" in text
    same = replace(outcomes[1], state=State.SAME)
    assert "<summary>1 as before</summary>" in as_markdown(manifest, [same])


def test_text_has_a_line_an_episode_and_below_it_what_changed(outcomes: list[Outcome]) -> None:
    lines = [*row(outcomes[1], 6)]
    assert lines[0].startswith("one  ")
    assert lines[0].endswith("  worse")
    assert lines[1].startswith("    worse: WER ")
    assert ", 0.5 points allowed" in lines[1]
    first, *others = row(outcomes[0], 6)
    assert first.startswith("none  could not run: ")
    assert not others
    assert summary(outcomes[:1]) == "1 episode: 1 could not run"


def overview(manifest: Manifest, before: Baseline, outcomes: list[Outcome]) -> str:
    now = moment_of(merged(before, manifest, outcomes), "2026-04-01")
    return as_overview(manifest, before, outcomes, now)


def test_the_overview_has_a_row_an_episode_that_opens_its_comparison(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome]
) -> None:
    text = overview(manifest, before, outcomes)
    assert 'href="one.html"' in text
    assert 'href="two.html"' in text
    assert "none.html" not in text
    assert text.index(">worse<") < text.index(">could not run<") < text.index(">better<")
    assert "unknown key &#x27;profil&#x27;" in text


def test_the_overview_plots_the_history_up_to_now(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome]
) -> None:
    text = overview(manifest, before, outcomes)
    assert "Since 2026-03-01: WER " in text
    assert "2026-04-01, " in text
    assert 'id="history"' not in overview(manifest, Baseline(), outcomes)
    kept = overview(manifest, before, [])  # nothing is other than it was accepted
    assert 'id="history"' not in kept
    older = Moment("2025-01-01", "0.0.1", 2, {"wer": 99.0})
    longer = overview(manifest, replace(before, history=(older, *before.history)), [])
    assert "Since 2025-01-01: WER 99.0 → " in longer


def test_the_overview_shows_names_as_they_are(manifest: Manifest, before: Baseline) -> None:
    odd = Outcome(HOSTILE, State.UNABLE, problems=(PodscribeError(HOSTILE),))
    text = overview(manifest, before, [odd])
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


def test_the_overview_holds_in_a_browser(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome], tmp_path: Path
) -> None:
    from tests.report.chromium import PHONE_PX, running

    target = tmp_path / "index.html"
    target.write_text(overview(manifest, before, outcomes), encoding="utf-8")
    with running(tmp_path) as browser:
        tab = browser.open(target, width=PHONE_PX, dark=True)
        assert tab.run("document.querySelectorAll('#episodes tbody tr').length") == 3
        assert tab.spread_px == 0
        assert tab.complaints == []
        assert tab.requests == [target.resolve().as_uri()]


def test_an_outcome_without_words_is_doubted(tmp_path: Path) -> None:
    path = show(tmp_path)
    (tmp_path / "one.rttm").write_text("SPEAKER one 1 0.0 5.0 <NA> <NA> A <NA> <NA>\n")
    path.write_text(path.read_text().replace("one.json", "one.rttm"))
    manifest = read_manifest(path)
    wordless, whole = (measure(manifest, each) for each in manifest.episodes)
    assert "    there are no words to compare" in [*row(wordless, 9)]
    assert "no words" not in "\n".join(row(whole, 9))


def test_every_row_of_the_markdown_has_the_cells_of_its_head(tmp_path: Path) -> None:
    path = show(tmp_path)
    path.write_text("episodes:\n  none: {result: no.json, reference: one.md}\n")
    manifest = read_manifest(path)
    text = as_markdown(manifest, [refused(manifest, "none")])
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1


def test_what_makes_the_measures_doubtful_is_said(outcomes: list[Outcome]) -> None:
    _, worse, _ = outcomes
    assert worse.score is not None
    wordless = replace(worse.score, values={"der": 0.1})
    assert list(doubts(worse)) == []
    assert list(doubts(replace(worse, alike=None))) == []
    assert list(doubts(replace(worse, alike=False, score=wordless))) == [
        "this does not look like the episode of its reference",
        "there are no words to compare",
    ]


def test_the_overview_tells_what_the_figures_were_and_when_they_were_accepted(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome]
) -> None:
    text = overview(manifest, before, outcomes)
    assert "; baseline of 2026-03-01" in text
    assert ">was " in text
    assert "baseline of" not in overview(manifest, Baseline(), outcomes)


def test_the_overview_compares_no_totals_where_an_episode_is_new(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome]
) -> None:
    new = replace(measure(manifest, manifest.episodes[0]), name="new")
    assert ">was " not in overview(manifest, before, [*outcomes, new])


def test_the_overview_doubts_an_episode_that_is_another(
    manifest: Manifest, before: Baseline, outcomes: list[Outcome]
) -> None:
    assert "another episode?" not in overview(manifest, before, outcomes)
    doubted = [*outcomes[:1], replace(outcomes[1], alike=False), *outcomes[2:]]
    assert overview(manifest, before, doubted).count("another episode?") == 1
