"""Podcast Namespace HTML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from podscribe.errors import PodscribeError
from podscribe.formats import html
from podscribe.transcript import Grain, Header, Line, Note, Transcript
from tests.strategies import anything, moderately


def test_name_and_time_stand_once_a_turn() -> None:
    rows = (
        Header("Flour"),
        Line("So, rye: why?", 3.0, speaker="Mara"),
        Line("It keeps.", 62.0, speaker="Tom"),
        Line("It never\nsulks.", 62.0, speaker="Tom"),
        Header("Water"),
        Line("And wet.", 62.0, speaker="Tom"),
        Note("NOTE x"),
        Line("[Music]"),
        Line(" ", 70.0),
    )
    assert html.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH)) == (
        "<h2>Flour</h2>\n"
        "<cite>Mara:</cite>\n<time>0:03</time>\n<p>So, rye: why?</p>\n"
        "<cite>Tom:</cite>\n<time>1:02</time>\n<p>It keeps.</p>\n<p>It never sulks.</p>\n"
        "<h2>Water</h2>\n"
        "<cite>Tom:</cite>\n<time>1:02</time>\n<p>And wet.</p>\n"
        "<p>[Music]</p>\n"
    )


def test_cues_are_joined() -> None:
    rows = Line("So it", 1.0, 2.0), Line("began.", 2.0, 3.0)
    assert html.serialize(Transcript(rows=rows)) == "<time>0:01</time>\n<p>So it began.</p>\n"


@settings(moderately)
@given(anything(), anything(), anything())
def test_no_text_can_pass_for_markup(title: str, name: str, text: str) -> None:
    rows = Header(title), Line(f"x{text}", 1.0, speaker=name)
    written = html.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    for mark in ("h2", "cite", "time", "p"):
        written = written.replace(f"<{mark}>", "").replace(f"</{mark}>", "")
    assert not set("<>\"'") & set(written)


@pytest.mark.parametrize("rows", [(), (Header("Flour"),), (Line(" ", 1.0),)])
def test_without_words_nothing_is_written(rows: tuple[Header | Line, ...]) -> None:
    with pytest.raises(PodscribeError, match="has no words"):
        html.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
