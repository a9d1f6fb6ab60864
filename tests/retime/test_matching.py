"""Which words two transcripts have in common for certain."""

from __future__ import annotations

import random

from podscribe.retime.matching import match
from podscribe.retime.places import Places
from podscribe.transcript import Transcript
from tests.compare.material import cues, page, strange, talk, turns_of

WORDS = talk(1, 800)


def test_words_that_both_have_are_partners() -> None:
    found = match(turns_of(WORDS), cues(WORDS))
    assert [(each.word, each.other) for each in found.partners] == [(at, at) for at in range(800)]
    assert found.common == 1.0


def test_a_word_that_is_said_much_later_is_no_partner_of_one_before_a_gap() -> None:
    begin, end = strange(1, 30), strange(2, 30)
    edited = page((None, None, " ".join([*begin, "so", *strange(3, 100), "well", *end])))
    later = cues(["so", *end], start=200.0)
    heard = Transcript(rows=(*cues(begin).rows, *later.rows))
    words = {each.word for each in match(edited, heard).partners}
    assert words == {*range(30), *range(132, 162)}
    soon = Transcript(rows=cues([*begin, "so", *end]).rows)
    assert 30 in {each.word for each in match(edited, soon).partners}


def test_common_words_of_something_else_are_no_partners() -> None:
    other = WORDS[300:500]
    random.Random(2).shuffle(other)
    found = match(turns_of(WORDS), cues([*WORDS[:300], *other, *WORDS[500:]]))
    assert len([each for each in found.partners if 310 <= each.word < 490]) <= 4
    assert not any(found.finds(first, first + 40) for first in range(320, 480, 40))
    assert all(found.finds(first, first + 40) for first in (*range(0, 280, 40), 520, 760))


def test_a_sound_in_brackets_says_nothing() -> None:
    found = match(
        page((None, "Tom", "[laughs]"), (None, "Mara", "rye bread")), cues(["rye", "bread"])
    )
    assert not found.says(0, 1)
    assert not found.finds(0, 1)
    assert found.finds(1, 3)


def test_what_was_not_heard_lies_between_the_words_around_it() -> None:
    lost = strange(3, 60)
    edited = page((None, None, " ".join([*WORDS[:40], *lost, *WORDS[40:]])))
    for pause_s, first_s, last_s in ((0.0, 16.0, 16.0), (20.0, 16.0, 36.0), (200.0, 180.0, 216.0)):
        heard = (*cues(WORDS[:40]).rows, *cues(WORDS[40:], start=16.0 + pause_s).rows)
        places = Places(match(edited, Transcript(rows=heard)))
        moments = [places.begin(word).start for word in range(40, 101)]
        assert moments == sorted(moments)
        assert abs(moments[0] - first_s) <= 3.5
        assert abs(moments[-1] - last_s) < 0.1
