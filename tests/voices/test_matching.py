"""Whose voices they are: by scripted embeddings, and by the embedded model's."""

from __future__ import annotations

import math

import pytest

from podscribe.diarize import Diarization, Voice, VoiceModel, find_speakers
from podscribe.diarize.engine import Engine
from podscribe.errors import PodscribeError
from podscribe.transcript import Span
from podscribe.voices import (
    KnownVoice,
    Limits,
    Recognition,
    Verdict,
    VoiceBook,
    recognise,
    voiceprint_of,
    with_print,
)
from podscribe.voices.matching import Score, apart, limits_for, unlike
from tests.voices.conftest import MODEL, Sound, made

LIMITS = Limits(sure=0.95, likely=0.8, apart=2.0)
BOOK = VoiceBook(
    (
        KnownVoice("Mara", "yes", (made(1, 0, 0), made(0, 0, 1, source="b.mp3"))),
        KnownVoice("Tom", "yes", (made(0, 1, 0),)),
    )
)


def heard(*voices: tuple[float, ...] | None, seconds: float = 20.0) -> Diarization:
    names = [f"SPEAKER_{number:02}" for number in range(len(voices))]
    spans = tuple(Span(0.0, seconds, name) for name in names)
    pairs = zip(names, voices, strict=True)
    return Diarization(spans, spans, tuple(Voice(*each) for each in pairs), MODEL)


def only(found: Diarization, book: VoiceBook = BOOK) -> Recognition:
    (recognised,) = recognise(found, book, LIMITS)
    return recognised


def test_a_print_that_is_far_from_all_others_of_its_name_is_unlike_them() -> None:
    assert unlike(BOOK, "Mara", made(0, 0.1, 1)) is None
    far = unlike(BOOK, "Mara", made(0.1, 1, 0, source="c.mp3"))
    assert far is not None
    assert far.cosine == pytest.approx(0.0995, abs=1e-3)
    assert unlike(BOOK, "Ida", made(0, 1, 0)) is None
    assert unlike(BOOK, "Tom", made(1, 0, 0)) is None  # which takes the place of the only one
    assert unlike(BOOK, "Tom", made(1, 0, 0, source="b.mp3")) is not None
    assert unlike(BOOK, "Mara", made(0, 1, 0, model=VoiceModel("Other", "beef"))) is None


@pytest.mark.parametrize(
    ("angle", "verdict", "name"),
    [(5, Verdict.SURE, "Mara"), (25, Verdict.LIKELY, "Mara"), (80, Verdict.SURE, "Tom")],
)
def test_the_nearest_voice_is_surely_or_likely_theirs(
    angle: float, verdict: Verdict, name: str
) -> None:
    turned = math.radians(angle)
    found = only(heard((3 * math.cos(turned), 3 * math.sin(turned), 0.0)))
    assert (found.verdict, found.name) == (verdict, name)
    assert found.candidates == (name,)
    assert found.scores[0].name == name


def test_the_nearest_print_of_a_person_counts() -> None:
    assert only(heard((0.0, 0.0, 2.0))).name == "Mara"


def test_a_voice_between_two_is_given_to_neither() -> None:
    third = KnownVoice("Ines", "yes", (made(0, 0, 1),))
    found = only(
        heard((1.0, 0.95, 0.0)), VoiceBook((_near("Mara", 1.0), third, _near("Tom", 0.91)))
    )
    assert found.verdict is Verdict.CLOSE
    assert found.name is None
    assert sorted(found.candidates) == ["Mara", "Tom"]


def _near(name: str, second: float) -> KnownVoice:
    return KnownVoice(name, "yes", (made(1.0, second, 0.0),))


def test_an_unknown_voice_is_left_unknown() -> None:
    found = only(heard((-1.0, -1.0, -1.0)))
    assert (found.verdict, found.name, found.candidates) == (Verdict.UNKNOWN, None, ())


@pytest.mark.parametrize(
    "found", [heard(None), heard((1.0, 0.0, 0.0), seconds=4.9)], ids=["no embedding", "4.9 s"]
)
def test_of_whom_too_little_is_heard_nothing_is_said(found: Diarization) -> None:
    assert only(found).verdict is Verdict.UNHEARD


def test_prints_of_another_model_are_refused_with_both_named() -> None:
    other = VoiceBook(
        (KnownVoice("Ida", "-", (made(1, 0, model=VoiceModel("Other", "beef00aa")),)),)
    )
    with pytest.raises(PodscribeError, match=r"learned with Other \(beef00aa\), and now Scripted"):
        recognise(heard((1.0, 0.0, 0.0)), other)
    both = VoiceBook((*BOOK.people, *other.people))
    assert [score.name for score in only(heard((1.0, 0.0, 0.0)), both).scores] == ["Mara", "Tom"]


def test_without_known_voices_all_are_unknown() -> None:
    assert only(heard((1.0, 0.0, 0.0)), VoiceBook()).verdict is Verdict.UNKNOWN


def test_a_print_of_another_length_is_damaged() -> None:
    with pytest.raises(PodscribeError, match="a print of Ida has 2 numbers where 3 belong"):
        only(heard((1.0, 0.0, 0.0)), VoiceBook((KnownVoice("Ida", "-", (made(1, 0),)),)))


def test_voices_of_one_episode_are_recognised_in_another(engine: Engine, sound: Sound) -> None:
    """Vera's print alone: Vera is named, and Jonas, whom nobody knows, is not."""
    alone = sound("interview", 3.0, 17.5)
    vera = voiceprint_of(alone, engine, source="interview.mp3", learned="2026-03-02")
    found = find_speakers(sound("clip", 0.0, 29.0), engine)
    known = recognise(found, with_print(VoiceBook(), "Vera", vera, "a machine"))
    assert [(each.name, each.verdict) for each in known] == [
        ("Vera", Verdict.SURE),
        (None, Verdict.UNKNOWN),
    ]


def test_limits_are_met_by_what_just_reaches_them() -> None:
    def verdict(sure: float, likely: float, seconds: float = 5.0) -> Verdict:
        limits = Limits(sure=sure, likely=likely, apart=2.0)
        (found,) = recognise(heard((0.0, 1.0, 0.0), seconds=seconds), BOOK, limits)
        return found.verdict

    assert verdict(1.0, 0.5) is Verdict.SURE
    assert verdict(1.5, 1.0) is Verdict.LIKELY
    assert verdict(1.5, 1.25) is Verdict.UNKNOWN
    assert verdict(1.0, 0.5, seconds=4.99) is Verdict.UNHEARD


def test_the_next_voice_is_apart_from_so_many_times_the_distance_on() -> None:
    best, other = Score("Mara", 0.75), Score("Tom", 0.5)
    assert apart(best, other, Limits(sure=0.9, likely=0.7, apart=2.0))
    assert not apart(best, other, Limits(sure=0.9, likely=0.7, apart=2.5))
    assert apart(Score("Mara", 1.5), Score("Tom", 1.0), LIMITS)


def test_a_model_that_was_measured_has_its_own_limits() -> None:
    assert limits_for(VoiceModel("XVectorMFCC", "00")) == Limits(0.98, 0.88, 2.5, least_s=5.0)
    assert limits_for(VoiceModel("Other", "00")) == Limits(0.75, 0.6, 1.5, least_s=5.0)
