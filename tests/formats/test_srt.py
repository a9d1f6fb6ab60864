"""SubRip captions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.formats import srt
from podscribe.formats.caption import wrapped
from podscribe.transcript import Grain, Header, Line, Note, Transcript
from tests.strategies import captions, speech, thoroughly

TEXT = """1
00:00:01,000 --> 00:00:03,500
So tell us how it began.

2
01:00:03,500 --> 01:00:06,000
With flour & water,
and with <time>
"""


def test_captions_are_read_and_written_as_they_were() -> None:
    transcript = srt.parse(TEXT)
    assert transcript.rows == (
        Line("So tell us how it began.", 1.0, 3.5),
        Line("With flour & water, and with <time>", 3603.5, 3606.0),
    )
    assert [row.place for row in transcript.rows] == [2, 6]
    assert srt.parse(srt.serialize(transcript)) == transcript


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        "\n\n" + TEXT.replace("\n\n", "\n \n\n\n"),
        TEXT.replace("1\n00", "00", 1).replace("2\n01", "01", 1),
        TEXT.replace(",000", ".000").replace(",500", ".5"),
        TEXT.replace(" --> ", "-->"),
        TEXT.replace(",000\nWith", ",000 X1:40 X2:600\nWith"),
        TEXT.replace("So tell", "<b>So</b> {\\an8}<font color='red'>tell</font>"),
    ],
)
def test_what_other_tools_write_is_read(text: str) -> None:
    assert srt.parse(text).rows == srt.parse(TEXT).rows
    assert srt.sniff(text)


def test_a_speaker_in_brackets_is_read_and_none_is_written() -> None:
    text = TEXT.replace("So tell", "[Mara]: So tell")
    (first, _) = srt.parse(text).lines
    assert (first.speaker, first.text) == ("Mara", "So tell us how it began.")
    assert srt.serialize(srt.parse(text)) == srt.serialize(srt.parse(TEXT))


@pytest.mark.parametrize("text", ["[Music]", "[laughs] So?", "[ ]: so"])
def test_a_sound_in_brackets_is_no_speaker(text: str) -> None:
    (line,) = srt.parse(f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n").lines
    assert (line.speaker, line.text) == (None, text)


def test_a_blank_line_inside_a_cue_does_not_end_it() -> None:
    text = TEXT.replace("water,\nand", "water,\n\nand")
    assert srt.parse(text).rows == srt.parse(TEXT).rows


def test_a_cue_without_words_is_a_cue() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:02,000 --> 00:00:03,000\nSo.\n"
    assert [line.text for line in srt.parse(text).lines] == ["", "So."]


def test_captions_are_numbered_and_wrapped() -> None:
    text = "so we took the flour and the water, and we waited for the oven"
    rows = (Header("Flour"), Note("NOTE x"), Line(text, 1.0, 4.0, "Mara"), Line("Yes.", 4.0, 5.0))
    assert srt.serialize(Transcript(rows=rows)) == (
        "1\n00:00:01,000 --> 00:00:04,000\n"
        "so we took the flour and the\nwater, and we waited for the oven\n\n"
        "2\n00:00:04,000 --> 00:00:05,000\nYes.\n"
    )


def test_paragraphs_are_cut() -> None:
    line = Line("Flour and water and salt. " * 20, 1.0, 60.0)
    again = srt.parse(srt.serialize(Transcript(rows=(line,), grain=Grain.PARAGRAPH)))
    assert " ".join(each.text for each in again.lines) == line.text.strip()
    assert all(len(each.text) <= 84 for each in again.lines)


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "has no cues", None),
        ("so it began", "a cue without its times", 1),
        ("\n1\n00:00:01,000 -> 00:00:02,000\nx", "a cue without its times", 2),
        ("1\n00:00:01,000 --> later\nx", "a cue without its times", 2),
    ],
)
def test_what_is_broken_is_refused_with_its_place(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        srt.parse(text)
    assert (caught.value.place, bool(caught.value.remedy)) == (place, True)


@settings(thoroughly)
@given(captions())
def test_captions_keep_text_and_milliseconds(transcript: Transcript) -> None:
    plain = str.maketrans("[<{", "xxx")
    lines = [Line(line.text.translate(plain), line.start, line.end) for line in transcript.lines]
    written = srt.serialize(replace(transcript, rows=tuple(lines)))
    assert [*srt.parse(written).lines] == lines


@settings(thoroughly)
@given(speech())
def test_a_wrapped_text_has_at_most_two_rows_of_about_one_length(text: str) -> None:
    rows = wrapped(text).split("\n")
    assert " ".join(rows) == text
    assert len(rows) <= 2
    if len(rows) == 2:
        longest = max(map(len, text.split()))
        assert len(text) > 42
        assert abs(len(rows[0]) - len(rows[1])) <= longest + 1


def test_references_are_read_as_what_they_stand_for() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>Rye</i> &lt; wheat &amp;amp; 1&#58;1 R&D; a&copy\n"
    assert srt.parse(text).lines[0].text == "Rye < wheat &amp; 1:1 R&D; a&copy"


@pytest.mark.parametrize("text", ["a <b>loaf</b>", "it says &lt;", "R&D < 3 > 2", "a &amp;amp; b"])
def test_a_text_is_read_as_it_was_written_be_it_like_a_tag_or_not(text: str) -> None:
    written = srt.serialize(Transcript(rows=(Line(text, 1.0, 2.0),)))
    assert srt.parse(written).lines[0].text == text
    assert (text in written) == (text == "R&D < 3 > 2")


UNPARTED = "1\n00:00:01,000 --> 00:00:03,000\nRye.\n2\n00:00:04,000 --> 00:00:06,000\nAnd oat.\n"


@pytest.mark.parametrize("text", [UNPARTED, UNPARTED.replace("\n2\n", "\n"), f"{UNPARTED}\n\n"])
def test_times_begin_a_cue_where_a_blank_line_is_missing(text: str) -> None:
    cues = [(cue.text, cue.start, cue.place) for cue in srt.parse(text).lines]
    assert cues == [("Rye.", 1.0, 2), ("And oat.", 4.0, 4 + text.count("\n2\n"))]


@pytest.mark.parametrize("arrow", ["->", "—>", "--", "–"])
def test_a_broken_arrow_is_no_text(arrow: str) -> None:
    text = UNPARTED.replace("\n2\n", "\n\n2\n")
    before, after = text.rsplit("-->", 1)
    with pytest.raises(PodscribeError, match="a cue without its times") as caught:
        srt.parse(f"{before}{arrow}{after}")
    assert caught.value.place == 5


ROLLING = """1
00:00:00,000 --> 00:00:02,000
so tell us

2
00:00:02,000 --> 00:00:02,010
so tell us

3
00:00:02,010 --> 00:00:04,000
so tell us
how it began

4
00:00:04,000 --> 00:00:04,010
how it began

5
00:00:04,010 --> 00:00:06,000
how it began
in the shop
"""


def test_rolling_captions_are_read_once() -> None:
    told = [(line.text, line.start) for line in srt.parse(ROLLING).lines]
    assert told == [("so tell us", 0.0), ("how it began", 2.01), ("in the shop", 4.01)]


def test_what_is_said_twice_stays_twice() -> None:
    again = ROLLING.replace("02,010", "02,900").replace("04,010", "04,900")
    assert [line.text for line in srt.parse(again).lines][:2] == ["so tell us", "so tell us"]


def test_the_number_of_a_cue_that_never_came_is_no_text() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nIn\n\n1987.\n\n2\n"
    assert [line.text for line in srt.parse(text).lines] == ["In 1987."]
    spoken = "1\n00:00:01,000 --> 00:00:02,000\nThe answer is\n\n2\n"
    assert [line.text for line in srt.parse(spoken).lines] == ["The answer is 2"]
