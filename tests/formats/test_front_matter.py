"""Front matter: plain values, places that are right, and no way to make YAML explode."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.formats import front_matter
from tests.strategies import ODD, WrittenPage, pages, thoroughly

NEWLINES = pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])


def spans(text: str) -> dict[str, str]:
    """What stands in the page between the marks of each key, and of each plain value."""
    matter = front_matter.read(text)
    return {
        text[matter.offset(key.start_mark) : matter.offset(key.end_mark)]: text[
            matter.offset(value.start_mark) : matter.offset(value.end_mark)
        ]
        for key, value in matter.nodes()
    }


@NEWLINES
@pytest.mark.parametrize("odd", [*ODD, "😀", "👩🏽‍🍳", "é", "e\u0301", "\U0010ffff"])
def test_marks_point_at_characters_whatever_stands_before_them(odd: str, newline: str) -> None:
    text = f"---\nfirst: 'a{odd}b{odd} c'\nsecond: \"{odd}\"\n# {odd}# c\nthird: [x]\n---\n"
    assert spans(text.replace("\n", newline)) == {
        "first": f"'a{odd}b{odd} c'",
        "second": f'"{odd}"',
        "third": "[x]",
    }


def test_marks_are_right_in_keys_block_texts_and_after_a_byte_order_mark() -> None:
    text = "\ufeff---\n😀: |\n  a😀\n\n  b\nnext: one\n---\n"
    assert spans(text) == {"😀": "|\n  a😀\n\n  b\n", "next": "one"}


@settings(thoroughly)
@given(pages())
def test_marks_are_right_on_any_page(written: WrittenPage) -> None:
    matter = front_matter.read(written.text)
    for key, _ in matter.nodes():
        start = matter.offset(key.start_mark)
        assert written.text[start : matter.offset(key.end_mark)].strip("'\"") == key.value
        assert matter.place(key) == written.text.count("\n", 0, start) + 1


@NEWLINES
def test_a_place_is_a_line_number_of_the_page(newline: str) -> None:
    text = "x\n---\n\none: 😀\n# y\ntwo: [\n  a]\n---\n".replace("\n", newline)
    matter = front_matter.read(text)
    assert [matter.place(key) for key, _ in matter.nodes()] == [4, 6]


BREAKS = pytest.mark.parametrize("odd", ["\x85", "\u2028", "\u2029"])


@NEWLINES
@BREAKS
def test_what_yaml_alone_takes_for_the_end_of_a_line_is_none(odd: str, newline: str) -> None:
    text = f"---\none: 'a{odd}b'\n# y{odd}# z\ntwo: |\n  a{odd}  b\nthree: [a]\n---\n"
    matter = front_matter.read(text.replace("\n", newline))
    assert [matter.place(key) for key, _ in matter.nodes()] == [2, 4, 6]


@BREAKS
@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        ("two: [a", 4, "not valid YAML"),  # missed where the front matter ends
        ("two: {{ name }} and", 3, "is a template"),
        ("\ttwo: a", 3, "with a tab"),
        ("two: &a [*a]", 3, "refers to what it stands in"),
        (f"two: {'[' * 60}", 3, "nested more than"),
    ],
    ids=["open", "template", "tab", "circle", "deep"],
)
def test_a_fault_behind_an_odd_break_is_told_with_its_line(
    row: str, place: int, what: str, odd: str
) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        front_matter.read(f"---\none: 'a{odd}b'\n{row}\n---\n")
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("~", None),
        ("", None),
        ("yes", True),
        ("0x1F", 31),
        ("2.50", 2.5),
        ("1:10", "1:10"),
        ("2024-02-30", "2024-02-30"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("!!int soon", "soon"),
        ("!!python/object:os.system x", "x"),
        ("!!binary aGk=", "aGk="),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("{a: [1, x]}", {"a": [1, "x"]}),
        ("{1: a, [b]: c}", {"1": "a", "['b']": "c"}),
        ("9" * 30, "9" * 30),
    ],
)
def test_values_are_plain_and_dates_and_times_stay_text(written: str, value: object) -> None:
    matter = front_matter.read(f"---\nkey: {written}\n---\n")
    assert [front_matter.plain(node) for _, node in matter.nodes()] == [value]


def test_what_pyyaml_reads_safely_is_read_alike() -> None:
    text = "a: [1, 2.5, yes, null, x]\nb: {c: 'd', e: \"f\\u00e9\"}\ng: |\n  h\n  i\n"
    node = front_matter.compose(text)
    assert node is not None
    assert front_matter.plain(node) == yaml.safe_load(text)


def test_a_text_that_says_nothing_has_no_nodes() -> None:
    assert front_matter.compose("# only a remark\n") is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("title: Rye\n", "has no front matter"),
        ("a\nb\nc\nd\ne\n---\ntitle: Rye\n---\n", "has no front matter"),
        ("---", "has no front matter"),
        ("---\ntitle: Rye\n--- \nx: y", None),
        ("---\ntitle: Rye\n...\n", None),
        ("---\ntitle: Rye\n ---\n", "never ends"),
        ("---\n- Rye\n---\n", "has no keys"),
        ("---\n---\n", "has no keys"),
        ("---\ntitle: *nobody\n---\n", "not valid YAML"),
        ("---\ntitle: a\x07b\n---\n", "not valid YAML"),
        ("---\ntitle: {{ name }} and {{ more }}\n---\n", "is a template"),
        ("---\na: &a [*a]\n---\n", "refers to what it stands in"),
    ],
)
def test_what_is_no_front_matter_is_refused(text: str, what: str | None) -> None:
    if what is None:
        assert [key.value for key, _ in front_matter.read(text).nodes()] == ["title"]
        return
    with pytest.raises(PodscribeError, match=what) as caught:
        front_matter.read(text)
    assert caught.value.remedy


def test_aliases_that_multiply_are_refused_at_once() -> None:
    laughs = ["a0: &a0 [ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(PodscribeError, match="aliases multiply"):
        front_matter.compose("\n".join(laughs))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end_is_refused(opening: str) -> None:
    with pytest.raises(PodscribeError) as caught:
        front_matter.compose(opening * 5000)
    assert caught.value.remedy


@NEWLINES
@pytest.mark.parametrize("odd", ["\x0b", "\x92"])
def test_a_control_character_is_named_with_its_line(odd: str, newline: str) -> None:
    text = f"---\ntitle: Bärlauch 😀\nrows:\n- one\n- tw{odd}o\n---\n".replace("\n", newline)
    with pytest.raises(PodscribeError, match=rf"control character U\+{ord(odd):04X}") as refused:
        front_matter.read(text)
    assert refused.value.place == 5
