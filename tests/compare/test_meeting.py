"""cpWER and tcpWER are those of MeetEval."""

from __future__ import annotations

import json
import logging
import warnings
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.compare.meeting import (
    MOST_SPEAKERS,
    TimedWord,
    cp_errors,
    tcp_errors,
    timed_distance,
)
from tests.compare.meetings import RECORDED, Meeting, by_meeteval, meeting
from tests.strategies import thoroughly

LIVE = range(1000, 1040)


def ours(meeting: Meeting) -> dict[str, int]:
    texts = [
        {name: [word.text for word in words] for name, words in talk.items()}
        for talk in (meeting.reference, meeting.hypothesis)
    ]
    cp = cp_errors(*texts)
    tcp = tcp_errors(meeting.reference, meeting.hypothesis, meeting.collar_s)
    assert cp is not None
    assert tcp is not None
    return {"cp": cp.errors, "tcp": tcp.errors, "length": cp.length}


def test_the_numbers_are_those_that_meeteval_gave() -> None:
    recorded = json.loads(RECORDED.read_text())
    assert [ours(meeting(seed)) for seed in range(len(recorded))] == recorded


@pytest.mark.skipif(find_spec("meeteval") is None, reason="MeetEval is not installed")
def test_the_numbers_are_those_that_meeteval_gives() -> None:
    logging.disable(logging.WARNING)  # it warns of words out of order, of which there are many
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = [by_meeteval(meeting(seed)) for seed in LIVE]
    finally:
        logging.disable(logging.NOTSET)
    assert [ours(meeting(seed)) for seed in LIVE] == theirs


def by_hand(reference: list[TimedWord], hypothesis: list[TimedWord]) -> int:
    """The whole table, as the textbook has it."""
    rows = [list(range(len(hypothesis) + 1))]
    for number, word in enumerate(reference, 1):
        row = [number]
        for at, other in enumerate(hypothesis):
            cost = min(rows[-1][at + 1], row[at]) + 1
            if word.start < other.end and word.end > other.start:
                cost = min(cost, rows[-1][at] + (word.text != other.text))
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


@pytest.mark.parametrize("seed", range(60))
def test_the_distance_in_time_is_that_of_the_whole_table(seed: int) -> None:
    drawn = meeting(seed)
    for reference in drawn.reference.values():
        for hypothesis in drawn.hypothesis.values():
            assert timed_distance(reference, hypothesis) == by_hand(reference, hypothesis)


moment = st.integers(0, 12).map(float)
timed = st.builds(
    lambda text, start, length: TimedWord(text, start, start + length),
    st.sampled_from(["rye", "oven"]),
    moment,
    moment,
)


@thoroughly
@given(st.lists(timed, max_size=9), st.lists(timed, max_size=9))
def test_words_in_any_order_of_time_are_scored_by_the_whole_table_too(
    reference: list[TimedWord], hypothesis: list[TimedWord]
) -> None:
    assert timed_distance(reference, hypothesis) == by_hand(reference, hypothesis)


def test_names_are_matched_so_that_most_words_fit_and_the_rest_is_counted() -> None:
    found = cp_errors(
        {"Mara": ["rye", "bread"], "Tom": ["salt"]},
        {"S1": ["salt"], "S2": ["rye", "bread"], "S3": ["oven"]},
    )
    assert found is not None
    assert (found.errors, found.length, found.rate) == (1, 3, 1 / 3)
    assert set(found.assignment) == {("Mara", "S2"), ("Tom", "S1"), (None, "S3")}


def test_words_said_at_another_time_do_not_fit() -> None:
    said = {"Mara": [TimedWord("rye", 0.0, 0.5), TimedWord("bread", 0.5, 1.0)]}
    late = {"A": [TimedWord("rye", 60.0, 60.5), TimedWord("bread", 60.5, 61.0)]}
    found = tcp_errors(said, late)
    near = tcp_errors(said, late, collar_s=61.0)
    assert found is not None
    assert near is not None
    assert (found.errors, near.errors) == (4, 0)


def test_too_many_speakers_and_words_at_one_time_have_no_score() -> None:
    crowd = {f"S{number}": ["rye"] for number in range(MOST_SPEAKERS + 1)}
    assert cp_errors(crowd, {"A": ["rye"]}) is None
    at_once = {"A": [TimedWord("rye", 0.0, 1.0)] * 8000}
    assert tcp_errors(at_once, at_once) is None
