"""The page of a comparison as what it holds: all words, all differences, links that lead there."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

import podscribe.compare
from podscribe.compare import Comparison, Kind, compare
from podscribe.compare.html_index import as_index, entry_of, page_file
from podscribe.compare.html_marks import MARKS
from podscribe.compare.html_report import as_page
from podscribe.transcript import Grain, Header, Line, Transcript
from tests.compare.material import cues, disturbed, page, strange, talk, turns_of
from tests.report.colours import READABLE, VISIBLE, colours, contrast
from tests.report.reading import Element, elements

HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(1)>"
STYLE = Path(podscribe.compare.__file__).with_name("html_report.css")
EDITED = page(
    (0.0, "Mara", "Welcome, Nadia. How did you start to count the bread?"),
    (6.0, "Nadia", "We counted every loaf that was left in the evening, for 30 days."),
    (12.0, "Nadia", "It was not much. But it told us that rain sells cake."),
    (19.0, "Mara", "And what did your colleagues say?"),
)
HEARD = page(
    (0.2, "Mara", "Welcome Nadja. So how did you start to count the bread?"),
    (6.1, "Nadia", "Uh we we counted every loaf that was left in the evening, for 13 days."),
    (12.3, "Mara", "It was much. But it told us that rain sells cake."),
    (15.0, "Tom", "Mhm."),
    (19.4, "Mara", "And what did your colleagues say?"),
)


@pytest.fixture(scope="module")
def small() -> Comparison:
    return compare(EDITED, HEARD, names=("edited.md", "heard.json"))


@pytest.fixture(scope="module")
def large() -> Comparison:
    words = talk(1, 4_000)
    heard = [*disturbed(words[:1_000], 2), *strange(3, 120), *disturbed(words[1_000:2_000], 3)]
    heard += disturbed(words[2_200:], 4)
    return compare(turns_of(words), turns_of(heard, 3.0, 37))


def marked(shown: list[Element]) -> list[Element]:
    return [each for each in shown if each.tag == "mark"]


def of_class(shown: list[Element], name: str) -> list[Element]:
    return [each for each in shown if name in (each.attributes.get("class") or "").split()]


def said(shown: list[Element]) -> list[str]:
    """What stands in each cell of the texts, left and right by turns; nothing in a gap."""
    found: dict[int, str] = {}
    for each in shown:
        classes = (each.attributes.get("class") or "").split()
        if "cell" in classes and "chapter" not in (each.within[-1].attributes["class"] or ""):
            found[id(each)] = ""
        elif each.tag == "p" and id(each.within[-1]) in found:
            gap = "gap" in (each.within[-1].attributes["class"] or "")
            found[id(each.within[-1])] = "" if gap else each.text
    return [*found.values()]


def test_both_sides_are_there_word_for_word(large: Comparison) -> None:
    shown = elements(as_page(large))
    for which, side in enumerate((large.reference, large.hypothesis)):
        assert " ".join(" ".join(said(shown)[which::2]).split()) == " ".join(side.texts)


def test_every_difference_is_marked_on_both_sides_by_its_kind(small: Comparison) -> None:
    marks = marked(elements(as_page(small)))
    found = {each.attributes.get("id"): each for each in marks if "id" in each.attributes}
    kinds = sorted(each.attributes["title"] or "" for each in found.values())
    assert kinds == sorted([*(str(each.kind) for each in small.differences), "speaker"])
    number = next(each for each in found.values() if each.attributes["title"] == "number")
    other = [
        each.text
        for each in marks
        if each.attributes.get("data-d") == (number.attributes["id"] or "").removeprefix("d")
    ]
    assert (number.text, other) == ("30", ["13"])
    assert "k-number" in (number.attributes["class"] or "")
    negation = next(each for each in found.values() if each.attributes["title"] == "negation")
    (missing,) = (
        each
        for each in marks
        if each.attributes.get("data-d") == (negation.attributes["id"] or "").removeprefix("d")
    )
    assert (negation.text, missing.text) == ("not", "")
    assert missing.attributes["class"] == "k-negation none"


def test_the_figures_that_tell_most_are_there() -> None:
    edited, heard = (
        replace(side, rows=(Header("The bakery"), *side.rows[:2], Header(second), *side.rows[2:]))
        for side, second in ((EDITED, "The rain"), (HEARD, "Colleagues"))
    )
    shown = elements(as_page(compare(edited, heard)))
    (box,) = of_class(shown, "figures")
    told = [each.text for each in shown if box in each.within and each.tag in ("dt", "dd")]
    assert " | ".join(told) == (
        "Word errors | 12.2 % | normalised | "  # 5 of 41 words
        "Character errors | 6.6 % | normalised | "
        "Right speaker | 71.1 % | of the words in common | "  # 27 of 38
        "cpWER | 65.9 % | tcpWER 65.9 % | "
        "Drift, median | +0.3 s | nine in ten +0.1 s to +0.4 s | "
        "Within 3 s | 100.0 % | of turns; 100.0 % within 1 s | "
        "Headers in place | 1 of 2 | 1 reworded | "
        "Turns | 4 and 5 | 4 begin in both | "
        "Of substance | 3 | 1 name, 1 number, 1 negation | "
        "Of style | 6 | 3 punctuation, 2 filler, 1 repetition"
    )


def test_a_turn_of_one_side_faces_a_gap_and_another_name_is_marked(small: Comparison) -> None:
    shown = elements(as_page(small))
    (gap,) = of_class(shown, "gap")
    assert gap.text == "referencenothing in the reference"
    (name,) = (each for each in marked(shown) if each.attributes["title"] == "speaker")
    assert name.text == "Mara"


@pytest.mark.parametrize("which", ["small", "large"])
def test_ids_are_unique_and_all_links_lead_to_one(
    which: str, request: pytest.FixtureRequest
) -> None:
    shown = elements(as_page(request.getfixturevalue(which)))
    ids = [each.attributes["id"] for each in shown if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    links = [each.attributes["href"] or "" for each in shown if each.tag == "a"]
    assert len(links) > 10
    assert {link.removeprefix("#") for link in links} <= {*ids}
    pieces = {f"d{each.attributes['data-d']}" for each in shown if "data-d" in each.attributes}
    assert pieces <= {*ids}


def test_differences_of_substance_are_listed_with_links_and_passages_too(large: Comparison) -> None:
    shown = elements(as_page(large))
    marks = {each.attributes["id"]: each for each in marked(shown) if "id" in each.attributes}
    listed = [
        row
        for row in shown
        if row.tag == "tr" and (row.attributes.get("class") or "").startswith("k-")
    ]
    assert len(listed) == sum(each.nature == "substance" for each in large.differences)
    rows = {id(row) for row in listed}
    links = [each for each in shown if each.tag == "a" and {*map(id, each.within)} & rows]
    for row, link in zip(listed, links, strict=True):
        mark = marks[(link.attributes["href"] or "").removeprefix("#")]
        assert f"k-{mark.attributes['title']}" == row.attributes["class"]
    assert len(large.passages) == 2
    assert sum(each.attributes["title"] == "passage" for each in marks.values()) == 2
    assert "passages" in {each.attributes.get("id") for each in shown}


def test_drift_errors_and_shares_are_drawn() -> None:
    words = talk(1, 2_000)
    halves = turns_of(words[:1_000]).rows, turns_of(words[1_000:], 430.0).rows
    late = compare(
        turns_of(words), Transcript(rows=(*halves[0], *halves[1]), grain=Grain.PARAGRAPH)
    )
    assert late.drift and len(late.drift.jumps) == 1
    shown = elements(as_page(late))
    (rule,) = of_class(shown, "rule")
    assert "+0.0 s → +30.0 s" in rule.text
    dots = [each for each in shown if each.tag == "circle"]
    assert len(dots) == len(late.drift.points)
    titles = [
        each.text for each in shown if each.tag == "b" and each.within[-1].tag == "figcaption"
    ]
    assert titles == ["Drift over time", "Word errors over time", "Who speaks"]


def test_what_cannot_be_told_is_said_and_the_rest_is_shown() -> None:
    bare = compare(Transcript(rows=(Line("We bake bread."),)), cues(talk(1, 50)))
    shown = elements(as_page(bare))
    notes = [each.text for each in shown if each.tag == "li"]
    assert "The reference has no times: no drift and no tcpWER." in notes
    assert not of_class(shown, "plot")
    empty = compare(Transcript(rows=()), cues(talk(1, 50)))
    assert "The reference has no words: no words, times and names are compared." in as_page(empty)
    same = compare(EDITED, EDITED)
    assert "No difference is marked." in as_page(same)


def test_nothing_from_a_transcript_is_taken_for_markup() -> None:
    rows = Header(HOSTILE), Line(f"{HOSTILE} we bake bread", 0.0, speaker=HOSTILE)
    hostile = Transcript(rows=rows, grain=Grain.PARAGRAPH, language='"><script>')
    changed = replace(hostile, rows=(Header("Bread"), Line(f"{HOSTILE} no cake", 3.0, speaker="x")))
    for one, other in ((hostile, changed), (changed, hostile), (hostile, hostile)):
        found = compare(one, other, names=(f"{HOSTILE}.md", "\udcff.md"))
        whole = as_page(found)
        assert whole.encode()
        shown = elements(whole)
        assert [each.tag for each in shown].count("script") == 1
        assert "img" not in {each.tag for each in shown}
        entry = entry_of(found, HOSTILE, page_file("javascript:alert(1)\udcff"))
        listed = elements(as_index([entry], (HOSTILE, HOSTILE), [HOSTILE], [HOSTILE]))
        assert [each.tag for each in listed].count("script") == 1
        (link,) = (each for each in listed if each.tag == "a" and each.text == HOSTILE)
        assert link.attributes["href"] == "javascript%3Aalert%281%29%FF.html"


def test_the_list_has_a_row_a_pair_and_counts_all_as_one(
    small: Comparison, large: Comparison
) -> None:
    entries = [entry_of(small, "small", "small.html"), entry_of(large, "large", "large.html")]
    shown = elements(as_index(entries, ("a", "b"), ["c.md: is empty"], ["a: no partner for d"]))
    rows = [each for each in shown if each.tag == "tr"]
    cells = [[c.text for c in shown if c.tag in ("td", "th") and row in c.within] for row in rows]
    assert [row[0] for row in cells] == ["episode", "small", "large", "all"]
    assert cells[1][1] == f"{len(small.reference.words)}"
    assert small.words and large.words
    total = small.words.normalised.total + large.words.normalised.total
    length = small.words.normalised.length + large.words.normalised.length
    assert cells[3][2] == f"{100 * total / length:.1f} %"
    assert [each.text for each in shown if each.tag == "li"] == [
        "c.md: is empty",
        "a: no partner for d",
    ]


@pytest.mark.parametrize("scheme", [0, 1])
def test_kinds_look_different_and_can_be_seen(scheme: int) -> None:
    style = STYLE.read_text(encoding="utf-8")
    shared = STYLE.parents[1] / "report" / "style.css"
    found = {
        **colours(shared.read_text(encoding="utf-8"))[scheme],
        **colours(style)[scheme],
    }
    for kind in MARKS:
        assert contrast(found[f"k-{kind}"], found["paper"]) >= READABLE
        faint = mixed(found[f"k-{kind}"], found["paper"], 0.32)  # behind the words of one chosen
        assert contrast(found["ink"], faint) >= READABLE
        assert contrast(found[f"k-{kind}"], faint) >= VISIBLE - 0.5
    looks = {
        kind: (found[f"k-{kind}"], re.search(rf"\.k-{kind} {{.*--line: (\w+)", style)[1])  # type: ignore[index]
        for kind in MARKS
    }
    for one, other in combinations(Kind, 2):
        assert looks[one] != looks[other], (one, other)


def mixed(one: str, other: str, share: float) -> str:
    parts = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in parts)


@pytest.mark.parametrize(("count", "is_cut"), [(12, False), (13, True)])
def test_of_many_speakers_twelve_are_named(count: int, is_cut: bool) -> None:
    many = page(*((float(at), f"Guest{at}", "We bake bread.") for at in range(count)))
    shown = elements(as_page(compare(many, many)))
    about = [each.text for each in shown if each.tag == "dd"][:2]
    for text in about:
        assert text.count("Guest") == 12
        assert text.endswith("…") is is_cut


def test_labels_for_names_are_told_with_what_they_would_make_right() -> None:
    lines = [("Mara", "What do you bake here today?"), ("Tom", "We bake the bread of rye.")]
    names = {"Mara": "SPEAKER_00", "Tom": "SPEAKER_01"}
    said = page(*((9.0 * at, who, text) for at, (who, text) in enumerate(lines)))
    heard = page(*((9.0 * at, names[who], text) for at, (who, text) in enumerate(lines)))
    shown = elements(as_page(compare(said, heard)))
    (box,) = of_class(shown, "figures")
    told = [each.text for each in shown if box in each.within and each.tag in ("dt", "dd")]
    at = told.index("Right speaker")
    assert told[at + 1 : at + 3] == ["0.0 %", "100.0 % if labels are taken for names"]
