"""Names as they come up in talk."""

from __future__ import annotations

import time

import pytest

from podscribe.names.heard import Way, mentions
from podscribe.names.order import likely_host
from podscribe.names.speaking import Said, is_label, speaking
from tests.names.talks import QUIET, talk


def found(text: str) -> set[tuple[str, str]]:
    return {(str(each.way.name), each.name) for each in mentions(0, Said("SPEAKER_00", text))}


@pytest.mark.parametrize(
    ("text", "way", "name"),
    [
        ("Hello everyone, my name is Vera, and we bake.", Way.SELF, "Vera"),
        ("I'm Vera, your host.", Way.SELF, "Vera"),
        ("Yeah. I am Juan. I was born there.", Way.BEING, "Juan"),
        ("We have a special guest today, Rachel Lim.", Way.PRESENTED, "Rachel Lim"),
        ("We have a special guest today: Andrey, the founder.", Way.PRESENTED, "Andrey"),
        ("We have a special guest today — Theo.", Way.PRESENTED, "Theo"),
        ("Our guest today is Tatiana. She is here.", Way.PRESENTED, "Tatiana"),
        ("Our special guest is Ana María Núñez.", Way.PRESENTED, "Ana María Núñez"),
        ("This week we are joined by Aditya, an engineer.", Way.PRESENTED, "Aditya"),
        ("Today I'm speaking with Oskar, who likes it.", Way.PRESENTED, "Oskar"),
        ("Jonas is here too, a designer.", Way.PRESENTED, "Jonas"),
        ("Welcome, Rachel!", Way.GREETED, "Rachel"),
        ("Welcome to our show, Chris!", Way.GREETED, "Chris"),
        ("So, Sofya, welcome to the event.", Way.GREETED, "Sofya"),
        ("Thank you so much, Alexey.", Way.THANKED, "Alexey"),
        ("Thank you for having me, Alexey.", Way.INVITING, "Alexey"),
        ("And Tariq, what do you do?", Way.ASKED, "Tariq"),
        ("Is that so, Oskar?", Way.ASKED, "Oskar"),
        ("Hi Alexey. I'm really happy.", Way.CALLED, "Alexey"),
    ],
)
def test_a_name_is_found_with_the_way_it_comes_up(text: str, way: Way, name: str) -> None:
    assert (way.name, name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm happy to be here.",
        "My name is not important.",
        "Thanks for coming today.",
        "I'm Vera's colleague.",
        "Welcome to our event.",
        "Thanks, everyone.",
        "",
    ],
)
def test_what_is_no_name_is_not_found(text: str) -> None:
    assert not found(text)


def test_without_any_capital_the_first_word_is_looked_at() -> None:
    assert ("SELF", "vera") in found("hello my name is vera and we bake")


def test_long_talk_without_full_stops_is_gone_through_quickly() -> None:
    begun = time.process_time()
    list(mentions(0, Said("SPEAKER_00", "so and welcome to the, Well so thanks " * 20_000)))
    assert time.process_time() - begun < 10


def test_the_opener_who_asks_is_the_likely_host() -> None:
    assert likely_host(speaking(QUIET)) == "SPEAKER_00"
    assert likely_host(speaking(talk("0: It began so.", "1: And how?"))) is None
    assert likely_host(speaking(talk("0: How?", "1: So.", "2: Indeed."))) is None


def test_numbers_are_no_names() -> None:
    assert [is_label(each) for each in ("SPEAKER_00", "SPEAKER_12", "Speaker 1", "Mara")] == [
        True,
        True,
        False,
        False,
    ]
