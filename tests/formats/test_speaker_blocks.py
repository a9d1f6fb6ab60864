"""Speaker blocks: a time, a name, paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import speaker_blocks
from podscribe.transcript import Grain, Header, Line, Note, Transcript
from tests.strategies import anything, moderately, paragraphs, thoroughly

TEXT = """## Why rye

[0:03]
Mara
So, rye: why?

[1:02]
Tom
It keeps.

It never sulks.

## The end

[1:00:00]
?
Thanks.
"""
ROWS = (
    Header("Why rye"),
    Line("So, rye: why?", 3.0, speaker="Mara"),
    Line("It keeps.", 62.0, speaker="Tom"),
    Line("It never sulks.", 62.0, speaker="Tom"),
    Header("The end"),
    Line("Thanks.", 3600.0),
)


def names() -> st.SearchStrategy[str]:
    """Anything that a speaker may be called or may say, on one line."""
    marks = st.sampled_from(["[1:02]", "# a", "\\", "\\[", "\\#", "?", "a:", "a.", "## ", ""])
    return st.tuples(marks, st.one_of(marks, anything())).map(
        lambda parts: " ".join("".join(parts).split())
    )


def read(text: str) -> list[tuple[str | None, str]]:
    return [(line.speaker, line.text) for line in speaker_blocks.parse(text).lines]


def test_blocks_are_read_and_written_as_they_were() -> None:
    transcript = speaker_blocks.parse(TEXT)
    assert transcript == Transcript(rows=ROWS, grain=Grain.PARAGRAPH)
    assert speaker_blocks.serialize(transcript) == TEXT
    assert [row.place for row in transcript.rows] == [1, 3, 7, 7, 13, 15]
    assert speaker_blocks.sniff(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.replace("Mara\n", "Mara:\n"),
        TEXT.replace("[1:02]", "  [00:01:02.4] ").replace("62", "62"),
        TEXT.replace("## ", "#### "),
        TEXT.replace("Mara\n", "\nMara\n\n"),
    ],
)
def test_other_manners_are_read(text: str) -> None:
    found = speaker_blocks.parse(text)
    assert [(row.text, getattr(row, "speaker", None)) for row in found.rows] == [
        (row.text, getattr(row, "speaker", None)) for row in ROWS
    ]


def test_lines_are_paragraphs_where_no_blank_lines_part_them() -> None:
    assert read("[0:03]\nMara\nSo.\nWhy?\n[0:05]\nTom\nRye.\n") == [
        ("Mara", "So."),
        ("Mara", "Why?"),
        ("Tom", "Rye."),
    ]


def test_lines_are_joined_where_blank_lines_part_the_paragraphs_of_any_block() -> None:
    assert read("[0:03]\nMara\nSo,\nwhy?\n\n[0:05]\nTom\nRye\n\nkeeps.\n") == [
        ("Mara", "So, why?"),
        ("Tom", "Rye"),
        ("Tom", "keeps."),
    ]


@pytest.mark.parametrize("first", ["Why?", "So, yes.", "Wait!", "and so on…", "x" * 61])
def test_a_first_line_that_is_no_name_is_text(first: str) -> None:
    assert read(f"[0:03]\n{first}\nRye.\n") == [(None, first), (None, "Rye.")]


def test_a_block_of_one_line_has_no_name() -> None:
    assert read("[0:03]\nRye\n") == [(None, "Rye")]


def test_a_block_of_nothing_says_nothing() -> None:
    assert read("[0:03]\n\n[0:04]\nTom\nRye.\n") == [("Tom", "Rye.")]


def test_a_line_without_a_time_gets_one_and_notes_are_left_out() -> None:
    rows = (
        Line("a" * 10, 4.0, speaker="Tom"),
        Note("NOTE x"),
        Line("b" * 40, speaker="Mara"),
        Line("c", 14.0, speaker="Tom"),
    )
    written = speaker_blocks.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert [line for line in written.split("\n") if line.startswith("[")] == [
        "[0:04]",
        "[0:06]",
        "[0:14]",
    ]


def test_cues_are_joined() -> None:
    rows = Line("So it", 1.0, 2.0, "Tom"), Line("began.", 2.0, 3.0, "Tom")
    assert speaker_blocks.serialize(Transcript(rows=rows)) == "[0:01]\nTom\nSo it began.\n"


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "has no line with a time", None),
        ("# Rye\n", "has no line with a time", None),
        ("\nSo.\n[0:03]\nRye.\n", "text before the first time", 2),
        ("[0:61]\nTom\nRye.\n", "'0:61' is no time", 1),
        ("[0:00]\nMara\nRye.\n\n[0:75]\nTom\nRye.\n", "'0:75' is no time", 5),
    ],
)
def test_what_is_broken_is_refused_with_its_place(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        speaker_blocks.parse(text)
    assert (caught.value.place, bool(caught.value.remedy)) == (place, True)


def test_a_transcript_without_times_is_refused() -> None:
    with pytest.raises(PodscribeError, match="has no times"):
        speaker_blocks.serialize(Transcript(rows=(Line("Rye."),)))


@settings(moderately)
@given(paragraphs())
def test_every_word_survives_with_its_speaker(transcript: Transcript) -> None:
    if all(line.start is None for line in transcript.lines):
        return
    rows = tuple(
        Line(line.text.replace("#", "x"), line.start, speaker=line.speaker)
        for line in transcript.lines
    )
    written = speaker_blocks.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert read(written) == [(line.speaker, line.text) for line in rows]


@pytest.mark.parametrize(
    "text",
    [
        *("[1:30]", "# 1 reason to bake", "\\[1:30]", "\\\\o/", "\\o/", "[laughs]", "##"),
        *("flour \\[1 kg]", "rye \\# 2"),
    ],
)
def test_a_paragraph_that_looks_like_something_else_survives(text: str) -> None:
    rows = Line(text, 3.0, speaker="Mara"), Line(text, 3.0, speaker="Mara"), Line(text, 4.0)
    written = speaker_blocks.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert read(written) == [("Mara", text), ("Mara", text), (None, text)]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Who is it?", "Who is it?:"),
        ("Dr. Oat Jr.", "Dr. Oat Jr.:"),
        ("?", "?:"),
        ("Mara:", "Mara::"),
        ("# Baker", "\\# Baker"),
        ("x" * 80, "x" * 80 + ":"),
        ("Mara", "Mara"),
    ],
)
def test_a_name_that_looks_like_something_else_survives(name: str, written: str) -> None:
    text = speaker_blocks.serialize(Transcript(rows=(Line("Rye.", 3.0, speaker=name),)))
    assert text.split("\n")[1] == written
    assert read(text) == [(name, "Rye.")]


@settings(thoroughly)
@given(st.lists(st.tuples(names(), names().filter(bool)), min_size=1, max_size=5))
def test_any_speakers_and_paragraphs_survive(drawn: list[tuple[str, str]]) -> None:
    rows = tuple(
        Line(text, float(number // 2), speaker=name or None)
        for number, (name, text) in enumerate(drawn)
    )
    written = speaker_blocks.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert read(written) == [(line.speaker, line.text) for line in rows]
