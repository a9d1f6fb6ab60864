"""The whole way: every window once, resumed where it stopped, within what memory allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podscribe import transcribe as room
from podscribe.errors import MemoryShortError, PodscribeError
from podscribe.transcribe import (
    SAMPLE_RATE,
    Figures,
    Hearing,
    Passage,
    Progress,
    Recognition,
    TranscribeOptions,
    passage_line,
    read_passages,
    transcribe,
)
from podscribe.transcript import Word
from tests.transcribe.scripted import Scripted, filled, heard, minutes

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

SMALL = TranscribeOptions(batch_size=2)


class KilledError(Exception):
    """The run ends in the middle."""


def test_every_window_is_heard_and_told_once_in_order() -> None:
    samples = minutes(2.3)
    told: list[Passage] = []
    found = transcribe(samples, Scripted(), SMALL, on_passage=told.append)
    assert tuple(told) == found.passages
    assert len(told) >= 5
    assert all(left.end <= right.start for left, right in pairwise(told))
    assert all(0 <= word.start <= word.end <= len(samples) / SAMPLE_RATE for word in found.words)
    assert all(left.end <= right.start for left, right in pairwise(found.words))
    assert found.speech_s > 60
    assert found.language == "en" and found.language_probability is None


def test_a_model_of_short_windows_hears_no_longer_ones() -> None:
    samples = minutes(1.2)
    long = transcribe(samples, Scripted(), SMALL)
    short = transcribe(samples, Scripted(window_s=12), SMALL)
    assert max(passage.end - passage.start for passage in long.passages) > 12.0
    assert all(passage.end - passage.start <= 12.0 for passage in short.passages)
    assert short.speech_s == pytest.approx(long.speech_s, rel=0.02)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_killed_run_goes_on_where_it_was_and_ends_as_if_it_had_not_been(after: int) -> None:
    samples = minutes(2.3)
    whole = transcribe(samples, Scripted(), SMALL)
    journal: list[str] = []

    def keep(passage: Passage) -> None:
        if len(journal) == after:
            raise KilledError
        journal.append(passage_line(passage) + "\n")

    with pytest.raises(KilledError):
        transcribe(samples, Scripted(), SMALL, on_passage=keep)
    new: list[Passage] = []
    engine = Scripted()
    done = read_passages("".join(journal) + '{"start": 3')
    resumed = transcribe(samples, engine, SMALL, done=done, on_passage=new.append)
    assert resumed == whole
    assert tuple(new) == whole.passages[after:]
    assert sum(engine.batches) == len(whole.passages) - after // 2 * 2  # batches stay the same


def test_a_finished_journal_needs_no_engine() -> None:
    samples = minutes(0.8)
    whole = transcribe(samples, Scripted(), SMALL)
    engine = Scripted()
    assert transcribe(samples, engine, SMALL, done=whole.passages) == whole
    assert engine.batches == []


def test_passages_of_other_windows_are_not_used() -> None:
    samples = minutes(0.8)
    whole = transcribe(samples, Scripted(), SMALL)
    strange = tuple(Passage(p.start + 0.5, p.end, (), "de", p.figures) for p in whole.passages)
    assert transcribe(samples, Scripted(), SMALL, done=strange) == whole


def test_short_memory_halves_the_batch_and_is_said_once() -> None:
    samples = minutes(4.5)
    said: list[str] = []
    engine = Scripted(largest_batch=2)
    found = transcribe(samples, engine, TranscribeOptions(batch_size=8), on_notice=said.append)
    assert engine.batches[:3] == [8, 4, 2]
    assert max(engine.batches[2:]) == 2
    assert len(said) == 1 and "8 windows" in said[0]
    assert found == transcribe(samples, Scripted(), TranscribeOptions(batch_size=8))


def test_memory_short_for_a_second_copy_of_the_model_is_said_once() -> None:
    def slow(sound: Samples, language: str, temperature: float) -> Hearing:
        raise MemoryShortError("the memory does not suffice for two models")

    said: list[str] = []
    engine = Scripted(lambda sound: heard("", len(sound) / SAMPLE_RATE), slow=slow)
    transcribe(minutes(1.6), engine, SMALL, on_notice=said.append)
    assert len(said) == 1 and "second copy" in said[0]


def test_memory_short_even_for_one_window_is_an_error_with_a_way_out() -> None:
    with pytest.raises(MemoryShortError, match="GPU") as caught:
        transcribe(minutes(0.8), Scripted(largest_batch=0), SMALL)
    assert "smaller model" in str(caught.value)


def test_an_engine_that_fails_on_one_window_names_its_time() -> None:
    samples = minutes(1.6)
    damaged = transcribe(samples, Scripted(), SMALL).passages[2]
    first = samples[int(damaged.start * SAMPLE_RATE) :][:4000]

    def fail(sound: Samples) -> Hearing:
        if np.array_equal(sound[:4000], first):
            raise ValueError("no alignment")
        return filled(sound)

    before: list[Passage] = []
    with pytest.raises(PodscribeError) as caught:
        transcribe(samples, Scripted(fail), SMALL, on_passage=before.append)
    minute, second = divmod(int(damaged.start), 60)
    assert f"from {minute}:{second:02} to" in str(caught.value)
    assert "no alignment" in str(caught.value)
    assert len(before) == 2


def test_the_language_comes_from_several_windows_not_the_first() -> None:
    samples = minutes(2.3)
    asked: list[int] = []

    def probabilities(sound: Samples) -> Mapping[str, float]:
        asked.append(sound.ctypes.data)
        if len(asked) == 1:
            return {"cy": 0.9, "en": 0.1}
        return {"cy": 0.05, "en": 0.7, "de": 0.25}

    engine = Scripted(languages=("cy", "de", "en"), probabilities=probabilities)
    found = transcribe(samples, engine, TranscribeOptions(language_windows=4))
    assert len(set(asked)) == len(asked) == 4
    assert found.language == "en"
    assert found.language_probability == pytest.approx((0.1 + 3 * 0.7) / 4)


def test_a_given_language_is_not_detected() -> None:
    def never(sound: Samples) -> Mapping[str, float]:
        raise AssertionError

    engine = Scripted(languages=("de", "en"), probabilities=never)
    found = transcribe(minutes(0.4), engine, TranscribeOptions(language="de"))
    assert (found.language, found.language_probability) == ("de", None)
    with pytest.raises(PodscribeError, match="did you mean de"):
        transcribe(minutes(0.2), engine, TranscribeOptions(language="deu"))
    with pytest.raises(PodscribeError, match="knows only the language en"):
        transcribe(minutes(0.2), Scripted(), TranscribeOptions(language="de"))


@pytest.mark.parametrize("length", [0, 1, 1600, 5 * SAMPLE_RATE])
def test_where_nobody_speaks_there_are_no_words_and_no_language(length: int) -> None:
    engine = Scripted(languages=("de", "en"))
    found = transcribe(np.zeros(length, np.float32), engine)
    assert found.passages == found.words == found.doubtful == ()
    assert found.language is None
    assert engine.batches == []


def test_progress_goes_up_to_the_end_of_the_audio() -> None:
    samples = minutes(1.2)
    told: list[Progress] = []
    transcribe(samples, Scripted(), SMALL, on_progress=told.append)
    for step in (room.SEEKING, room.HEARING):
        done = [each.done_s for each in told if each.step == step]
        assert done == sorted(done)
        assert done[-1] == told[-1].total_s == len(samples) / SAMPLE_RATE


def test_samples_on_disk_are_read_and_left_as_they_are(tmp_path: Path) -> None:
    samples = minutes(0.6)
    samples.tofile(tmp_path / "sound")
    before = (tmp_path / "sound").read_bytes()
    on_disk = np.memmap(tmp_path / "sound", np.dtype("<f4"), "r")
    assert transcribe(on_disk, Scripted(), SMALL) == transcribe(samples, Scripted(), SMALL)
    assert (tmp_path / "sound").read_bytes() == before


def test_every_option_is_read() -> None:
    folder = Path(room.__file__).parent
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in folder.glob("*.py")
        if path.name != "options.py"
    )

    def names(options: object) -> list[str]:
        assert is_dataclass(options)
        inner = [getattr(options, field.name) for field in fields(options)]
        own = [field.name for field in fields(options)]
        return own + [name for each in inner if is_dataclass(each) for name in names(each)]

    assert [name for name in names(TranscribeOptions()) if f"options.{name}" not in code] == [
        "samples"  # of the second look, read as second_look.samples
    ]
    assert "options.second_look.samples" in code


def test_the_room_knows_no_other_stage() -> None:
    folder = Path(room.__file__).parent
    for path in folder.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        for other in ("audio", "diarize", "turns", "models", "formats", "cli"):
            assert f"podscribe.{other}" not in text
        assert "torch" not in text


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("moved.", "the", "The"),
        ("Really?", "let's", "Let's"),
        ("moved,", "the", "the"),
        ("and...", "the", "the"),
        ("Dr.", "okafor", "okafor"),
        ("moved.", "iPhone", "iPhone"),
    ],
)
def test_after_a_full_stop_at_the_end_of_a_passage_a_capital_follows(
    before: str, after: str, joined: str
) -> None:
    def passage(start: float, text: str) -> Passage:
        word = Word(text, start, start + 0.5, 0.9)
        return Passage(start, start + 1, (word,), "en", Figures(-0.1, 1.0, 0.0))

    heard = Recognition((passage(0.0, before), passage(1.0, after)), "en", None, 2.0)
    assert [word.text for word in heard.words] == [before, joined]
