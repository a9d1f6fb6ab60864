"""How far apart turns begin, and where the distance changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podscribe.compare import compare
from podscribe.compare.result import Drift
from podscribe.transcript import Transcript, Word
from tests.compare.material import WORD_S, cues, disturbed, page, strange, talk, turns_of


def drift(reference: Transcript, hypothesis: Transcript) -> Drift:
    found = compare(reference, hypothesis).drift
    assert found is not None
    return found


@pytest.mark.parametrize("offset", [0.0, 7.5, -20.0])
def test_a_constant_offset_is_the_median_and_no_jump(offset: float) -> None:
    words = talk(1, 2000)
    found = drift(turns_of(words, start=30.0), cues(disturbed(words, 1), start=30.0 + offset))
    # disturbed words are evenly in time too, so what is missing moves what comes after
    even = drift(turns_of(words, start=30.0), cues(words, start=30.0 + offset))
    assert even.median == pytest.approx(offset, abs=0.2)
    assert (even.low, even.high) == pytest.approx((offset, offset), abs=0.5)
    assert even.within_1s == (1.0 if abs(offset) < 1 else 0.0)
    assert even.jumps == ()
    assert (found.unit, found.starts, len(even.points)) == ("turns", 50, 50)


def test_an_advertisement_cut_in_is_a_jump() -> None:
    words = talk(1, 2000)
    heard = [*cues(words[:1000]).rows, *cues(strange(2, 75), start=400.0).rows]
    late = cues(words[1000:], start=430.0).rows
    found = drift(turns_of(words), Transcript(rows=(*heard, *late)))
    (jump,) = found.jumps
    assert jump.time == 1000 * WORD_S
    assert jump.before == pytest.approx(0.0, abs=0.2)
    assert jump.after == pytest.approx(30.0, abs=0.2)


def test_one_wrong_time_is_no_jump() -> None:
    words = talk(1, 2000)
    said = turns_of(words)
    rows = list(said.lines)
    rows[20] = replace(rows[20], start=(rows[20].start or 0) + 60)
    found = drift(replace(said, rows=tuple(rows)), turns_of(words))
    assert found.jumps == ()
    assert min(point.offset for point in found.points) == -60.0
    assert found.within_1s == 49 / 50


def test_what_only_the_hypothesis_says_at_the_beginning_belongs_to_the_turn() -> None:
    said = page((0.0, "Mara", "we bake rye bread"), (10.0, "Tom", "I count the loaves"))
    heard = page((0.0, "Mara", "we bake rye bread"), (9.0, "Tom", "yeah well I count the loaves"))
    assert [point.offset for point in drift(said, heard).points] == [0.0, -1.0]


def test_what_only_the_reference_says_at_the_beginning_takes_its_time() -> None:
    words = talk(1, 40)
    said = page((0.0, "Mara", " ".join(words)), (20.0, "Tom", "well yes of course I bake it"))
    heard = cues([*words, "I", "bake", "it"], start=0.0)
    late = drift(said, heard).points[-1]
    assert late.offset == pytest.approx(40 * WORD_S - 20.0 - 15 / 15, abs=0.4)


def test_a_turn_within_a_longer_one_has_the_time_of_its_words() -> None:
    said = page((0.0, "Mara", "we bake rye bread"), (2.0, "Tom", "I count the loaves"))
    texts = "we bake rye bread I count the loaves".split()  # noqa: SIM905
    words = tuple(Word(text, at * 0.6, at * 0.6 + 0.5) for at, text in enumerate(texts))
    line = replace(page((0.0, "Mara", " ".join(texts))).lines[0], words=words)
    found = drift(said, Transcript(rows=(line,)))
    assert [point.offset for point in found.points] == [0.0, pytest.approx(0.4)]


def test_estimated_times_tell_no_drift() -> None:
    words = talk(1, 400)
    whole = page((0.0, "Mara", " ".join(words)))
    found = drift(turns_of(words), whole)
    assert [point.time for point in found.points] == [0.0]


def test_cues_are_compared_where_there_are_no_turns() -> None:
    words = talk(1, 300)
    found = drift(cues(words), cues(words, start=2.0, size=5))
    assert found.unit == "cues"
    assert found.median == pytest.approx(2.0, abs=0.2)


def test_without_times_there_is_no_drift() -> None:
    words = talk(1, 100)
    bare = page((None, "Mara", " ".join(words)))
    found = compare(turns_of(words), bare)
    assert found.drift is None
    assert "the hypothesis has no times: no drift and no tcpWER" in found.notes
