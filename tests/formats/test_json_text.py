"""JSON read with care."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import json_text

HUGE = 10**400  # more than a float holds


def test_a_byte_order_mark_is_passed_over() -> None:
    assert json_text.load('\ufeff{"a": [1, null]}') == {"a": [1, None]}


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "not valid JSON", 1),
        ('{"a": 1,\n"b"', "not valid JSON", 2),
        ("[NaN]", "NaN is no number", None),
        ("[-Infinity]", "-Infinity is no number", None),
        ("[1e999]", "1e999 is no number", None),
        pytest.param("[" + "9" * 5000 + "]", "not valid JSON", None, id="long number"),
        ('{"a\\ud800": 1}', "half a character", None),
        ('["\\uDC00\\ud83d"]', "half a character", None),
        pytest.param("[" * 100_000, "nested too deeply", None, id="nested"),
    ],
)
def test_what_is_no_json_is_refused(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        json_text.load(text)
    assert caught.value.place == place
    assert not json_text.looks_like(text, "a")


def test_two_halves_of_a_character_are_one() -> None:
    assert json_text.load('["\\ud83d\\ude00 \\\\ud800"]') == ["😀 \\ud800"]


def test_seconds_are_numbers_in_bounds() -> None:
    assert json_text.as_seconds(0, "at") == 0.0
    assert json_text.as_seconds(3_600_000, "at") == 3_600_000.0
    assert json_text.as_milliseconds(1500, "at") == 1.5
    assert json_text.optional_seconds(None, "at") is None


@pytest.mark.parametrize(
    "value", [-0.001, 3_600_001, HUGE, -HUGE], ids=lambda value: str(value)[:9]
)
def test_seconds_out_of_bounds_are_refused(value: float) -> None:
    with pytest.raises(PodscribeError, match="at is "):
        json_text.as_seconds(value, "at")
    with pytest.raises(PodscribeError, match="which is no time in an episode"):
        json_text.as_milliseconds(value * 1000, "at")


@pytest.mark.parametrize("value", [None, True, "1", [], {}])
def test_what_is_no_number_is_named(value: object) -> None:
    for reader in (json_text.as_seconds, json_text.as_milliseconds, json_text.as_share):
        with pytest.raises(PodscribeError, match="at should be a"):
            reader(value, "at")


def test_a_share_is_a_number_that_is_no_infinity() -> None:
    assert json_text.as_share(1, "at") == 1.0
    assert json_text.optional_share(None, "at") is None
    with pytest.raises(PodscribeError, match="a probability"):
        json_text.as_share(HUGE, "at")


@pytest.mark.parametrize(
    ("text", "looks"),
    [('{"a": 1}', True), ('\ufeff \n{"a": 1}', True), ('{"b": 1}', False), ('["a"]', False)],
)
def test_an_object_is_told_by_its_keys(text: str, looks: bool) -> None:
    assert json_text.looks_like(text, "x", "a") is looks


def test_json_is_written_as_people_can_read_it() -> None:
    assert json_text.dump({"a": ["ß 😀"]}) == '{\n "a": [\n  "ß 😀"\n ]\n}\n'


@given(
    st.lists(st.recursive(st.integers() | st.text(), st.lists, max_leaves=5), max_size=6),
    st.sampled_from([None, 1, "\t"]),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=3),
)
@settings(deadline=None)
def test_every_item_of_a_list_is_found_on_its_line(
    items: list[object], indent: int | str | None, others: dict[str, int]
) -> None:
    others.pop("rows", None)
    text = json.dumps({**others, "rows": items, "more": {"rows": [1, 2]}}, indent=indent)
    places = json_text.places(text, "rows")
    assert len(places) == len(items)
    for item, place in zip(items, places, strict=True):
        beginning = json.dumps(item)[0]
        assert beginning in text.split("\n")[place - 1]
    if indent is not None:
        assert places == sorted(set(places))
