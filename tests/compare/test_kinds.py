"""What an editor may change is style, what changes what is said is substance."""

from __future__ import annotations

import pytest

from podscribe.compare import Kind, Nature, compare
from podscribe.compare.comparing import CompareOptions
from podscribe.compare.english import stem
from tests.compare.material import page

ENGLISH = CompareOptions(language="en")
BEFORE, AFTER = "we opened the shop in the morning", "whenever the oven was warm enough for rolls"


def kinds(reference: str, hypothesis: str, options: CompareOptions = ENGLISH) -> list[str]:
    """The kinds of all differences between two sentences."""
    said, heard = (
        page((0.0, "Mara", f"{BEFORE} {text} {AFTER}.")) for text in (reference, hypothesis)
    )
    return [each.kind.value for each in compare(said, heard, options).differences]


@pytest.mark.parametrize(
    ("reference", "hypothesis", "kind"),
    [
        ("and Nadia counted", "and Nadja counted", "name"),
        ("and Nadia counted", "and counted", "name"),
        ("for 30 days", "for 13 days", "number"),
        ("for thirty days", "for days", "number"),
        ("we do not sell", "we do sell", "negation"),
        ("we can sell", "we can't sell", "negation"),
        ("we never sell", "we ever sell", "negation"),
        ("the flour came", "the flower came", "content"),
        ("the flour came", "the came", "content"),
        ("there were more loaves", "there were fewer loaves", "content"),
        ("so he sold", "so she sold", "content"),
        ("we sold", "um we uh sold", "filler"),
        ("we sold", "you know we sold", "filler"),
        ("we sold", "we sold I mean actually", "filler"),
        ("we sold", "we sold [laughs]", "filler"),
        ("right we sold", "right no yeah we sold", "filler"),
        ("I think we sold", "I I think we we sold", "repetition"),
        ("we sold", "we were we sold", "repetition"),
        ("we sold the bread", "we sold the wh the bread", "repetition"),
        ("the company grew", "the com company grew", "repetition"),
        ("the one oven", "the one one oven", "repetition"),
        ("it was a loaf", "it was the loaf", "wording"),
        ("it sells", "it sold", "wording"),
        ("the loaves that came", "the loaves which came", "wording"),
        ("we don't sell", "we do not sell", "contraction"),
        ("it's going to rise", "it's gonna rise", "spelling"),
        ("the colour of it", "the color of it", "spelling"),
        ("the data set grew", "the dataset grew", "spelling"),
        ("twenty five loaves", "25 loaves", "numeral"),
        ("about 30% of it", "about 30 of it", "numeral"),
        ("bread, then rolls", "bread then rolls", "punctuation"),
        ("bread – rolls", "bread rolls", "punctuation"),
        ("the Bread rose", "the bread rose", "punctuation"),
    ],
)
def test_every_kind_is_told(reference: str, hypothesis: str, kind: str) -> None:
    assert {*kinds(reference, hypothesis)} == {kind}
    assert {*kinds(hypothesis, reference)} == {kind}


def test_names_numbers_negations_and_content_are_substance_and_nothing_else() -> None:
    substance = {kind.value for kind in Kind if kind.nature is Nature.SUBSTANCE}
    assert substance == {"name", "number", "negation", "content"}


def test_the_weightiest_of_several_is_the_kind() -> None:
    assert kinds("and Nadia sold two loaves", "but nobody bought eleven flowers") == ["name"]


def test_of_other_languages_sounds_repetitions_numbers_and_spelling_are_told() -> None:
    german = CompareOptions(language="de")
    assert kinds("wir backen", "wir äh backen", german) == ["filler"]
    assert kinds("wir backen", "wir wir backen", german) == ["repetition"]
    assert kinds("wir haben 30 Brote", "wir haben 13 Brote", german) == ["number"]
    assert kinds("wir backen Brote", "wir backen Rollen", german) == ["content"]
    assert kinds("wir backen, Brote", "wir backen Brote", german) == ["punctuation"]


@pytest.mark.parametrize(
    "forms",
    [
        ("bake", "bakes", "baked", "baking"),
        ("care", "cares", "cared", "caring"),
        ("stop", "stops", "stopped", "stopping"),
        ("city", "cities"),
        ("take", "takes", "took", "taken", "taking"),
        ("write", "writes", "wrote", "written", "writing"),
        ("process", "processes", "processed", "processing"),
        ("decide", "decides", "decided", "deciding"),
        ("quick", "quickly"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("car", "care"), ("bus", "but")])
def test_other_words_have_another(one: str, other: str) -> None:
    assert stem(one) != stem(other)
