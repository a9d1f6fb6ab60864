"""Names and headers of an edited page over a new automatic transcript."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import load_transcript, parse_transcript, write_transcript
from podscribe.names.renaming import renamed
from podscribe.retime import transfer
from podscribe.transcript import Grain, Header, Line, Note, Transcript, Word
from tests.compare.material import WORD_S, cues, disturbed, page, strange, talk, turns_of
from tests.retime.material import with_header
from tests.strategies import moderately

WORDS = talk(1, 800)
EDITED = with_header(with_header(turns_of(WORDS), "The oven", 7), "The end", 15)
FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = ("clip", "interview", "round-table", "hard")


def test_headers_that_are_not_found_stay_in_their_order() -> None:
    """Though each would go to a change to its own speaker, of which the second comes first."""
    said = talk(1, 320)
    edited = with_header(with_header(turns_of(said, size=40), "Rye", 3), "Wheat", 4)
    other = strange(9, 80)
    turns = [
        *((said[at : at + 40], at // 40 % 2) for at in (0, 40, 80)),
        *((other[at : at + 20], (at // 20 + 1) % 2) for at in (0, 20, 40, 60)),
        *((said[at : at + 40], at // 40 % 2) for at in (200, 240, 280)),
    ]
    rows = tuple(
        Line(" ".join(words), 16.0 * number, speaker=f"SPEAKER_0{speaker}")
        for number, (words, speaker) in enumerate(turns)
    )
    found = transfer(edited, Transcript(rows=rows)).transcript
    assert [header.text for header in found.headers] == ["Rye", "Wheat"]


def words_of(transcript: Transcript) -> list[str]:
    return [word for line in transcript.lines for word in line.text.split()]


def by_word(transcript: Transcript) -> list[str | None]:
    return [line.speaker for line in transcript.lines for _ in line.text.split()]


def over(transcript: Transcript) -> list[tuple[str, int]]:
    """Every header, and how many words stand before it."""
    found, count = [], 0
    for row in transcript.rows:
        if isinstance(row, Header):
            found.append((row.text, count))
        elif isinstance(row, Line):
            count += len(row.text.split())
    return found


def recognised(labels: list[str | None], size: int = 40, shift: int = 0) -> Transcript:
    """Paragraphs of a recogniser whose turns end some words too late."""
    rows: list[Line] = []
    bounds = [0, *range(size + shift, len(WORDS), size), len(WORDS)]
    for number, (first, after) in enumerate(pairwise(bounds)):
        words = tuple(Word(WORDS[at], at * WORD_S, (at + 1) * WORD_S) for at in range(first, after))
        text = " ".join(WORDS[first:after])
        label = labels[number % len(labels)]
        rows.append(Line(text, words[0].start, words[-1].end, label, words))
    return Transcript(rows=tuple(rows), grain=Grain.PARAGRAPH)


def test_cues_get_names_and_are_divided_where_somebody_else_speaks() -> None:
    found = transfer(EDITED, cues(WORDS))
    assert words_of(found.transcript) == WORDS
    assert by_word(found.transcript) == by_word(EDITED)
    assert over(found.transcript) == over(EDITED) == [("The oven", 280), ("The end", 600)]
    assert (found.words, found.named, found.headers, found.lost) == (800, 800, 2, ())


def test_times_stay_and_the_rest_of_a_cue_begins_with_its_words() -> None:
    heard = cues(WORDS, size=50)
    found = transfer(EDITED, heard)
    starts = {line.start for line in found.transcript.lines}
    assert starts >= {line.start for line in heard.lines}
    count = 0
    for line in found.transcript.lines:
        assert line.start == pytest.approx(count * WORD_S, abs=1.0)
        count += len(line.text.split())


def test_labels_of_a_diarizer_become_names_and_its_late_changes_are_mended() -> None:
    found = transfer(EDITED, recognised(["SPEAKER_01", "SPEAKER_00"], shift=3))
    assert by_word(found.transcript) == by_word(EDITED)
    assert over(found.transcript) == over(EDITED)
    for line in found.transcript.lines:
        assert line.text == " ".join(word.text for word in line.words)
        assert line.start is not None
        assert line.start <= line.words[0].start


def test_one_label_for_two_people_is_divided() -> None:
    found = transfer(EDITED, recognised(["SPEAKER_00"], size=200))
    assert by_word(found.transcript) == by_word(EDITED)
    starts = [line.start for line in found.transcript.lines]
    assert starts == pytest.approx([at * WORD_S for at in range(0, 800, 40)])


def test_turns_that_the_recogniser_tells_apart_keep_a_start_each() -> None:
    edited = turns_of(WORDS, size=80)
    found = transfer(edited, recognised(["SPEAKER_00", "SPEAKER_01"])).transcript
    assert by_word(found) == by_word(edited)
    assert [line.start for line in found.lines] == pytest.approx(
        [at * WORD_S for at in range(0, 800, 40)]
    )


def test_paragraphs_without_names_become_turns_that_share_a_time() -> None:
    found = transfer(EDITED, recognised([None], size=20)).transcript
    assert by_word(found) == by_word(EDITED)
    starts = [line.start for line in found.lines]
    assert starts[::2] == starts[1::2]


def test_what_the_page_does_not_have_keeps_its_label_or_stays_without_a_name() -> None:
    heard = cues([*strange(3, 60), *WORDS])
    found = transfer(EDITED, heard)
    (passage,) = found.unnamed
    assert (passage.words, passage.speaker, passage.start) == (60, None, 0.0)
    assert over(found.transcript)[0] == ("The oven", 340)
    third = Line(" ".join(strange(3, 60)), 400.0, 424.0, "SPEAKER_07")
    labelled = recognised(["SPEAKER_01", "SPEAKER_00"])
    found = transfer(EDITED, replace(labelled, rows=(*labelled.rows, third)))
    (passage,) = found.unnamed
    assert (passage.words, passage.speaker, passage.start) == (60, "SPEAKER_07", 400.0)
    assert found.transcript.lines[-1].speaker == "SPEAKER_07"
    ahead = replace(third, start=0.0, end=0.1)
    found = transfer(EDITED, replace(labelled, rows=(ahead, *labelled.rows)))
    assert found.transcript.lines[0].speaker == "SPEAKER_07"


def test_what_a_known_voice_says_beside_the_page_has_its_name() -> None:
    labelled = recognised(["SPEAKER_01", "SPEAKER_00"])
    more = Line(" ".join(strange(3, 60)), 400.0, 424.0, "SPEAKER_00")
    found = transfer(EDITED, replace(labelled, rows=(*labelled.rows, more)))
    assert found.transcript.lines[-1].speaker == "Tom"
    assert found.unnamed == ()


def test_words_that_an_editor_left_out_belong_to_those_around_them() -> None:
    edited = page(
        (0.0, "Mara", "So how do you bake rye bread at home?"), (9.0, "Tom", "With flour.")
    )
    heard = parse_transcript(
        "0:00 so um how do you you know bake rye\n0:04 bread at home? uh well with flour", "lines"
    )
    found = transfer(edited, heard).transcript
    assert [(line.speaker, line.text) for line in found.lines] == [
        ("Mara", "so um how do you you know bake rye"),
        ("Mara", "bread at home?"),
        ("Tom", "uh well with flour"),
    ]


def test_a_header_over_what_was_not_heard_is_told_and_keeps_its_place() -> None:
    rows = [*EDITED.rows, Header("Nobody"), Line(" ".join(strange(8, 30)), 400.0, speaker="Tom")]
    found = transfer(replace(EDITED, rows=tuple(rows)), cues(WORDS))
    assert [header.text for header in found.lost] == ["Nobody"]
    assert over(found.transcript) == [*over(EDITED), ("Nobody", 800)]


def test_a_header_inside_a_turn_divides_no_cue() -> None:
    edited = page(
        *((at * WORD_S, "Mara", " ".join(WORDS[at : at + 50])) for at in range(0, 800, 50))
    )
    headed = with_header(edited, "The oven", 3)
    heard = cues(WORDS, size=16)
    assert over(transfer(headed, heard).transcript) == [("The oven", 144)]
    assert len(transfer(headed, heard).transcript.lines) == len(heard.lines)
    paragraphs = recognised(["SPEAKER_00"], size=200)
    assert over(transfer(headed, paragraphs).transcript) == [("The oven", 150)]


def test_headers_of_its_own_give_way_only_to_others() -> None:
    own = with_header(cues(WORDS), "Proposed", 9)
    found = transfer(EDITED, own)
    assert [title for title, _ in over(found.transcript)] == ["The oven", "The end"]
    assert found.replaced == 1
    bare = replace(EDITED, rows=EDITED.lines)
    assert over(transfer(bare, own).transcript) == over(own)


def test_notes_stay_and_voices_of_captions_are_named_anew() -> None:
    cue = "00:00.000 --> 00:09.000 line:0\n<v A><i>We bake rye bread every day here</i>\n"
    heard = parse_transcript(f"WEBVTT\n\nNOTE by ear\n\n{cue}", "vtt")
    found = transfer(page((0.0, "Tom", "We bake rye bread every day here.")), heard).transcript
    assert isinstance(found.rows[0], Note)
    assert "<v Tom>" in write_transcript(found, "vtt")
    assert "line:0" in write_transcript(found, "vtt")


def test_another_episode_and_a_page_with_nothing_to_lay_over_are_refused() -> None:
    with pytest.raises(PodscribeError, match="does not look like the same episode"):
        transfer(EDITED, cues(strange(2, 800)))
    with pytest.raises(PodscribeError, match="neither names nor headers"):
        transfer(cues(WORDS), cues(WORDS))


def test_what_the_page_says_of_the_episode_comes_along_but_for_its_times() -> None:
    edited = replace(EDITED, metadata={"title": "Rye", "duration": "PT5M", "quotableClips": []})
    assert transfer(edited, cues(WORDS)).transcript.metadata == {"title": "Rye"}
    heard = replace(cues(WORDS), metadata={"title": "New", "season": 3})
    assert transfer(edited, heard).transcript.metadata == {"title": "Rye", "season": 3}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("named", [True, False])
def test_examples_get_the_names_and_headers_of_their_pages(name: str, named: bool) -> None:
    edited = load_transcript(FOLDER / f"{name}.md")
    heard = load_transcript(FOLDER / f"{name}.json")
    labels = {who: f"SPEAKER_{at:02}" for at, who in enumerate(heard.speakers)}
    heard = renamed(replace(heard, rows=heard.lines), labels)
    if not named:
        heard = replace(heard, rows=tuple(replace(line, speaker=None) for line in heard.lines))
    found = transfer(edited, heard)
    assert words_of(found.transcript) == words_of(heard)
    assert by_word(found.transcript) == by_word(edited)
    assert over(found.transcript) == over(edited)
    if named:
        assert {span.speaker for span in found.transcript.spans} == {*edited.speakers}


@settings(moderately, max_examples=30)
@given(
    st.integers(0, 50),
    st.sampled_from([0.0, 0.1, 0.25]),
    st.integers(1, 90),
    st.lists(st.sampled_from([None, "SPEAKER_00", "SPEAKER_01"]), min_size=1, max_size=4),
    st.sampled_from(Grain),
)
def test_words_and_headers_are_all_there_whatever_was_heard(
    seed: int, share: float, size: int, labels: list[str | None], grain: Grain
) -> None:
    said = disturbed(WORDS, seed, share)
    heard = cues(said, size=size)
    rows = tuple(
        replace(line, speaker=labels[number % len(labels)])
        for number, line in enumerate(heard.lines)
    )
    found = transfer(EDITED, replace(heard, rows=rows, grain=grain))
    assert words_of(found.transcript) == said
    assert [title for title, _ in over(found.transcript)] == ["The oven", "The end"]
    told = [line.start for line in found.transcript.lines if line.start is not None]
    assert told == sorted(told)
    assert {*by_word(found.transcript)} <= {"Mara", "Tom", "SPEAKER_00", "SPEAKER_01", None}
