"""Differences with time, both texts and words around; whole passages; nothing left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podscribe.compare import Comparison, Kind, Nature, compare
from podscribe.compare.comparing import CompareOptions
from podscribe.compare.differences import LONGEST_TEXT
from podscribe.compare.names import names_in
from podscribe.compare.result import Which
from podscribe.compare.side import side_of
from podscribe.transcript import Line, Transcript
from tests.compare.material import WORD_S, cues, disturbed, page, strange, talk, turns_of
from tests.strategies import moderately

ENGLISH = CompareOptions(language="en")
WORDS = (
    *("it's", "It", "is", "25", "twenty", "five", "um", "–", "[laughs]", "(so", "so)", "rye,"),
    *("rye.", "not", "Mara", "don't", "do", "we", "…"),
)
spoken = st.lists(st.sampled_from(WORDS), max_size=25)


@moderately
@given(spoken, spoken)
def test_between_the_differences_both_say_the_same(left: list[str], right: list[str]) -> None:
    said, heard = (Transcript(rows=(Line(" ".join(words), 0.0),)) for words in (left, right))
    if not (left and right):
        return
    found = compare(said, heard, ENGLISH)
    if sum(count for _, count in found.counts) > len(found.differences):
        return  # a side without punctuation, of which not all is listed
    spots = [(each.reference_words, each.hypothesis_words) for each in found.differences]
    spots += [(each.reference_words, each.hypothesis_words) for each in found.passages]
    at = to = 0
    for ours, theirs in sorted(spots, key=lambda spot: (spot[0].start, spot[1].start)):
        assert left[at : ours.start] == right[to : theirs.start]
        at, to = ours.stop, theirs.stop
    assert left[at:] == right[to:]


def test_a_difference_has_its_time_texts_speaker_and_words_around() -> None:
    said = page(
        (3.0, "Mara", "We talk about bread today."),
        (9.0, "Tom", "I count loaves in Lisbon, every day, before dawn."),
    )
    heard = page(
        (3.0, "Mara", "We talk about bread today."),
        (10.0, "Tom", "I count loaves in Berlin, every day, before dawn."),
    )
    (found,) = compare(said, heard).differences
    assert (found.kind, found.nature) == (Kind.NAME, Nature.SUBSTANCE)
    assert (found.reference, found.hypothesis, found.speaker) == ("Lisbon,", "Berlin,", "Tom")
    assert (found.before, found.after) == ("today. I count loaves in", "every day, before dawn.")
    assert found.reference_time is not None
    assert found.hypothesis_time is not None
    assert 9.0 < found.reference_time < found.hypothesis_time < 13.0


def test_the_substantial_come_first_each_kind_in_order() -> None:
    said = "We um sold bread. Then Nadia baked rye. It was not good. Yes 30 of them and Tom left."
    heard = "We sold bread. Then Nadja baked rye. It was good. Yes 13 of them and Tim left."
    found = compare(page((0.0, "Mara", said)), page((0.0, "Mara", heard)), ENGLISH)
    listed = [(each.kind.value, each.reference) for each in found.differences]
    assert listed == [
        ("name", "Nadia"),
        ("name", "Tom"),
        ("number", "30"),
        ("negation", "not"),
        ("filler", "um"),
    ]
    assert dict(found.counts) == {
        Kind.NAME: 2,
        Kind.NUMBER: 1,
        Kind.NEGATION: 1,
        Kind.FILLER: 1,
    }


def test_punctuation_is_only_counted_where_a_side_has_none() -> None:
    said = turns_of([word + "," * (at % 3 == 0) for at, word in enumerate(talk(1, 200))])
    heard = cues(talk(1, 200))
    found = compare(said, heard)
    assert dict(found.counts) == {Kind.PUNCTUATION: 67}
    assert found.differences == ()
    assert "the hypothesis has no punctuation: where it differs is counted, not listed" in (
        found.notes
    )


def test_passages_missing_on_either_side_have_their_times() -> None:
    greeting, talked = strange(2, 50), talk(1, 900)
    said = turns_of(talked, start=30.0)
    heard = cues(greeting + talked[:400] + talked[520:], start=10.0)
    found = compare(said, heard)
    first, second = found.passages
    assert (first.missing_in, first.words) == (Which.REFERENCE, 50)
    assert (first.start, round(first.end or 0)) == (10.0, 30)
    assert first.missing_at == 30.0
    assert (second.missing_in, abs(second.words - 120) < 4) == (Which.HYPOTHESIS, True)
    assert abs((second.start or 0) - (30.0 + 400 * WORD_S)) < 4
    assert abs((second.missing_at or 0) - (10.0 + 450 * WORD_S)) < 4
    assert not any(each.nature is Nature.SUBSTANCE for each in found.differences)


def test_long_texts_are_quoted_from_their_beginning() -> None:
    found = compare(turns_of(strange(1, 300)), turns_of(strange(2, 300)))
    (difference,) = found.differences
    assert len(difference.reference.split()) == LONGEST_TEXT + 1
    assert difference.reference.endswith(" …")
    assert len(difference.reference_words) == 300


def test_names_are_what_is_written_large_within_sentences() -> None:
    said = "We met Nadia. Bread is made here. I said: Flour and Bread, not bread. But MLflow is."
    side = side_of(page((0.0, "Ana María", said)), "en")
    assert names_in(side) == {"nadia", "mlflow", "ana", "maria"}
    german = side_of(page((0.0, None, "Wir backen das Brot und den Kuchen.")), "de")
    assert names_in(german) == frozenset()
    loud = side_of(page((0.0, None, "WE MET NADIA AND TOM.")), "en")
    assert names_in(loud) == frozenset()


def differing(comparison: Comparison) -> int:
    return sum(count for _, count in comparison.counts)


def test_a_transcript_does_not_differ_from_itself() -> None:
    transcript = turns_of(disturbed(talk(1, 500), 2))
    found = compare(transcript, transcript)
    assert (differing(found), found.passages, found.alike) == (0, (), True)
