"""Whatever a title says, what is made of it is a name for a file, and nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.batch.names import MOST_BYTES, distinct, folded, numbers_in, safe_name, slug
from podscribe.formats import FORMATS
from tests.strategies import moderately, thoroughly

HOSTILE = [
    "../../../etc/passwd",
    "..",
    ".",
    "",
    "/",
    "/etc/passwd",
    "C:\\Windows\\system32",
    "\\\\server\\share",
    "-rf",
    "--help",
    "~root",
    ".bashrc",
    "a\0b",
    "a\nb\r\tc",
    "\x1b]0;owned\x07",
    "$(reboot)`id`",
    "con",
    "NUL.txt",
    "com1",
    "lpt³",
    "a. . .",
    "...",
    "\u202egpj.exe",
    "a\u200b\u0301",
    "e\u200b\u0301",
    "／etc／passwd",
    "．．／x",
    "ﬁle",
    "\udcff\udc80",
    "😀" * 200,
    "e\u0301" * 300,
    "\ufdfa" * 50,
    "ledger",
    "REPORT",
    "talk.json",
    "talk.VTT",
]
ANY = (
    st.text(max_size=300)
    | st.sampled_from(HOSTILE)
    | st.text("./\\-~ \0\u200b\u0301e:", max_size=9)
)


def is_good(name: str) -> bool:
    return (
        0 < len(name.encode()) <= MOST_BYTES + 1
        and name.isprintable()
        and not set(name) & set('/\\:*?"<>|')
        and not name.startswith((".", "-", "~", " "))
        and not name.endswith((".", " "))
        and not name.casefold().endswith(tuple(f".{each.name}" for each in FORMATS))
    )


@thoroughly
@given(ANY)
def test_any_text_becomes_a_good_name_that_stays(text: str) -> None:
    name = safe_name(text)
    assert is_good(name)
    assert safe_name(name) == name
    assert os.path.basename(os.path.normpath(f"/out/{name}")) == name


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_become_good_names_that_can_be_written(text: str, tmp_path: Path) -> None:
    name = safe_name(text)
    assert is_good(name)
    path = tmp_path / f"{name}.podcast-json.json"
    path.write_bytes(b"")
    assert [each.parent for each in tmp_path.rglob("*.json")] == [tmp_path]


def test_what_people_call_files_stays_as_it_is() -> None:
    for name in ("Episode 1", "s17e05-how-bread-is-made", "Über Brot (2)", "李雷, 1.5 Prozent"):
        assert safe_name(name) == name
    assert safe_name("nul") != "nul" and safe_name("nullify") == "nullify"
    assert slug("What's new? — “Bread” & C++") == "whats-new-bread-c"
    assert numbers_in("as1e2b") == (None, None) and numbers_in("S3_E100") == (3, 100)


@moderately
@given(
    st.dictionaries(
        st.text("0123456789abcdef", min_size=16, max_size=16), st.lists(ANY, max_size=3)
    )
)
def test_no_two_episodes_share_a_name_on_any_file_system(wanted: dict[str, list[str]]) -> None:
    names = distinct(wanted)
    assert names.keys() == wanted.keys()
    assert all(map(is_good, names.values()))
    assert len({folded(name) for name in names.values()}) == len(names)
    shuffled = dict(sorted(wanted.items(), key=lambda each: each[0][::-1]))
    assert distinct(shuffled) == names


@moderately
@given(
    st.dictionaries(
        st.text("0123456789abcdef", min_size=16, max_size=16), st.lists(ANY, min_size=1)
    ),
    st.dictionaries(
        st.text("0123456789abcdef", min_size=16, max_size=16), st.lists(ANY, min_size=1)
    ),
)
def test_names_stay_when_the_list_grows(
    before: dict[str, list[str]], more: dict[str, list[str]]
) -> None:
    names = distinct(before)
    grown = distinct(more | before, taken=names)
    assert {id: grown[id] for id in names} == names
    assert len({folded(name) for name in grown.values()}) == len(grown)


def test_upper_and_lower_case_and_ways_to_write_an_accent_are_one_name() -> None:
    names = distinct(
        {"a" * 16: ["Brot"], "b" * 16: ["BROT"], "c" * 16: ["Caf\u00e9"], "d" * 16: ["Cafe\u0301"]}
    )
    assert sorted(names.values()) == [
        "BROT-bbbbbbbb",
        "Brot-aaaaaaaa",
        "Café-cccccccc",
        "Café-dddddddd",
    ]


def test_a_title_that_claims_anothers_name_does_not_get_it() -> None:
    wanted = {"a" * 16: ["x"], "b" * 16: ["x"], "c" * 16: ["x-aaaaaaaa"]}
    names = distinct(wanted)
    assert len({*names.values()}) == 3 and names["c" * 16] == "x-aaaaaaaa"


def test_a_name_in_the_ledger_that_is_none_is_not_taken_up() -> None:
    assert distinct({"a": ["bread"]}, {"a": "../../etc/cron"}) == {"a": "bread"}


def test_of_ids_that_begin_alike_the_second_is_told_whole() -> None:
    names = distinct({"aaaaaaaa1": ["x"], "aaaaaaaa2": ["x"]})
    assert names == {"aaaaaaaa1": "x-aaaaaaaa", "aaaaaaaa2": "x-aaaaaaaa2"}


def test_where_even_the_whole_id_is_taken_a_number_follows() -> None:
    taken = {"b": "x", "c": "x-a"}
    assert distinct({"a": ["x"]}, taken) == {"a": "x-a-2"}
    assert distinct({"a": ["x"]}, {**taken, "d": "X-A-2"}) == {"a": "x-a-3"}


def test_who_wants_no_name_is_called_an_episode() -> None:
    assert distinct({"abc": []}) == {"abc": "episode-abc"}
    assert safe_name("") == safe_name("...") == "episode"


def test_what_a_batch_writes_itself_is_no_name_of_an_episode() -> None:
    assert (safe_name("ledger"), safe_name("Report")) == ("_ledger", "_Report")
    assert safe_name("reports") == "reports"


@pytest.mark.parametrize(
    ("stem", "numbers"),
    [
        ("s1234e12345", (1234, 12345)),
        ("s12345e1", (None, None)),
        ("s1e123456", (None, None)),
        ("show-s1-e2", (1, 2)),
        ("xs1e2", (None, None)),
        ("s1--e2", (None, None)),
    ],
)
def test_numbers_stand_apart_and_are_not_too_long(
    stem: str, numbers: tuple[int | None, int | None]
) -> None:
    assert numbers_in(stem) == numbers
