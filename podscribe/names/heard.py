"""Names that are said, and in which way: "my name is …", "our guest today is …", "thanks, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from podscribe.names.speaking import Said

OPENING_TURNS = 20  # people are presented in these; later on, strangers are spoken of as well


class Way(StrEnum):
    """How a name comes up."""

    SELF = "says to be called"  # my name is …
    BEING = "says to be"  # I'm …, which may as well be happy
    PRESENTED = "presents"  # somebody who is there
    GREETED = "greets"  # who speaks next, most often
    THANKED = "thanks"  # who has just spoken, most often
    INVITING = "thanks for the invitation"
    ASKED = "asks"  # who speaks next
    CALLED = "calls"  # by name, in the middle of talk


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a turn. `turn` counts the turns of the episode."""

    way: Way
    name: str
    turn: int
    speaker: str


_WORD = r"[^\W\d_][\w'’-]*"
_WORDS = rf"{_WORD}(?:[ ]{_WORD}){{0,2}}"
_LEAD = (
    r"(?:(?:so|and|okay|ok|well|yes|yeah|now|but|right|great|hello|hey|hi|dear|alright|awesome)"
    r",?[ ]+)*"
)
_COMMA = r"(?:[,:;]|[ ][—–-])?[ ]+"
_GUEST = r"\b(?:guests?|(?:special|guest|co-?) ?host)"
_IS = r"(?: is| are| will be| we have(?: here)?(?: today)?)?"
_TODAY = r"(?:[ ](?:for|of|here|today|tonight|this week|on the show|on our show))*"


def _pattern(text: str) -> re.Pattern[str]:
    """With a name that may be followed by anything, or is a WHOLE clause: no "Hello everyone"."""
    named = text.replace("NAME", f"(?P<name>{_WORDS})").replace("WHOLE", f"(?P<whole>{_WORDS})")
    return re.compile(named, re.IGNORECASE)


_WAYS: tuple[tuple[Way, re.Pattern[str]], ...] = tuple(
    (way, _pattern(text))
    for way, text in (
        (Way.SELF, r"\bmy (?:own )?name(?: is|['’]s) NAME"),
        (Way.SELF, r"\b(?:i['’]m|i am|this is) NAME,? (?:and )?your host"),
        (Way.BEING, r"\b(?:i['’]m|i am|call me) NAME"),
        (Way.BEING, r"(?:^|[.!?] )(?:hi,? |hello,? )?this is NAME"),
        (Way.BEING, r"^(?:hi,? |hello,? )?WHOLE here\b"),
        (
            Way.PRESENTED,
            rf"{_GUEST}{_TODAY}{_IS}{_COMMA}NAME",
        ),
        (Way.PRESENTED, r"\bjoined(?: today| again)? by NAME"),
        (
            Way.PRESENTED,
            r"\b(?:i['’]m|i am|we['’]re|we are)(?: \w+)? (?:speak|talk|chatt)ing (?:with|to) NAME",
        ),
        (Way.PRESENTED, r"\bgoing to (?:speak|talk|chat) (?:with|to) NAME"),
        (Way.PRESENTED, r"\bwith (?:me|us)(?: here)?(?: today| tonight)?(?: is|,)? NAME"),
        (Way.PRESENTED, r"\bhave (?:with us )?NAME (?:with us|here|on the show)"),
        (Way.PRESENTED, r"(?:^|[.!?] )NAME is (?:also )?(?:here|with us)\b"),
        (Way.GREETED, r"\bplease welcome NAME"),
        (Way.GREETED, rf"\bwelcome(?: back)?(?: to (?:the|our|my) \w+(?: \w+)?)?{_COMMA}NAME"),
        (Way.GREETED, rf"(?:^|[.!?] ){_LEAD}WHOLE,? welcome\b"),
        (
            Way.INVITING,
            r"\bfor (?:having|inviting) me(?: here| today| on(?: the show)?| again)*,? NAME",
        ),
        (Way.THANKED, rf"\b(?:thanks|thank you)(?: so| very| much| again| a lot)*{_COMMA}NAME"),
        (Way.ASKED, rf"(?:^|[.!?] ){_LEAD}NAME, [^.!?]*\?"),
        (Way.ASKED, r", NAME\?"),
        (Way.CALLED, rf"(?:^|[.!?] ){_LEAD}NAME, "),
        (Way.CALLED, r", NAME[.!]"),
        (Way.CALLED, r"\b(?:hi|hello|hey|good (?:morning|evening|afternoon)),? NAME"),
    )
)
_PRESENCE = (Way.SELF, Way.PRESENTED, Way.GREETED, Way.INVITING)
_WORDS_WITH_A_CAPITAL = """
a an and are as at be because but can dr for from good he here hi his how i if in is it its let
my no not now of oh ok okay on or our please right she so that the their then there these they
this those to thank thanks today too us very we well what when where which who why with yeah yes
you your everyone everybody all both friends folks guys again everything english german french
spanish italian russian greek polish indian american british european chinese january february
march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday god hello hey dear ladies gentlemen listeners listener audience
alright awesome amazing fantastic wonderful excellent perfect brilliant cool great nice sure listen
welcome team people fellow viewers morning evening afternoon once
"""
_NO_NAMES = frozenset(_WORDS_WITH_A_CAPITAL.split())


def mentions(number: int, turn: Said) -> Iterator[Mention]:
    """Every name in a turn that comes up in one of the ways, as it was said.

    Where nothing has a capital it is the first word: only a name that is known can be found so.
    """
    cased = turn.text != turn.text.lower()
    for way, pattern in _WAYS:
        for match in pattern.finditer(turn.text):
            said = match[1]
            first = said.split()[0]
            name = name_in(said) if cased else first
            of_theirs = first.endswith(("'s", "’s"))  # colleague, friend, company
            if name is None or name.casefold() in _NO_NAMES or of_theirs:
                continue
            rest = said[len(name) :]
            if not (cased and rest and rest.islower() and "whole" in pattern.groupindex):
                yield Mention(way, name, number, turn.speaker)


def says_who_is_there(mention: Mention) -> bool:
    """Whether a name nobody knew can be taken for that of somebody in the episode."""
    early = mention.turn < OPENING_TURNS
    return early and mention.way in _PRESENCE and name_in(mention.name) is not None


def name_in(said: str) -> str | None:
    """The name at the beginning of what was said: the words with a capital.

    >>> name_in("Rachel Lim is"), name_in("happy to be")
    ('Rachel Lim', None)
    """
    words: list[str] = []
    for word in said.split():
        bare = re.sub(r"['’]s$", "", word)
        if not bare[:1].isupper() or bare.casefold() in _NO_NAMES:
            break
        words.append(bare)
        if bare != word:
            break
    return " ".join(words) or None
