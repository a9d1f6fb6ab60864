"""What cannot be right is found, decoded again, kept if it is better, and marked if it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from podscribe.errors import MemoryShortError
from podscribe.transcribe import (
    SAMPLE_RATE,
    Figures,
    Hearing,
    Passage,
    Reason,
    SecondLookOptions,
)
from podscribe.transcribe.second_look import finished
from podscribe.transcribe.voice import Region
from podscribe.transcribe.windows import Window
from podscribe.transcript import Doubt, Word
from tests.transcribe.scripted import SURE, Scripted, heard

if TYPE_CHECKING:
    from podscribe.transcribe.engine import Samples

START_S, LENGTH_S = 100, 20
GOOD = (
    "the baker gets up at three and lights the oven while the town sleeps because bread "
    "needs hours and nobody waits past seven for a roll that should have been there"
)
LOOP = "and then we went home " * 9
SILENT = Figures(-1.4, 1.0, 0.9)


def window(*speech: tuple[float, float]) -> Window:
    """Twenty seconds that begin at 1:40; where somebody speaks counts from there."""
    regions = tuple(
        Region(int((START_S + start) * SAMPLE_RATE), int((START_S + end) * SAMPLE_RATE))
        for start, end in speech or [(0.2, LENGTH_S - 0.2)]
    )
    return Window(START_S * SAMPLE_RATE, (START_S + LENGTH_S) * SAMPLE_RATE, regions, regions)


SOUND = np.zeros((START_S + LENGTH_S) * SAMPLE_RATE, np.float32)
NO_SECOND_LOOK = SecondLookOptions(temperatures=())


def never() -> None:
    raise AssertionError("memory was never short")


def look(
    hearing: Hearing,
    engine: Scripted | None = None,
    where: Window | None = None,
    options: SecondLookOptions = SecondLookOptions(),
    on_short: Callable[[], None] = never,
) -> Passage:
    return finished(hearing, where or window(), SOUND, engine or Scripted(), options, on_short)


def good(sound: Samples, language: str = "en", temperature: float = 0.0) -> Hearing:
    seconds = len(sound) / SAMPLE_RATE
    return heard(GOOD, seconds, language=language, figures=replace(SURE, temperature=temperature))


FAULTY = {
    Reason.LOOP: heard(LOOP, LENGTH_S),
    Reason.RATE: heard(GOOD * 8, LENGTH_S),
    Reason.IMPROBABLE: heard(GOOD, LENGTH_S, figures=Figures(-1.2, 1.0, 0.1)),
    Reason.LANGUAGE: heard("Спасибо за просмотр этого видео " * 2 + GOOD[:20], LENGTH_S),
    Reason.UNHEARD: heard("", LENGTH_S),
}


@pytest.mark.parametrize("reason", FAULTY)
def test_every_fault_is_found_and_mended_by_a_second_look(reason: Reason) -> None:
    marked_only = look(FAULTY[reason], options=NO_SECOND_LOOK)
    assert reason in {each.reason for each in marked_only.doubtful}
    assert all(word.doubts == (Doubt.TEXT,) for word in marked_only.words)
    engine = Scripted(slow=good)
    passage = look(FAULTY[reason], engine)
    assert [temperature for _, _, temperature in engine.again] == [0.0]
    assert passage.doubtful == ()
    assert len(passage.words) > 25
    assert all(word.doubts == () for word in passage.words)
    assert START_S <= passage.words[0].start <= passage.words[-1].end <= START_S + LENGTH_S


def test_what_is_right_is_not_decoded_again() -> None:
    engine = Scripted()
    passage = look(heard(GOOD, LENGTH_S), engine)
    assert passage.text == GOOD
    assert passage.doubtful == ()
    assert engine.again == []


@pytest.mark.parametrize("reason", FAULTY)
def test_what_stays_wrong_is_kept_and_marked_after_all_temperatures(reason: Reason) -> None:
    engine = Scripted(slow=lambda sound, language, temperature: FAULTY[reason])
    passage = look(FAULTY[reason], engine)
    assert {temperature for _, _, temperature in engine.again} == {0.0, 0.4, 0.8}
    assert reason in {each.reason for each in passage.doubtful}
    assert passage.text == " ".join(word.text for word in FAULTY[reason].words)
    assert all(Doubt.TEXT in word.doubts for word in passage.words)


def test_temperatures_are_tried_until_one_helps() -> None:
    def slow(sound: Samples, language: str, temperature: float) -> Hearing:
        return good(sound, language, 0.4) if temperature == 0.4 else heard(LOOP, LENGTH_S)

    engine = Scripted(slow=slow)
    passage = look(FAULTY[Reason.LOOP], engine)
    assert [temperature for _, _, temperature in engine.again] == [0.0, 0.4]
    assert passage.figures.temperature == 0.4
    assert passage.doubtful == ()


def test_where_memory_is_short_the_best_so_far_is_taken_and_it_is_told() -> None:
    def slow(sound: Samples, language: str, temperature: float) -> Hearing:
        if temperature > 0:
            raise MemoryShortError("the memory does not suffice for two models")
        return heard(LOOP, LENGTH_S)

    told: list[str] = []
    passage = look(FAULTY[Reason.LOOP], Scripted(slow=slow), on_short=lambda: told.append("short"))
    assert passage.text == LOOP.strip() and passage.doubtful
    assert set(told) == {"short"}


def test_a_worse_second_hearing_is_not_taken() -> None:
    low = heard(GOOD, LENGTH_S, figures=Figures(-1.2, 1.0, 0.1))
    passage = look(low, Scripted(slow=lambda *_: heard(LOOP, LENGTH_S)))
    assert passage.text == GOOD
    assert {each.reason for each in passage.doubtful} == {Reason.IMPROBABLE}


def test_only_the_dropped_stretch_is_decoded_again_and_put_in() -> None:
    first = heard("a b c d e f g h i j k l", 6.0)
    engine = Scripted(slow=lambda sound, *_: heard(GOOD, len(sound) / SAMPLE_RATE))
    passage = look(first, engine, window((0.1, 6.0), (6.5, 19.0)))
    assert engine.again == [(pytest.approx(12.9, abs=0.3), "en", 0.0)]
    assert passage.text.startswith("a b c d e f g h i j k l ")
    assert passage.text.endswith("been there")
    assert passage.doubtful == ()
    starts = [word.start for word in passage.words]
    assert starts == sorted(starts)


def test_a_stretch_that_is_heard_no_better_stays_without_words() -> None:
    first = heard("a b c d e f g h i j k l", 6.0)
    engine = Scripted(slow=lambda sound, *_: heard(LOOP * 3, len(sound) / SAMPLE_RATE))
    passage = look(first, engine, window((0.1, 6.0), (6.5, 19.0)))
    assert passage.text == "a b c d e f g h i j k l"
    assert [each.reason for each in passage.doubtful] == [Reason.UNHEARD]


def test_a_word_stretched_over_dropped_speech_does_not_hide_it() -> None:
    said = heard(GOOD, 9.0)
    stretched = replace(said, words=(*said.words[:-1], replace(said.words[-1], end=19.8)))
    passage = look(stretched, options=NO_SECOND_LOOK)
    (dropped,) = passage.doubtful
    assert dropped.reason is Reason.UNHEARD
    assert dropped.end - dropped.start > 8
    engine = Scripted(slow=lambda sound, *_: heard(GOOD, len(sound) / SAMPLE_RATE))
    mended = look(stretched, engine)
    assert mended.doubtful == ()
    ends = zip(mended.words, mended.words[1:], strict=False)
    assert all(left.end <= right.start for left, right in ends)


def test_a_few_improbable_words_are_doubtful_alone() -> None:
    sure, unsure = heard(GOOD, 12.0), heard("x y z u v w q", 16.0, start=12.0, probability=0.1)
    late = heard("and that was the end of it", 20.0, start=16.0)
    hearing = replace(sure, words=(*sure.words, *unsure.words, *late.words))
    passage = look(hearing, options=NO_SECOND_LOOK)
    doubted = [word.text for word in passage.words if word.doubts]
    assert set("xyzuvwq") <= set(doubted)
    assert len(doubted) < 12


def test_another_language_is_decoded_as_what_it_is() -> None:
    hearing = heard(GOOD, LENGTH_S, detected=("de", 0.95))
    engine = Scripted(slow=good)
    passage = look(hearing, engine)
    assert engine.again[0][1] == "de"
    assert passage.language == "de"
    assert passage.doubtful == ()


def test_another_language_that_stays_is_named_even_when_a_stretch_is_mended() -> None:
    first = replace(heard("a b c d e f g h i j k l", 6.0), detected=("de", 0.95))

    def slow(sound: Samples, language: str, temperature: float) -> Hearing:
        seconds = len(sound) / SAMPLE_RATE
        return heard(LOOP * 5 if language == "de" else GOOD, seconds, language=language)

    passage = look(first, Scripted(slow=slow), window((0.1, 6.0), (6.5, 19.0)))
    assert passage.text.endswith("been there")
    assert [each.reason for each in passage.doubtful] == [Reason.LANGUAGE]


@pytest.mark.parametrize("detected", [("de", 0.5), ("en", 0.99), None])
def test_a_language_that_is_not_certain_changes_nothing(
    detected: tuple[str, float] | None,
) -> None:
    engine = Scripted()
    assert look(heard(GOOD, LENGTH_S, detected=detected), engine).language == "en"
    assert engine.again == []


def test_words_where_nobody_speaks_are_left_out() -> None:
    hearing = heard("one two three four five six seven eight nine ten", LENGTH_S)
    passage = look(hearing, Scripted(), window((0.1, 10.0)))
    assert passage.text == "one two three four five six"
    quiet = replace(hearing, figures=replace(SURE, no_speech=0.9))
    assert look(quiet, Scripted(), window((0.1, 10.0))).text == "one two three four five six"
    assert look(quiet, Scripted(), window((0.1, 9.5))).text == "one two three four five"


def test_words_of_a_faint_voice_stay() -> None:
    hearing = heard("one two three four five six seven eight nine ten", LENGTH_S)
    loud = window((0.1, 10.0))
    faint = replace(loud, possible=window((0.1, LENGTH_S - 0.1)).possible)
    assert len(look(hearing, Scripted(), faint).words) == 10


def test_words_invented_in_silence_are_left_out_and_the_stretch_is_named() -> None:
    invented = heard("Thank you for watching", LENGTH_S, figures=SILENT)
    passage = look(invented, Scripted(slow=lambda *_: invented), window((3.0, 4.5)))
    assert passage.words == ()
    assert [each.reason for each in passage.doubtful] == [Reason.UNHEARD]
    assert passage.doubtful[0].start == START_S + 3


def test_short_answers_and_emphasis_are_no_faults() -> None:
    for text in ("no no no no", "yes", "very very very good", "ha ha ha ha ha ha"):
        passage = look(heard(text, 1.5), Scripted(), window((0.0, 1.5)))
        assert passage.text == text
        assert passage.doubtful == ()


def test_words_may_lack_a_probability() -> None:
    hearing = Hearing((Word("7", 0.2, 0.9), Word("%", 0.9, 1.2)), "en", SURE)
    assert look(hearing, Scripted(), window((0.0, 1.3))).doubtful == ()
