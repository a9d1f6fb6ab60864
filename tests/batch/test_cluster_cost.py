"""What docs/cost.md quotes is what was simulated, and the simulation does what it says."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
PAGE = TOP / "docs" / "cost.md"


@pytest.fixture(scope="module")
def report() -> Any:
    named = re.search(r"benchmarks/results/(schedule-[\d-]+)\.md", PAGE.read_text(encoding="utf-8"))
    assert named is not None
    path = TOP / "benchmarks" / "results" / f"{named[1]}.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schedule() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TOP / "benchmarks"))
        import schedule

        assert isinstance(schedule, ModuleType)
        yield schedule
        del sys.modules["schedule"], sys.modules["keeping"]


def rows(first: str) -> list[list[str]]:
    """The rows of the page's tables that begin like that."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[each.strip() for each in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0].startswith(first)]


def test_the_figures_of_the_page_are_those_of_the_simulation(report: Any) -> None:
    quoted = rows("show, ") + rows("mixed, ")
    assert len(quoted) == 9
    for archive, workers, *cells in quoted:
        name = f"{archive}, {workers}"
        if len(cells) == 2:
            expected = [report["used %"][name][key] for key in ("arrival", "longest first")]
            assert cells == [f"{value:.1f} %" for value in expected]
        else:
            found = report["spot"][name]
            keys = ("longer %, lost", "longer %, kept", "done twice %, lost")
            assert cells[:3] == [f"{found[key]:.1f} %" for key in keys]
            assert cells[3] == f"{found['lost thrice, lost']:.0f} episodes"


def test_guesses_make_no_difference_as_the_page_says(report: Any) -> None:
    for found in report["used %"].values():
        assert found["longest first, guessed"] == pytest.approx(found["longest first"], abs=0.5)


def test_the_measured_figures_are_those_of_the_page(report: Any) -> None:
    found = report["measured"]
    ((_, decoding, _),) = rows("decoding, seconds of a core")
    assert float(decoding) == round(found["decoding, s of a core for an hour of audio"])
    ((_, size, _),) = rows("page and JSON of an hour")
    assert size == f"{found['page and JSON of an hour of audio, kB'] / 1000:.2f} MB"
    ((_, ledger, _),) = rows("the ledger, for an episode")
    assert ledger == f"{found['ledger, ms for an episode']:.0f} ms"


def test_all_work_is_done_and_no_order_beats_what_is_possible(schedule: Any) -> None:
    chance = random.Random(3)
    works = [chance.uniform(10, 100) for _ in range(200)]
    for workers in (1, 7, 300):
        end = schedule.makespan(sorted(works, reverse=True), workers)
        least = max(sum(works) / workers, max(works))
        assert least <= end + 1e-6 <= 4 / 3 * least + 1e-5  # Graham's bound for longest first
    assert schedule.makespan([5.0, 5.0, 10.0], 2) == 15.0
    assert schedule.makespan([10.0, 5.0, 5.0], 2) == 10.0


def test_what_is_lost_on_spot_workers_is_done_again(schedule: Any) -> None:
    works = [600.0] * 300
    lost = schedule.on_spot(works, 10, 5, None)
    kept = schedule.on_spot(works, 10, 5, 16.0)
    steady = schedule.makespan(works, 10)
    assert lost.end_s > kept.end_s > steady
    assert lost.lost_s > kept.lost_s > 0 and lost.reclaims > 50
    assert kept.lost_s <= kept.reclaims * 16
    busy = (sum(works) + lost.lost_s + lost.reclaims * schedule.BACK_S) / 10
    assert lost.end_s == pytest.approx(busy, rel=0.1)
    assert schedule.on_spot(works, 10, 5, None) == lost  # seeded


def test_lengths_are_as_the_page_says(schedule: Any) -> None:
    for kind, median, least, most in zip(
        schedule.KINDS, (3616, 2400), (2700, 120), (4800, 21600), strict=True
    ):
        lengths = sorted(kind.lengths(20_001, 1))
        assert lengths[10_000] == pytest.approx(median, rel=0.02)
        assert least <= lengths[0] and lengths[-1] <= most
