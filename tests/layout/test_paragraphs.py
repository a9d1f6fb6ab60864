"""Cues joined into paragraphs of turns."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.layout.paragraphs import AIM_CHARACTERS, MAX_CHARACTERS, join_paragraphs
from podscribe.transcript import Grain, Header, Line, Note, Row, Transcript, Word
from tests.strategies import captions, heard, moderately

SENTENCE = "Every loaf was weighed before it went into the oven that night."


def joined(*rows: Row) -> tuple[Row, ...]:
    transcript = join_paragraphs(Transcript(rows=rows))
    assert transcript.grain is Grain.PARAGRAPH
    return transcript.rows


def cues(count: int, text: str = SENTENCE, speaker: str | None = "Mara") -> list[Line]:
    """Cues of one speaker, one second each."""
    return [Line(text, float(at), at + 1.0, speaker) for at in range(count)]


def test_what_has_paragraphs_stays_as_it_is() -> None:
    transcript = Transcript(rows=(Line("a"), Line("b")), grain=Grain.PARAGRAPH)
    assert join_paragraphs(transcript) is transcript


def test_cues_of_one_speaker_become_one_paragraph() -> None:
    assert joined(Line("So it", 1.0, 2.0, "Mara"), Line("began\nthere.", 2.0, 3.0, "Mara")) == (
        Line("So it began there.", 1.0, 3.0, "Mara"),
    )


@pytest.mark.parametrize(
    ("texts", "paragraph"),
    [
        (("我们今天讨论", "面包。", "用 Python 写"), "我们今天讨论面包。用 Python 写"),
        (("今日は", "パンの", "話。"), "今日はパンの話。"),
        (("วันนี้เรา", "คุยกัน"), "วันนี้เราคุยกัน"),
        (("오늘은", "빵을"), "오늘은 빵을"),
        (("bread of", "北京", "is good"), "bread of 北京 is good"),
    ],
)
def test_cues_of_a_script_without_blanks_are_joined_without(
    texts: tuple[str, ...], paragraph: str
) -> None:
    rows = joined(*(Line(text, float(at), at + 1.0, "甲") for at, text in enumerate(texts)))
    assert [row.text for row in rows] == [paragraph]


def test_words_of_such_a_script_tell_where_a_sentence_ends() -> None:
    said = ("我们", "讨论", "面包", "。", "好", "。") * 60
    words = tuple(Word(text, float(at), at + 0.9) for at, text in enumerate(said))
    rows = joined(Line("".join(said), 0.0, 400.0, "甲", words=words))
    assert len(rows) > 1
    assert "".join(row.text for row in rows) == "".join(said)
    assert all(row.text.endswith("。") for row in rows)


def test_another_speaker_begins_another_paragraph() -> None:
    rows = joined(Line("Why?", 1.0, 2.0, "Mara"), Line("So.", 2.0, 3.0, "Tom"), Line("Hm.", 3.0))
    assert [row.text for row in rows] == ["Why?", "So.", "Hm."]


def test_headers_stay_in_their_place_and_notes_and_empty_cues_go() -> None:
    rows = joined(
        Header("Flour"),
        Line("So it", 1.0),
        Note("NOTE x"),
        Line(" ", 1.5, speaker="Tom"),
        Line("began.", 2.0),
        Header("Water"),
        Line("Then", 3.0),
    )
    assert rows == (Header("Flour"), Line("So it began.", 1.0), Header("Water"), Line("Then", 3.0))


def test_a_long_turn_is_divided_after_sentences_and_shares_its_start() -> None:
    rows = joined(*cues(12))
    assert len(rows) > 1
    for row in rows:
        assert isinstance(row, Line)
        assert row.text.endswith("night.")
        assert row.start == 0.0
        assert len(row.text) <= AIM_CHARACTERS + len(SENTENCE) + 1


def test_paragraphs_of_nobody_have_a_start_each() -> None:
    starts = [row.start for row in joined(*cues(12, speaker=None)) if isinstance(row, Line)]
    assert starts == sorted(set(starts))
    assert len(starts) > 1


def test_speech_without_sentences_is_divided_at_the_greatest_length() -> None:
    rows = joined(*cues(30, "and then the flour went up and up"))
    assert len(rows) > 1
    assert all(len(row.text) <= MAX_CHARACTERS for row in rows)


def test_a_pause_ends_a_paragraph_that_is_long_enough() -> None:
    before = cues(9, "and then the flour went up and up")
    late = Line("and it stayed there", 20.0, 21.0, "Mara")
    first, second = joined(*before, late)
    assert (first.text.count("flour"), second.text) == (9, "and it stayed there")


def test_a_sentence_that_ends_inside_a_cue_divides_it_where_words_tell() -> None:
    words = (Word("up.", 8.0, 8.4), Word("Then", 9.0, 9.3), Word("down", 9.4, 9.9))
    cue = Line("up. Then down", 8.0, 9.9, "Mara", words)
    first, second = joined(*cues(8, "and then the flour went up and up"), cue)
    assert isinstance(first, Line)
    assert first.text.endswith("up and up up.")
    assert first.end == 8.4
    assert second == Line("Then down", 0.0, 9.9, "Mara", words[1:])


def test_words_are_kept_where_every_cue_has_them() -> None:
    word, other = Word("So", 1.0, 1.2), Word("yes", 2.0, 2.2)
    known = Line("So", 1.0, 1.2, words=(word,)), Line("yes", 2.0, 2.2, words=(other,))
    (line,) = joined(*known)
    assert line == Line("So yes", 1.0, 2.2, words=(word, other))
    (line,) = joined(*known, Line("no", 3.0))
    assert line == Line("So yes no", 1.0)


@settings(moderately)
@given(st.one_of(captions(), st.lists(heard(), min_size=1, max_size=3)))
def test_every_word_is_there_in_order_with_its_speaker(drawn: Transcript | list[Line]) -> None:
    lines = drawn.lines if isinstance(drawn, Transcript) else tuple(drawn)
    rows = [row for row in joined(*lines) if isinstance(row, Line)]
    assert letters(rows) == letters(lines)
    if all(line.text.isascii() for line in lines):
        assert words(rows) == words(lines)


def letters(lines: Iterable[Line]) -> list[tuple[str, str | None]]:
    return [(letter, speaker) for word, speaker in words(lines) for letter in word]


def words(lines: Iterable[Line]) -> list[tuple[str, str | None]]:
    return [(word, line.speaker) for line in lines for word in line.text.split()]


@pytest.mark.parametrize(
    ("first", "pause_s", "coming", "count"),
    [
        ("a" * 148 + ".", 0.5, 99, 2),
        ("a" * 147 + ".", 0.5, 99, 1),
        ("a" * 148 + ".", 0.25, 99, 1),
        ("a" * 149, 0.5, 99, 1),
        ("a" * 248 + ".", 0.0, 59, 2),
        ("a" * 247 + ".", 0.0, 59, 1),
        ("a" * 248 + ".", 0.0, 58, 1),
        ("a" * 248 + ".", 0.5, 9, 2),
        ("a" * 249, 1.0, 99, 2),
        ("a" * 249, 0.75, 99, 1),
        ("a" * 639, 0.0, 60, 1),
        ("a" * 639, 0.0, 61, 2),
    ],
)
def test_how_long_a_paragraph_is_tells_what_it_takes_to_end_it(
    first: str, pause_s: float, coming: int, count: int
) -> None:
    rows = joined(Line(first, 0.0, 1.0, "Mara"), Line("B" * coming, 1.0 + pause_s, 9.0, "Mara"))
    assert len(rows) == count
