"""Two texts in rows: every word once, turns beside the turns that say the same."""

from __future__ import annotations

import random

import pytest

from podscribe.compare import Comparison, compare
from podscribe.compare.facing import LONG_WORDS, facing
from podscribe.transcript import Transcript
from tests.compare.material import cues, disturbed, page, strange, talk, turns_of

MARA = "So tell us how it all began with the flour and the bread."
TOM = "I was a baker in Lisbon for eleven years, and then I was not."


def rows(reference: Transcript, hypothesis: Transcript) -> list[tuple[str, str]]:
    found = compare(reference, hypothesis)
    return [
        (
            found.reference.text_of(row.reference),
            found.hypothesis.text_of(row.hypothesis),
        )
        for row in facing(found.reference, found.hypothesis, found.stretches, found.passages)
    ]


def test_turns_stand_beside_turns_and_one_alone_beside_nothing() -> None:
    both = (0.0, "Mara", MARA), (9.0, "Tom", TOM)
    more = (5.0, "Tom", "Mhm.")
    assert rows(page(*both), page(both[0], more, both[1])) == [
        (MARA, MARA),
        ("", "Mhm."),
        (TOM, TOM),
    ]
    assert rows(page(both[0], more, both[1]), page(*both)) == [
        (MARA, MARA),
        ("Mhm.", ""),
        (TOM, TOM),
    ]


def test_what_one_side_runs_together_is_cut_where_the_other_begins_a_turn() -> None:
    edited = page((0.0, "Mara", MARA), (9.0, "Tom", TOM))
    assert rows(edited, page((0.0, "Mara", f"{MARA} {TOM}"))) == [(MARA, MARA), (TOM, TOM)]
    heard = page((0.0, None, f"uh {MARA} well {TOM}"))
    assert rows(heard, edited) == [(f"uh {MARA}", MARA), (f"well {TOM}", TOM)]


def test_a_turn_that_begins_a_few_words_off_is_the_same_turn() -> None:
    one = page((0.0, "Mara", f"{MARA} Yeah."), (9.0, "Tom", TOM))
    other = page((0.0, "Mara", MARA), (9.0, "Tom", f"Yeah. {TOM}"))
    assert rows(one, other) == [(f"{MARA} Yeah.", MARA), (TOM, f"Yeah. {TOM}")]


def test_a_passage_that_one_side_lacks_is_a_row_by_itself() -> None:
    cut = " ".join(strange(1, 40))
    whole = page((0.0, "Mara", f"{MARA} {cut} {TOM}"))
    assert rows(whole, page((0.0, "Mara", f"{MARA} {TOM}"))) == [
        (MARA, MARA),
        (cut, ""),
        (TOM, TOM),
    ]
    assert rows(page((0.0, "Mara", MARA)), page((0.0, "Mara", f"{cut} {MARA}"))) == [
        ("", cut),
        (MARA, MARA),
    ]


def test_captions_without_turns_stand_in_rows_that_can_be_read() -> None:
    found = compare(cues(talk(1, 3_000)), cues(disturbed(talk(1, 3_000), 2)))
    laid = facing(found.reference, found.hypothesis, found.stretches)
    assert 20 < len(laid) < 60
    assert max(len(row.reference) for row in laid) <= LONG_WORDS
    assert complete(found)


@pytest.mark.parametrize("seed", range(20))
def test_every_word_stands_in_one_row_in_order(seed: int) -> None:
    chance = random.Random(seed)
    words = talk(seed, 600)
    heard = disturbed(words, seed, chance.choice([0.02, 0.1, 0.4]))
    at = chance.randrange(len(heard))
    heard[at : at + chance.randrange(200)] = strange(7, chance.choice([0, 3, 100]))
    kinds = [turns_of(words, size=chance.choice([1, 3, 40])), cues(words)]
    others = [turns_of(heard, size=chance.choice([2, 7, 300])), cues(heard)]
    assert complete(compare(chance.choice(kinds), chance.choice(others)))


@pytest.mark.parametrize("other", ["", "Nothing in common, really."])
def test_one_side_alone_faces_nothing(other: str) -> None:
    assert complete(compare(page((0.0, "Mara", MARA)), page((0.0, None, other))))
    assert complete(compare(page((0.0, None, other)), page((0.0, "Mara", MARA))))


def complete(found: Comparison) -> bool:
    laid = facing(found.reference, found.hypothesis, found.stretches, found.passages)
    left = [word for row in laid for word in row.reference]
    right = [word for row in laid for word in row.hypothesis]
    return (left, right) == (
        [*range(len(found.reference.words))],
        [*range(len(found.hypothesis.words))],
    )
