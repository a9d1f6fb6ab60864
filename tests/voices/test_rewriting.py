"""What people wrote into a file of voices stays when podscribe writes it again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from podscribe.voices import VoiceBook, load_book, save_book, serialize, with_print, without
from tests.voices.conftest import made

BOTH = with_print(
    with_print(VoiceBook(), "Mara", made(1, 0), "by mail"), "Tom", made(0, 1), "by hand"
)


def edited(tmp_path: Path, newline: str = "\n") -> Path:
    """A file of two voices with comments and keys of its keeper's."""
    text = serialize(BOTH)
    for old, new in (
        ("people:", "retention: until 2028\npeople:"),
        ("- name: Mara", "# Ask Mara again!\n- name: Mara"),
        ("  consent: by mail", "  consent: by mail\n  until: 2027-01-01 # she said so"),
        ("- name: Tom", "\n# Tom agreed for one season.\n- name: Tom"),
        ("  consent: by hand", "  consent: by hand\n  until: 2028-01-01"),
        ("    seconds: 20.0\n", "    seconds: 20.0\n    note: noisy room\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "voices.yaml"
    path.write_bytes(f"{text}\n# The end.\n".replace("\n", newline).encode())
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_who_stays_stays_as_they_stand_when_another_is_forgotten(
    tmp_path: Path, newline: str
) -> None:
    path = edited(tmp_path, newline)
    before = path.read_bytes().decode()
    save_book(without(load_book(path), "Tom"), path)
    after = path.read_bytes().decode()
    gone = before.index(f"{newline}# Tom agreed"), before.index(f"{newline}# The end")
    assert after == before[: gone[0]] + before[gone[1] :]


def test_who_gets_one_more_print_keeps_what_podscribe_does_not_know(tmp_path: Path) -> None:
    path = edited(tmp_path)
    before = path.read_text()
    more = made(1, 1, source="b.mp3")
    book = with_print(load_book(path), "Mara", more, None)
    save_book(book, path)
    after = path.read_text()
    for part in ("# Ask Mara again!\n- name: Mara", "until: '2027-01-01'", "retention: until 2028"):
        assert part in after
    assert after.count("note: noisy room") == 2
    assert after[after.index("\n# Tom agreed") :] == before[before.index("\n# Tom agreed") :]
    assert [each.source for each in load_book(path).people[0].prints] == ["a.mp3", "b.mp3"]


def test_who_is_new_comes_last_and_what_stands_behind_stays(tmp_path: Path) -> None:
    path = edited(tmp_path)
    path.write_text(path.read_text() + "reviewed: yes\n")
    save_book(with_print(load_book(path), "Ines", made(1, 2), "in a letter"), path)
    assert load_book(path).names == ("Mara", "Tom", "Ines")
    assert path.read_text().endswith("\n# The end.\nreviewed: yes\n")


def test_when_all_are_forgotten_the_rest_stays(tmp_path: Path) -> None:
    path = edited(tmp_path)
    save_book(VoiceBook(), path)
    assert load_book(path) == VoiceBook()
    assert "retention: until 2028" in path.read_text()


def test_people_in_braces_are_written_with_lines_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text("{podscribe-voices: 1, people: []}\n")
    save_book(BOTH, path)
    assert load_book(path) == BOTH


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("- name", "-\n  name"),
        lambda text: text.replace("  consent: by mail\n", "").replace(
            "- name: Tom", "  consent: |\n    by mail\n    # 12\n- name: Tom"
        ),
        lambda text: text.replace(": by mail", ": &note agreed").replace(": by hand", ": *note"),
    ],
    ids=["dash alone", "text that looks like a comment", "alias"],
)
def test_what_cannot_be_kept_line_by_line_is_still_right(
    tmp_path: Path, edit: Callable[[str], str]
) -> None:
    path = tmp_path / "voices.yaml"
    for name in BOTH.names:
        path.write_text(edit(serialize(BOTH)))
        book = without(load_book(path), name)
        save_book(book, path)
        assert load_book(path) == book
