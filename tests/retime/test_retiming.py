"""New times from another transcript: found, mended, moved, and what cannot be found."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.retime import retime, transfer
from podscribe.transcript import Grain, Header, Line, Row, Span, Transcript, Word
from tests.compare.material import WORD_S, cues, disturbed, page, strange, talk, turns_of
from tests.retime.material import (
    never_backward,
    share_within,
    starts,
    with_header,
    with_starts,
    without_times,
)
from tests.strategies import moderately, paragraphs, speech

WORDS = talk(1, 1600)
EDITED = with_header(with_header(turns_of(WORDS), "The oven", 7), "The end", 30)
HEARD = cues(WORDS)
MIDDLE = 20


def shifts(edited: Transcript, heard: Transcript = HEARD) -> list[tuple[int, int | None]]:
    return [(shift.line, shift.offset) for shift in retime(edited, heard).shifts]


def test_a_page_without_times_gets_them() -> None:
    found = retime(with_starts(EDITED, lambda number, start: None), HEARD)
    assert share_within(EDITED, found.transcript, 1.0) == 1.0
    assert (found.rows, found.found, found.untimed, found.moved) == (40, 40, 40, ())
    assert without_times(found.transcript) == without_times(EDITED)


def test_times_that_are_right_stay() -> None:
    found = retime(EDITED, HEARD)
    assert found.transcript == EDITED
    assert (found.moved, found.shifts[0].offset) == ((), 0)


def test_an_editors_words_are_not_those_that_were_heard() -> None:
    heard = cues(disturbed(WORDS, 3))
    truth = with_starts(EDITED, lambda number, start: start)
    found = retime(with_starts(truth, lambda number, start: None), heard)
    again = retime(found.transcript, heard)
    assert found.found == found.rows
    assert again.transcript == found.transcript
    rate = len(disturbed(WORDS, 3)) / len(WORDS)
    heard_truth = with_starts(truth, lambda number, start: start * rate)
    assert share_within(heard_truth, found.transcript, 6.0) == 1.0


def test_a_constant_offset_is_found_and_taken_away() -> None:
    late = with_starts(EDITED, lambda number, start: start + 95)
    found = retime(late, HEARD)
    assert found.transcript == EDITED
    assert [shift.offset for shift in found.shifts] == [-95]
    assert {*found.moved} == {-95.0}


@pytest.mark.parametrize("minute", [60, -60])
def test_a_minute_from_the_middle_on_is_found_and_taken_away(minute: int) -> None:
    shifted = with_starts(
        EDITED, lambda number, start: start + minute if number >= MIDDLE else start
    )
    found = retime(shifted, HEARD)
    assert found.transcript == EDITED
    assert shifts(shifted) == [(0, 0), (MIDDLE, -minute)]
    assert len(found.moved) == MIDDLE


def test_an_advertisement_that_was_cut_in_moves_what_comes_after() -> None:
    spot = cues(strange(9, 100), start=200 * WORD_S)
    after = cues(WORDS[200:], start=300 * WORD_S)
    heard = Transcript(rows=(*cues(WORDS[:200]).rows, *spot.rows, *after.rows))
    found = retime(EDITED, heard)
    moved = with_starts(EDITED, lambda number, start: start + (40 if start >= 200 * WORD_S else 0))
    assert share_within(moved, found.transcript, 1.0) == 1.0
    assert shifts(EDITED, heard) == [(0, 0), (5, 40)]


def test_shuffled_times_mislead_nobody() -> None:
    mixed = starts(EDITED)
    random.Random(4).shuffle(mixed)
    found = retime(with_starts(EDITED, lambda number, start: mixed[number]), HEARD)
    assert share_within(EDITED, found.transcript, 1.0) == 1.0
    assert [shift.offset for shift in found.shifts] == [None]


def test_times_that_are_all_the_same_mislead_nobody() -> None:
    unnamed = replace(EDITED, rows=tuple(replace(line, speaker=None) for line in EDITED.lines))
    for edited in (EDITED, unnamed):
        found = retime(with_starts(edited, lambda number, start: 0.0), HEARD)
        assert share_within(EDITED, found.transcript, 1.0) == 1.0


def test_times_that_run_backward_are_mended_and_others_stay() -> None:
    planted = {6: 24.0, 17: 59.0, 33: 300.0}
    spoiled = with_starts(EDITED, lambda number, start: start - planted.get(number, 0.0))
    found = retime(spoiled, HEARD)
    assert found.backward == 3
    assert len(found.moved) == 3
    assert never_backward(found.transcript)
    changed = [
        number
        for number, (old, new) in enumerate(
            zip(starts(EDITED), starts(found.transcript), strict=True)
        )
        if old != new
    ]
    assert changed == [*planted]
    assert share_within(EDITED, found.transcript, 1.0) == 1.0


def with_lost(start: float | None, speaker: str = "Nadia") -> Transcript:
    """A page with a row that nobody said; Tom speaks before it."""
    rows = [*EDITED.rows]
    at = rows.index(EDITED.lines[MIDDLE])
    rows.insert(at, Line(" ".join(strange(5, 12)), start, speaker=speaker))
    return replace(EDITED, rows=tuple(rows))


@pytest.mark.parametrize("speaker", ["Nadia", "Tom"])
def test_a_row_that_is_not_found_keeps_its_own_time_where_that_fits(speaker: str) -> None:
    edited = with_lost(starts(EDITED)[MIDDLE] - 2.0, speaker)
    found = retime(edited, HEARD)
    assert found.lost == (MIDDLE,)
    assert found.transcript == edited
    moved = with_starts(edited, lambda number, start: start + 33)
    assert retime(moved, HEARD).transcript == edited


def test_a_row_of_a_turn_that_is_not_found_has_the_time_of_the_turn() -> None:
    found = retime(with_lost(None, "Tom"), HEARD)
    assert found.lost == (MIDDLE,)
    assert starts(found.transcript)[MIDDLE] == starts(EDITED)[MIDDLE - 1]


@pytest.mark.parametrize("told", [None, 9.0, 600.0])
def test_a_row_that_is_not_found_stands_between_its_neighbours(told: float | None) -> None:
    found = retime(with_lost(told), HEARD)
    before, here, behind = starts(found.transcript)[MIDDLE - 1 : MIDDLE + 2]
    assert found.lost == (MIDDLE,)
    assert before < here <= behind
    others = starts(found.transcript)
    del others[MIDDLE]
    assert others == starts(EDITED)


def test_a_passage_that_was_not_heard_is_listed_and_keeps_times_that_are_right() -> None:
    heard = replace(
        HEARD, rows=tuple(row for row in HEARD.lines if not 200 < (row.start or 0) < 300)
    )
    found = retime(EDITED, heard)
    assert found.transcript == EDITED
    assert found.lost == (13, 14, 15, 16, 17, 18)
    found = retime(with_starts(EDITED, lambda number, start: None), heard)
    assert never_backward(found.transcript)
    assert share_within(EDITED, found.transcript, 8.0) == 1.0


def divided(apart: bool) -> Transcript:
    """A page whose turns have two paragraphs, that share a time or have times of their own."""
    rows: list[Line] = []
    for line in turns_of(WORDS).lines:
        words = line.text.split()
        later = (line.start or 0.0) + (20 * WORD_S if apart else 0.0)
        rows.append(replace(line, text=" ".join(words[:20])))
        rows.append(replace(line, text=" ".join(words[20:]), start=later))
    return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)


@pytest.mark.parametrize("apart", [False, True])
def test_paragraphs_share_a_time_where_the_page_has_it_so(apart: bool) -> None:
    edited = divided(apart)
    spoiled = with_starts(
        edited,
        lambda number, start: (
            None if number in (8, 9) else max(0, start - 90 * (number in (20, 31)))
        ),
    )
    found = retime(spoiled, HEARD).transcript
    assert starts(found) == pytest.approx(starts(edited), abs=1.0)
    wiped = retime(with_starts(edited, lambda number, start: None), HEARD).transcript
    assert starts(wiped)[::2] == starts(wiped)[1::2]


def test_another_page_can_have_the_times() -> None:
    moved = with_starts(EDITED, lambda number, start: start + 12)
    assert retime(EDITED, moved).transcript == moved


def test_a_turn_begins_where_the_recogniser_has_it_begin() -> None:
    heard = page((0.0, "A", "so we bake rye bread every day"), (7.0, "B", "uh well yes it is good"))
    edited = page((None, "Mara", "We bake rye bread every day."), (None, "Tom", "Yes, it is good."))
    assert starts(retime(edited, heard).transcript) == [0.0, 7.0]


def timed_words(texts: list[str], begin: float) -> tuple[Word, ...]:
    return tuple(
        Word(text, begin + at * WORD_S, begin + (at + 1) * WORD_S) for at, text in enumerate(texts)
    )


def heard_words(begin: float) -> Transcript:
    """Paragraphs whose words have times, and the spans of their speakers."""
    rows = []
    for at in range(0, len(WORDS), 40):
        words = timed_words(WORDS[at : at + 40], begin + at * WORD_S)
        speaker = ("Mara", "Tom")[at // 40 % 2]
        text = " ".join(WORDS[at : at + 40])
        rows.append(Line(text, words[0].start, words[-1].end, speaker, words))
    spans = tuple(Span(row.start or 0.0, row.end or 0.0, row.speaker or "") for row in rows)
    return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH, spans=spans)


def test_words_ends_and_spans_move_along() -> None:
    found = retime(heard_words(30.0), heard_words(0.0)).transcript
    for line, right in zip(found.lines, heard_words(0.0).lines, strict=True):
        assert line.start == pytest.approx(right.start)
        assert line.end == pytest.approx(right.end)
        assert [word.start for word in line.words] == pytest.approx(
            [word.start for word in right.words]
        )
    assert [span.start for span in found.spans] == pytest.approx(
        [span.start for span in heard_words(0.0).spans]
    )


def test_words_whose_times_were_wrong_get_those_that_were_heard() -> None:
    spoiled = replace(heard_words(0.0), spans=())
    mixed = [*range(len(spoiled.lines))]
    random.Random(1).shuffle(mixed)
    rows = tuple(
        replace(
            line,
            start=spoiled.lines[other].start,
            end=spoiled.lines[other].end,
            words=tuple(
                replace(word, start=wrong.start, end=wrong.end)
                for word, wrong in zip(line.words, spoiled.lines[other].words, strict=True)
            ),
        )
        for line, other in zip(spoiled.lines, mixed, strict=True)
    )
    found = retime(replace(spoiled, rows=rows, spans=heard_words(0.0).spans), heard_words(0.0))
    for line, right in zip(found.transcript.lines, spoiled.lines, strict=True):
        assert line.end == pytest.approx(right.end, abs=1.0)
        assert [word.start for word in line.words] == pytest.approx(
            [word.start for word in right.words]
        )
    assert found.spans_lost
    assert found.transcript.spans == ()


def test_times_that_agree_each_by_itself_are_put_in_order() -> None:
    edited = turns_of(WORDS, size=2)
    crossed = with_starts(edited, lambda number, start: start + 0.9 * (number % 2))
    heard = Transcript(rows=tuple(heard_words(0.0).lines), grain=Grain.PARAGRAPH)
    found = retime(crossed, heard)
    assert never_backward(found.transcript)
    assert starts(found.transcript) == pytest.approx(starts(edited), abs=1.0)


def test_another_episode_is_refused() -> None:
    with pytest.raises(PodscribeError, match="does not look like the same episode"):
        retime(EDITED, cues(strange(2, 1600)))


def test_a_transcript_without_times_or_words_is_refused() -> None:
    untimed = with_starts(HEARD, lambda number, start: None)
    with pytest.raises(PodscribeError, match="no times"):
        retime(EDITED, untimed)
    with pytest.raises(PodscribeError, match="no times"):
        retime(EDITED, Transcript())
    with pytest.raises(PodscribeError, match="no rows"):
        retime(Transcript(), HEARD)


def test_a_minute_of_ten_hours_gives_no_page_its_times() -> None:
    words = talk(6, 60_000)
    with pytest.raises(PodscribeError, match=r"only \d of its 1500 rows are found"):
        retime(turns_of(words), cues(words[9000:9160]))
    found = retime(turns_of(words[9000:9160]), cues(words))
    assert starts(found.transcript)[0] == pytest.approx(9000 * WORD_S)


@settings(moderately, max_examples=30)
@given(
    st.lists(
        st.sampled_from([None, -3000.0, -61.0, -4.0, -1.0, 0.0, 0.0, 0.0, 2.0, 60.0]),
        min_size=20,
        max_size=20,
    ),
    st.lists(st.sampled_from(["Mara", "Tom", None]), min_size=20, max_size=20),
    st.integers(0, 30),
    st.sampled_from([0.0, 0.1, 0.2]),
)
def test_whatever_the_times_were_words_stay_and_times_go_forward(
    wrong: list[float | None], names: list[str | None], seed: int, share: float
) -> None:
    def spoiled(number: int, start: float) -> float | None:
        off = wrong[number]
        return None if off is None else max(0.0, start + off)

    lines = [*turns_of(WORDS[: 40 * len(wrong)]).lines]
    rows: list[Row] = [replace(line, speaker=name) for line, name in zip(lines, names, strict=True)]
    rows.insert(7, Header("The oven"))
    edited = Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)
    heard = cues(disturbed(WORDS[: 40 * len(wrong)], seed, share))
    found = retime(with_starts(edited, spoiled), heard)
    assert without_times(found.transcript) == without_times(edited)
    assert never_backward(found.transcript)
    assert retime(found.transcript, heard).transcript == found.transcript


@moderately
@given(paragraphs(), st.lists(speech(), max_size=4))
def test_few_words_of_any_kind_are_retimed_or_refused(
    edited: Transcript, others: list[str]
) -> None:
    said = [*(line.text for line in edited.lines), *others]
    heard = Transcript(rows=tuple(Line(text, at * 5.0) for at, text in enumerate(said)))
    try:
        found = retime(edited, heard)
    except PodscribeError:
        return
    assert without_times(found.transcript) == without_times(edited)
    known = [line.start for line in found.transcript.lines if line.start is not None]
    assert known == sorted(known)


def test_a_page_in_a_language_without_blanks_gets_times() -> None:
    chance = random.Random(1)
    signs = [chr(0x4E00 + number) for number in range(400)]
    said = ["".join(chance.choices(signs, k=40)) for _ in range(20)]
    rows = [Line(text, speaker="AB"[number % 2]) for number, text in enumerate(said)]
    edited = Transcript(rows=(Header("面包"), *rows), grain=Grain.PARAGRAPH)
    halves = [half for text in said for half in (text[:20], text[20:])]
    heard = Transcript(
        rows=tuple(Line(half, start=5.0 * number) for number, half in enumerate(halves))
    )
    found = retime(edited, heard)
    assert (found.found, found.lost) == (20, ())
    assert [line.start for line in found.transcript.lines] == [10.0 * row for row in range(20)]
    assert not transfer(edited, heard).lost
