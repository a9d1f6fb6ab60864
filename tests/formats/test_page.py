"""Episode pages: read in full, changed where they are told to be and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import page
from podscribe.formats.page_source import read_page
from podscribe.formats.page_style import row_fields
from podscribe.transcript import Grain, Header, Line, Note, Row, Transcript, Word
from tests import corpus
from tests.strategies import (
    ODD,
    WrittenPage,
    anything,
    moderately,
    pages,
    paragraphs,
    speakers,
    thoroughly,
)

PAGE = """---

title: Rye
guests: [tomlindqvist]  # he bakes
transcript:
- header: Why rye
- line: 'So, rye: why?'
  sec: 3
  time: 0:03
  who: Mara
- line: It keeps, and it never sulks.
  sec: 62
  time: '1:02'
  who: Tom
context: >
  One evening in May.
---

# Notes

Bring your own starter.
"""
QUESTION, ANSWER = "So, rye: why?", "It keeps, and it never sulks."


def page_of(rows: str) -> str:
    return f"---\ntitle: Rye\n{rows}season: 2\n---\nBody\n"


def with_row(text: str, number: int, row: Row) -> str:
    """The page with one of its rows changed."""
    transcript = page.parse(text)
    rows = [*transcript.rows]
    rows[number] = row
    return page.replace_transcript(text, replace(transcript, rows=tuple(rows)))


def said(rows: tuple[Row, ...]) -> list[dict[str, object]]:
    """The rows as a page can say them: whole seconds, no words."""
    return [row_fields(row) for row in rows]


# What is read


def test_everything_on_the_page_is_read() -> None:
    transcript = page.parse(PAGE)
    assert transcript.rows == (
        Header("Why rye"),
        Line(QUESTION, 3.0, speaker="Mara"),
        Line(ANSWER, 62.0, speaker="Tom"),
    )
    assert transcript.grain is Grain.PARAGRAPH
    assert transcript.metadata == {
        "title": "Rye",
        "guests": ["tomlindqvist"],
        "context": "One evening in May.\n",
    }
    assert [row.place for row in transcript.rows] == [6, 7, 11]


def test_the_duration_is_the_pages_own() -> None:
    text = page_of("duration: PT01H04M12S\ntranscript:\n- line: Hi.\n")
    assert page.parse(text).duration == 3852.0


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("line: Rye.", Line("Rye.")),
        ("{line: Rye., who: Tom}", Line("Rye.", speaker="Tom")),
        ("line: Rye.\n  who: ' '", Line("Rye.")),
        ("line: Rye.\n  sec: 12", Line("Rye.", 12.0)),
        ("line: Rye.\n  sec: '12'", Line("Rye.", 12.0)),
        ("line: Rye.\n  time: 1:10", Line("Rye.", 70.0)),
        ('line: Rye.\n  time: "9:\n    46"', Line("Rye.", 586.0)),
        ("line: Rye.\n  sec: soon\n  time: '0:07'", Line("Rye.", 7.0)),
        ("line: Rye.\n  sec: 12\n  time: '0:07'", Line("Rye.", 12.0)),
        ("line: Rye.\n  sec: 99999999999", Line("Rye.")),
        ("line: 2021-04-01", Line("2021-04-01")),
        ("line: yes\n  who: no", Line("yes", speaker="no")),
        ("line: ~\n  who: Tom", Line("", speaker="Tom")),
        ("who: Tom", Line("", speaker="Tom")),
        ("sec: 5", Line("", 5.0)),
        ("header: Rye\n  line: Rye.", Line("Rye.")),
    ],
)
def test_a_row_is_read_with_its_faults(row: str, line: Line) -> None:
    assert page.parse(page_of(f"transcript:\n- {row}\n")).rows == (line,)


def test_a_date_and_a_time_stay_the_texts_they_are() -> None:
    text = page_of("date: 2024-02-30\nat: 1:10\nnumber: 010\ntranscript:\n- line: Hi.\n")
    metadata = page.parse(text).metadata
    assert (metadata["date"], metadata["at"], metadata["number"]) == ("2024-02-30", "1:10", 8)


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("no page at all", "has no front matter", 1),
        ("---\ntitle: Rye\n", "never ends", None),
        ("---\ntitle: Rye\n---\n", "has no transcript", None),
        (page_of("transcript: []\n"), "has no transcript", None),
        (page_of("transcript: soon\n"), "is no list", 3),
        (page_of("transcript:\n- Hello.\n"), "has no keys", 4),
        (page_of("transcript:\n- line: [a]\n"), "holds a list", 4),
        (page_of("transcript:\n- line: a\ntranscript:\n- line: b\n"), "two transcripts", 5),
        (page_of("transcript:\n- line: a: b\n"), "not valid YAML", 4),
        (page_of("transcript:\n- line: {{ text }} and more\n"), "is a template", 4),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    text: str, what: str, place: int | None
) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        page.parse(text)
    assert caught.value.remedy
    assert place is None or caught.value.place == place


def test_a_stray_character_before_the_first_fence_is_passed_over() -> None:
    assert page.parse("h\n" + PAGE).rows == page.parse(PAGE).rows


# What is written anew


def test_a_new_page_has_its_keys_in_the_order_of_the_shows_pages() -> None:
    metadata = {"context": "May", "season": 2, "mood": "warm", "title": "Rye", "topics": ["a"]}
    transcript = replace(page.parse(PAGE), metadata=metadata, duration=62.0)
    written = page.serialize(transcript)
    keys = [line.split(":")[0] for line in written.split("\n") if line[:1].isalpha()]
    assert keys == ["title", "season", "topics", "duration", "mood", "transcript", "context"]
    assert page.parse(written) == replace(
        transcript, metadata={**metadata, "duration": "PT00H01M02S"}
    )


def test_a_new_page_says_the_duration_that_its_metadata_says() -> None:
    transcript = replace(page.parse(PAGE), metadata={"duration": "PT5M"}, duration=62.0)
    assert page.parse(page.serialize(transcript)).duration == 300.0


def test_rows_are_written_as_pyyaml_writes_them() -> None:
    rows = (Header("Über: Rye"), Line("It's “warm” 😀. " * 9, 3723.9, speaker="Zoë"), Line("yes"))
    written = page.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    fields = [
        {"header": "Über: Rye"},
        {"line": "It's “warm” 😀. " * 9, "sec": 3723, "time": "1:02:03", "who": "Zoë"},
        {"line": "yes"},
    ]
    assert written == f"---\n{yaml.dump({'transcript': fields}, allow_unicode=True)}---\n"


def test_cues_are_joined_and_notes_left_out() -> None:
    rows = (Note("NOTE x"), Line("So,", 1.0, 2.0, "Mara"), Line("rye.", 2.0, 3.0, "Mara"))
    written = page.parse(page.serialize(Transcript(rows=rows)))
    assert written.rows == (Line("So, rye.", 1.0, speaker="Mara"),)


@settings(moderately)
@given(st.lists(anything(), min_size=1, max_size=4), st.dictionaries(anything(), anything()))
def test_any_text_survives_a_new_page(texts: list[str], metadata: dict[str, str]) -> None:
    metadata.pop("transcript", None)
    rows = tuple(Line(text, float(at)) for at, text in enumerate(texts))
    transcript = Transcript(rows=rows, grain=Grain.PARAGRAPH, metadata=metadata)
    again = page.parse(page.serialize(transcript))
    assert said(again.rows) == said(rows)
    assert again.metadata == metadata


# What is replaced


def test_a_page_whose_rows_stay_is_the_page_that_was() -> None:
    assert page.replace_transcript(PAGE, page.parse(PAGE)) == PAGE


def test_only_the_bytes_of_a_changed_row_change() -> None:
    old = f"- line: {ANSWER}\n  sec: 62\n  time: '1:02'\n  who: Tom\n"
    new = "- line: It sulks.\n  sec: 63\n  time: '1:03'\n  who: Tom\n"
    assert PAGE.count(old) == 1
    assert with_row(PAGE, 2, Line("It sulks.", 63.0, speaker="Tom")) == PAGE.replace(old, new)


def test_a_row_keeps_its_bytes_though_words_and_fractions_became_known() -> None:
    answer = Line(ANSWER, 62.4, 66.0, "Tom", (Word("It", 62.4, 62.6),))
    odd = PAGE.replace("  time: '1:02'\n  who: Tom\n", '  who: "Tom" # the baker\n  time: "1:02"\n')
    assert with_row(odd, 2, answer) == odd
    changed = with_row(odd, 0, Header("Wheat"))
    assert changed == odd.replace("Why rye", "Wheat")


def test_rows_can_come_and_go() -> None:
    transcript = page.parse(PAGE)
    header, question, answer = transcript.rows
    between = Line("Why not wheat?", 40.0, speaker="Mara")
    longer = replace(transcript, rows=(header, question, between, answer))
    written = page.replace_transcript(PAGE, longer)
    added = "- line: Why not wheat?\n  sec: 40\n  time: 0:40\n  who: Mara\n"
    at = PAGE.index("- line: It keeps")
    assert written == PAGE[:at] + added + PAGE[at:]
    assert page.replace_transcript(written, transcript) == PAGE


def test_rows_that_say_the_same_twice_keep_a_manner_each() -> None:
    text = page_of("transcript:\n- line: 'Hi.'\n- line: Hi.\n- line: \"Ho.\"\n")
    assert with_row(text, 2, Line("Hu.")) == text.replace('"Ho."', "Hu.")


def test_a_changed_row_does_not_lend_its_manner_to_another_that_says_the_same() -> None:
    text = page_of("transcript:\n- line: 'Hi.'\n- line: Ho.\n- line: \"Hi.\"\n")
    assert with_row(text, 0, Line("Hu.")) == text.replace("'Hi.'", "Hu.")


def test_a_page_without_a_transcript_gets_one() -> None:
    text = "\ufeff---\n\ntitle: Rye\n# soon more\n---\nBody ---\n"
    rows = (Header("Why"), Line("Hi.", 62.0, speaker="Tom"))
    block = "transcript:\n- header: Why\n- line: Hi.\n  sec: 62\n  time: '1:02'\n  who: Tom\n"
    written = page.replace_transcript(text, Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert written == text.replace("---\nBody", f"{block}---\nBody")


@pytest.mark.parametrize("value", [" []", "", " ~", " null # later"])
def test_an_empty_transcript_is_filled(value: str) -> None:
    rows = Transcript(rows=(Line("Hi.", speaker="Tom"),), grain=Grain.PARAGRAPH)
    written = page.replace_transcript(page_of(f"transcript:{value}\n"), rows)
    assert written == page_of("transcript:\n- line: Hi.\n  who: Tom\n")


def test_rows_in_braces_are_written_a_key_a_line_when_they_change() -> None:
    text = page_of("transcript: [{line: Hi., sec: 1, time: 0:01}, {line: Ho.}]\n")
    assert page.replace_transcript(text, page.parse(text)) == text
    block = "transcript:\n- line: Hi.\n  sec: 1\n  time: 0:01\n- line: Hu.\n"
    assert with_row(text, 1, Line("Hu.")) == page_of(block)


def test_a_row_in_braces_on_its_own_line_stays() -> None:
    text = page_of("transcript:\n- {line: Hi., sec: 1}\n- {line: Ho.}\n")
    assert with_row(text, 1, Line("Hu.")) == text.replace("{line: Ho.}", "line: Hu.")


def test_a_page_with_carriage_returns_gets_rows_with_them() -> None:
    text = PAGE.replace("\n", "\r\n")
    changed = with_row(text, 1, Line("Why not?", 4.0, speaker="Mara"))
    assert changed == with_row(PAGE, 1, Line("Why not?", 4.0, speaker="Mara")).replace("\n", "\r\n")


def test_indented_rows_keep_their_indent() -> None:
    text = page_of("transcript:\n   - line: Hi.\n     sec: 1\n   - line: Ho.\n")
    expected = text.replace("   - line: Ho.\n", "   - line: Hu.\n     sec: 2\n     time: 0:02\n")
    assert with_row(text, 1, Line("Hu.", 2.0)) == expected


def test_a_page_that_escapes_its_letters_goes_on_escaping_them() -> None:
    text = page_of('transcript:\n- line: "M\\xFCsli \\U0001F35E"\n- line: Ho.\n')
    assert with_row(text, 1, Line("Brötchen")) == text.replace("Ho.", '"Br\\xF6tchen"')


@pytest.mark.parametrize("character", ODD)
def test_odd_breaks_and_blanks_survive(character: str) -> None:
    text = f"flour{character}water"
    changed = with_row(PAGE, 2, Line(text, 62.0, speaker="Tom"))
    assert page.parse(changed).lines[1].text == text
    assert with_row(changed, 2, Line(ANSWER, 62.0, speaker="Tom")) == PAGE


def test_comments_between_rows_stay_with_rows_that_stay() -> None:
    text = page_of("transcript: # by ear\n# top\n- line: a\n\n# middle\n- line: b\n# end\n")
    assert with_row(text, 1, Line("c")) == text.replace("line: b", "line: c")


def test_comments_stay_behind_a_row_that_another_replaces() -> None:
    text = page_of("transcript:\n- line: a # first\n# middle\n\n- line: b\n")
    assert with_row(text, 0, Line("c")) == text.replace("line: a # first", "line: c")


def test_an_anchor_that_other_keys_need_is_not_cut_off() -> None:
    text = page_of("transcript:\n- line: Hi.\n  who: &host Mara\nhost: *host\n")
    with pytest.raises(PodscribeError, match="without touching the rest") as caught:
        with_row(text, 0, Line("Ho.", speaker="Mara"))
    assert caught.value.remedy


def test_an_anchor_that_only_rows_need_is_written_out() -> None:
    text = page_of("transcript:\n- line: Hi.\n  who: &host Mara\n- line: Ho.\n  who: *host\n")
    written = with_row(text, 0, Line("Hu.", speaker="Tom"))
    assert page.parse(written).rows == (Line("Hu.", speaker="Tom"), Line("Ho.", speaker="Mara"))


def test_a_key_behind_a_break_that_only_yaml_knows_is_not_cut_off() -> None:
    text = page_of("transcript: [{line: Hi.}]\x85mood: warm\n")
    assert page.parse(text).metadata["mood"] == "warm"
    with pytest.raises(PodscribeError, match="without touching the rest"):
        with_row(text, 0, Line("Ho."))


def test_front_matter_in_braces_is_refused_rather_than_spoilt() -> None:
    with pytest.raises(PodscribeError, match="without touching the rest"):
        page.replace_transcript("---\n{title: Rye}\n---\n", page.parse(PAGE))


@settings(thoroughly)
@given(pages())
def test_any_page_stays_as_it_is_when_its_rows_do(written: WrittenPage) -> None:
    transcript = page.parse(written.text)
    assert len(transcript.rows) == len(written.rows)
    assert page.replace_transcript(written.text, transcript) == written.text


@settings(thoroughly)
@given(pages(), st.data())
def test_one_changed_row_leaves_every_other_byte(written: WrittenPage, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(written.rows) - 1))
    start = float(data.draw(st.integers(0, 9000)))
    row = Line("New: 😀", start, speaker=data.draw(speakers()))
    changed = with_row(written.text, number, row)
    before = written.before + "".join(written.rows[:number])
    after = "".join(written.rows[number + 1 :]) + written.after
    assert changed.startswith(before)
    assert changed.removeprefix(before).endswith(after)
    assert page.parse(changed).rows[number] == row


@settings(thoroughly)
@given(pages(), paragraphs())
def test_a_new_transcript_leaves_all_else(written: WrittenPage, transcript: Transcript) -> None:
    changed = page.replace_transcript(written.text, transcript)
    opening = written.before.index("transcript") - 1
    assert changed.startswith(written.before[:opening])
    assert changed.endswith(written.after)
    again = page.parse(changed)
    assert said(again.rows) == said(transcript.rows)
    assert again.metadata == page.parse(written.text).metadata


# The published pages

TENTHS = pytest.mark.parametrize("tenth", range(10))
TOUCHED = {  # by hand, or by a script that escapes all but ASCII
    "crisp-dm.md",
    "datatalksclub-scaling-and-free-courses.md",
    "open-source-ml-tools-strategy-and-business-models.md",
}


@cache
def read(path: Path) -> tuple[str, Transcript]:
    text = path.read_bytes().decode()
    return text, page.parse(text)


def published(tenth: int) -> list[Path]:
    """A tenth of the pages that have a transcript, the page among the seeds included."""
    whole = [path for path in corpus.pages() if path.name != "_template.md"]
    return [*whole, corpus.seed("001")][tenth::10]


def test_nearly_all_pages_are_there() -> None:
    assert sum(len(published(tenth)) for tenth in range(10)) == 60


def test_a_published_template_has_no_transcript() -> None:
    (template,) = [path for path in corpus.pages() if path.name == "_template.md"]
    with pytest.raises(PodscribeError, match="has no transcript"):
        read(template)


@TENTHS
def test_a_published_page_stays_as_it_is(tenth: int) -> None:
    for path in published(tenth):
        text, transcript = read(path)
        assert page.replace_transcript(text, transcript) == text, path.name


@TENTHS
def test_a_published_row_changes_alone(tenth: int) -> None:
    for path in published(tenth)[:2]:
        text, transcript = read(path)
        source = read_page(text).rows[len(transcript.rows) // 2]
        changed = with_row(text, len(transcript.rows) // 2, Header("Slow rise"))
        expected = f"{text[: source.start]}- header: Slow rise\n{text[source.end :]}"
        assert changed == expected, path.name


@TENTHS
def test_most_published_transcripts_are_what_podscribe_would_write(tenth: int) -> None:
    for path in published(tenth):
        text, transcript = read(path)
        start, end = read_page(text).block or (0, 0)
        alone = page.serialize(replace(transcript, metadata={}, duration=None))
        same = alone == f"---\n{text[start:end]}---\n"
        assert same == (path.name not in TOUCHED), path.name
