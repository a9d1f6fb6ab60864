"""Timestamped lines: every manner read, one written."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from podscribe.clock import clock
from podscribe.errors import PodscribeError
from podscribe.formats import WriteOptions, lines
from podscribe.layout.cues import CueOptions
from podscribe.transcript import Grain, Header, Line, Transcript, Word
from tests import corpus
from tests.strategies import heard, moderately, paragraphs, words

CUES = (Line("so tell us", 62.0), Line("how it began", 64.0))
PLAIN = "1:02 so tell us\n1:04 how it began"
WRITTEN = re.compile(r"(?:[0-5]?\d|[1-9]\d*:[0-5]\d):[0-5]\d \S.*")


@pytest.mark.parametrize("number", ["002", "003"])
def test_a_machine_transcript_survives_byte_for_byte(number: str) -> None:
    text = corpus.seed(number).read_bytes().decode()
    assert lines.serialize(lines.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "[1:02] so tell us\n[1:04] how it began",
        "[00:01:02] so tell us\n[00:01:04] how it began",
        "(1:02) so tell us\n(1:04) how it began",
        "00:01:02 so tell us\n00:01:04 how it began",
        "01:02.000 so tell us\n01:04,000 how it began",
        "1:02 - so tell us\n1:04 - how it began",
        "1:02 – so tell us\n1:04 — how it began",
        "[1:02] - so tell us\n[1:04] - how it began",
        "1:02\nso tell us\n1:04\nhow it began",
        "1:02\nso tell\nus\n\n1:04\n\nhow it began",
        "1:02 so tell\nus\n1:04 how it\nbegan",
        "1:02\tso tell us\n  1:04   how it began  ",
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        f"\ufeff{PLAIN}",
        f"{PLAIN}\n",
        f"\n\n{PLAIN}\n\n\n",
        PLAIN.replace("\n", "\n\n \n"),
    ],
)
def test_what_other_tools_write_is_read(text: str) -> None:
    assert lines.parse(text).rows == CUES
    assert lines.serialize(lines.parse(text)) == PLAIN
    assert lines.sniff(text)


def test_each_cue_knows_its_line_number() -> None:
    places = [line.place for line in lines.parse("\n1:02 so\n\ntell\n1:04 how\n").lines]
    assert places == [2, 5]


def test_a_dash_is_text_where_not_every_cue_has_one() -> None:
    texts = [line.text for line in lines.parse("1:02 - so\n1:04 how").lines]
    assert texts == ["- so", "how"]


def test_a_dash_inside_a_word_is_no_separator() -> None:
    assert lines.parse("1:02 -so").lines[0].text == "-so"


@pytest.mark.parametrize("text", ["1:60 so", "1:2 so", "62 so", "1:02so", "10 1:02 so"])
def test_what_is_no_time_is_text(text: str) -> None:
    assert lines.parse(f"0:01 and\n{text}").lines == (Line(f"and {text}", 1.0),)
    assert not lines.sniff(text)


def test_a_time_without_text_is_a_cue_without_words() -> None:
    assert lines.parse("0:01\n0:02 so").lines == (Line("", 1.0), Line("so", 2.0))
    assert lines.serialize(lines.parse("0:01\n0:02 so")) == "0:02 so"


@pytest.mark.parametrize(("text", "place"), [("so it began\n1:02 yes", 1), ("\n\nso", 3)])
def test_text_before_the_first_time_is_refused_with_its_place(text: str, place: int) -> None:
    with pytest.raises(PodscribeError, match="begins with a time") as caught:
        lines.parse(text)
    assert caught.value.place == place


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(PodscribeError, match="is empty"):
        lines.parse(text)


def test_times_change_their_manner_at_one_hour() -> None:
    rows = tuple(Line("so", second) for second in (0.0, 59.9, 599.0, 3599.99, 3600.0, 36000.5))
    assert lines.serialize(Transcript(rows=rows)).split("\n") == [
        "0:00 so",
        "0:59 so",
        "9:59 so",
        "59:59 so",
        "1:00:00 so",
        "10:00:00 so",
    ]


def test_headers_and_speakers_are_left_out_and_breaks_become_blanks() -> None:
    rows = Header("Flour"), Line("so\nit  began", 2.0, speaker="Mara"), Line(" ", 3.0)
    assert lines.serialize(Transcript(rows=rows)) == "0:02 so it began"


def test_sounds_stand_on_a_line_of_their_own() -> None:
    heard = (Word("[Music]", 0.0, 4.0), Word("Hello.", 5.0, 5.5), Word("[Laughter]", 6.0, 7.0))
    row = Line("[Music] Hello. [Laughter]", 0.0, 7.0, "Mara", heard)
    written = lines.serialize(Transcript(rows=(row,), grain=Grain.PARAGRAPH))
    assert written == "0:00 [Music]\n0:05 Hello.\n0:06 [Laughter]"


def test_a_clause_is_not_torn_to_fill_a_line() -> None:
    text = "When the oven broke, we all went out to buy some bread."
    step = [Word(word, 0.5 * at, 0.5 * at + 0.5) for at, word in enumerate(text.split())]
    row = Line(text, 0.0, 6.0, "Mara", tuple(step))
    written = lines.serialize(Transcript(rows=(row,), grain=Grain.PARAGRAPH))
    assert written == "0:00 When the oven broke,\n0:02 we all went out to buy some bread."


def test_the_width_can_be_set() -> None:
    options = WriteOptions(lines=CueOptions(max_characters=10))
    row = Line("flour water salt", 0.0, 3.0)
    assert [
        cue.split(" ", 1)[1]
        for cue in lines.serialize(Transcript(rows=(row,)), options).split("\n")
    ] == ["flour", "water salt"]


def test_the_seconds_that_cues_share_are_kept() -> None:
    text = "0:03 and\n0:03 so it began\n0:09 [Music]\n0:09 with flour\n0:09 and water"
    assert lines.serialize(lines.parse(text)) == text


@settings(moderately)
@given(st.lists(st.tuples(st.integers(0, 9000), words(40)), min_size=1))
def test_lines_in_order_survive_byte_for_byte(cues: list[tuple[int, str]]) -> None:
    assume(not all(text[0] in "-–" and text[1:2] == " " for _, text in cues))
    text = "\n".join(f"{clock(second)} {said}" for second, said in sorted(cues))
    assert lines.serialize(lines.parse(text)) == text


def said_in_order(written: str, transcript: Transcript) -> None:
    """Every cue as it should be, every word there in its order."""
    cues = written.split("\n")
    assert all(WRITTEN.fullmatch(cue) for cue in cues)
    texts = [cue.split(" ", 1)[1] for cue in cues]
    assert all(len(text) <= 40 for text in texts)
    assert not any(text.startswith(" ") or text.endswith(" ") for text in texts)
    spoken = "".join("".join(line.text.split()) for line in transcript.lines)
    assert "".join("".join(text.split()) for text in texts) == spoken
    starts = [lines.parse(cue).lines[0].start or 0.0 for cue in cues]
    assert all(before <= after for before, after in pairwise(starts))


@settings(moderately)
@given(paragraphs())
def test_paragraphs_become_lines_in_order(transcript: Transcript) -> None:
    assume(any(line.start is not None for line in transcript.lines))
    said_in_order(lines.serialize(transcript), transcript)


@settings(moderately)
@given(st.lists(heard(), min_size=1, max_size=4), st.sampled_from(Grain))
def test_words_become_lines_in_order(rows: list[Line], grain: Grain) -> None:
    ordered = sorted(rows, key=lambda line: line.start or 0.0)
    transcript = Transcript(rows=tuple(ordered), grain=grain)
    said_in_order(lines.serialize(transcript), transcript)
