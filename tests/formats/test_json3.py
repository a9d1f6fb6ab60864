"""YouTube's json3 captions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from podscribe.errors import PodscribeError
from podscribe.formats import json3
from podscribe.transcript import Line, Word


def event(start: int, length: int | None, *pieces: tuple[str, int | None]) -> dict[str, Any]:
    segs = [
        {"utf8": text, **({} if offset is None else {"tOffsetMs": offset})}
        for text, offset in pieces
    ]
    fields = {"tStartMs": start, "dDurationMs": length, "segs": segs}
    return {key: value for key, value in fields.items() if value is not None}


def read(*events: dict[str, Any]) -> tuple[Line, ...]:
    return json3.parse(json.dumps({"wireMagic": "pb3", "events": events})).lines


def test_automatic_captions_time_every_word() -> None:
    (line,) = read(event(62_000, 900, ("so", None), (" tell", 240), (" us", 500)))
    assert line == Line(
        "so tell us",
        62.0,
        62.9,
        words=(Word("so", 62.0, 62.24), Word("tell", 62.24, 62.5), Word("us", 62.5, 62.9)),
    )


def test_an_event_without_length_lasts_until_its_last_word_begins() -> None:
    (line,) = read(event(1000, None, ("so", None), (" tell", 240), (" us", 500)))
    assert (line.start, line.end) == (1.0, None)
    assert [word.end for word in line.words] == [1.24, 1.5, 1.5]


def test_captions_typed_by_hand_have_no_word_times() -> None:
    assert read(event(1000, 500, ("So it\nbegan.", None))) == (Line("So it began.", 1.0, 1.5),)


def test_events_that_only_break_the_line_say_nothing() -> None:
    window = {"tStartMs": 0, "id": 1}
    lines = read(window, event(1000, 500, ("\n", None)), event(1500, None, ("So.", None)))
    assert lines == (Line("So.", 1.5),)


def test_a_caption_ends_where_the_next_comes_up() -> None:
    first, second = read(
        event(1000, 5000, ("so", None), (" it", 3000)), event(3000, 1000, ("began", None))
    )
    assert (first.end, second.end) == (3.0, 4.0)
    assert [(word.start, word.end) for word in first.words] == [(1.0, 3.0), (4.0, 4.0)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}", "events should be a list and is missing"),
        ('{"events": []}', "has no events with text"),
        ('{"events": [7]}', r"events\[0\] should be an object"),
        ('{"events": [{"segs": [{"utf8": 7}]}]}', r"events\[0\].segs\[0\].utf8 should be text"),
        ('{"events": [{"segs": [{"utf8": "a"}], "tStartMs": "1"}]}', "a number of milliseconds"),
        ('{"events": [{"segs": [{"utf8": "a", "tOffsetMs": -1}]}]}', "which is no time"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(text: str, what: str) -> None:
    with pytest.raises(PodscribeError, match=what):
        json3.parse(text)
    assert json3.sniff(text) == ("events" in text)
