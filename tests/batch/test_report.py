"""What a job tells at its end."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from podscribe.batch.report import report_page, write_reports
from podscribe.batch.rows import Row
from podscribe.batch.running import Ending
from podscribe.batch.states import State
from podscribe.batch.summary import report_json, slowest, throughput, totals

BEGUN = 1_700_000_000.0


def row(stem: str, state: State, **facts: object) -> Row:
    usual: dict[str, object] = {"source": f"{stem}.mp3", "since": BEGUN, "added": BEGUN}
    return Row(id=stem, stem=stem, state=state, **(usual | facts))  # type: ignore[arg-type]


def done(stem: str, seconds: float, ended: float, heard_s: float = 60.0) -> Row:
    stage_s = {"words": heard_s * 0.7, "speakers": heard_s * 0.3, "writing": 1.0}
    facts = {"seconds": seconds, "ended": BEGUN + ended, "stage_s": stage_s, "doubtful_s": 30.0}
    return row(stem, State.DONE, speakers=2, worker="cuda:0", **facts)


ENDING = Ending(
    rows=(
        done("early", 3600.0, -5000.0),
        done("long", 7200.0, 30.0),
        done("slow", 600.0, 90.0, heard_s=300.0),
        row("gone", State.ASIDE, error="is not there (404)", attempts=1),
        row("busy", State.FAILED, error="<script>alert(1)</script>", attempts=3),
        row("large", State.SKIPPED, reason="larger than --max-bytes"),
        row("left", State.WAITING, reason="not begun before"),
    ),
    begun=BEGUN,
    ended=BEGUN + 120.0,
    stopped=True,
)


def test_totals_tell_this_job_from_those_before() -> None:
    found = totals(ENDING)
    assert (found.episodes, found.done, found.finished) == (7, 3, 2)
    assert (found.failed, found.skipped, found.waiting) == (2, 1, 1)
    assert found.audio_s == 7800.0 and found.archive_s == 11400.0
    assert found.speed == pytest.approx(65.0) and found.doubtful_s == 90.0


def test_the_slowest_come_first() -> None:
    assert [each.stem for each in slowest(ENDING)] == ["slow", "long"]


def test_throughput_is_of_all_the_time_and_all_the_audio() -> None:
    found = throughput(ENDING)
    assert found[0].begin_s == 0.0 and found[-1].end_s == pytest.approx(120.0)
    assert all(a.end_s == pytest.approx(b.begin_s) for a, b in pairwise(found))
    assert sum(each.audio_s for each in found) == 7800.0
    (best,) = (each for each in found if each.begin_s <= 30.0 < each.end_s)
    assert best.audio_s == 7200.0 and best.speed == pytest.approx(3600.0)


def test_the_json_holds_every_episode_with_its_speed() -> None:
    found = json.loads(report_json(ENDING))
    assert [each["stem"] for each in found["episodes"]] == [each.stem for each in ENDING.rows]
    speeds = {each["stem"]: each["speed"] for each in found["episodes"]}
    assert speeds["long"] == 120.0 and speeds["gone"] is None
    assert found["failed"] == ["gone", "busy"] and found["stopped"] is True


def test_the_page_escapes_what_others_have_written() -> None:
    page = report_page(ENDING)
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page
    assert "The job was stopped" in page and "is not there (404)" in page
    assert "Throughput" in page and "65.0 ×" in page


def test_a_job_that_did_nothing_has_a_report() -> None:
    nothing = Ending((), BEGUN, BEGUN)
    assert json.loads(report_json(nothing))["totals"]["speed"] is None
    assert "0 of 0" in report_page(nothing)


def test_where_they_lie_in_a_storage_is_told_without_a_password(tmp_path: Path) -> None:
    places = write_reports(ENDING, "memory://ann:s3cret@host/out", tmp_path)
    assert places == ("memory://host/out/report.json", "memory://host/out/report.html")


def test_both_lie_beside_the_outputs(tmp_path: Path) -> None:
    places = write_reports(ENDING, str(tmp_path / "out"), tmp_path / "out")
    assert [Path(place).name for place in places] == ["report.json", "report.html"]
    assert all(Path(place).is_file() for place in places)


def test_of_many_episodes_the_ten_slowest_are_told() -> None:
    rows = tuple(done(f"{n}", 600.0, 30.0, heard_s=100.0 - n) for n in range(12))
    found = slowest(Ending(rows, BEGUN, BEGUN + 120.0))
    assert [each.stem for each in found] == [f"{n}" for n in range(10)]


def test_a_short_job_is_told_second_by_second_and_a_long_one_in_sixty_parts() -> None:
    for spent_s, count in ((0.5, 1), (5.0, 5), (60.0, 60), (600.0, 60)):
        rows = (done("one", 600.0, spent_s / 2),)
        assert len(throughput(Ending(rows, BEGUN, BEGUN + spent_s))) == count
    assert throughput(Ending((done("one", 600.0, 0.0),), BEGUN, BEGUN)) == ()


def test_there_is_no_speed_without_audio_or_time() -> None:
    assert totals(Ending((), BEGUN, BEGUN + 120.0)).speed is None
    assert totals(Ending((done("one", 600.0, 0.0),), BEGUN, BEGUN)).speed is None
    unheard = done("one", 600.0, 30.0, heard_s=0.0)
    assert slowest(Ending((unheard,), BEGUN, BEGUN + 120.0)) == ()


def test_the_json_tells_when_it_was_and_rounds_what_it_measured() -> None:
    rows = (done("one", 100.00049, 30.0, heard_s=7.0),)
    found = json.loads(report_json(Ending(rows, BEGUN, BEGUN + 120.0)))
    assert (found["begun"], found["ended"]) == (
        "2023-11-14T22:13:20+00:00",
        "2023-11-14T22:15:20+00:00",
    )
    assert found["totals"]["audio_s"] == 100.0
    assert found["episodes"][0]["speed"] == 14.286
    assert sum(each["audio_s"] for each in found["throughput"]) == 100.0
