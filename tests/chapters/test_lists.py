"""Lists of chapters as people and programs write them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from podscribe.chapters import cue_sheet, labels
from podscribe.chapters.chapter import Chapter, Found
from podscribe.chapters.sources import parse_list
from podscribe.errors import PodscribeError
from podscribe.formats import chapters_json, clips, timecodes
from tests.strategies import damaged, damaged_json, moderately, seconds, speech, thoroughly

FLOUR, WATER, SALT = Chapter(0.0, "Flour"), Chapter(62.0, "Water"), Chapter(3725.0, "Salt")
ALL = (FLOUR, WATER, SALT)

LABELS = "0.000000\t0.000000\tFlour\n62.000000\t62.000000\tWater\n3725.000000\t3800\tSalt\n"
CUE_SHEET = (
    'PERFORMER "Mara"\nTITLE "The whole episode"\nFILE "episode.mp3" MP3\n'
    '  TRACK 01 AUDIO\n    TITLE "Flour"\n    INDEX 01 00:00:00\n'
    "  TRACK 02 AUDIO\n    TITLE Water\n    INDEX 00 01:00:00\n    INDEX 01 01:02:00\n"
    '  TRACK 03 AUDIO\n    TITLE "Salt"\n    PERFORMER "Tom"\n    INDEX 01 62:05:00\n'
)
CHAPTERS_JSON = json.dumps(
    {
        "version": "1.2.0",
        "title": "Bread",
        "chapters": [
            {"startTime": 0, "title": "Flour", "img": "https://example.org/a.png"},
            {"startTime": 62.0, "title": "Water", "endTime": 3725},
            {"startTime": 3725, "title": "Salt", "url": "https://example.org"},
        ],
    }
)
TIMECODES = "00:00 Flour\n01:02 Water\n1:02:05 Salt\n"
CLIPS = clips.write_chapters(ALL, 4000.0, "a1b2")
SAMPLES = {
    "timecodes": TIMECODES,
    "labels": LABELS,
    "cue sheet": CUE_SHEET,
    "chapters JSON": CHAPTERS_JSON,
    "clips": CLIPS,
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_is_told_by_its_content(kind: str, mark: str, ending: str) -> None:
    text = mark + SAMPLES[kind].replace("\n", ending)
    assert parse_list(text) == Found(ALL)


@pytest.mark.parametrize(
    "line",
    [
        "1:02 Water",
        "01:02 - Water",
        "00:01:02 – Water",
        "[1:02] Water",
        "(01:02) Water",
        "  1:02\tWater  ",
        "1:02: Water",
        "1:02 | Water",
        "• 1:02 Water",
        "- 1:02 Water",
        "3. 1:02 Water",
        "⏱️ 1:02 Water",
        "1:02-2:40 Water",
        "[1:02 - 2:40] Water",
        "(1:02 – 2:40): Water",
        "1:02.000 Water",
        "[01:02](https://youtu.be/a1b2?t=62) Water",
    ],
)
def test_a_timecode_is_read_as_people_write_it(line: str) -> None:
    assert timecodes.parse_chapters(f"0:00 Flour\n{line}\n").chapters == (FLOUR, WATER)


@pytest.mark.parametrize("between", [" ", " - ", "\t", ": ", " ... ", " ("])
def test_times_may_stand_behind_the_titles(between: str) -> None:
    closing = ")" if between == " (" else ""
    text = f"Flour{between}0:00{closing}\nWater{between}1:02{closing}\n"
    assert timecodes.parse_chapters(text).chapters == (FLOUR, WATER)


def test_the_first_timecode_is_written_at_zero() -> None:
    late = Chapter(12.5, "Flour"), Chapter(62.9, "Water")
    assert timecodes.write_chapters(late) == "00:00 Flour\n01:02 Water\n"


def test_a_title_may_begin_with_a_full_stop() -> None:
    chapters = Chapter(0.0, "Flour"), Chapter(63.0, ".NET for bakers")
    assert timecodes.parse_chapters(timecodes.write_chapters(chapters)).chapters == chapters
    for dots in (" . ", " ... ", "...", ".", " ..."):
        found = timecodes.parse_chapters(f"0:00{dots}Flour\n1:02{dots}Water\n")
        assert found.chapters == (FLOUR, WATER)


def test_a_time_inside_a_title_is_part_of_it() -> None:
    found = timecodes.parse_chapters("0:00 Flour at 4:30\n1:02 10:30 is too late\n")
    assert [each.title for each in found.chapters] == ["Flour at 4:30", "10:30 is too late"]


def test_other_lines_of_a_description_are_named() -> None:
    text = "Our guest is Tom.\n\n0:00 Flour\n9:99 what is this\n1:02 Water\nSubscribe at 12\n"
    found = timecodes.parse_chapters(text)
    assert found == Found((FLOUR, WATER), ("no time in line 1, 4, 6: left out",))


@pytest.mark.parametrize("endless", [".", " -", "0:00", "1. ", "(", "0:00-"])
def test_endless_lines_take_no_time(endless: str) -> None:
    found = parse_list(f"0:00 Flour\n{endless * 100_000}\n")
    assert found.chapters == (FLOUR,)
    assert found.notes == ("no time in line 2: left out",)


def test_timecodes_without_a_title_out_of_order_are_kept() -> None:
    found = timecodes.parse_chapters("1:02 Water\n0:00\n")
    assert found.chapters == (Chapter(0.0, "Chapter 2"), WATER)
    assert len(found.notes) == 2


def test_a_transcript_is_no_list_of_chapters() -> None:
    cues = "".join(f"0:{second:02} so it goes\n" for second in range(0, 60, 3))
    with pytest.raises(PodscribeError, match="20 times, one every 3 s"):
        timecodes.parse_chapters(cues)
    assert len(timecodes.parse_chapters(cues[: cues.index("0:27")]).chapters) == 9


def test_chapters_json_that_is_not_to_be_listed_is_left_out() -> None:
    entries = [{"startTime": 0, "title": "Flour"}, {"startTime": 9, "toc": False, "img": "a.png"}]
    found = chapters_json.parse_chapters(json.dumps({"chapters": entries}))
    assert found == Found((FLOUR,), ("1 of its chapters not to be listed (toc): left out",))


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([{"title": "Flour"}], r"chapters\[0\].startTime should be a number of seconds"),
        ([{"startTime": "0:00", "title": "Flour"}], r"chapters\[0\].startTime .* and is text"),
        ([{"startTime": -1, "title": "Flour"}], r"chapters\[0\].startTime is -1"),
        ([{"startTime": 0, "title": 7}], r"chapters\[0\].title should be text"),
        (["Flour"], r"chapters\[0\] should be an object"),
        ({}, "chapters should be a list"),
        ([], "has no chapters"),
    ],
)
def test_a_fault_in_chapters_json_is_named_by_its_path(entries: object, told: str) -> None:
    with pytest.raises(PodscribeError, match=told) as caught:
        chapters_json.parse_chapters(json.dumps({"version": "1.2.0", "chapters": entries}))
    assert caught.value.remedy


def test_labels_may_have_commas_frequencies_and_no_title() -> None:
    text = "0,000000\t0,000000\tFlour\n\\\t300,000000\t4000,000000\n\n62,5\t63,0\t\n"
    assert labels.parse(text).chapters == (FLOUR, Chapter(62.5, "Chapter 2"))


def test_a_line_that_is_no_label_is_named() -> None:
    with pytest.raises(PodscribeError, match="is no label") as caught:
        labels.parse("0.0\t0.0\tFlour\n1:02\tWater\n")
    assert caught.value.place == 2


def test_a_track_begins_at_its_index_1_and_has_frames() -> None:
    text = "TRACK 01 AUDIO\nINDEX 00 00:10:00\nINDEX 01 00:12:30\nTRACK 02 AUDIO\nINDEX 00 9:0:0\n"
    found = cue_sheet.parse(text.lower())
    assert found.chapters == (Chapter(12.4, "Chapter 1"), Chapter(540.0, "Chapter 2"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('FILE "a.mp3" MP3\nTRACK 01 AUDIO\nINDEX 01 0:0:0\nFILE "b.mp3" MP3\n', 4),
        ("TRACK 01 AUDIO\nTITLE Flour\nINDEX 01 1:02:75\n", 3),
        ("TRACK 01 AUDIO\nTITLE Flour\nINDEX 01 soon\n", 3),
        ("\nTRACK 01 AUDIO\nTITLE Flour\n", 2),
    ],
)
def test_a_cue_sheet_that_tells_no_times_is_refused(text: str, place: int) -> None:
    with pytest.raises(PodscribeError) as caught:
        cue_sheet.parse(text)
    assert caught.value.place == place
    assert caught.value.remedy


def test_clips_without_a_start_are_named_and_numbers_may_be_quoted() -> None:
    block = [{"name": "Flour", "startOffset": "0"}, {"name": "?"}, "x", {"startOffset": 62}]
    found = clips.parse_chapters({"quotableClips": block})
    assert found.chapters == (FLOUR, Chapter(62.0, "Chapter 2"))
    assert sum("has no startOffset" in note for note in found.notes) == 2


def test_clips_that_are_no_list_are_refused() -> None:
    with pytest.raises(PodscribeError, match="are no list"):
        clips.parse_chapters({"quotableClips": "later"})
    assert clips.parse_chapters({}) == Found(())


@pytest.mark.parametrize(
    "text",
    ["", " \n", "\ufeff", "no times at all\n", "{", "{}", '{"chapters": 7}', "[]", "TRACK 1 A"],
)
def test_a_text_without_chapters_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        parse_list(text)
    assert caught.value.remedy


# Round trips


def _kept_in_timecodes(title: str) -> bool:
    """A title that begins like what stands between time and title is not told from it."""
    return re.match(r"[\s\-–—:|•·.(\[\])]", title) is None


@st.composite
def chapter_lists(draw: st.DrawFn, whole_seconds: bool = False) -> tuple[Chapter, ...]:
    """Chapters in order, the first at 0, each with a title."""
    starts = draw(st.lists(seconds(), min_size=0, max_size=6, unique=True))
    if whole_seconds:
        starts = sorted({float(int(start)) for start in starts})
    titles = draw(
        st.lists(
            speech(6).filter(_kept_in_timecodes), min_size=len(starts) + 1, max_size=len(starts) + 1
        )
    )
    return tuple(map(Chapter, sorted({0.0, *starts}), titles))


@thoroughly
@given(chapter_lists(whole_seconds=True))
def test_timecodes_are_read_as_they_were_written(chapters: tuple[Chapter, ...]) -> None:
    assert timecodes.parse_chapters(timecodes.write_chapters(chapters)) == Found(chapters)


@moderately
@given(chapter_lists())
def test_chapters_json_is_read_as_it_was_written(chapters: tuple[Chapter, ...]) -> None:
    assert parse_list(chapters_json.write_chapters(chapters)) == Found(chapters)


@moderately
@given(chapter_lists(whole_seconds=True))
def test_clips_are_read_as_they_were_written(chapters: tuple[Chapter, ...]) -> None:
    text = clips.write_chapters(chapters, 9000.0, None)
    assert parse_list(text) == Found(chapters)
    ends = [clip["endOffset"] for clip in yaml.safe_load(text)["quotableClips"]]
    assert ends == [*(int(each.start) for each in chapters[1:]), 9000]


# Damage

PARSERS: dict[str, Callable[[str], Found]] = {
    "timecodes": timecodes.parse_chapters,
    "labels": labels.parse,
    "cue sheet": cue_sheet.parse,
    "chapters JSON": chapters_json.parse_chapters,
    "clips": parse_list,
}


def read_or_refused(parse: Callable[[str], Found], text: str) -> Found:
    """What is found; nothing where the text is refused, which is never without a remedy."""
    refused: list[PodscribeError] = []
    found = Found(())
    try:
        found = parse(text)
    except PodscribeError as error:
        refused.append(error)
    assert all(error.remedy for error in refused)
    return found


@pytest.mark.parametrize("kind", PARSERS)
@moderately
@given(data=st.data())
def test_a_damaged_list_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    text = data.draw(damaged([SAMPLES[kind]]))
    for parse in (PARSERS[kind], parse_list):
        found = read_or_refused(parse, text)
        assert found.chapters == tuple(sorted(found.chapters, key=lambda each: each.start))
        assert all(0 <= each.start <= 3_600_000 and each.title for each in found.chapters)


@moderately
@given(damaged_json([CHAPTERS_JSON]))
def test_damaged_chapters_json_is_read_or_refused(text: str) -> None:
    read_or_refused(chapters_json.parse_chapters, text)
