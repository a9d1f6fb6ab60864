"""Real pairs of page and machine transcript, and pages that have nothing to do with each other."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from podscribe.compare import Comparison, Kind, compare, compare_files
from podscribe.compare.result import Which
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.transcript import Transcript
from tests.corpus import pages, seed

PAIRS = {"002": "how-to-break-into-data-science", "003": "mlops-and-ml-engineering-in-finance"}
every_pair = pytest.mark.parametrize("number", PAIRS)


def page_of(number: str) -> Path:
    (path,) = (path for path in pages() if path.stem == PAIRS[number])
    return path


@cache
def pair(number: str) -> Comparison:
    return compare_files(str(page_of(number)), str(seed(number)))


@every_pair
def test_turns_of_page_and_captions_begin_within_three_seconds(number: str) -> None:
    found = pair(number).drift
    assert found is not None
    assert len(found.points) >= 0.97 * found.starts
    assert found.within_3s >= 0.97
    assert found.jumps == ()


@every_pair
def test_an_edited_page_differs_as_much_as_editors_change(number: str) -> None:
    found = pair(number)
    assert found.alike is True
    assert found.words is not None
    assert found.words.normalised.rate is not None
    assert 0.17 <= found.words.normalised.rate <= 0.33
    assert found.words.common is not None
    assert found.words.common > 0.9


@every_pair
def test_most_differences_are_style_and_the_greeting_is_a_passage(number: str) -> None:
    found = pair(number)
    counts = dict(found.counts)
    substance = sum(count for kind, count in found.counts if kind.nature == "substance")
    assert substance <= 0.2 * (sum(counts.values()) - counts[Kind.PUNCTUATION])
    first = found.passages[0]
    assert (first.missing_in, first.start) == (Which.REFERENCE, 0.0)
    assert 60 < (first.end or 0) < 100


@every_pair
def test_planted_faults_are_found_as_substance(number: str) -> None:
    said = load_transcript(page_of(number))
    text = " ".join(line.text for line in said.lines)
    planted = {"not": "", "years": "ears", "Alexey": "Felix"}
    rows = []
    for row in said.lines:
        words = [planted.get(word, word) for word in row.text.split()]
        rows.append((row, " ".join(words)))
    changed = sum(text.split().count(word) for word in planted)
    faulty = Transcript(
        rows=tuple(type(row)(new, row.start, speaker=row.speaker) for row, new in rows),
        grain=said.grain,
    )
    found = compare(said, faulty)
    substance = [each for each in found.differences if each.nature == "substance"]
    assert changed >= 20
    assert len(substance) >= 0.9 * changed


def test_pages_of_other_episodes_are_not_alike() -> None:
    chosen = [transcript for path in pages()[::20] for transcript in readable(path)]
    for left, right in pairwise(chosen):
        assert compare(left, right).alike is False


def readable(path: Path) -> list[Transcript]:
    try:
        return [load_transcript(path)]
    except PodscribeError:
        return []
