"""Names, text and headers of a transcript that was just heard."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from podscribe.config import Pairs, Settings
from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, write_transcript
from podscribe.formats.page_source import read_page
from podscribe.pipeline.editing import edited
from podscribe.pipeline.listener import Listener
from podscribe.pipeline.options import People
from podscribe.pipeline.outputs import targets, write_outputs
from podscribe.text import Cleanup, as_heard
from podscribe.transcript import Header, Line, Transcript, Word

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


def test_names_text_and_headers_are_as_an_editor_would_have_them(tmp_path: Path) -> None:
    chapters = tmp_path / "chapters.txt"
    chapters.write_text("0:00 Flour\n1:07 The price\n")
    settings = Settings(
        host=("Alexey",), glossary=Pairs([("pie torch", "PyTorch")]), chapters=str(chapters)
    )
    told = Told()
    found = edited(heard(), settings, People(guests=("Chris",)), listener=told.listener)
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
    existing = Transcript(metadata={"guests": ["csmith"]})
    unknown = Told()
    found = edited(heard(), Settings(), existing=existing, listener=unknown.listener)
    assert any("csmith" in notice for notice in unknown.notices)
    assert "csmith" not in found.speakers
    known = Told()
    settings = Settings(host=("Alexey",), people=tmp_path, full_names=True)
    found = edited(heard(), settings, existing=existing, listener=known.listener)
    assert found.speakers == ("Alexey", "Chris Smith")
    assert not any("csmith" in notice for notice in known.notices)
    by_list = replace(settings, people=None, guest_names=Pairs([("csmith", "Chris Smith")]))
    assert edited(heard(), by_list, existing=existing).speakers == found.speakers


def test_a_page_keeps_its_headers_and_gets_duration_and_clips(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    rows = (Header("Flour"), Line("Hello.", 0.0), Header("The price"), Line("So.", 65.0))
    old = Transcript(rows, metadata={"title": "Bread", "ids": {"youtube": "abc"}})
    page.write_text(write_transcript(old, "page") + "Body\n")
    existing = load_transcript(page)
    told = Told()
    found = edited(heard(), Settings(), page=page, existing=existing, listener=told.listener)
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
    found = edited(heard(), Settings(host=("Alexey",), chapters="auto"), People(guests=("Chris",)))
    assert found.headers
    assert edited(heard(), Settings(chapters="none")).headers == ()


def test_chapters_that_were_asked_for_and_are_not_there_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(PodscribeError, match="there is no audio"):
        edited(heard(), Settings(chapters="audio"))
    with pytest.raises(PodscribeError, match="no such file"):
        edited(heard(), Settings(chapters=str(tmp_path / "none.txt")))
