"""WebVTT captions: voices, blocks that survive, rolling captions read once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.formats import vtt
from podscribe.transcript import Grain, Header, Line, Note, Transcript, Word
from tests.strategies import captions, heard, moderately, thoroughly

WHOLE = """WEBVTT

STYLE
::cue { color: lime }

REGION
id:oven
width:40%

NOTE
Taken in the kitchen.
Twice.

intro-1
00:00:01.000 --> 00:00:03.500 align:start position:10%
<v Mara>So <i>tell</i> us

00:00:03.500 --> 00:00:06.000
<v Tom>&lt;flour&gt; &amp; <c.loud>water</c>

NOTE two rows follow

7
01:00:06.000 --> 01:00:08.000
- and salt
- and time
"""

ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.080 --> 00:00:02.389 align:start position:0%
 \nrye<00:00:00.320><c> and</c><00:00:00.480><c> wheat</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
rye and wheat
 \n
00:00:02.399 --> 00:00:04.230 align:start position:0%
rye and wheat
are<00:00:02.560><c> two</c><00:00:02.760><c> grains</c>

00:00:04.230 --> 00:00:04.240 align:start position:0%
are two grains
 \n
00:00:04.240 --> 00:00:05.990 align:start position:0%
are two grains
yes

00:00:05.990 --> 00:00:06.000 align:start position:0%
yes
 \n
00:00:06.000 --> 00:00:08.000 align:start position:0%
yes
yes<00:00:06.500><c> indeed</c>

00:00:08.000 --> 00:00:08.010 align:start position:0%
yes indeed
 \n
00:00:08.010 --> 00:00:09.000 align:start position:0%
yes indeed
[Music]
"""


def cue(payload: str) -> tuple[Line, ...]:
    """The lines of one cue, without what only this format understands."""
    text = f"WEBVTT\n\n00:01.000 --> 00:04.000\n{payload}\n"
    return tuple(replace(line, extra=()) for line in vtt.parse(text).lines)


def test_what_stands_between_and_around_cues_survives() -> None:
    transcript = vtt.parse(WHOLE)
    assert vtt.serialize(transcript) == WHOLE
    assert [row.place for row in transcript.rows] == [3, 6, 10, 15, 18, 21, 24]


def test_cues_are_read_as_people_see_them() -> None:
    lines = vtt.parse(WHOLE).lines
    assert [(line.speaker, line.text) for line in lines] == [
        ("Mara", "So tell us"),
        ("Tom", "<flour> & water"),
        (None, "- and salt - and time"),
    ]
    assert [(line.start, line.end) for line in lines] == [(1, 3.5), (3.5, 6), (3606, 3608)]


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_any_line_ending_and_a_byte_order_mark_are_read(newline: str) -> None:
    assert vtt.parse("\ufeff" + WHOLE.replace("\n", newline)) == vtt.parse(WHOLE)
    assert vtt.sniff("\ufeff" + WHOLE)


@pytest.mark.parametrize(
    ("payload", "lines"),
    [
        ("<v Mara>Why?</v>", [("Mara", "Why?")]),
        ("<v.loud.first Zoë Ana>Why?", [("Zoë Ana", "Why?")]),
        ("<v A &amp; B>Why?", [("A & B", "Why?")]),
        ("<v Mara>Why?</v> <v Tom>So.</v>", [("Mara", "Why?"), ("Tom", "So.")]),
        ("Hm. <v Tom>So.", [(None, "Hm."), ("Tom", "So.")]),
        ("<b>Why</b> <lang de>Brot</lang>?", [(None, "Why Brot?")]),
        ("1 &lt; 2 &amp;amp; 3", [(None, "1 < 2 &amp; 3")]),
        ("two\n  rows", [(None, "two rows")]),
        ("", [(None, "")]),
    ],
)
def test_a_payload_is_read_by_its_voices(payload: str, lines: list[tuple[str | None, str]]) -> None:
    assert [(line.speaker, line.text) for line in cue(payload)] == lines


def test_times_inside_a_cue_are_those_of_its_words() -> None:
    (line,) = cue("So <00:02.000><c>tell us</c> <00:03.000>now")
    assert line.words == (
        Word("So", 1.0, 2.0),
        Word("tell", 2.0, 2.5),
        Word("us", 2.5, 3.0),
        Word("now", 3.0, 4.0),
    )


def test_no_row_of_a_cue_with_word_times_is_lost() -> None:
    (line,) = cue("flour and\nwater<00:02.000><c> and</c><00:03.000><c> salt</c>")
    assert line.text == "flour and water and salt"
    assert " ".join(word.text for word in line.words) == line.text


def test_rolling_captions_are_read_once_with_the_times_of_their_words() -> None:
    transcript = vtt.parse(ROLLING)
    assert [(line.text, line.start, line.end) for line in transcript.lines] == [
        ("rye and wheat", 0.08, 2.389),
        ("are two grains", 2.399, 4.23),
        ("yes", 4.24, 5.99),
        ("yes indeed", 6.0, 8.0),
        ("[Music]", 8.01, 9.0),
    ]
    assert [(word.text, word.start) for word in transcript.lines[1].words] == [
        ("are", 2.399),
        ("two", 2.56),
        ("grains", 2.76),
    ]


def test_rolling_captions_stay_read_once_when_written() -> None:
    again = vtt.parse(vtt.serialize(vtt.parse(ROLLING)))
    assert again == vtt.parse(ROLLING)


def test_cues_that_say_the_same_are_all_read_where_nothing_rolls() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nyes\n\n00:02.000 --> 00:03.000\nyes\n"
    assert len(vtt.parse(text).lines) == 2
    sung = text.replace("yes", "<00:01.500>yes")
    assert len(vtt.parse(sung).lines) == 2


def test_a_cue_that_was_changed_loses_its_tags_and_nothing_else() -> None:
    transcript = vtt.parse(WHOLE)
    rows = tuple(
        replace(row, text="So tell me") if isinstance(row, Line) and row.start == 1.0 else row
        for row in transcript.rows
    )
    written = vtt.serialize(replace(transcript, rows=rows))
    assert written == WHOLE.replace("So <i>tell</i> us", "So tell me")


def test_a_long_cue_is_wrapped_and_escaped() -> None:
    text = "so we took <flour> & water, and we waited for the oven"
    written = vtt.serialize(Transcript(rows=(Line(text, 1.0, 4.0, "Mara & <Tom>"),)))
    assert written == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n"
        "<v Mara &amp; &lt;Tom&gt;>so we took &lt;flour&gt; & water,\nand we waited for the oven\n"
    ).replace("& water", "&amp; water")


def test_a_paragraph_is_cut_into_captions_that_keep_its_speaker() -> None:
    text = "We baked the whole night through, and in the morning nobody came. " * 3
    rows = (Header("Flour"), Line(text, 1.0, 20.0, "Tom"))
    lines = vtt.parse(vtt.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))).lines
    assert len(lines) > 2
    assert {line.speaker for line in lines} == {"Tom"}
    assert all(len(line.text) <= 84 for line in lines)


@pytest.mark.parametrize(
    ("note", "written"),
    [
        ("NOTE by hand", "NOTE by hand"),
        ("by hand", "NOTE\nby hand"),
        ("NOTE one\n\n \ntwo", "NOTE one\ntwo"),
        ("NOTE 0:01 --> 0:02", "NOTE 0:01 -> 0:02"),
        ("NOTES", "NOTE\nNOTES"),
    ],
)
def test_a_note_can_neither_end_early_nor_pass_for_a_cue(note: str, written: str) -> None:
    text = vtt.serialize(Transcript(rows=(Note(note), Line("Why?", 1.0, 2.0))))
    assert vtt.parse(text).rows == (Note(written), Line("Why?", 1.0, 2.0))


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "does not begin with WEBVTT", 1),
        ("\n\nWEBVTTX\n", "does not begin with WEBVTT", 3),
        ("WEBVTT", "has no cues", None),
        ("WEBVTT\n\nNOTE x\n", "has no cues", None),
        ("WEBVTT\n\nstray\n\n00:01.000 --> 00:02.000\nx", "a cue without its times", 3),
        ("WEBVTT\n\n1\n00:01.000 --> soon\nx", "a cue without its times", 4),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nx", "a cue without its times", 3),
    ],
)
def test_what_is_broken_is_refused_with_its_place(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        vtt.parse(text)
    assert (caught.value.place, bool(caught.value.remedy)) == (place, True)


@settings(thoroughly)
@given(captions())
def test_captions_keep_text_speakers_and_milliseconds(transcript: Transcript) -> None:
    lines = [replace(line, extra=()) for line in vtt.parse(vtt.serialize(transcript)).lines]
    assert lines == [*transcript.lines]


@settings(moderately)
@given(heard())
def test_captions_of_words_hold_every_word(line: Line) -> None:
    transcript = Transcript(rows=(line,), grain=Grain.PARAGRAPH)
    again = vtt.parse(vtt.serialize(transcript)).lines
    assert "".join(each.text for each in again).replace(" ", "") == line.text.replace(" ", "")
    assert {each.speaker for each in again} == {line.speaker}


def test_the_lines_below_the_opening_are_kept_and_tell_the_language() -> None:
    text = (
        "WEBVTT - Bread\nKind: captions\nLanguage: en\n\nNOTE by hand\n\n"
        "00:00:01.000 --> 00:00:02.000\nSo tell us.\n"
    )
    transcript = vtt.parse(text)
    assert transcript.language == "en"
    assert vtt.serialize(transcript) == text
    assert vtt.parse("WEBVTT\n\n00:01.000 --> 00:02.000\nYes.\n").language is None


def test_times_begin_a_cue_where_a_blank_line_is_missing() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nRye.\n00:02.000 --> 00:03.000\n<v Tom>Oat.\n"
    assert [(cue.text, cue.start) for cue in vtt.parse(text).lines] == [("Rye.", 1), ("Oat.", 2)]


def test_a_remark_over_anothers_words_stands_at_its_time() -> None:
    words = tuple(Word(f"word{at}", float(at), at + 0.9) for at in range(20))
    long = Line(" ".join(word.text for word in words), 0.0, 19.9, "Mara", words)
    remark = Line("Yeah.", 3.0, 3.6, "Tom", (Word("Yeah.", 3.0, 3.6),))
    later = Line("So.", 25.0, 26.0, "Tom")
    rows = (long, Note("over it"), remark, Note("behind it"), later, Note("the end"))
    written = vtt.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert "00:00:03.000 --> 00:00:03.600\n<v Tom>Yeah." in written
    read = vtt.parse(written)
    times = [(line.start, line.end) for line in read.lines]
    assert times == sorted(times)
    assert all(end > start for start, end in times if start is not None and end is not None)
    texts = [row.text for row in read.rows if isinstance(row, Note)]
    assert [text.splitlines()[-1] for text in texts] == ["over it", "behind it", "the end"]
    assert written.index("over it") < written.index("Yeah.") < written.index("behind it")


@pytest.mark.parametrize("number", ["", "1\n"])
def test_a_cue_right_below_the_opening_is_one(number: str) -> None:
    first = f"WEBVTT\nKind: captions\n{number}00:01.000 --> 00:03.000\nFirst.\n"
    found = vtt.parse(f"{first}\n00:04.000 --> 00:05.000\nSecond.\n")
    assert [(line.text, line.start) for line in found.lines] == [("First.", 1.0), ("Second.", 4.0)]
    assert [row.text for row in found.rows if isinstance(row, Note)] == ["WEBVTT\nKind: captions"]
    assert dict(found.lines[0].extra).get("vtt-identifier", "") == number.strip()
    (only,) = vtt.parse("WEBVTT\n00:01.000 --> 00:03.000\nFirst.\n").rows
    assert isinstance(only, Line)


def test_what_is_said_again_later_stays_among_captions_with_word_times() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAre<00:01.500><c> you?</c>\n\n"
        "00:05.000 --> 00:06.000\nNo.\n\n00:20.000 --> 00:21.000\nNo.\n\n"
        "00:21.000 --> 00:21.010\nNo.\n"
    )
    assert [line.start for line in vtt.parse(text).lines] == [1.0, 5.0, 20.0]
