"""A passage is one line of JSON and back, exactly; a journal that was cut gives what is whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.transcribe import Doubtful, Figures, Passage, Reason, passage_line, read_passages
from podscribe.transcribe.passages import marked
from podscribe.transcript import Doubt, Word

numbers = st.floats(allow_nan=False, allow_infinity=False)
times = st.floats(0, 40_000)
words = st.builds(
    Word,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    times,
    times,
    st.one_of(st.none(), numbers),
    st.sampled_from([(), (Doubt.TEXT,), (Doubt.TEXT, Doubt.SPEAKER)]),
)
passages = st.builds(
    Passage,
    times,
    times,
    st.lists(words, max_size=4).map(tuple),
    st.sampled_from(["en", "de"]),
    st.builds(Figures, numbers, numbers, numbers, numbers),
    st.lists(st.builds(Doubtful, times, times, st.sampled_from(Reason)), max_size=2).map(tuple),
)


@given(st.lists(passages, max_size=4))
def test_passages_come_back_exactly(some: list[Passage]) -> None:
    lines = [passage_line(passage) for passage in some]
    assert all("\n" not in line for line in lines)
    assert read_passages("".join(f"{line}\n" for line in lines)) == tuple(some)


@pytest.mark.parametrize("kept", range(0, 200, 7))
def test_a_journal_cut_anywhere_gives_its_whole_lines(kept: int) -> None:
    passage = Passage(0.5, 9.0, (Word("hello", 1.0, 2.0, 0.5),), "en", Figures(-0.5, 1.0, 0.0))
    line = passage_line(passage) + "\n"
    assert read_passages(line + line[: min(kept, len(line) - 2)]) == (passage,)


def test_what_is_no_journal_gives_nothing() -> None:
    assert read_passages("") == ()
    assert read_passages("[1, 2]\n{}\nnull\n") == ()
    assert read_passages('{"start": 1}') == ()


def test_words_in_doubtful_stretches_are_marked_once() -> None:
    said = tuple(Word(text, start, start + 1.0) for start, text in enumerate("abc"))
    passage = Passage(0.0, 3.0, said, "en", Figures(-0.5, 1.0, 0.0))
    doubtful = (Doubtful(1.2, 2.9, Reason.IMPROBABLE), Doubtful(1.0, 2.0, Reason.IMPROBABLE))
    twice = marked(marked(passage, doubtful), doubtful)
    assert twice.doubtful == doubtful
    assert [word.doubts for word in twice.words] == [(), (Doubt.TEXT,), (Doubt.TEXT,)]
