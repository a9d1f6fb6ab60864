"""Turns of people who were recorded apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcript import Span, Word
from podscribe.turns import spans_of, weave


def words(text: str, start: float) -> list[Word]:
    return [
        Word(word, start + 0.4 * number, start + 0.4 * number + 0.3)
        for number, word in enumerate(text.split())
    ]


def test_sentences_stand_in_the_order_in_which_they_begin() -> None:
    told = words("It keeps all of it. Nothing is lost.", 2.0)
    said = {"Mara": [*words("What does it do?", 0.0), *words("Right.", 3.1)], "Tom": told}
    turns = [(turn.speaker, " ".join(word.text for word in turn.words)) for turn in weave(said)]
    assert turns == [
        ("Mara", "What does it do?"),
        ("Tom", "It keeps all of it."),
        ("Mara", "Right."),
        ("Tom", "Nothing is lost."),
    ]


def test_a_pause_parts_what_has_no_full_stop() -> None:
    said = {"Mara": [*words("so what", 0.0), *words("and then", 9.0)], "Tom": words("yes", 4.0)}
    assert [turn.speaker for turn in weave(said)] == ["Mara", "Tom", "Mara"]
    assert [(span.start, span.speaker) for span in spans_of(said)] == [
        (0.0, "Mara"),
        (4.0, "Tom"),
        (9.0, "Mara"),
    ]


said = st.dictionaries(
    st.sampled_from(["Mara", "Tom", "Ines"]),
    st.lists(
        st.tuples(st.sampled_from(["so", "Why?", "it.", "[laughs]"]), st.floats(0.0, 3.0)),
        max_size=12,
    ),
)


@given(said)
def test_every_word_is_its_speakers_once_and_in_order(
    given_words: dict[str, list[tuple[str, float]]],
) -> None:
    spoken: dict[str, list[Word]] = {}
    for speaker, parts in given_words.items():
        at = 0.0
        spoken[speaker] = []
        for text, pause in parts:
            spoken[speaker].append(Word(text, at + pause, at + pause + 0.2))
            at += pause + 0.2
    turns = weave(spoken)
    for speaker, own in spoken.items():
        found = [word for turn in turns if turn.speaker == speaker for word in turn.words]
        assert [word.start for word in found] == [word.start for word in own]
        assert [word.text.casefold() for word in found] == [word.text.casefold() for word in own]
    spans = spans_of(spoken)
    assert list(spans) == sorted(spans, key=lambda span: span.start)
    assert all(isinstance(span, Span) and span.end > span.start for span in spans)


def test_a_pause_of_eight_tenths_parts_what_one_says() -> None:
    def parts(start: float) -> int:
        return len(spans_of({"Mara": [Word("so", 0.0, 0.0), Word("what", start, 1.0)]}))

    assert (parts(0.75), parts(0.8)) == (1, 2)


def test_a_span_lasts_until_its_last_word_is_over() -> None:
    said = {"Mara": [Word("so", 0.0, 2.0), Word("what", 0.5, 1.0)]}
    assert spans_of(said) == (Span(0.0, 2.0, "Mara"),)
