"""The measure of turns: what it disturbs, how it counts, and that its target is met."""

from __future__ import annotations

import importlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from podscribe.formats import write_transcript
from podscribe.transcript import Grain, Line, Span, Transcript, Word

FOLDER = Path(__file__).parents[2] / "benchmarks"
TURNS = 60
DRAWS = 5


@pytest.fixture(scope="module")
def talks() -> Iterator[ModuleType]:
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module("talks")
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def turns(talks: ModuleType) -> ModuleType:
    return importlib.import_module("turns")


def sentence(chance: random.Random, start: float) -> list[Word]:
    """Words of uneven length; pauses come inside as well."""
    count = chance.choice([1, 4, 4, 7, 7, 10, 14, 14])
    found: list[Word] = []
    at = start
    for number in range(count):
        text = "Then" if number == 0 else chance.choice(["flour", "of", "water,", "bakery"])
        at += chance.choice([0.0, 0.0, 0.0, 0.1, 0.3])
        end = at + chance.uniform(0.1, 0.5)
        found.append(Word(text + "." * (number == count - 1), round(at, 3), round(end, 3)))
        at = end
    return found


def conversation(chance: random.Random, overlapping: float = 0.0) -> list[tuple[str, list[Word]]]:
    """Two people in turn, some of them for one word, with pauses from none to a second; a share
    of them begins before the other is done.
    """
    said: list[tuple[str, list[Word]]] = []
    at = 0.0
    for number in range(TURNS):
        words: list[Word] = []
        for _ in range(chance.choice([1, 1, 2, 4])):
            words += sentence(chance, at)
            at = words[-1].end + chance.uniform(0.05, 0.5)
        said.append(("AB"[number % 2], words))
        at += chance.uniform(0.0, 0.5)
        if len(words) > 3 and chance.random() < overlapping:
            at = words[-1].end - chance.uniform(0.1, 0.8)
        if len(said) > 1:
            at = max(at, said[-2][1][-1].end)
    return said


@pytest.fixture(scope="module")
def talk(talks: ModuleType) -> object:
    said = conversation(random.Random(4))
    return talks.Talk("made", tuple(talks.Said(who, tuple(words)) for who, words in said))


@pytest.mark.parametrize("hearing", ["disturbed", "disturbed, exclusive"])
def test_half_the_wrong_words_of_plain_overlap_and_the_true_number_of_turns(
    turns: ModuleType, talk: object, hearing: str
) -> None:
    row = turns.measured([talk], turns.HEARINGS[hearing], "heard", DRAWS)
    assert row["podscribe wrong %"] <= row["overlap wrong %"] / 2
    assert abs(row["podscribe turns"] - TURNS) <= TURNS / 20


@pytest.mark.parametrize("hearing", ["disturbed", "disturbed, exclusive"])
@pytest.mark.parametrize("telling", ["heard", "bare"])
def test_who_is_heard_while_another_ends_is_told_apart_without_punctuation_too(
    turns: ModuleType, talks: ModuleType, hearing: str, telling: str
) -> None:
    talks_of_two = [
        talks.Talk(
            f"made {seed}",
            tuple(
                talks.Said(who, tuple(words))
                for who, words in conversation(random.Random(seed), overlapping=0.3)
            ),
        )
        for seed in range(3)
    ]
    row = turns.measured(talks_of_two, turns.HEARINGS[hearing], telling, 2)
    assert row["podscribe wrong %"] <= row["overlap wrong %"] / 2


def test_spans_that_are_true_leave_nothing_wrong(turns: ModuleType, talk: object) -> None:
    row = turns.measured([talk], turns.HEARINGS["true"], "heard", 1)
    assert row["podscribe wrong %"] <= 0.1
    assert row["podscribe turns"] == TURNS


def test_spans_are_disturbed_as_the_issue_says(talks: ModuleType) -> None:
    spans = [Span(20.0 * n, 20.0 * n + (0.8 if n % 2 else 9.0), "AB"[n % 2]) for n in range(2000)]
    found = talks.disturbed(spans, random.Random(1))
    false = [span for span in found if span.start % 20 > 0.7 and span.speaker == "B"]
    inside = [span for span in false if span.start % 40 > 0.7 and span.start % 40 < 9]
    assert 0.25 < len(inside) / 1000 < 0.35
    assert all(0.3 <= span.end - span.start <= 0.9 for span in inside)
    short = [span for span in found if span.speaker == "B" and span not in inside]
    assert 0.8 < len(short) / 1000 < 0.9
    near = [abs((span.start + 20) % 40 - 20) for span in found if span.speaker == "A"]
    assert max(shift for shift in near if shift < 1) == pytest.approx(0.6, abs=0.02)


def test_exclusive_spans_never_overlap_and_leave_nobody_out(talks: ModuleType) -> None:
    spans = [Span(0.0, 5.0, "A"), Span(4.0, 9.0, "B"), Span(6.0, 6.5, "A")]
    found = talks.exclusive(spans, random.Random(2))
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert (found[0].start, found[-1].end) == (0.0, 9.0)


def test_a_word_inside_a_sentence_counts_strictly_but_not_for_the_editor(
    turns: ModuleType, talks: ModuleType
) -> None:
    told = (Word("It", 0.0, 0.5), Word("rose.", 1.0, 1.5))
    talk = talks.Talk("x", (talks.Said("A", told), talks.Said("B", (Word("Mhm.", 0.6, 0.9),))))
    assert (turns.strict_turns(talk), turns.editor_turns(talk)) == (3, 2)
    assert [said.speaker for said in talks.as_heard(talk).said] == ["A"]


def test_a_transcript_and_the_spans_of_a_diarizer_are_measured(tmp_path: Path) -> None:
    said = conversation(random.Random(5))
    lines = tuple(
        Line(
            " ".join(word.text for word in words), words[0].start, words[-1].end, who, tuple(words)
        )
        for who, words in said
    )
    spans = tuple(Span(words[0].start, words[-1].end, f"S{who}") for who, words in said)
    truth = Transcript(lines, Grain.PARAGRAPH)
    (tmp_path / "made.json").write_text(write_transcript(truth, "json"), encoding="utf-8")
    rttm = write_transcript(Transcript(spans=spans), "rttm")
    (tmp_path / "made.rttm").write_text(rttm, encoding="utf-8")
    command = [sys.executable, FOLDER / "turns.py", tmp_path, "--spans", tmp_path]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("| heard, diarizer")]
    assert row.split("|")[2:4] == [" 0.00 ", " 0.00 "]


def test_conversations_of_the_training_are_read(talks: ModuleType, tmp_path: Path) -> None:
    turn = {"speaker": "A", "text": "So.", "words": [{"text": "So.", "start": 1, "end": 2}]}
    rows = json.dumps({"name": "made", "turns": [turn]})
    (tmp_path / "conversations.jsonl").write_text(rows, encoding="utf-8")
    (talk,) = talks.read_talks(tmp_path)
    assert talk.said == (talks.Said("A", (Word("So.", 1, 2),)),)
