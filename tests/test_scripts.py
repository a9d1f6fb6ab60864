"""Blanks between words, where a script has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.scripts import capitalised, count_words, joined


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["Rye", " is", " baked."], "Rye is baked."),
        (["The", "word", "道", "means", "way."], "The word 道 means way."),
        (
            ["今", "天", "我们", "谈", "面包", "。", "好", "吗", "?", "好"],
            "今天我们谈面包。好吗?好",
        ),
        (
            ["我", "用", "Python", "写", "，", "Go", "也"],
            "我 用 Python 写，Go 也".replace("我 ", "我"),
        ),
        (["パン", "を", "2024", "年", "に", "、", "焼", "いた"], "パンを2024年に、焼いた"),
        (["ขนม", "ปัง", "อร่อย"], "ขนมปังอร่อย"),
        (["빵은", "맛있다."], "빵은 맛있다."),
        (["хлеб", "печём"], "хлеб печём"),
        (["", " ", "one"], "one"),
        ([], ""),
    ],
)
def test_blanks_stand_where_the_script_has_them(words: list[str], text: str) -> None:
    assert joined(words) == text


@given(st.lists(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x52F), min_size=1)))
def test_words_of_spaced_scripts_have_one_blank_between(words: list[str]) -> None:
    assert joined(words) == " ".join(words)


@given(st.lists(st.text()))
def test_nothing_is_lost(words: list[str]) -> None:
    assert "".join(joined(words).split()) == "".join("".join(words).split())


@pytest.mark.parametrize(
    ("text", "count"), [("Rye is baked.", 3), ("今天谈 Python 吗", 5), ("twenty-five", 1), ("", 0)]
)
def test_words_are_counted_in_every_script(text: str, count: int) -> None:
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("word", "capital"),
    [("so", "So"), ("“so", "“So"), ("iPhone", "iPhone"), ("დღეს", "დღეს"), ("ßt", "Sst"), ("", "")],
)
def test_a_capital_is_one_of_the_script(word: str, capital: str) -> None:
    assert capitalised(word) == capital
