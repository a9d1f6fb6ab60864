"""What is measured, and what sums are made of it."""

from __future__ import annotations

import pytest

from podscribe.compare import compare
from podscribe.regress.measures import MEASURES, Score, score_of, totals
from podscribe.transcript import Span
from tests.compare.material import page, strange, talk, turns_of
from tests.regress.shows import with_headers


def test_a_transcript_that_is_right_has_no_errors_in_any_measure() -> None:
    right = with_headers(turns_of(talk(1, 400)))
    score = score_of(compare(right, right))
    assert set(score.values.values()) == {0}
    assert score.values.keys() == {measure.key for measure in MEASURES} - {"der"}
    assert (score.headers, score.missing, score.words) == (("Flour", "Oven"), (), 400)


def test_every_fault_counts_in_its_own_measure() -> None:
    words = talk(1, 400)
    right = with_headers(turns_of(words))
    late = score_of(compare(right, with_headers(turns_of(words, start=5.0)))).values
    assert (late["drift"], late["late"], late["wer"]) == (5.0, 100.0, 0.0)
    lost = score_of(compare(right, with_headers(turns_of(words), ["Flour"])))
    assert (lost.values["headers"], lost.missing) == (1, ("Oven",))
    other = [*words[:40], *strange(2, 40), *words[80:]]
    assert score_of(compare(right, with_headers(turns_of(other)))).values["wer"] == 10.0


def test_speakers_of_other_names_are_wrong_names_and_no_wrong_speakers() -> None:
    right = page((0, "Mara", "we count every loaf"), (4, "Tom", "and who told you to do that"))
    labels = page((0, "SPEAKER_00", "we count every loaf"), (4, "SPEAKER_01", "and who told you"))
    values = score_of(compare(right, labels)).values
    assert (values["speakers"], values["names"]) == (0.0, 100.0)


def test_spans_on_both_sides_tell_the_diarization_error() -> None:
    def spoken(end: float) -> object:
        from dataclasses import replace

        return replace(page((0, "Mara", "we count")), spans=(Span(0.0, end, "Mara"),))

    values = score_of(compare(spoken(10.0), spoken(9.0))).values  # type: ignore[arg-type]
    assert values["der"] == 10.0


def test_what_cannot_be_told_is_no_measure() -> None:
    right = page((None, None, "we count every loaf that is left"))
    assert score_of(compare(right, right)).values.keys() == {"wer", "substance"}


@pytest.mark.parametrize(
    ("before", "found", "missing", "lost"),
    [
        (("a", "b"), ("a", "b"), (), ()),
        (("a", "b"), ("a",), ("b",), ("b",)),
        (("a",), ("b",), ("a",), ("a",)),  # one found for one lost
        (("a", "b"), ("a",), (), ()),  # the editor took it out of the reference
        (("a", "a"), ("a",), ("a",), ("a",)),  # two of one title
        (("a",), ("a",), ("b",), ()),  # the editor added one that was never found
    ],
)
def test_a_header_is_lost_if_it_was_found_and_is_missing(
    before: tuple[str, ...], found: tuple[str, ...], missing: tuple[str, ...], lost: tuple[str, ...]
) -> None:
    assert Score({}, 1, found, missing).lost(before) == lost


def test_sums_add_counts_and_weigh_the_rest_by_words() -> None:
    one, two = {"wer": 10.0, "headers": 1.0, "drift": 2.0}, {"wer": 20.0, "headers": 2.0}
    assert totals([(one, 100), (two, 300)]) == {"wer": 17.5, "headers": 3.0, "drift": 2.0}
    assert totals([]) == {}


def test_measures_have_keys_of_their_own_and_tolerances_of_the_issue() -> None:
    assert len({measure.key for measure in MEASURES}) == len(MEASURES)
    allowed = {measure.key: measure.tolerance for measure in MEASURES}
    assert {key: allowed[key] for key in ("wer", "speakers", "drift", "headers")} == {
        "wer": 0.5,
        "speakers": 0.5,
        "drift": 0.5,
        "headers": 0.0,
    }
