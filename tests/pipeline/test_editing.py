"""Names, text and headers of a transcript that was just heard."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from podscribe.config import Pairs, Settings
from podscribe.diarize import Diarization, Voice, VoiceModel
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, write_transcript
from podscribe.formats.page_source import read_page
from podscribe.pipeline.editing import edited, read_sources
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People
from podscribe.pipeline.outputs import targets, write_outputs
from podscribe.text import Cleanup, as_heard
from podscribe.transcript import Header, Line, Span, Transcript, Word
from podscribe.voices import KnownVoice, VoiceBook, Voiceprint, save_book
from podscribe.voices.book import one_long

SAID = (
    ("SPEAKER_00", "Welcome to the show, Chris. So, um, tell us how it began."),
    ("SPEAKER_01", "Thanks. It began with with a pie torch course, and then flour."),
    ("SPEAKER_00", "And what does a wrong forecast cost?"),
    ("SPEAKER_01", "Half a day of bread, uh, every week."),
)


def heard() -> Transcript:
    """A conversation as it comes out of the engines: a word a third of a second."""
    rows: list[Line] = []
    at = 0.0
    for speaker, text in SAID:
        words = []
        for part in text.split():
            words.append(Word(part, at, at + 0.3))
            at += 1 / 3
        line = " ".join(word.text for word in words)
        rows.append(Line(line, words[0].start, at, speaker, tuple(words)))
        at += 30.0
    return Transcript(tuple(rows), language="en", duration=at)


@dataclass
class Told:
    notices: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    @property
    def listener(self) -> Listener:
        return Listener(on_notice=self.notices.append, on_detail=self.details.append)


def prepared(
    settings: Settings,
    people: People = People(),
    *,
    page: Path | None = None,
    heard_from: Path | None = None,
    voices: Diarization | None = None,
    told: Told | None = None,
) -> Transcript:
    """What comes of the conversation when all is read that is read beside it."""
    listener = (told or Told()).listener
    sources = read_sources(settings, people, page=page, listener=listener)
    return edited(
        heard(), settings, people, sources, voices=voices, audio=heard_from, listener=listener
    )


def test_names_text_and_headers_are_as_an_editor_would_have_them(tmp_path: Path) -> None:
    chapters = tmp_path / "chapters.txt"
    chapters.write_text("0:00 Flour\n1:07 The price\n")
    settings = Settings(
        host=("Alexey",), glossary=Pairs([("pie torch", "PyTorch")]), chapters=str(chapters)
    )
    told = Told()
    found = prepared(settings, People(guests=("Chris",)), told=told)
    assert found.speakers == ("Alexey", "Chris")
    assert [row.text for row in found.rows] == [
        "Flour",
        "Welcome to the show, Chris. So, tell us how it began.",
        "Thanks. It began with a PyTorch course, and then flour.",
        "The price",
        "And what does a wrong forecast cost?",
        "Half a day of bread, every week.",
    ]
    assert [detail.split(" ", 1)[1] for detail in told.details] == [
        "left out: um",
        "left out: with",
        "pie torch → PyTorch",
        "left out: uh",
    ]
    assert found.provenance["names"]["SPEAKER_01"]["name"] == "Chris"  # type: ignore[index]


def test_lines_stay_as_they_were_heard_and_the_json_keeps_both(tmp_path: Path) -> None:
    found = edited(heard(), Settings(), People(names={"SPEAKER_00": "Mara"}))
    write_outputs(found, targets("talk", tmp_path, ["page", "lines", "json"]), tmp_path)
    assert "um," in (tmp_path / "talk.txt").read_text()
    assert "um," not in (tmp_path / "talk.md").read_text()
    kept = load_transcript(tmp_path / "talk.json")
    assert [line.text for line in kept.lines] == [line.text for line in found.lines]
    assert [line.text for line in as_heard(kept).lines] == [text for _, text in SAID]
    assert "Mara" in kept.speakers


def test_nothing_is_left_out_where_nothing_is_to_be() -> None:
    found = edited(heard(), Settings(cleanup=Cleanup.NONE), People(names={"SPEAKER_00": "Mara"}))
    assert [line.text for line in found.lines] == [text for _, text in SAID]


def test_a_slug_nobody_knows_is_a_warning_and_never_a_name(tmp_path: Path) -> None:
    (tmp_path / "csmith.md").write_text("---\ntitle: Chris Smith\n---\n")
    page = tmp_path / "page.md"
    page.write_text("---\nguests: [csmith]\n---\n")
    unknown = Told()
    found = prepared(Settings(), page=page, told=unknown)
    assert sum("is nobody known" in notice for notice in unknown.notices) == 1
    assert "csmith" not in found.speakers
    known = Told()
    settings = Settings(host=("Alexey",), people=tmp_path, full_names=True)
    found = prepared(settings, page=page, told=known)
    assert found.speakers == ("Alexey", "Chris Smith")
    assert not any("csmith" in notice for notice in known.notices)
    by_list = replace(settings, people=None, guest_names=Pairs([("csmith", "Chris Smith")]))
    assert prepared(by_list, page=page).speakers == found.speakers


def test_a_page_keeps_its_headers_and_gets_duration_and_clips(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    rows = (Header("Flour"), Line("Hello.", 0.0), Header("The price"), Line("So.", 65.0))
    old = Transcript(rows, metadata={"title": "Bread", "ids": {"youtube": "abc"}})
    page.write_text(write_transcript(old, "page") + "Body\n")
    found = prepared(Settings(), page=page)
    assert [header.text for header in found.headers] == ["Flour", "The price"]
    write_outputs(found, targets("x", tmp_path, ["page"], page), tmp_path, clips=True)
    metadata = read_page(page.read_text()).metadata
    assert metadata["duration"] == "PT00H02M13S"
    assert metadata["title"] == "Bread"
    clips = metadata["quotableClips"]
    assert isinstance(clips, list)
    assert [(clip["name"], clip["startOffset"]) for clip in clips] == [
        ("Flour", 0),
        ("The price", 68),
    ]
    assert clips[1]["url"] == "https://www.youtube.com/watch?v=abc&t=68"
    assert page.read_text().endswith("---\nBody\n")


def test_proposed_chapters_begin_where_the_host_asks() -> None:
    found = prepared(Settings(host=("Alexey",), chapters="auto"), People(guests=("Chris",)))
    assert found.headers
    assert prepared(Settings(chapters="none")).headers == ()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (Settings(chapters="page"), "there is no page"),
        (Settings(chapters="none.txt"), "none.txt: no such file"),
        (Settings(chapters="empty.txt"), "empty.txt: is empty"),
        (Settings(chapters="page.md"), "page.md: has neither headers nor clips"),
        (Settings(voices=Path("empty.md")), "empty.md: is no file of voices"),
        (Settings(people=Path("people")), "people: is no folder of people; correct 'people'"),
        (Settings(people=Path("page.md")), "page.md: is no folder of people"),
        (Settings(glossary=Pairs([("...", "PyTorch")])), "which is no word"),
        (Settings(host=("N" * 81,)), "a name of 81 characters"),
    ],
)
def test_what_cannot_be_used_is_told_before_anything_is_heard(
    settings: Settings, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").touch()
    Path("empty.md").write_text("{}")
    Path("page.md").write_text("---\ntitle: Rye\n---\n")
    with pytest.raises(PodscribeError, match=re.escape(told)):
        read_sources(settings, People())


@pytest.mark.parametrize(
    "people", [People(hosts=("a\0b",)), People(guests=("",)), People(names={"SPEAKER_00": " "})]
)
def test_what_can_be_no_name_is_told_before_anything_is_heard(people: People) -> None:
    with pytest.raises(PodscribeError, match="name"):
        read_sources(Settings(), people)


def test_a_page_that_cannot_be_read_is_told_before_anything_is_heard(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("---\ntitle: [Rye\n---\n")
    with pytest.raises(PodscribeError, match=r"page\.md"):
        read_sources(Settings(), People(), page=page)


def test_chapters_of_audio_that_was_not_here_yet_are_no_error_in_the_end() -> None:
    told = Told()
    clip = Path("examples/clip.mp3").resolve()
    with pytest.raises(PodscribeError, match="holds no chapters"):
        read_sources(Settings(chapters="audio"), People(), audio=clip)
    assert prepared(Settings(chapters="audio"), heard_from=clip, told=told).headers == ()
    assert "the audio holds no chapters: no headers are written" in told.notices


def test_chapters_of_audio_that_comes_later_are_looked_for_in_it() -> None:
    assert read_sources(Settings(), People(), audio=None).chapters is None
    assert read_sources(Settings(), People(), audio=Path("examples/clip.mp3")).chapters is not None


def known(name: str, model: VoiceModel, *embedding: float) -> KnownVoice:
    made = Voiceprint(one_long(embedding), model, "2026-03-02", "s01e04.mp3", 60.0)
    return KnownVoice(name, "agreed", (made,))


OURS, THEIRS = VoiceModel("XVectorMFCC", "0" * 64), VoiceModel("WeSpeaker", "1" * 64)
VOICES = Diarization(
    (Span(0.0, 9.0, "SPEAKER_00"),),
    (Span(0.0, 9.0, "SPEAKER_00"),),
    (Voice("SPEAKER_00", (1.0, 0.0)),),
    OURS,
)


def test_a_known_voice_is_named(tmp_path: Path) -> None:
    book = tmp_path / "voices.yaml"
    save_book(VoiceBook((known("Mara", OURS, 1.0, 0.0),)), book)
    assert prepared(Settings(voices=book), voices=VOICES).speakers[0] == "Mara"


@pytest.mark.parametrize("print_of", [known("Mara", THEIRS, 1.0, 0.0), known("Mara", OURS, 1.0)])
def test_prints_that_cannot_be_compared_cost_no_more_than_names_by_voice(
    print_of: KnownVoice, tmp_path: Path
) -> None:
    book = tmp_path / "voices.yaml"
    save_book(VoiceBook((print_of,)), book)
    told = Told()
    settings = Settings(voices=book, host=("Alexey",))
    found = prepared(settings, People(guests=("Chris",)), voices=VOICES, told=told)
    assert found.speakers == ("Alexey", "Chris")
    (notice,) = (each for each in told.notices if "voice" in each)
    assert notice.startswith(f"nobody is known by voice: {book}: ")
    assert "again" in notice  # what to do


def test_prints_of_another_model_beside_those_of_this_one_are_told(tmp_path: Path) -> None:
    book = tmp_path / "voices.yaml"
    people = (known("Mara", OURS, 1.0, 0.0), known("Tom", THEIRS, 1.0, 0.0))
    save_book(VoiceBook(people), book)
    told = Told()
    assert prepared(Settings(voices=book), voices=VOICES, told=told).speakers[0] == "Mara"
    assert f"{book}: prints of another model, left aside: Tom" in told.notices


def test_a_file_of_voices_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = Told()
    read_sources(Settings(voices=tmp_path / "voices.yaml"), People(), listener=told.listener)
    assert "no voice is known yet" in told.notices[0]
