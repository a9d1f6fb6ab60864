"""What `--redo` may say, and that it can say nothing else."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch.conditions import KEYS, parse_condition
from podscribe.batch.rows import Row
from podscribe.batch.states import State
from podscribe.errors import PodscribeError
from tests.strategies import moderately

ROW = Row(
    id="a",
    stem="s17e05-bread",
    source="https://host/a.mp3",
    state=State.ASIDE,
    since=1_767_225_600.0,  # 2026-01-01
    added=1.0,
    title="Rye and Übermut",
    season=17,
    doubtful_s=62.5,
    model="small",
)


@pytest.mark.parametrize(
    "text",
    [
        "all",
        "season=17",
        "season!=3",
        "season>=17 season<=17",
        "season>16 season<18",
        "doubtful_s>60.25",
        "title~rye",
        "title~'rye AND über'",
        "title='rye and übermut'",
        "state='set aside'",
        "state=set-aside",
        "state!=done",
        "state~aside",
        "model=SMALL season=17",
        "device=",
        "device!=cpu",
        "since<2026-01-02",
        "since>=2026-01-01",
        "since>2025-12-31T23:59:59",
        "since=2026-01-01T01:00+01:00",
        "episode!=4",
        "SEASON=17",
    ],
)
def test_what_holds(text: str) -> None:
    assert parse_condition(text).holds(ROW)


@pytest.mark.parametrize(
    "text",
    [
        *("season=3", "season<17", "title~wheat", "state=done", "model=large", "since>2026-01-01"),
        *("episode=4", "episode<4", "episode>4", "season=17 title~wheat", "device=cpu", "error~x"),
        *("title=rye", "speakers>=0", "ended<2030-01-01"),
    ],
)
def test_what_does_not_hold(text: str) -> None:
    assert not parse_condition(text).holds(ROW)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing is said"),
        ("  ", "nothing is said"),
        ("season", "compares nothing"),
        ("season=", "is no number"),
        ("season=abc", "is no number"),
        ("season=1e3", "is no number"),
        ("season=٣", "is no number"),
        ("season~1", "is a number"),
        ("title<b", "neither more nor less"),
        ("sesaon=3", r"did you mean season\?"),
        ("nonsense=3", "known are state, id"),
        ("outputs=3", "is nothing that a ledger knows"),
        ("__class__~x", "is nothing that a ledger knows"),
        ("state=broken", "a state is one of waiting, working"),
        ("since>yesterday", "is no date"),
        ("title='rye", "a quote is not closed"),
        ("all season=3", "compares nothing"),
        ("1=1", "compares nothing"),
        ("season=17; DROP TABLE episodes", "is no number"),
        ("season=17 OR 1=1", "compares nothing"),
        ("x=1 " * 60, "too much is said"),
    ],
)
def test_what_cannot_be_said(text: str, told: str) -> None:
    with pytest.raises(PodscribeError, match=told) as caught:
        parse_condition(text)
    assert caught.value.remedy


def test_quotes_and_statements_are_but_text() -> None:
    row_of = parse_condition("title=\"x' OR '1'='1\"")
    assert not row_of.holds(ROW)


def test_every_key_is_a_field_of_a_row() -> None:
    assert {*KEYS} <= {each.name for each in fields(Row)}
    for key in KEYS:
        value = {"state": "done"}.get(key, "2026-01-01" if key in ("since", "added") else None)
        for text in (f"{key}={value or 1}", f"{key}=2026-01-01", f"{key}=x"):
            try:
                parse_condition(text).holds(ROW)
                break
            except PodscribeError:
                continue
        else:
            pytest.fail(key)


@moderately
@given(
    st.text(max_size=60) | st.from_regex(r"(season|title|since)(=|<|~|!=).{0,20}", fullmatch=True)
)
def test_anything_is_a_condition_or_an_error(text: str) -> None:
    try:
        condition = parse_condition(text)
    except PodscribeError:
        return
    assert condition.holds(ROW) in (True, False)
