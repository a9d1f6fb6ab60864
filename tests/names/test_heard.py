"""Names as they come up in talk."""

from __future__ import annotations

import time

import pytest

from podscribe.names.heard import Mention, Way, mentions, says_who_is_there
from podscribe.names.order import likely_host
from podscribe.names.speaking import Said, is_label, speaking
from podscribe.names.speech import talk_of
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
        ("Tom and Ana, welcome to the show.", Way.GREETED, "Tom"),
        ("Hello Tom, welcome to the show.", Way.GREETED, "Tom"),
        ("Dear Tom, welcome.", Way.GREETED, "Tom"),
        ("Sofya our producer is here.", Way.PRESENTED, "Sofya"),
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
        "Hello everyone, welcome to the show.",
        "Hello and welcome to the show.",
        "Ladies and gentlemen, welcome.",
        "Dear listeners, welcome to the show.",
        "Alright, welcome back.",
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


@pytest.mark.parametrize(
    ("way", "turn", "name", "there"),
    [
        (Way.PRESENTED, 19, "Tom", True),
        (Way.PRESENTED, 20, "Tom", False),
        (Way.CALLED, 0, "Tom", False),
        (Way.PRESENTED, 0, "tom", False),
    ],
)
def test_strangers_are_presented_early(way: Way, turn: int, name: str, there: bool) -> None:
    assert says_who_is_there(Mention(way, name, turn, "SPEAKER_00")) is there


def test_who_says_three_words_in_a_hundred_says_more_than_a_little() -> None:
    said = speaking(talk("0: " + "so " * 97, "1: yes it is"))
    assert said.main == ("SPEAKER_00", "SPEAKER_01")
    said = speaking(talk("0: " + "so " * 98, "1: yes indeed"))
    assert said.main == ("SPEAKER_00",)


def test_a_yes_in_between_is_nobodys_answer() -> None:
    said = talk_of(speaking(talk(*(f"{each}: yes it is" for each in (0, 1, 2)), "0: oh no")))
    asked = Mention(Way.ASKED, "Tom", 0, "SPEAKER_00")
    assert said.next_to(asked, 1) == "SPEAKER_01"
    assert said.next_to(asked, -1) is None
    said = talk_of(speaking(talk("0: yes it is", "1: oh no", "2: yes it is", "1: so it was")))
    assert said.next_to(asked, 1) == "SPEAKER_02"
