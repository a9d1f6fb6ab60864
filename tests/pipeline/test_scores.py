"""The examples through the whole pipeline, held against their truth.

The limits are what the embedded models reach with some room; their cards say how well they do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest

from podscribe.formats import load_transcript, write_transcript
from podscribe.pipeline.episode import run_episode
from podscribe.transcript import Transcript, Word
from tests.pipeline.conftest import DEMO, EXAMPLES, Run
from training.recogniser.score import Errors, aligned, plain


@dataclass(frozen=True)
class Held:
    """A transcript beside its truth."""

    truth: Transcript
    found: Transcript
    errors: Errors
    names: Mapping[str, str]  # of the speakers found, those that they mostly are

    @property
    def pairs(self) -> list[tuple[tuple[Word, str], tuple[Word, str]]]:
        """Every word that is right, with its speaker, in the truth and as it was found."""
        true, found = spoken(self.truth), spoken(self.found)
        return [(true[i], found[j]) for i, j in self.errors.same]


def spoken(transcript: Transcript) -> list[tuple[Word, str]]:
    """The words in the order of their beginnings, each with its speaker."""
    words = [
        (word, line.speaker or "")
        for line in transcript.lines
        for word in line.words
        if plain(word.text) and not word.text.startswith("[")
    ]
    return sorted(words, key=lambda each: each[0].start)


def held(truth: Transcript, found: Transcript) -> Held:
    errors = aligned(*([plain(word.text) for word, _ in spoken(each)] for each in (truth, found)))
    together = Counter(
        (spoken(found)[j][1], spoken(truth)[i][1]) for i, j in errors.same
    ).most_common()
    names: dict[str, str] = {}
    for (label, name), _ in together:
        names.setdefault(label, name)
    return Held(truth, found, errors, names)


@pytest.fixture(scope="module", params=["clip", "interview"])
def episode(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """Two of the examples, of which the short one has been run already."""
    name = request.param
    if name == "clip":
        first_run: Run = request.getfixturevalue("first_run")
        found = first_run.episode.transcript
    else:
        folder = tmp_path_factory.mktemp(name)
        found = run_episode(str(EXAMPLES / f"{name}.mp3"), folder, DEMO).transcript
    return held(load_transcript(EXAMPLES / f"{name}.json"), found)


def test_most_words_are_right(episode: Held) -> None:
    assert episode.errors.share < 0.2


def test_words_have_the_right_speaker(episode: Held) -> None:
    right = rightly_given(episode).values()
    assert sum(right) / len(right) > 0.98


def test_words_that_nobody_talks_over_have_the_right_speaker(episode: Held) -> None:
    """Of two that speak at once the diarizer may hear one alone, whose words all are then."""
    right, everybody = rightly_given(episode), spoken(episode.truth)
    alone = [
        right[word]
        for (word, name), _ in episode.pairs
        if not any(
            name != other and word.start < said.end and said.start < word.end
            for said, other in everybody
        )
    ]
    assert len(alone) > 0.9 * len(right)
    assert sum(alone) / len(alone) > 0.985
    assert len(set(episode.names.values())) == len(episode.truth.speakers)


def rightly_given(episode: Held) -> Mapping[Word, bool]:
    """Whether each word that is right has the speaker who said it."""
    return {word: episode.names[label] == name for (word, name), (_, label) in episode.pairs}


def test_words_begin_when_they_are_said(episode: Held) -> None:
    off = [abs(true.start - found.start) for (true, _), (found, _) in episode.pairs]
    assert median(off) < 0.1
    assert sum(each < 0.2 for each in off) / len(off) > 0.85


def test_the_page_has_the_turns_of_the_truth(episode: Held, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(write_transcript(episode.found, "page"))
    found = [episode.names.get(each, each) for each in turns(load_transcript(page))]
    true = turns(episode.truth)
    lost = aligned(true, found)
    assert lost.share <= 0.2
    assert not load_transcript(page).headers


def turns(transcript: Transcript) -> list[str]:
    return [speaker or "" for speaker, _ in groupby(line.speaker for line in transcript.lines)]
