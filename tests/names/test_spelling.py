"""Names that are the same, nearly the same, and not names at all."""

from __future__ import annotations

import pytest

from podscribe.errors import PodscribeError
from podscribe.names.spelling import (
    NEAR,
    OTHER,
    SAME,
    clean_name,
    first_name,
    fit,
    fit_slug,
    same_person,
)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Prof. Dr. Anna Berg", "Anna"),
        ("Dr. med. Jan Ott", "Jan"),
        ("Prof.Dr. Anna Berg", "Anna"),
        ("Dr. h.c. Ida Lang", "Ida"),
        ("Dr. Phil Ott", "Phil"),
        ("Dr.-Ing. Anna Berg", "Anna"),
        ("Prof. Dr.-Ing. Anna Berg", "Anna"),
        ("Prof. Dr. Dr. h. c. mult. Anna Berg", "Anna"),
        ("Dr. rer. nat. Jan Ott", "Jan"),
        ("Dr. C. Berg", "C."),
        ("Prof. H. Müller", "H."),
        ("Mr. Phil. Ott", "Phil."),
        ("Mr.T", "Mr.T"),
        ("Drew Mercer", "Drew"),
        ("Sir", "Sir"),
        ("Dr.", "Dr."),
    ],
)
def test_titles_are_no_first_names(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("heard", "name", "fits"),
    [
        ("Alexey", "Alexey Grigorev", SAME),
        ("Alexey Grigorev", "Alexey Grigorev", SAME),
        ("Alexey Grigoriev", "Alexey Grigorev", SAME),
        ("Alexei", "Alexey", NEAR),
        ("Chris", "Christopher Bergh", NEAR),
        ("Christof", "Christoph", NEAR),
        ("Zoë", "Zoe", SAME),
        ("Alexey Smirnov", "Alexey Grigorev", OTHER),
        ("Tom", "Tim", OTHER),
        ("Daria", "Maria", OTHER),
        ("Johanna", "Alexey", OTHER),
        ("happy", "Harry", OTHER),
    ],
)
def test_what_was_heard_fits_a_name_or_not(heard: str, name: str, fits: float) -> None:
    assert fit(heard, name) == fits


@pytest.mark.parametrize(
    ("heard", "slug", "fits"),
    [
        ("Sonal", "sonalgoyal", SAME),
        ("Sonal Goyal", "sonalgoyal", SAME),
        ("Sonel", "sonalgoyal", NEAR),
        ("Krysztof", "krzysztofszafanek", NEAR),
        ("Jo", "johanneshotter", OTHER),
        ("Santiago", "svpino", OTHER),
    ],
)
def test_what_was_heard_fits_a_slug_or_not(heard: str, slug: str, fits: float) -> None:
    assert fit_slug(heard, slug) == fits


def test_a_first_name_may_be_the_same_person_and_another_family_name_is_not() -> None:
    assert same_person("Alexey", "Alexey Grigorev")
    assert same_person("Dr. Ana Lima", "Ana")
    assert not same_person("Ana Lima", "Ana Costa")


@pytest.mark.parametrize("name", ["Anne O'Neill: <Host>", "-->", '#1 & "Co"', "יוסי", "A\u0301da"])
def test_a_name_may_have_any_characters_of_text(name: str) -> None:
    assert clean_name(f" {name}\n") == name


@pytest.mark.parametrize("name", ["", " \n ", "Ma\x00ra", "Ma\x1bra", "x" * 81])
def test_what_can_be_no_name_is_refused(name: str) -> None:
    with pytest.raises(PodscribeError, match="name"):
        clean_name(name)


@pytest.mark.parametrize(
    ("heard", "name", "fits"),
    [
        ("Joh", "Johanna", NEAR),
        ("Jo", "Johanna", OTHER),
        ("Anna", "Anne", NEAR),
        ("Yohannes", "Johannes", NEAR),
        ("Tominik", "Dominik", OTHER),
        ("Alexey Grigoryew", "Alexey Grigorev", SAME),
    ],
)
def test_how_long_a_name_is_tells_how_far_a_slip_may_go(heard: str, name: str, fits: float) -> None:
    assert fit(heard, name) == fits


def test_a_name_may_have_eighty_characters() -> None:
    assert clean_name("x" * 80) == "x" * 80
