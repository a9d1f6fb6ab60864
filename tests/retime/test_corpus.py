"""Published pages and the machine transcripts of their audio."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from podscribe.check import check_page
from podscribe.compare import compare
from podscribe.formats import load_transcript
from podscribe.formats.page_source import read_page
from podscribe.retime import retime, transfer
from podscribe.retime.paging import with_times
from podscribe.transcript import Transcript
from tests.compare.test_corpus import every_pair, page_of
from tests.corpus import seed
from tests.retime.material import (
    never_backward,
    openings,
    share_within,
    starts,
    with_starts,
    without_times,
)

LEAST_SHARE = 0.96
Spoil = Callable[[Transcript], Transcript]


@cache
def pair(number: str) -> tuple[Transcript, Transcript]:
    return load_transcript(page_of(number)), load_transcript(seed(number))


def middle(page: Transcript) -> int:
    return openings(page)[len(openings(page)) // 2]


def wiped(page: Transcript) -> Transcript:
    return with_starts(page, lambda number, start: None)


def shifted(page: Transcript, by_s: float) -> Transcript:
    half = middle(page)
    return with_starts(page, lambda number, start: start + by_s if number >= half else start)


def shuffled(page: Transcript) -> Transcript:
    mixed = starts(page)
    random.Random(7).shuffle(mixed)
    return with_starts(page, lambda number, start: mixed[number])


def backward(page: Transcript) -> Transcript:
    """As in seed 001: turns that begin 24 or 59 seconds before the one above; some further."""
    turns = random.Random(8).sample(range(8, len(openings(page)), 4), 6)
    before = {openings(page)[turn]: starts(page)[openings(page)[turn - 1]] for turn in turns}
    planted = dict(zip(before, (24, 59, 24, 59, 300, 900), strict=True))
    return with_starts(
        page,
        lambda number, start: (
            max(0.0, before[number] - planted[number]) if number in planted else start
        ),
    )


SPOILS: dict[str, Spoil] = {
    "as published": lambda page: page,
    "wiped": wiped,
    "a minute later from the middle": lambda page: shifted(page, 60),
    "a minute earlier from the middle": lambda page: shifted(page, -60),
    "another intro": lambda page: with_starts(page, lambda number, start: start + 37),
    "shuffled": shuffled,
    "backward": backward,
    "every other wiped": lambda page: with_starts(
        page, lambda number, start: start if number % 2 else None
    ),
    "clocks apart": lambda page: with_starts(page, lambda number, start: float(int(start * 1.01))),
}


@every_pair
@pytest.mark.parametrize("spoil", SPOILS)
def test_turns_begin_within_three_seconds_of_the_editors_whatever_was_done(
    number: str, spoil: str
) -> None:
    page, captions = pair(number)
    found = retime(SPOILS[spoil](page), captions)
    assert share_within(page, found.transcript) >= LEAST_SHARE
    assert found.found >= 0.97 * found.rows
    assert never_backward(found.transcript)
    assert without_times(found.transcript) == without_times(page)
    assert retime(found.transcript, captions).transcript == found.transcript


@every_pair
@pytest.mark.parametrize("minute", [60, -60])
def test_the_minute_is_told_and_where_it_begins(number: str, minute: int) -> None:
    page, captions = pair(number)
    found = retime(shifted(page, minute), captions)
    assert [shift.offset for shift in found.shifts] == [0, -minute]
    assert abs(found.shifts[1].line - middle(page)) <= 1


@every_pair
def test_rows_that_check_finds_running_backward_are_mended(number: str) -> None:
    page, captions = pair(number)
    text = page_of(number).read_bytes().decode()
    spoiled = with_times(text, backward(page))
    assert backward_rows(spoiled) >= 6
    mended = with_times(spoiled, retime(backward(page), captions).transcript)
    assert backward_rows(mended) == 0
    assert beside_times(mended) == beside_times(text)


def backward_rows(text: str) -> int:
    return sum(finding.code == "T101" for finding in check_page(read_page(text)))


def beside_times(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith(("  sec: ", "  time: "))]


@every_pair
def test_an_advertisement_in_the_captions_is_found(number: str) -> None:
    page, captions = pair(number)
    other = pair("003" if number == "002" else "002")[1]
    spot = [
        replace(line, start=line.start + 600) for line in other.lines if 600 <= line.start < 645
    ]
    early = [line for line in captions.lines if line.start < 1200]
    late = [replace(line, start=line.start + 45) for line in captions.lines if line.start >= 1200]
    found = retime(page, Transcript(rows=(*early, *spot, *late)))
    truth = with_starts(page, lambda number, start: start + 45 if start >= 1200 else start)
    assert share_within(truth, found.transcript) >= LEAST_SHARE
    assert [shift.offset for shift in found.shifts] == [0, 45]


@every_pair
def test_names_and_headers_are_laid_over_the_captions(number: str) -> None:
    page, captions = pair(number)
    found = transfer(page, captions)
    said = [word for line in captions.lines for word in line.text.split()]
    assert [word for line in found.transcript.lines for word in line.text.split()] == said
    compared = compare(page, found.transcript)
    assert compared.speakers is not None
    assert compared.speakers.right is not None
    assert compared.speakers.right >= 0.99
    assert compared.structure is not None
    assert len(compared.structure.matched) == len(page.headers)
    assert compared.structure.common_turns is not None
    assert compared.structure.common_turns >= 0.97 * len(openings(page)) - 3
    (greeting,) = found.unnamed
    assert (greeting.start, greeting.speaker) == (0.0, None)
