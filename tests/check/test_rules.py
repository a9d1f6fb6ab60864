"""Every code is found where it is planted, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.check import check_file
from podscribe.check.codes import CODES
from podscribe.names import clean_name
from podscribe.spelling import LONGEST_NAME
from tests.check.pages import HEAD, TALK, codes, findings, line, page

CLIPS = """quotableClips:
- {name: Greeting, startOffset: 0, endOffset: 9}
- {name: Flour, startOffset: 9, endOffset: 20}
"""
CHAPTERS = (
    f"- header: Greeting\n{line('So tell us.', 3)}- header: Flour\n{line('It was.', 9, 'Tom')}"
)

PLANTED = {
    "T101": page(TALK + line("And then?", 5)),
    "T102": page(TALK + "- {line: And then., who: Mara}\n"),
    "T103": page(TALK + "- {line: And then., sec: 15, time: '0:16', who: Mara}\n"),
    "T104": page(TALK + '- {line: And then., sec: "586", time: "9:\\n46", who: Mara}\n'),
    "T105": page(TALK + "- {line: And then., sec: 15, who: Mara}\n"),
    "T106": page(TALK + line("And then?", 3700)),
    "T107": page(TALK + line("And then?", 90), HEAD + "duration: PT00H01M00S\n"),
    "S201": page(TALK + "- {line: And then., sec: 15, time: '0:15'}\n"),
    "S202": page(TALK + line("And then?", 15, "mara") + line("What came?", 20)),
    "S203": page(TALK + line("I was there.", 15, "Ines")),
    "S204": page(TALK + line("Yes.", 15, "I think that it was a question of taste")),
    "S205": page(TALK + line("And then?", 15, "'Mara:'") + line("What came?", 20)),
    "X301": page(TALK + "- {line: '', sec: 15, time: '0:15', who: Mara}\n"),
    "X302": page(TALK + 2 * line("We weighed the crates every evening for six weeks.", 15, "Tom")),
    "X303": page(TALK + line("He said “come in and sit down.", 15, "Tom")),
    "X304": page(TALK + line("The baker\u00e2\u20ac\u2122s sheet.", 15, "Tom")),
    "X305": page(TALK + line("12:40 What it cost", 15, "Tom")),
    "H401": page(TALK + "- header: The end\n"),
    "H402": page(f"- header: Flour\n- header: Flour\n{TALK}"),
    "P501": "_\n" + page(TALK),
    "P502": page(TALK, HEAD.replace("short: Bread\n", "")),
    "P503": page(TALK, HEAD + "description: TODO\n"),
    "P504": page(CHAPTERS.replace("sec: 9", "sec: 19").replace("0:09", "0:19"), HEAD + CLIPS),
    "P505": page(CHAPTERS, HEAD + CLIPS.replace("endOffset: 9", "endOffset: 12")),
    "P506": page(TALK + "- {line: Yes, sec: 15, time: '0:15', who: Mara}\n"),
    "P507": page(TALK + "- {line: And then., sec: 15, time: '0:15', who: Mara, mood: good}\n"),
    "P508": f"---\n{HEAD}---\n",
    "P510": page(TALK, HEAD + "title: Rye\n"),
    "P511": page(TALK + "- {header: Flour, line: And then., sec: 15, time: '0:15', who: Mara}\n"),
    "P509": page(TALK, HEAD + "duration: an hour\n"),
}


def test_a_sound_page_has_no_findings() -> None:
    assert codes(page(TALK)) == []
    assert codes(page(CHAPTERS, HEAD + CLIPS)) == []


def test_every_code_has_its_planted_fault() -> None:
    assert {*PLANTED, "T108"} == {code.name for code in CODES}  # T108: no page has ends


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_found_and_nothing_else(code: str) -> None:
    assert codes(PLANTED[code]) == [code]


@pytest.mark.parametrize("code", PLANTED)
def test_a_finding_tells_what_and_what_to_do_and_can_be_switched_off(code: str) -> None:
    (finding,) = findings(PLANTED[code])
    assert finding.what
    assert finding.remedy
    assert finding.place is not None
    assert findings(PLANTED[code], ignore=(code,)) == []


LINES = {
    "T106": "- line: 'It began with flour.'",
    "H402": "- header: Flour",
    "P501": "_",
    "P502": "---",  # which begins the front matter
    "P503": "description: TODO",
    "P504": "- header: Flour",
    "P505": "- {name: Greeting, startOffset: 0, endOffset: 12}",
    "P508": "---",
    "P509": "duration: an hour",
    "P510": "title: Rye",
}


@pytest.mark.parametrize(
    "name", ["Robert Downey Jr.", "Ida Berg Sr.", "Tom A.", "Ann Lee, Ph.D.", "Acme Inc."]
)
def test_a_full_stop_that_belongs_to_a_name_is_no_fault(name: str) -> None:
    assert "S205" not in codes(page(TALK + line("And then?", 15, f"'{name}'")))


def test_a_time_of_day_is_no_time_in_the_episode() -> None:
    assert "X305" not in codes(page(TALK + line("10:30 AM works for me.", 15, "Tom")))
    assert "X305" in codes(page(TALK + line("10:30 Amber works for me.", 15, "Tom")))


def test_numbered_speakers_are_no_misspellings_of_each_other() -> None:
    rows = "".join(line(f"So, number {n}?", n, f"SPEAKER_0{n % 3 // 2}") for n in range(1, 30))
    assert "S202" not in codes(page(rows + line("And then?", 40, "SPEAKER_02")))


@pytest.mark.parametrize("code", PLANTED)
def test_a_finding_names_its_line(code: str) -> None:
    """Which is that of the row added to TALK, where nothing else is said."""
    text = PLANTED[code]
    added = text.split(TALK)[-1].split("\n")[0]
    if code == "X302":  # the second of two
        assert text.count(added) == 2
        assert findings(text)[0].place == text[: text.rindex(added)].count("\n") + 1
        return
    (finding,) = findings(text)
    assert finding.place is not None
    assert text.split("\n")[finding.place - 1] == LINES.get(code, added)


def test_what_is_left_to_fill_in_is_found_around_the_transcript() -> None:
    text = page(TALK + "summary: TODO\n", HEAD + "description: TODO\n")
    places = [finding.place for finding in findings(text)]
    lines = text.split("\n")
    assert places == [lines.index("description: TODO") + 1, lines.index("summary: TODO") + 1]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("Alexey", "Aleksey"), ("Zoé", "Zoe"), ("Mara", "MARA"), ("Alexey", "Alexye")],
)
def test_one_speaker_under_two_spellings(right: str, wrong: str) -> None:
    rows = "".join(line(f"So, number {n}?", n, right) for n in range(1, 30))
    assert codes(page(rows + line("And then?", 40, wrong))) == ["S202"]


@pytest.mark.parametrize(
    "name",
    [
        "Prof. Dr. Maria Fernanda de la Cruz González-Hernández",
        "أبو عبد الله محمد بن موسى الخوارزمي",
        "Anneliese-Wilhelmine Schmidt-Rottluff-Hohenlohe",
        "N" * LONGEST_NAME,
    ],
)
def test_a_name_that_a_speaker_may_have_is_no_sentence(name: str) -> None:
    assert clean_name(name) == name
    assert codes(page(line("Hello.", 1, name) + line("Hi.", 2, "Bo")), name) == []


@pytest.mark.parametrize(
    "text",
    [
        "N" * (LONGEST_NAME + 1),
        "Mara and Tom and I were all there",
        "Mara And Tom And Vera Were There.",
    ],
)
def test_what_is_longer_or_like_a_sentence_is_one(text: str) -> None:
    assert "S204" in codes(page(TALK + line("Yes.", 15, text)))


def test_two_guests_of_like_names_are_two_people() -> None:
    head = HEAD.replace("[tomlindqvist]", "[sarahlind, saraberg]")
    rows = "".join(line(f"So, number {n}?", n, ("Sarah", "Sara")[n % 2]) for n in range(1, 30))
    assert codes(page(rows, head)) == []


def test_a_guest_may_go_by_a_nickname() -> None:
    assert codes(page(line("Hello.", 1) + line("Hi.", 2, "Bo")), "Mara") == []


def test_a_known_host_leaves_no_room_for_a_stranger() -> None:
    rows = TALK + line("I ask today.", 15, "Ines")
    assert codes(page(rows), "Mara") == ["S203"]
    assert codes(page(rows), "Mara", "Ines") == []


def test_smileys_and_numbered_lists_are_no_open_brackets() -> None:
    text = 'Well :) it was 1) the flour and 2) the salt, a 9" tin (the old one).'
    assert codes(page(TALK + line(text, 15, "Tom"))) == []


def test_a_quote_may_run_over_paragraphs() -> None:
    rows = line("He said “come in.", 15, "Tom") + line("“And sit down.”", 15, "Tom")
    assert codes(page(TALK + rows)) == []


def test_other_formats_are_checked_for_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("0:05 so tell us\n0:03 how it began\n", encoding="utf-8")
    assert [(finding.code, finding.place) for finding in check_file(path).findings] == [("T101", 2)]
    captions = tmp_path / "talk.vtt"
    captions.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Mara>So?\n\n00:02.000 --> 00:03.000\nWell.\n",
        encoding="utf-8",
    )
    assert [finding.code for finding in check_file(captions).findings] == ["S201"]


def test_findings_in_json_name_their_line(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text(
        '{"format": "podscribe-transcript", "version": 1, "rows": [\n'
        ' {"line": "So?", "start": 5},\n {"line": "Well.", "start": 3}\n]}\n',
        encoding="utf-8",
    )
    assert [(finding.code, finding.place) for finding in check_file(path).findings] == [("T101", 3)]


def test_a_caption_that_ends_before_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("1\n00:00:05,000 --> 00:00:03,000\nSo?\n", encoding="utf-8")
    assert [finding.code for finding in check_file(path).findings] == ["T108"]


def test_a_caption_may_end_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("1\n00:00:05,000 --> 00:00:05,000\nSo?\n", encoding="utf-8")
    assert check_file(path).findings == ()


def test_lines_behind_the_end_are_counted() -> None:
    head = HEAD + "duration: PT00H01M00S\n"
    (one,) = findings(page(TALK + line("And then?", 90), head))
    (two,) = findings(page(TALK + line("And then?", 90) + line("It rose.", 95, "Tom"), head))
    assert one.what.startswith("a line begins after the episode's end at 1:00, the first at 1:30")
    assert two.what.startswith("2 lines begin after the episode's end at 1:00, the first at")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "come in” and sat.', []),
        ('He said "come" in” and sat.', ["X303"]),
        ("He said ‘come in and sat.", ["X303"]),
        ("He said ‘come in’ and sat.", []),
        ("Er sagte „komm“ und ging.", []),
        ("Er sagte „komm und ging.", ["X303"]),
        ('He said "come in and sat.', ["X303"]),
        ("Il dit « venez et sort.", ["X303"]),
        ("Il dit « venez » et sort.", []),
    ],
)
def test_quotes_of_every_kind_pair_up(text: str, found: list[str]) -> None:
    assert codes(page(TALK + line(text.replace("'", "''"), 15, "Tom"))) == found


@pytest.mark.parametrize(
    ("sound", "open_"),
    [
        ("Er sagte „komm“ und ging.", "She said “stay and stayed."),
        ("He said “come” and left.", "Sie sagte „bleib und blieb."),
    ],
)
def test_an_open_quote_is_shown_where_it_stands_in_its_turn(sound: str, open_: str) -> None:
    rows = line(sound, 15, "Tom") + line(open_, 15, "Tom")
    (finding,) = findings(page(TALK + rows))
    assert finding.code == "X303" and finding.place is not None
    assert open_ in page(TALK + rows).split("\n")[finding.place - 1]


def test_the_last_line_may_not_last_over_an_hour_either() -> None:
    assert codes(page(TALK, HEAD + "duration: PT02H00M00S\n")) == ["T106"]


def test_a_key_given_twice_in_a_row() -> None:
    row = "- line: And then?\n  sec: 15\n  time: '0:15'\n  who: Tom\n  who: Mara\n"
    (finding,) = findings(page(TALK + row))
    assert finding.code == "P510"
    assert finding.place is not None
    assert page(TALK + row).split("\n")[finding.place - 1] == "  who: Mara"


@pytest.mark.parametrize(
    "text",
    [
        "Sie sagte „Hallo“ und ging.",
        "Ona „tak” i poszła.",
        "Il dit «oui» et sort, er »nein« dazu.",
        "In ‘96 it was what ‘they’ said, the bakers’ way.",
        "NORWEGIAN «SKÅ» and «SKÅ» again, 5 Â® and",
    ],
)
def test_quotes_and_capitals_of_other_languages_are_sound(text: str) -> None:
    assert codes(page(TALK + line(text.replace("'", "''"), 15, "Tom"))) == []


@pytest.mark.parametrize("text", ["Sie sagte „Hallo und ging.", "Il dit «oui et sort.", "A ‘b c."])
def test_quotes_of_other_languages_that_stay_open_are_found(text: str) -> None:
    assert codes(page(TALK + line(text, 15, "Tom"))) == ["X303"]


@pytest.mark.parametrize(
    "text",
    [
        "Caf\u00c3\u00a9 is na\u00c3\u00afve, \u00e2\u20ac\u0153quoted\u00e2\u20ac and",
        "quoted\u00e2\u20ac and",
        "Caf\u00c3\u00a9 and \ufffd",
    ],
)
def test_garbled_text_that_lost_a_piece_is_found_and_not_mended(text: str) -> None:
    found = [f for f in findings(page(TALK + line(text, 15, "Tom"))) if f.code == "X304"]
    assert len(found) == 1
    assert found[0].mends == ()


def test_a_single_pair_is_garbled_where_other_text_is() -> None:
    price = line("It was \u00c2\u00a35 a loaf.", 15, "Tom")
    assert codes(page(TALK + price)) == []
    other = line("The baker\u00e2\u20ac\u2122s sheet.", 16, "Tom")
    assert codes(page(TALK + price + other)) == ["X304", "X304"]


def test_a_copy_without_its_speaker_is_a_copy_and_nothing_else() -> None:
    words = "We weighed (every crate in the evening, for six weeks."
    header = "- header: Crates\n"
    rows = f"{header}- line: '{words}'\n{header}{line(words, 15, 'Tom')}"
    assert codes(page(TALK + rows)) == ["X302", "H402", "X303"]


def test_letters_of_other_scripts_are_not_taken_for_accents() -> None:
    rows = "".join(line(f"So, number {n}?", n, "ハハ") for n in range(1, 5))
    assert codes(page(rows + line("And then?", 40, "パパ"))) == []
