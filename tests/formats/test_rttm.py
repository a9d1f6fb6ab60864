"""RTTM: who speaks when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podscribe.errors import PodscribeError
from podscribe.formats import WriteOptions, rttm
from podscribe.transcript import Grain, Line, Span, Transcript
from tests import corpus
from tests.strategies import moderately

TEXT = """;; recorded in the kitchen
SPKR-INFO oven 1 <NA> <NA> <NA> unknown Mara <NA> <NA>
SPEAKER oven 1 3.5 2.25 <NA> <NA> Tom <NA> <NA>

SPEAKER oven 1 1.000 3.000 <NA> <NA> Mara
"""


def test_spans_are_read_in_order_of_their_starts() -> None:
    assert rttm.parse(TEXT).spans == (Span(1.0, 4.0, "Mara"), Span(3.5, 5.75, "Tom"))
    assert rttm.parse(TEXT.replace("\n", "\r\n")) == rttm.parse("\ufeff" + TEXT)
    assert rttm.sniff(TEXT)


def test_spans_are_written_as_the_format_wants_them() -> None:
    spans = (Span(3.5, 5.75, "Tom"), Span(1.0, 4.0, "Ana María"))
    assert rttm.serialize(Transcript(spans=spans), WriteOptions(name="my  oven")) == (
        "SPEAKER my_oven 1 1.000 3.000 <NA> <NA> Ana_María <NA> <NA>\n"
        "SPEAKER my_oven 1 3.500 2.250 <NA> <NA> Tom <NA> <NA>\n"
    )


def test_a_recording_whose_name_is_no_text_has_one_that_can_be_written() -> None:
    spans = Transcript(spans=(Span(0.0, 1.0, "Ida"),))
    text = rttm.serialize(spans, WriteOptions(name="caf\udce9"))
    assert text.encode().startswith(b"SPEAKER caf? 1 ")


def test_lines_that_meet_are_one_span_of_their_speaker() -> None:
    rows = (
        Line("a", 1.0, 2.0, "Mara"),
        Line("b", 2.0, 3.0, "Mara"),
        Line("c", 5.0, 6.0, "Mara"),
        Line("d", 6.0, 7.0),
        Line("e", 7.0, 8.0, "Tom"),
    )
    assert rttm.parse(rttm.serialize(Transcript(rows=rows))).spans == (
        Span(1.0, 3.0, "Mara"),
        Span(5.0, 6.0, "Mara"),
        Span(7.0, 8.0, "Tom"),
    )


def test_paragraphs_give_the_spans_of_their_turns() -> None:
    rows = Line("a" * 10, 4.0, speaker="Tom"), Line("b" * 10, 4.0, speaker="Tom"), Line("c", 6.0)
    written = rttm.serialize(Transcript(rows=rows, grain=Grain.PARAGRAPH))
    assert rttm.parse(written).spans == (Span(4.0, 6.0, "Tom"),)


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("", "has no SPEAKER line", None),
        (";; SPEAKER\nLEXEME a 1 2 3 x x x x", "has no SPEAKER line", None),
        ("\nSPEAKER oven 1 1.0 2.0", "5 fields where at least 8 belong", 2),
        ("SPEAKER oven 1 soon 2.0 <NA> <NA> Tom", "'soon' is no time", 1),
        ("SPEAKER oven 1 nan 2.0 <NA> <NA> Tom", "'nan' is no time", 1),
        ("SPEAKER oven 1 1.0 -2.0 <NA> <NA> Tom", "'-2.0' is no time", 1),
        ("SPEAKER oven 1 1e30 2.0 <NA> <NA> Tom", "'1e30' is no time", 1),
        (f"{TEXT}SPEAKER shop 1 1 1 <NA> <NA> Tom", "about 2 recordings", 6),
    ],
)
def test_what_is_broken_is_refused_with_its_place(text: str, what: str, place: int | None) -> None:
    with pytest.raises(PodscribeError, match=what) as caught:
        rttm.parse(text)
    assert (caught.value.place, bool(caught.value.remedy)) == (place, True)


@settings(moderately)
@given(
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**5), st.sampled_from(["Tom", "李雷"])),
        min_size=1,
    )
)
def test_spans_survive_to_the_millisecond(drawn: list[tuple[int, int, str]]) -> None:
    spans = [
        Span(start / 1000, round(start / 1000 + length / 1000, 6), speaker)
        for start, length, speaker in drawn
    ]
    again = rttm.parse(rttm.serialize(Transcript(spans=tuple(spans)))).spans
    assert sorted(again, key=str) == sorted(spans, key=str)


@pytest.mark.parametrize("name", ["ami-dev00", "ami-tst00", "two-women-phone-sample"])
def test_published_spans_survive(name: str) -> None:
    (path,) = corpus.shared(f"audio/{name}.rttm")
    transcript = rttm.parse(path.read_text(encoding="utf-8"))
    again = rttm.parse(rttm.serialize(transcript)).spans
    assert [span.speaker for span in again] == [span.speaker for span in transcript.spans]
    for span, other in zip(again, transcript.spans, strict=True):
        assert (span.start, span.end) == (
            pytest.approx(other.start, abs=0.001),
            pytest.approx(other.end, abs=0.002),
        )
