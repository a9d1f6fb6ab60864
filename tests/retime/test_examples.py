"""The pages of the examples, spoiled, and the true times of their words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from podscribe.formats import load_transcript
from podscribe.retime import retime
from tests.retime.material import (
    never_backward,
    openings,
    starts,
    with_starts,
    without_times,
)

FOLDER = Path(__file__).parents[2] / "examples"
every_example = pytest.mark.parametrize("name", ["clip", "interview", "round-table", "hard"])


@every_example
@pytest.mark.parametrize("way", ["wiped", "shifted", "shuffled", "backward"])
def test_a_spoiled_page_gets_its_times_back(name: str, way: str) -> None:
    page = load_transcript(FOLDER / f"{name}.md")
    heard = load_transcript(FOLDER / f"{name}.json")
    mixed = starts(page)
    random.Random(5).shuffle(mixed)
    half = openings(page)[len(openings(page)) // 2]
    ways = {
        "wiped": lambda number, start: None,
        "shifted": lambda number, start: start + 60 if number >= half else start,
        "shuffled": lambda number, start: mixed[number],
        "backward": lambda number, start: max(0.0, start - 24) if number == half else start,
    }
    found = retime(with_starts(page, ways[way]), heard)
    names = [line.speaker for line in page.lines]
    for number, (right, new) in enumerate(zip(starts(page), starts(found.transcript), strict=True)):
        if not number or names[number] != names[number - 1]:
            assert int(new) == pytest.approx(right, abs=1.0)
    assert never_backward(found.transcript)
    assert without_times(found.transcript) == without_times(page)
    assert found.lost == ()
