"""Lines cut into cues: small enough, at words, where a speaker would draw breath."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.layout.cues import CAPTIONS, LINES, CueOptions, cut_captions, cut_cues, cut_line
from podscribe.transcript import Grain, Line, Transcript, Word
from tests.strategies import heard, moderately, paragraphs, thoroughly


def spoken(text: str, *pauses: int, pause_s: float = 0.8, word_s: float = 0.3) -> Line:
    """A line whose words follow each other at once, but for a pause before those numbered."""
    words: list[Word] = []
    at = 0.0
    for number, word in enumerate(text.split()):
        at += pause_s if number in pauses else 0.0
        words.append(Word(word, at, at + word_s))
        at += word_s
    return Line(text, 0.0, at, "Mara", tuple(words))


def cut(line: Line, options: CueOptions = LINES) -> list[str]:
    return [cue.text for cue in cut_line(line, options)]


def greedy(text: str) -> list[str]:
    """What a writer that fills every cue would make."""
    cues = [""]
    for word in text.split():
        if len(cues[-1]) + 1 + len(word) > LINES.max_characters:
            cues.append("")
        cues[-1] = f"{cues[-1]} {word}".strip()
    return cues


CLAUSES = "When the oven broke, we all went out to buy some bread."
SENTENCES = "It was good enough for us. Then the oven broke down for good."
PAUSED = "so what did you do with the bread we gave it to the neighbours and their ducks"


def test_a_cue_ends_with_a_clause_where_a_greedy_writer_would_run_on() -> None:
    assert greedy(CLAUSES) == ["When the oven broke, we all went out to", "buy some bread."]
    assert cut(spoken(CLAUSES)) == ["When the oven broke,", "we all went out to buy some bread."]


def test_a_cue_ends_at_a_pause_where_a_greedy_writer_would_run_on() -> None:
    assert greedy(PAUSED)[0] == "so what did you do with the bread we"
    assert cut(spoken(PAUSED, 8))[0] == "so what did you do with the bread"


def test_a_pause_weighs_more_than_a_comma() -> None:
    text = "so we took that very loaf, nobody ever saw that loaf again"
    assert cut(spoken(text))[0] == "so we took that very loaf,"
    assert cut(spoken(text, 7))[0] == "so we took that very loaf, nobody"


def test_a_breath_weighs_as_much_as_a_comma() -> None:
    text = CLAUSES.replace(",", "")
    assert cut(spoken(text))[0] == "When the oven broke we all"
    assert cut(spoken(text, 4, pause_s=0.3))[0] == "When the oven broke"


def test_a_cue_ends_with_its_sentence() -> None:
    assert greedy(SENTENCES)[0] == "It was good enough for us. Then the oven"
    assert cut(spoken(SENTENCES))[0] == "It was good enough for us."


@pytest.mark.parametrize("ending", [".", "?", "!", "…", '."', ".”", "?)", "。"])
def test_sentences_end_with_their_quotes_and_brackets(ending: str) -> None:
    first = f"It was good enough for us{ending}"
    assert cut(spoken(SENTENCES.replace("It was good enough for us.", first)))[0] == first


def test_no_cue_is_wider_than_it_may_be_and_words_stay_whole() -> None:
    text = "flour " * 30
    assert all(len(cue) <= 40 for cue in cut(spoken(text)))
    assert " ".join(cut(spoken(text))) == text.strip()


def test_no_cue_is_longer_than_seven_seconds() -> None:
    cues = cut_line(spoken("slowly " * 5, word_s=2.5), LINES)
    assert len(cues) == 3
    assert all((cue.end or 0) - (cue.start or 0) <= 7.0 for cue in cues)


def test_a_cue_has_the_times_of_its_words() -> None:
    line = spoken(SENTENCES, 6)
    first, second = cut_line(line, LINES)
    assert (first.start, first.end) == (0.0, pytest.approx(1.8))
    assert second.start == pytest.approx(2.6)
    assert first.words == line.words[:6]
    assert first.speaker == "Mara"


def test_sounds_stand_alone() -> None:
    assert cut(spoken("[Music] Hello and welcome. [long Laughter] So?")) == [
        "[Music]",
        "Hello and welcome.",
        "[long Laughter]",
        "So?",
    ]
    assert cut(Line("Yes [laughs] no", 0.0, 2.0)) == ["Yes", "[laughs]", "no"]


def test_two_speakers_never_share_a_cue() -> None:
    rows = (Line("Yes.", 1.0, 1.2, "Mara"), Line("No.", 1.2, 1.4, "Tom"))
    for grain in Grain:
        cues = cut_cues(Transcript(rows=rows, grain=grain), LINES)
        assert [(cue.text, cue.speaker) for cue in cues] == [("Yes.", "Mara"), ("No.", "Tom")]


def test_a_word_without_end_is_broken_up() -> None:
    address = "https://example.org/" + "flour/" * 10
    cues = cut(spoken(f"See {address} now."))
    assert "".join(cues).replace(" ", "") == f"See{address}now."
    assert all(len(cue) <= 40 for cue in cues)


def test_a_text_without_word_times_is_spread_by_characters() -> None:
    first, second = cut_line(Line("a" * 30 + " " + "b" * 30, 2.0, 8.0), LINES)
    assert (first.start, first.end) == (2.0, 5.0)
    assert (second.start, second.end) == (5.0, 8.0)
    assert first.words == ()


def test_words_that_tell_another_text_do_not_tell_its_times() -> None:
    line = Line("It keeps.", 2.0, 4.0, words=(Word("Something", 3.0, 3.1), Word("else", 3.2, 3.3)))
    (cue,) = cut_line(line, LINES)
    assert (cue.text, cue.start, cue.end) == ("It keeps.", 2.0, pytest.approx(4.0))


def test_cues_that_fit_stay_as_they_were_read() -> None:
    rows = (Line("[Music] so, hello.  You", 0.0, 30.0, extra=(("vtt-settings", "line:0"),)),)
    assert cut_cues(Transcript(rows=rows), LINES) == rows


def test_a_caption_on_two_rows_is_laid_out_anew() -> None:
    rows = (Line("So it began\nwith flour.", 0.0, 3.0),)
    (cue,) = cut_cues(Transcript(rows=rows), CAPTIONS)
    assert cue.text == "So it began with flour."


def test_speech_that_overlaps_never_takes_the_times_back() -> None:
    long = spoken("it was a very long story about flour and water and an oven " * 2)
    short = Line("mhm", 4.0, 4.5, "Tom", (Word("mhm", 4.0, 4.5),))
    cues = cut_cues(Transcript(rows=(long, short)), LINES)
    starts = [cue.start or 0.0 for cue in cues]
    assert starts == sorted(starts)
    assert all((cue.end or 0.0) >= (cue.start or 0.0) for cue in cues)
    assert cues[-1].text == "mhm"


def test_a_remark_over_anothers_words_is_shown_while_it_is_said() -> None:
    long = spoken("it was a very long story about flour and water and an oven " * 2)
    remark = Line("mhm", 1.0, 1.5, "Tom", (Word("mhm", 1.0, 1.5),))
    cues = cut_captions(Transcript(rows=(long, remark)), CAPTIONS)
    starts = [cue.start or 0.0 for cue in cues]
    assert starts == sorted(starts)
    (found,) = [cue for cue in cues if cue.text == "mhm"]
    assert (found.start, found.end) == (1.0, 1.5)
    assert cues[-1] != found


@pytest.mark.parametrize("rows", [(), (Line("  ", 1.0),)])
def test_without_words_there_are_no_cues(rows: tuple[Line, ...]) -> None:
    with pytest.raises(PodscribeError, match="has no words"):
        cut_cues(Transcript(rows=rows), LINES)


def test_without_times_there_are_no_cues() -> None:
    with pytest.raises(PodscribeError, match="has no times") as caught:
        cut_cues(Transcript(rows=(Line("Rye."),)), LINES)
    assert caught.value.remedy


@settings(moderately)
@given(heard())
def test_cues_of_words_hold_every_word_once_and_keep_their_bounds(line: Line) -> None:
    cues = cut_line(line, LINES)
    assert [word for cue in cues for word in cue.words] == [*line.words]
    for cue in cues:
        assert cue.text == " ".join(word.text for word in cue.words)
        assert len(cue.text) <= LINES.max_characters
        assert cue.speaker == line.speaker
        assert (cue.start, cue.end) == (cue.words[0].start, cue.words[-1].end)
        assert len(cue.words) == 1 or cue.words[-1].end - cue.words[0].start <= LINES.max_seconds


def test_a_script_without_blanks_is_cut_into_cues_without_them() -> None:
    words = tuple(Word(letter, 0.5 * n, 0.5 * n + 0.5) for n, letter in enumerate("机器学习" * 12))
    text = "".join(word.text for word in words)
    cues = cut(Line(text, 0.0, 24.0, words=words))
    assert "".join(cues) == text
    assert all(" " not in cue and len(cue) <= LINES.max_characters for cue in cues)


def test_a_word_without_a_letter_is_in_no_cue() -> None:
    words = (Word("机", 0.0, 1.0), Word(" ", 1.0, 2.0), Word("器", 2.0, 3.0))
    (cue,) = cut_line(Line("机器", 0.0, 3.0, words=words), LINES)
    assert (cue.text, len(cue.words)) == ("机器", 2)


@settings(thoroughly)
@given(paragraphs())
def test_cues_of_paragraphs_hold_every_word_in_order(transcript: Transcript) -> None:
    if all(line.start is None for line in transcript.lines):
        return
    cues = cut_cues(transcript, LINES)
    said = "".join(cue.text for cue in cues).replace(" ", "")
    assert said == "".join(line.text for line in transcript.lines).replace(" ", "")
    assert all(len(cue.text) <= LINES.max_characters for cue in cues)
    assert all((cue.start or 0.0) <= (cue.end or 0.0) for cue in cues)
    assert all((a.start or 0.0) <= (b.start or 0.0) for a, b in pairwise(cues))


def test_no_cue_ends_with_a_word_that_leans_on_the_next() -> None:
    text = "We counted every warm loaf and put the baskets near the door"
    assert greedy(text)[0] == "We counted every warm loaf and put the"
    assert cut(spoken(text))[0] == "We counted every warm loaf"


def test_a_pause_after_a_word_that_leans_on_the_next_still_ends_a_cue() -> None:
    text = "We had baked a few of the loaves and the oven kept on burning"
    assert cut(spoken(text, 10))[0] == "We had baked a few of the loaves and the"


def test_no_cue_ends_with_the_first_word_of_a_sentence() -> None:
    text = "She liked the loaf we gave her. Plus, you may bake it again with other flour"
    assert all(not cue.endswith("Plus,") for cue in cut(spoken(text)))
    assert all(not cue.endswith("Plus") for cue in cut(spoken(text.replace(",", ""))))


def test_text_without_blanks_is_cut_at_its_words() -> None:
    said = "今天我们谈面包。面包需要时间，也需要耐心。"
    words = tuple(Word(each, at / 2, at / 2 + 0.4) for at, each in enumerate(said))
    line = Line(said, 0.0, 11.0, "Mara", words)
    cues = cut_line(line, CueOptions(max_characters=20))
    assert [cue.text for cue in cues] == ["今天我们谈面包。", "面包需要时间，", "也需要耐心。"]
    assert [cue.start for cue in cues] == [0.0, 4.0, 7.5]


def test_two_short_sentences_share_a_cue() -> None:
    assert cut(spoken("Right. Right.")) == ["Right. Right."]


def test_the_first_word_of_a_sentence_stands_alone_where_a_pause_follows_it() -> None:
    text = "So we all went out to buy some of the bread"
    assert cut(spoken(text, 1)) == ["So", text.removeprefix("So ")]


@pytest.mark.parametrize(
    ("width", "end", "stays"), [(40, 7.0, True), (41, 7.0, False), (40, 7.5, False)]
)
def test_a_cue_of_the_greatest_size_stays_as_it_was_read(
    width: int, end: float, stays: bool
) -> None:
    first, second = "a" * 20, "b" * (width - 21)
    words = (Word(first, 0.0, 3.0), Word(second, 3.0, end))
    row = Line(f"{first} {second}", 0.0, end, words=words, extra=(("vtt-settings", "line:0"),))
    assert (cut_cues(Transcript(rows=(row,)), LINES) == (row,)) is stays
