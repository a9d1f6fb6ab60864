"""Words as they stand: what is one, where it stands, and when it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podscribe.compare import compare
from podscribe.compare.html_report import as_page
from podscribe.compare.result import Kind
from podscribe.compare.side import Side, side_of
from podscribe.compare.words import pieces
from podscribe.transcript import Grain, Header, Line, Row, Transcript, Word

SIGNS = "我们今天讨论的人工智能。，！（）「」[]()…パンの焼き方ー・々ขนมปังน้ำเรื่อง"
CLUSTERS = ("ｶﾞ", "ກຳ", "မြန်မာ", "က္က", "ខ្មែ")
OTHERS = (" ", "Python", "2026", "3.5%", "don't", "'", '"', "-", "e\u0301")
PIECES = st.sampled_from([*SIGNS, *CLUSTERS, *OTHERS])
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join)


def one(text: str, **fields: object) -> Transcript:
    return Transcript(rows=(Line(text, **fields),))  # type: ignore[arg-type]


def spoken(side: Side) -> list[str]:
    """The tokens that count."""
    return [token.text for token in side.tokens if not token.aside]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说「用Python写。」 好", "他|说|「用|Python|写。」|好"),
        ("2026年，3.5%的don't", "2026|年，|3.5%|的|don't"),
        ("面包(大笑)好吃[音乐]。好", "面|包|(大笑)|好|吃|[音乐]。|好"),
        ("「(笑)パン", "「(笑)|パ|ン"),
        ("ขนมปัง น้ำ", "ข|น|ม|ปั|ง|น้ำ"),
        ("ｶﾞラ・ス々", "ｶﾞ|ラ・|ス|々"),
        ("nothing of 北京", "nothing|of|北|京"),
    ],
)
def test_a_sign_has_the_marks_around_it(text: str, expected: str) -> None:
    assert "|".join(pieces(text, by_sign=True)) == expected


@given(TEXTS)
def test_pieces_are_all_of_the_text(text: str) -> None:
    for by_sign in (True, False):
        assert "".join(pieces(text, by_sign=by_sign)) == "".join(text.split())


@given(TEXTS, st.sampled_from(["zh", "ja", "th", "lo", "my", "km"]))
def test_error_rates_see_the_same_tokens(text: str, language: str) -> None:
    whole, apart = (side_of(one(text), language, by_sign=each) for each in (False, True))
    if not {*text} & {*"[]()（）"}:  # brackets that stay open end where the word does
        assert spoken(apart) == spoken(whole)
    assert apart.runs == whole.texts


def test_only_a_language_without_blanks_is_taken_apart() -> None:
    assert side_of(one("北京 is not 上海"), "en", by_sign=True).texts == (
        "北京",
        "is",
        "not",
        "上海",
    )
    assert side_of(one("北京"), "zh").texts == ("北京",)


@pytest.mark.parametrize(
    ("said", "heard", "left", "right"),
    [
        ("我们今天讨论人工智能的未来发展。", "我们今天讨论人工智能得发展。", "的未来", "得"),
        ("今日はパンの焼き方を話します。", "今日はパンの焼き型を話します。", "方", "型"),
        ("วันนี้เราคุยกันเรื่องขนมปังน้ำ", "วันนี้เราคุยกันเรื่องขนมน้ำ", "ปัง", ""),
    ],
)
def test_a_difference_shows_the_signs_that_differ(
    said: str, heard: str, left: str, right: str
) -> None:
    found = compare(one(said), one(heard))
    (difference,) = found.differences
    assert (difference.reference, difference.hypothesis) == (left, right)
    assert f"{difference.before}{left}{difference.after}" in said
    assert found.words
    assert (found.words.raw.length, found.words.raw.rate) == (1, 1.0)
    assert found.words.normalised.rate and found.words.normalised.rate < 0.3


def test_punctuation_of_such_a_script_is_listed() -> None:
    found = compare(one("我们讨论面包。你好吗？"), one("我们讨论面包，你好吗？"))
    assert [(each.kind, each.reference) for each in found.differences] == [
        (Kind.PUNCTUATION, "包。")
    ]
    assert not any("no punctuation" in note for note in found.notes)


def test_a_page_shows_no_blanks_between_signs() -> None:
    shown = as_page(compare(one("我们讨论面包 和 蛋糕"), one("我们谈论面包 和 饼干")))
    assert '我们<mark class="k-content" id="d0" title="content">讨</mark>论面包 和 <mark' in shown


def test_signs_have_the_times_of_the_words_they_stand_in() -> None:
    words = (Word("面包", 1.0, 2.0), Word("好吃。", 3.0, 3.9))
    side = side_of(one("面包好吃。", words=words, start=0.0, end=9.0), "zh", by_sign=True)
    times = [(word.text, word.start, word.end, word.sure) for word in side.words]
    assert times == [
        ("面", 1.0, 1.5, True),
        ("包", 1.5, 2.0, True),
        ("好", 3.0, pytest.approx(3.3), True),
        ("吃。", pytest.approx(3.3), pytest.approx(3.9), True),
    ]


def test_turns_and_headers_stand_before_their_signs() -> None:
    rows: tuple[Row, ...] = (
        Line("面包。", 0.0, 2.0, "甲"),
        Header("蛋糕", 2),
        Line("好吃吗？", 2.0, 4.0, "乙"),
    )
    side = side_of(Transcript(rows=rows, grain=Grain.PARAGRAPH), "zh", by_sign=True)
    assert [(turn.first, turn.after) for turn in side.turns] == [(0, 2), (2, 5)]
    assert [(each.title, each.first) for each in side.chapters] == [("蛋糕", 2)]
