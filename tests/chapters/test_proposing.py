"""Chapters that are proposed: where they begin, how many there are, and what breaks nothing."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given

from podscribe.chapters.proposing import ProposeOptions, propose
from podscribe.chapters.proposing.choosing import choose
from podscribe.chapters.proposing.cohesion import cohesion
from podscribe.chapters.proposing.passages import Passage, passages
from podscribe.chapters.proposing.questions import asks, asks_unmarked, hands_over, hosts, sentences
from podscribe.chapters.proposing.scoring import Candidate
from podscribe.errors import PodscribeError
from podscribe.formats import parse_transcript, write_transcript
from podscribe.layout.cues import FUNCTION_WORDS
from podscribe.transcript import Grain, Header, Line, Transcript
from tests.chapters.talk import GUEST, HOST, TOPICS, Talk, talk
from tests.strategies import moderately, paragraphs, transcripts

NEAR_S = 30.0


@pytest.fixture(scope="module")
def known() -> Talk:
    return talk()


def starts(transcript: Transcript, options: ProposeOptions = ProposeOptions()) -> list[float]:
    return [chapter.start for chapter in propose(transcript, options)]


def near(found: list[float], true: tuple[float, ...]) -> int:
    return sum(any(abs(ours - theirs) <= NEAR_S for ours in found) for theirs in true)


def unnamed(transcript: Transcript) -> Transcript:
    lines = tuple(replace(line, speaker=None) for line in transcript.lines)
    return replace(transcript, rows=lines)


class TestWhere:
    def test_chapters_begin_where_the_host_opens_a_topic(self, known: Talk) -> None:
        found = starts(known.transcript)
        assert {0.0, *known.turns} <= set(found)
        assert len(found) <= len(known.turns) + 2

    def test_most_are_found_without_names(self, known: Talk) -> None:
        assert near(starts(unnamed(known.transcript)), known.turns) >= len(known.turns) - 1

    def test_most_are_found_in_captions(self, known: Talk) -> None:
        captions = parse_transcript(write_transcript(known.transcript, "lines"), "lines")
        assert captions.speakers == ()
        assert near(starts(captions), known.turns) >= len(known.turns) - 1

    def test_headers_are_not_looked_at(self, known: Talk) -> None:
        rows = [
            row
            for line in known.transcript.lines
            for row in ((Header("Here"), line) if line.speaker == GUEST else (line,))
        ]
        assert propose(replace(known.transcript, rows=tuple(rows))) == propose(known.transcript)

    def test_the_first_begins_with_the_first_line(self, known: Talk) -> None:
        later = tuple(
            replace(line, start=(line.start or 0) + 67) for line in known.transcript.lines
        )
        assert starts(replace(known.transcript, rows=later))[0] == 67.0

    def test_none_begins_at_a_time_that_is_a_guess(self, known: Talk) -> None:
        """A question without a time, or with one that runs backward, can begin no chapter."""
        lost, backward, *_ = known.turns
        times = {lost: None, backward: 1.0}
        rows = tuple(
            replace(line, start=times.get(line.start or 0.0, line.start))
            for line in known.transcript.lines
        )
        found = starts(replace(known.transcript, rows=rows))
        true = {line.start for line in known.transcript.lines}
        assert not {lost, backward} & set(found)
        assert set(found) <= true

    def test_a_host_that_is_named_is_the_host(self, known: Talk) -> None:
        found = starts(known.transcript, ProposeOptions(hosts=("tom",)))
        guests = {line.start for line in known.transcript.lines if line.speaker == GUEST}
        assert len(found) > 1
        assert set(found[1:]) <= guests


class TestHowMany:
    def test_one_every_two_to_three_minutes(self) -> None:
        hour = talk(topics=40, seconds=90)
        length = hour.transcript.lines[-1].start or 0.0
        assert length / 180 <= len(starts(hour.transcript)) <= length / 120

    def test_as_many_as_are_wanted(self, known: Talk) -> None:
        length = known.transcript.lines[-1].start or 0.0
        for minutes in (1.0, 5.0, 10.0):
            found = starts(known.transcript, ProposeOptions(minutes=minutes))
            assert abs(len(found) - length / 60 / minutes) <= 1.5

    def test_half_a_minute_is_one_chapter(self) -> None:
        (only,) = propose(talk(topics=1, seconds=20).transcript)
        assert (only.start, only.title) == (0.0, "Introduction")

    def test_nothing_said_and_no_times_are_no_chapters(self) -> None:
        assert propose(Transcript()) == ()
        assert propose(Transcript(rows=(Header("Alone"), Line("  ", 3.0)))) == ()
        assert propose(Transcript(rows=(Line("Without a time?"), Line("No.")))) == ()

    def test_a_monologue_is_divided_too(self) -> None:
        rows = tuple(replace(line, speaker=GUEST) for line in talk().transcript.lines)
        assert len(starts(Transcript(rows=rows))) > 4

    def test_five_hours_take_seconds(self) -> None:
        long = talk(topics=120)
        assert (long.transcript.lines[-1].start or 0) > 4.5 * 3600
        begin = time.process_time()
        assert len(propose(long.transcript)) > 90
        assert time.process_time() - begin < 10

    def test_a_quick_talk_takes_no_longer(self) -> None:
        """Somebody else each second for hours: what begins a chapter is thinned out first."""
        rows = tuple(
            Line(f"And why {number % 97}?", float(number), speaker="AB"[number % 2])
            for number in range(10_000)
        )
        begin = time.process_time()
        assert 50 < len(propose(Transcript(rows=rows, grain=Grain.PARAGRAPH))) < 80
        assert time.process_time() - begin < 15

    @pytest.mark.parametrize("options", [{"minutes": 0}, {"minutes": -1}, {"title_characters": 3}])
    def test_what_cannot_be_wanted_is_refused(self, options: dict[str, float]) -> None:
        with pytest.raises(PodscribeError):
            ProposeOptions(**options)  # type: ignore[arg-type]


MONOTONOUS = [each * 40_000 for each in ("[", "(", "—", "?", " ?", "so ", "a", "a-", "“", ", ")]


class TestAnything:
    @moderately
    @given(transcripts())
    def test_whatever_a_transcript_holds(self, transcript: Transcript) -> None:
        self.sound(transcript)

    @moderately
    @given(paragraphs())
    def test_whatever_a_page_holds(self, transcript: Transcript) -> None:
        self.sound(transcript, ProposeOptions(minutes=0.05))

    @staticmethod
    def sound(transcript: Transcript, options: ProposeOptions = ProposeOptions()) -> None:
        found = propose(transcript, options)
        assert all(before.start < after.start for before, after in pairwise(found))
        assert len({chapter.title.casefold() for chapter in found}) == len(found)
        for chapter in found:
            assert chapter.title == " ".join(chapter.title.split()) != ""
            assert len(chapter.title) <= options.title_characters

    @pytest.mark.parametrize("text", MONOTONOUS)
    def test_no_text_takes_long(self, text: str) -> None:
        rows = (Line(f"{text}a?", 0.0, speaker=HOST), Line(f"{text}a", 600.0, speaker=GUEST))
        begin = time.process_time()
        propose(Transcript(rows=rows, grain=Grain.PARAGRAPH))
        assert time.process_time() - begin < 10


class TestParts:
    def test_passages_are_turns(self) -> None:
        rows = (
            Line("So.", 1.0, speaker="A"),
            Header("Not here"),
            Line("Why?", 1.0, speaker="A"),
            Line("Because.", 5.0, speaker="B"),
            Line("That is why.", None),
            Line("I see.", 9.0, speaker="A"),
        )
        found = passages(Transcript(rows=rows, grain=Grain.PARAGRAPH))
        assert [(each.text, each.start, each.speaker) for each in found] == [
            ("So. Why?", 1.0, "A"),
            ("Because. That is why.", 5.0, "B"),
            ("I see.", 9.0, "A"),
        ]

    def test_passages_are_sentences_where_nobody_is_told_apart(self) -> None:
        rows = (Line("This is a", 1.0), Line("sentence.", 3.0), Line("Another one", 5.0))
        found = passages(Transcript(rows=rows))
        assert [each.text for each in found] == ["This is a sentence.", "Another one"]

    def test_sentences_are_not_divided_at_points_inside_words(self) -> None:
        assert sentences("Ask data.example first. Then “go!” Now? 一。二？") == [
            "Ask data.example first.",
            "Then “go!”",
            "Now?",
            "一。",
            "二？",
        ]

    def test_asking(self) -> None:
        assert asks("Fine. And how did it begin?")
        assert asks("“How many do you need?” somebody wrote.")
        assert not asks("It began. Right? Yes.")
        assert hands_over("Fine. And how did it begin?")
        assert not hands_over("How did it begin? I wonder.")
        assert asks("¿Cómo empezó todo esto?")
        assert asks("„Wie hat das alles angefangen?“ So war es.")
        assert asks("Er fragte: »Wie fing das alles an?«")
        assert asks("これはどういう意味ですか？")
        assert asks_unmarked("okay and how do you decide what to bake")
        assert not asks_unmarked("i decide it when i see the flour")

    def test_the_host_is_who_asks(self) -> None:
        said = passages(talk().transcript)
        assert hosts(said, (), ()) == {HOST}
        assert hosts(said, (), ("mara-berg",)) == set()
        assert hosts(said, ("MARA",), ()) == {HOST}
        assert hosts(said, ("Nobody",), ()) == {HOST}
        assert hosts(passages(unnamed(talk().transcript)), (), ()) == set()

    def test_a_guest_who_asks_back_is_no_host(self) -> None:
        said = passages(
            parse_transcript("0:00 Tom: Why is that so?\n0:09 Mara: What do you think?\n", "lines")
        )
        both = [replace(each, speaker=name) for each, name in zip(said, (GUEST, HOST), strict=True)]
        assert hosts(both, (), ()) == {HOST, GUEST}
        assert hosts(both, (), ("tomlindqvist",)) == {HOST}

    def test_cohesion_is_low_where_the_topic_turns(self) -> None:
        said = passages(talk().transcript)
        values = dict(
            zip((each.start for each in said), cohesion([each.text for each in said]), strict=True)
        )
        turns = [values.pop(start) for start in talk().turns]
        inside = sorted(values.values())[len(TOPICS) :]
        assert max(turns) < sorted(inside)[len(inside) // 4]

    def test_the_best_places_are_chosen(self) -> None:
        able = [Candidate(index, start, score) for index, (start, score) in enumerate(PLACES)]
        chosen = choose(able, 0.0, 600.0, 150.0)
        assert [candidate.start for candidate in chosen] == [140.0, 310.0, 450.0]

    def test_no_more_places_are_chosen_than_there_are(self) -> None:
        able = [Candidate(0, 300.0, -50.0)]
        assert choose(able, 0.0, 6000.0, 150.0) == able
        assert choose([], 0.0, 6000.0, 150.0) == []
        assert choose(able, 0.0, 100.0, 150.0) == []


PLACES = (
    (20.0, 1.0),
    (140.0, 1.0),
    (230.0, -4.0),
    (300.0, 0.0),
    (310.0, 2.0),
    (450.0, 0.5),
    (590.0, 1.0),
)


def test_titles_end_with_words_that_can_end_one(known: Talk) -> None:
    for chapter in propose(known.transcript):
        assert chapter.title.split()[-1].strip("?.").lower() not in FUNCTION_WORDS


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, podscribe.chapters.proposing, podscribe.chapters.titler\n"
        "heavy = {'numpy', 'torch', 'av', 'rich', 'scipy', 'faster_whisper'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_a_passage_of_nobody_is_not_of_a_guest() -> None:
    assert hosts([Passage("Why is that so?", 0.0, 1.0, None, True)], (), ()) == set()
