"""The people whose voices are known, and the file in which they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.diarize import VoiceModel
from podscribe.errors import PodscribeError
from podscribe.voices import (
    KnownVoice,
    VoiceBook,
    load_book,
    names_without_prints_of,
    parse,
    save_book,
    serialize,
    with_print,
    without,
)
from tests.voices.conftest import MODEL, made

MARA = with_print(VoiceBook(), "Mara", made(1, 0), "agreed by mail on 2026-03-01")
OTHER = VoiceModel("Other", "beef")


def test_who_is_new_needs_a_note_of_consent_and_who_is_known_keeps_theirs() -> None:
    for consent in (None, "", " \n"):
        with pytest.raises(PodscribeError, match="no note of Tom's consent; a voiceprint is bio"):
            with_print(MARA, "Tom", made(0, 1), consent)
    again = with_print(MARA, "Mara", made(0, 1, source="b.mp3"), None)
    assert again.people[0].consent == "agreed by mail on 2026-03-01"
    assert with_print(MARA, "Mara", made(0, 1), " by\nhand ").people[0].consent == "by hand"


def test_a_person_has_several_prints_and_one_of_each_recording_and_model() -> None:
    book = with_print(MARA, "Mara", made(0, 1), None)
    assert [each.embedding for each in book.people[0].prints] == [(0.0, 1.0)]
    book = with_print(book, "Mara", made(1, 0, source="b.mp3"), None)
    book = with_print(book, "Mara", made(1, 1, model=OTHER), None)
    assert len(book.people[0].prints) == 3


def test_a_person_is_forgotten_with_all_their_prints() -> None:
    assert without(MARA, "Mara") == VoiceBook()
    with pytest.raises(PodscribeError, match=r"'Mora' is no known voice; did you mean Mara\?"):
        without(MARA, "Mora")
    with pytest.raises(PodscribeError, match="no voice is known"):
        without(VoiceBook(), "Mara")


def test_a_person_is_found_however_the_accents_of_the_name_are_encoded() -> None:
    apart, together = "Zoe\u0308", "Zo\u00eb"
    book = with_print(VoiceBook(), apart, made(1, 0), "by mail")
    assert len(with_print(book, together, made(0, 1, source="b.mp3"), None).people) == 1
    assert without(book, together) == VoiceBook()


def test_who_has_no_print_of_a_model_is_named() -> None:
    book = with_print(MARA, "Tom", made(1, 1, model=OTHER), "yes")
    assert names_without_prints_of(book, MODEL) == ("Tom",)


def test_the_file_is_readable_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    save_book(MARA, path)
    text = path.read_text()
    for part in ("biometric", "name: Mara", "agreed by mail", "source: a.mp3", "weights: 00ff"):
        assert part in text
    assert load_book(path) == MARA
    assert load_book(tmp_path / "none.yaml") == VoiceBook()


@given(
    name=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1),
    values=st.lists(st.floats(-9, 9, width=16), min_size=2, max_size=9).filter(any),
)
def test_any_name_and_embedding_is_read_back(name: str, values: list[float]) -> None:
    book = VoiceBook((KnownVoice(name, name, (made(*values),)),))
    found = parse(serialize(book))
    assert (found.people[0].name, found.people[0].consent) == (name, name)
    kept, read = book.people[0].prints[0].embedding, found.people[0].prints[0].embedding
    assert sum(a * b for a, b in zip(kept, read, strict=True)) > 0.9999


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    save_book(MARA, path)
    before = path.read_bytes()
    with pytest.raises(PodscribeError, match="cannot be written"):
        save_book(VoiceBook(), tmp_path / "nowhere" / "voices.yaml")
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["voices.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("podscribe-voices: 1", "podscribe-voices: 2", "is of version 2"),
        ("podscribe-voices", "voices", "is no file of voices"),
        ("- name:", "- nam:", "'name' is missing"),
        ("- name: Mara", "- name: ''", "'name' is missing"),
        ("seconds: 20.0", "seconds: long", "'seconds' is missing"),
        ("embedding: ", "embedding: '!'", "'embedding' is missing or not base64"),
        ("people:", "persons:", "'people' is missing"),
        ("people:", "people: [", "is not valid YAML"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = tmp_path / "voices.yaml"
    text = serialize(MARA)
    assert old in text
    path.write_text(text.replace(old, new, 1).replace("'!'", "'!' #"))
    with pytest.raises(PodscribeError, match=told) as caught:
        load_book(path)
    assert caught.value.file == str(path)


def test_a_person_who_stands_in_it_twice_is_refused() -> None:
    twice = VoiceBook((*MARA.people, *MARA.people))
    with pytest.raises(PodscribeError, match="Mara stands in it twice"):
        parse(serialize(twice))
