"""Every code is found where it is planted, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from podscribe.check import check_file
from podscribe.check.codes import CODES
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
    "P509": page(TALK, HEAD + "duration: an hour\n"),
}


def test_a_sound_page_has_no_findings() -> None:
    assert codes(page(TALK)) == []
    assert codes(page(CHAPTERS, HEAD + CLIPS)) == []


def test_every_code_has_its_planted_fault() -> None:
    assert set(PLANTED) == {code.name for code in CODES}


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


def test_a_finding_names_the_line_of_its_row() -> None:
    text = PLANTED["T101"]
    (finding,) = findings(text)
    assert finding.place is not None
    assert text.split("\n")[finding.place - 1] == "- line: 'And then?'"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("Alexey", "Aleksey"), ("Zoé", "Zoe"), ("Mara", "MARA"), ("Alexey", "Alexye")],
)
def test_one_speaker_under_two_spellings(right: str, wrong: str) -> None:
    rows = "".join(line(f"So, number {n}?", n, right) for n in range(1, 30))
    assert codes(page(rows + line("And then?", 40, wrong))) == ["S202"]


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
