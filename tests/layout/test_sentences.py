"""Where a sentence ends."""

from __future__ import annotations

import pytest

from podscribe.layout.sentences import ends_sentence


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("done.", "And"),
        ("done.", None),
        ('"Done!"', "and"),
        ("really?", "she"),
        ("好。", "我"),
        ("No.", "Then"),
        ("I.", "Then"),
        ("2019.", "[laughs]"),
        ("done.)", "“So"),
        ("„Geld.“", "Dann"),
        ("»Geld.«", "Dann"),
        ("「银行。」", "我"),
        ("كيف؟", "بعد"),
        ("ہے۔", "پھر"),
        ("है।", "फिर"),
        ("կա։", "Հետո"),
        ("ამბობს.", "დღეს"),
    ],
)
def test_a_sentence_ends(text: str, following: str | None) -> None:
    assert ends_sentence(text, following)


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("done", "And"),
        ("done,", None),
        ("Dr.", "Okafor"),
        ("J.", "Bach"),
        ("al.", "say"),
        ("well...", "maybe"),
        ("U.S.", "market"),
        ("e.g.", "Rye"),
        ("etwas.", "»so"),
        ("كيف،", "بعد"),
    ],
)
def test_a_sentence_goes_on(text: str, following: str | None) -> None:
    assert not ends_sentence(text, following)
