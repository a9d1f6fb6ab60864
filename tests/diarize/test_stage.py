"""What is made of what an engine hears."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from podscribe.diarize import DiarizeOptions, Likeness, Progress, Step, Voice, find_speakers
from podscribe.errors import PodscribeError
from tests.diarize.scripted import MODEL, Scripted, heard, silence, written


def test_speakers_are_named_in_the_order_in_which_they_are_heard() -> None:
    engine = Scripted(heard("4-6 a, 0-4 c, 6-9 b", embeddings={"b": (1.0,), "a": (2.0,)}))
    found = find_speakers(silence(9), engine)
    assert written(found.spans) == "0-4 SPEAKER_00, 4-6 SPEAKER_01, 6-9 SPEAKER_02"
    assert found.speakers == ("SPEAKER_00", "SPEAKER_01", "SPEAKER_02")
    assert found.voices == (
        Voice("SPEAKER_00", None),
        Voice("SPEAKER_01", (2.0,)),
        Voice("SPEAKER_02", (1.0,)),
    )
    assert found.voice_model == MODEL


def test_overlap_stays_in_the_spans_and_exclusive_names_the_same_people() -> None:
    engine = Scripted(heard("0-5 x, 4-8 y", "0-4.5 x, 4.5-8 y"))
    found = find_speakers(silence(8), engine)
    assert written(found.spans) == "0-5 SPEAKER_00, 4-8 SPEAKER_01"
    assert written(found.exclusive) == "0-4.5 SPEAKER_00, 4.5-8 SPEAKER_01"


def test_what_the_engine_hears_after_the_end_is_cut_off() -> None:
    found = find_speakers(silence(2), Scripted(heard("0-3.5 a, 2-5 b")))
    assert written(found.spans) == "0-2 SPEAKER_00"
    assert found.speakers == ("SPEAKER_00",)


def test_someone_without_voice_who_is_only_heard_below_others_is_left_out() -> None:
    engine = Scripted(heard("0-9 a, 3-5 ghost", "0-9 a", {"a": (1.0,)}))
    found = find_speakers(silence(9), engine)
    assert written(found.spans) == "0-9 SPEAKER_00"
    assert found.speakers == ("SPEAKER_00",)


def test_someone_with_a_voice_who_is_only_heard_below_others_stays() -> None:
    engine = Scripted(heard("0-9 a, 3-5 b", "0-9 a", {"a": (1.0,), "b": (2.0,)}))
    assert find_speakers(silence(9), engine).speakers == ("SPEAKER_00", "SPEAKER_01")


def test_likeness_is_told_of_those_who_are_told_apart() -> None:
    likeness = Likeness(0.1, (("a", "09"), ("b", "90"), ("c", "99")))
    told = replace(heard("2-4 a, 0-1 b"), likeness=likeness)
    found = find_speakers(silence(8), Scripted(told))
    assert found.likeness == Likeness(0.1, (("SPEAKER_00", "90"), ("SPEAKER_01", "09")))


def test_exclusive_spans_never_overlap_even_if_the_engine_says_so() -> None:
    found = find_speakers(silence(10), Scripted(heard("0-10 a, 4-5 b")))
    assert written(found.exclusive) == "0-4 SPEAKER_00, 4-5 SPEAKER_01, 5-10 SPEAKER_00"


def test_nothing_heard_is_nobody() -> None:
    found = find_speakers(silence(3), Scripted())
    assert found.spans == found.exclusive == found.voices == found.speakers == ()


def test_sound_of_no_length_never_reaches_the_engine() -> None:
    engine = Scripted(heard("0-1 a"))
    assert find_speakers(silence(0), engine).spans == ()
    assert engine.calls == []


def test_the_engine_gets_the_options() -> None:
    engine, options = Scripted(), DiarizeOptions(fewest_speakers=2, most_speakers=3)
    find_speakers(silence(1), engine, options)
    assert engine.calls == [options]


@pytest.mark.parametrize(
    "samples",
    [np.zeros((2, 100), np.float32), np.zeros(100, np.int16), np.zeros(100, np.float64)],
)
def test_samples_of_another_kind_are_refused(samples: np.ndarray) -> None:
    with pytest.raises(PodscribeError, match="one row of float32"):
        find_speakers(samples, Scripted())


def test_progress_goes_from_nothing_to_all_and_never_back() -> None:
    told: list[Progress] = []
    shares = (0.3, 0.2, 0.2, 0.9, 1.7)
    engine = Scripted(progress=tuple(Progress(Step.VOICES, share) for share in shares))
    find_speakers(silence(1), engine, on_progress=told.append)
    assert [each.share for each in told] == [0.0, 0.3, 0.9, 1.0, 1.0]
    assert [told[0].step, told[-1].step] == [Step.SPEECH, Step.SPEAKERS]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (DiarizeOptions(), []),
        (DiarizeOptions(most_speakers=1), []),
        (DiarizeOptions(fewest_speakers=2), []),
        (
            DiarizeOptions(fewest_speakers=3, most_speakers=3),
            ["3 speakers were expected, but only 2 voices could be told apart"],
        ),
    ],
)
def test_fewer_speakers_than_expected_are_told(options: DiarizeOptions, told: list[str]) -> None:
    notices: list[str] = []
    find_speakers(silence(8), Scripted(heard("0-4 a, 4-8 b")), options, on_notice=notices.append)
    assert notices == told
