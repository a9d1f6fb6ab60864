"""Prints from samples, and from a page and its audio."""

from __future__ import annotations

import numpy as np
import pytest

from podscribe.diarize import Engine, Heard, find_speakers
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript
from podscribe.transcript import Line, Transcript
from podscribe.voices import Learned, VoiceBook, learn, recognise, voiceprint_of, with_print
from podscribe.voices.learning import believed_turns
from podscribe.voices.listening import stretch
from tests.diarize.scripted import Scripted, silence
from tests.diarize.scripted import heard as scripted
from tests.voices.conftest import EXAMPLES, RATE, Sound

VOICES = {"a": (1.0, 0.0), "b": (0.0, 1.0), "c": (1.0, 1.0)}


def turns(*rows: tuple[str | None, float | None], duration: float | None = 100.0) -> list[str]:
    lines = tuple(Line("Yes.", start, speaker=speaker) for speaker, start in rows)
    found = believed_turns(Transcript(lines, duration=duration))
    return [f"{span.speaker} {span.start:g}-{span.end:g}" for span in found]


def test_a_turn_reaches_to_where_somebody_else_begins() -> None:
    assert turns(("A", 0), ("B", 10), ("B", 10), ("A", 30)) == ["A 0-10", "B 10-30", "A 30-100"]


def test_a_turn_that_an_unbelievable_time_follows_may_have_ended_anywhere() -> None:
    assert turns(("A", 0), ("B", None), ("A", 30)) == ["A 30-100"]
    assert turns(("A", 10), ("B", 20), ("A", 5), ("B", 50)) == ["A 10-20", "B 50-100"]
    assert turns(("A", 0), (None, 10), ("A", 30)) == ["A 0-10", "A 30-100"]


def test_a_paragraph_without_a_time_belongs_to_its_turn() -> None:
    assert turns(("A", 0), ("A", None), ("B", 30)) == ["A 0-30", "B 30-100"]
    assert turns(("A", None), ("A", 20), ("B", 30)) == ["A 20-30", "B 30-100"]


def test_short_turns_and_the_last_one_without_an_end_are_left_out() -> None:
    assert turns(("A", 0), ("B", 2.9), ("A", 30), duration=None) == ["B 2.9-30"]


def learned(page: str, said: Heard, *, embedding: Heard | None = None) -> tuple[Learned, ...]:
    """What comes of a page like `0 A, 10 B` and an audio of 100 s with these speakers."""

    class Twice(Scripted):
        """Hears the episode first, then the stretches that were put together."""

        def listen(self, *given: object) -> Heard:  # type: ignore[override]
            self.calls.append(given[1])  # type: ignore[arg-type]
            return said if len(self.calls) == 1 else embedding or scripted("0-60 a", "", VOICES)

    rows = [row.split() for row in page.split(",")]
    lines = tuple(Line("Yes.", float(start), speaker=name) for start, name in rows)
    names = list(dict.fromkeys(name for _, name in rows))
    transcript = Transcript(lines, duration=100.0)
    return learn(transcript, silence(100), Twice(), names, source="e.mp3", learned="2026-03-02")


def test_each_named_speaker_is_learned_from_clean_turns() -> None:
    found = learned("0 A, 30 B, 60 A", scripted("0-30 a, 30-60 b, 60-100 a", "", VOICES))
    assert [(each.name, each.turns, each.made is not None) for each in found] == [
        ("A", 2, True),
        ("B", 1, True),
    ]
    assert found[0].made is not None
    assert (found[0].made.source, found[0].made.learned) == ("e.mp3", "2026-03-02")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("0-15 a, 15-30 b, 30-45 a, 45-60 b, 60-75 a, 75-100 b", "no turn has one voice alone"),
        ("0-30 a, 30-60 a, 60-100 b", "the page's times do not fit the voices"),
        ("0-4 a, 60-64 a, 30-60 b", "only 8 s of clean speech"),
        ("", "no turn has one voice alone"),
    ],
)
def test_who_cannot_be_learned_is_told_why(said: str, told: str) -> None:
    found = learned("0 A, 30 B, 60 A", scripted(said, "", VOICES))
    assert (found[0].made, found[0].turns) == (None, 0)
    assert found[0].told == told


def test_turns_in_which_two_talk_at_once_are_left_out() -> None:
    both = scripted("0-30 a, 5-29 b, 30-60 b, 60-100 a", "0-30 a, 30-60 b, 60-100 a", VOICES)
    found = learned("0 A, 30 B, 60 A", both)
    assert [(each.name, each.turns) for each in found] == [("A", 1), ("B", 1)]


def test_turns_that_sound_like_two_together_are_no_print() -> None:
    said = scripted("0-30 a, 30-60 b, 60-100 a", "", VOICES)
    found = learned("0 A, 30 B, 60 A", said, embedding=scripted("0-30 a, 30-60 b", "", VOICES))
    assert (found[0].made, found[0].turns) == (None, 0)
    assert "2 people speak in it" in found[0].told


def test_a_page_without_names_or_times_is_refused() -> None:
    transcript = Transcript((Line("Yes.", None, speaker="A"),))
    with pytest.raises(PodscribeError, match="no turn with a speaker's name and times"):
        learn(transcript, silence(9), Scripted(), ["A"], source="", learned="")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "nobody speaks in it"),
        ("0-2.5 a", "what is said is too short: 2.5 s where 3 s"),
        ("0-10 a, 12-20 b", r"2 people speak in it \(from 0:00, 0:12 on\)"),
        ("0-10 a, 10-14 b, 14-17 c", "3 people speak in it"),
        ("0-10 d", "no voice could be made out"),
    ],
)
def test_a_sample_that_is_none_is_refused_with_a_clear_word(said: str, told: str) -> None:
    with pytest.raises(PodscribeError, match=told):
        voiceprint_of(silence(20), Scripted(scripted(said, "", VOICES)), source="", learned="")


def test_a_word_of_somebody_else_does_no_harm() -> None:
    engine = Scripted(scripted("0-10 a, 10-11 b", "", VOICES))
    made = voiceprint_of(silence(20), engine, source="a.mp3", learned="2026-03-02")
    assert (made.embedding, made.seconds) == ((1.0, 0.0), 10.0)


def test_a_stretch_is_cut_out_or_refused() -> None:
    samples = silence(20)
    assert len(stretch(samples, 5.0, 8.0)) == 3 * RATE
    assert len(stretch(samples, None, None)) == len(samples)
    for start, end, told in [(20.0, None, "before 0:20"), (8.0, 8.0, "is not after 0:08")]:
        with pytest.raises(PodscribeError, match=told):
            stretch(samples, start, end)


@pytest.mark.parametrize("kind", ["silence", "noise", "too short"])
def test_real_samples_without_enough_speech_are_refused(engine: Engine, kind: str) -> None:
    rng = np.random.default_rng(7)
    samples = {
        "silence": silence(6),
        "noise": rng.normal(0, 0.05, 6 * RATE).astype(np.float32),
        "too short": silence(2.9),
    }[kind]
    with pytest.raises(PodscribeError, match=r"nobody speaks|too short|no voice"):
        voiceprint_of(samples, engine, source="", learned="")


def test_both_speakers_of_a_page_are_learned_and_known_again(engine: Engine, sound: Sound) -> None:
    page = load_transcript(EXAMPLES / "clip.md")
    found = learn(
        page, sound("clip", 0, 30), engine, page.speakers, source="clip.mp3", learned="2026-03-02"
    )
    book = VoiceBook()
    for each in found:
        assert each.made is not None, each.told
        book = with_print(book, each.name, each.made, "a machine")
    assert book.names == ("Vera", "Jonas")
    elsewhere = find_speakers(sound("interview", 18.0, 46.0), engine)  # Jonas speaks first
    known = recognise(elsewhere, book)
    assert [each.name for each in known] == ["Jonas", "Vera"]
