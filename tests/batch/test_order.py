"""The longest episodes go first, as far as their length can be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch.item import Item
from podscribe.batch.order import estimates, longest_first
from tests.strategies import moderately


def of(id: str, suffix: str = "mp3", size: int | None = None, seconds: float | None = None) -> Item:
    return Item(id=id, source=f"{id}.{suffix}", stem=id, size_bytes=size, seconds=seconds)


def test_what_is_known_goes_before_what_is_stated_and_that_before_the_size() -> None:
    items = (of("a", size=16_000_000, seconds=60.0), of("b", size=16_000_000, seconds=60.0))
    assert estimates(items, {"a": 90.0})["a"] == 90.0
    assert estimates(items)["a"] == 60.0
    assert estimates([of("a", size=16_000_000)])["a"] == 1000.0


def test_each_kind_of_file_has_its_own_rate() -> None:
    hour = {"mp3": 57_600_000, "wav": 635_040_000, "opus": 36_000_000, "mp4": 900_000_000}
    for suffix, size in hour.items():
        assert estimates([of("a", suffix, size)])["a"] == pytest.approx(3600)


def test_rates_are_learned_where_there_is_something_to_learn_from() -> None:
    known = [of(f"{n}", size=8000 * 600, seconds=600.0) for n in range(3)]
    assert estimates([*known, of("x", size=8000 * 900)])["x"] == pytest.approx(900)
    assert estimates([*known, of("x", "wav", 176_400 * 900)])["x"] == pytest.approx(900)


def test_one_of_which_nothing_is_known_is_as_long_as_the_others() -> None:
    items = [of("a", seconds=100.0), of("b", seconds=200.0), of("c", seconds=900.0), of("x")]
    assert estimates(items)["x"] == 200.0
    assert estimates([of("x")]) == {"x": 3600.0} and estimates([]) == {}


@moderately
@given(st.permutations([of(f"{n}", size=n % 4 * 1000 or None) for n in range(12)]))
def test_the_order_is_the_same_however_they_come(items: list[Item]) -> None:
    found = longest_first(items)
    assert found == longest_first(sorted(items, key=lambda each: each.id))
    seconds = estimates(items)
    assert [seconds[each.id] for each in found] == sorted(seconds.values(), reverse=True)


def test_sound_without_loss_takes_more_bytes_a_second() -> None:
    assert estimates([of("a", "flac", 90_000 * 60)])["a"] == pytest.approx(60)


def test_among_those_of_one_length_the_names_decide() -> None:
    items = [Item(id, f"{id}.mp3", stem, seconds=60.0) for id, stem in ("1b", "3a", "2a")]
    assert [each.id for each in longest_first(items)] == ["2", "3", "1"]
    assert longest_first(items, {"1": 61.0})[0].id == "1"
