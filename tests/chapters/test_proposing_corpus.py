"""Proposed chapters against the headers of published pages, and the measure itself."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from podscribe.chapters import Chapter
from podscribe.chapters.proposing import propose
from podscribe.layout.cues import FUNCTION_WORDS
from tests.corpus import pages

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("chapters")
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def unseen(bench: ModuleType) -> list[Any]:
    read = (bench.read_episode(path) for path in pages())
    return [each for each in read if each is not None and each.half == "unseen"]


@pytest.fixture(scope="module")
def found(unseen: list[Any]) -> dict[str, tuple[Chapter, ...]]:
    return {episode.name: propose(episode.transcript) for episode in unseen}


class TestMeasure:
    def test_boundaries_are_paired_once(self, bench: ModuleType) -> None:
        matched = importlib.import_module("agreement").matched
        assert matched([100, 110], [120]) == 1
        assert matched([100, 200], [70, 231]) == 1
        assert matched([100, 130, 160], [130, 160, 190]) == 3
        assert matched([], [5]) == matched([5], []) == 0

    def test_the_same_division_has_no_error(self, bench: ModuleType) -> None:
        same = bench.agreement([100.0, 300.0], [100.0, 300.0], 0.0, 400.0)
        assert (same.f1, same.pk, same.window_diff) == (1.0, 0.0, 0.0)

    def test_errors_by_hand(self, bench: ModuleType) -> None:
        """Ten seconds, one true boundary at 5: pairs are 3 apart, three of eight span it."""
        none = bench.agreement([], [5.0], 0.0, 10.0)
        assert none.pk == none.window_diff == pytest.approx(3 / 8)
        twice = bench.agreement([5.0, 6.0], [5.0], 0.0, 10.0)
        assert twice.pk == pytest.approx(1 / 8)  # only the pair from 5 to 8
        assert twice.window_diff == pytest.approx(3 / 8)  # and two that span both

    def test_titles_share_words(self, bench: ModuleType) -> None:
        assert bench.shared_words("The bread oven", ["Rye", "Bread ovens: heat"]) == pytest.approx(
            0.4
        )
        assert bench.shared_words("Baking", ["Trains"]) == 0.0
        assert bench.shared_words("The", ["Of"]) == 0.0


class TestPages:
    def test_they_agree_far_better_than_even_spacing(
        self, bench: ModuleType, unseen: list[Any], found: dict[str, tuple[Chapter, ...]]
    ) -> None:
        ours = bench.figures(
            unseen, lambda episode: [chapter.start for chapter in found[episode.name]][1:]
        )
        even = bench.figures(unseen, bench.usual)
        moved = bench.figures(unseen, bench.at_questions)
        assert ours["F1 %"] > 57
        assert ours["F1 %"] > even["F1 %"] + 20
        assert ours["F1 %"] > moved["F1 %"] + 5
        assert ours["Pk"] < even["Pk"] - 0.15
        assert ours["WindowDiff"] < even["WindowDiff"] - 0.13

    def test_titles_say_more_than_the_first_question(
        self, bench: ModuleType, unseen: list[Any]
    ) -> None:
        figures = bench.title_figures(unseen)
        assert figures["words shared %"] > figures["words shared by the first question %"] + 5

    def test_every_page(self, unseen: list[Any], found: dict[str, tuple[Chapter, ...]]) -> None:
        for episode in unseen:
            titles = [chapter.title for chapter in found[episode.name]]
            assert 110 < (episode.end - episode.begin) / len(titles) < 190, episode.name
            assert len({title.casefold() for title in titles}) == len(titles), episode.name
            for title in titles:
                assert 3 <= len(title) <= 60, title
                assert title[0].isupper() or not title[0].islower(), title
                assert title.split()[-1].strip("?.").lower() not in FUNCTION_WORDS, title
