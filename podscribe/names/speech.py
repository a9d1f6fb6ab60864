"""What is said as evidence of who is who.

Who names somebody is somebody else, and mostly speaks to the one who spoke before or speaks next.
Every name in the talk adds or takes away points; a speaker gets a name whose points are clearly
ahead of every other speaker's and every other name's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from podscribe.names.cast import Person, Role
from podscribe.names.heard import Mention, Way, mentions
from podscribe.names.speaking import Said, Speaking
from podscribe.names.spelling import OTHER, first_name
from podscribe.scripts import count_words

_MOST = 3  # of one kind that count: a habit proves no more than a few times do
_OWN = {Way.SELF: 4.0, Way.BEING: 3.0}  # points of "my name is …" and "I'm …"
_OTHERS = -1.5  # points of a name for who says it to, or of, somebody else
_NEIGHBOUR = 1.0  # points for who is spoken to
_ROLE = 1.0  # points for hosts to who opens the show, for guests to who thanks for the invitation
_MENTION = -0.25
_TURN_OF = {Way.GREETED: 1, Way.ASKED: 1, Way.THANKED: -1, Way.INVITING: -1}  # who is spoken to
ENOUGH = 2.5  # points ahead
PLENTY = 6.0
_SHORTEST_REPLY = 3  # words; a "yes" in between is nobody's answer

_HOSTING = re.compile(
    r"\bwelcome (?:back )?to (?:the|our|my|this|another|\w+['’]?s?) (?:\w+ )?"
    r"(?:show|podcast|episode|event|interview)"
    r"|\bwelcome to another|\byour host|\bguests? today|\bour (?:special )?guest\b"
    r"|\bwe are joined by|\bwe['’]re joined by|\b(?:this week|today),? we(?:['’]ll| will) talk"
    r"|\bour main topic|\bquestions for today['’]s",
    re.IGNORECASE,
)
_VISITING = re.compile(
    r"\b(?:thanks|thank you)\b.{0,30}\b(?:for )?(?:having|inviting) me|\bfor the invitation"
    r"|\bhappy to be here|\bgreat to be here|\bglad to be here|\bpleasure to be here",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Talk:
    """The talk of those who say more than a little, with all names that come up in it."""

    speakers: tuple[str, ...]
    turns: tuple[Said, ...]
    mentions: tuple[Mention, ...]

    def other_than(self, speaker: str) -> str | None:
        """The other one, where two people talk."""
        others = [each for each in self.speakers if each != speaker]
        return others[0] if len(self.speakers) == 2 and len(others) == 1 else None

    def next_to(self, mention: Mention, step: int) -> str | None:
        """Who speaks before (-1) or after (1) the turn of a mention, a "yes" not counted."""
        at = mention.turn + step
        while 0 <= at < len(self.turns):
            turn = self.turns[at]
            heard = turn.speaker in self.speakers and count_words(turn.text) >= _SHORTEST_REPLY
            if heard and turn.speaker != mention.speaker:
                return turn.speaker
            at += step
        return None


def talk_of(talking: Speaking) -> Talk:
    """The talk, gone through once for names."""
    found = (
        mention for number, turn in enumerate(talking.turns) for mention in mentions(number, turn)
    )
    return Talk(talking.main, talking.turns, tuple(found))


@dataclass(slots=True)
class _Points:
    """Points of one speaker for one name, and how often each reason was there."""

    total: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, points: float, reason: str) -> None:
        if self.reasons[reason] < _MOST:
            self.total += points
        self.reasons[reason] += 1


Board = Mapping[str, Sequence[_Points]]  # for each speaker the points of each person


@dataclass(frozen=True, slots=True)
class Pairing:
    """A speaker and a person, by how many points they are ahead, and why."""

    speaker: str
    person: Person
    ahead: float
    reasons: tuple[str, ...]


def points(talk: Talk, people: Sequence[Person]) -> Board:
    """What is said for and against each speaker being each of the people."""
    board = {speaker: [_Points() for _ in people] for speaker in talk.speakers}
    for mention in talk.mentions:
        fits = [person.fit(mention.name) for person in people]
        if fits and max(fits) > OTHER and fits.count(max(fits)) == 1:
            _count(board, talk, mention, fits.index(max(fits)), max(fits))
    _count_bare_names(board, talk, people)
    _count_roles(board, talk, people)
    return board


def _count(board: Board, talk: Talk, mention: Mention, number: int, fit: float) -> None:
    name = mention.name.split()[0]
    own = board.get(mention.speaker)
    if mention.way in _OWN:
        if own is not None:
            own[number].add(_OWN[mention.way] * fit, f'{mention.way} "{name}"')
        return
    if own is not None:
        own[number].add(_OTHERS * fit, f'{mention.way} "{name}"')
    other, when = _addressed(talk, mention)
    if other is not None:
        board[other][number].add(_NEIGHBOUR * fit, f'{when} another {mention.way} "{name}"')


def _addressed(talk: Talk, mention: Mention) -> tuple[str | None, str]:
    """Who is spoken to, or of: the other of two; among several, who speaks before or next."""
    step = _TURN_OF.get(mention.way)
    if mention.speaker not in talk.speakers:
        return None, ""
    if len(talk.speakers) == 2:
        return talk.other_than(mention.speaker), "is the one to whom"
    if step is None:
        return None, ""
    return talk.next_to(mention, step), f"speaks {'next' if step > 0 else 'before'} where"


def _count_bare_names(board: Board, talk: Talk, people: Sequence[Person]) -> None:
    """Who speaks of somebody by name is hardly that person."""
    for number, person in enumerate(people):
        if not person.name:
            continue
        name = re.compile(rf"\b{re.escape(first_name(person.name))}\b")
        for turn in talk.turns:
            if turn.speaker in board and name.search(turn.text):
                board[turn.speaker][number].add(_MENTION, f'mentions "{person.name}"')


def _count_roles(board: Board, talk: Talk, people: Sequence[Person]) -> None:
    """Hosts open a show and close it, guests thank for having been invited."""
    signs = (
        (_HOSTING, Role.HOST, "opens the show"),
        (_VISITING, Role.GUEST, "thanks for the invitation"),
    )
    for turn in talk.turns:
        for sign, role, reason in signs if turn.speaker in board else ():
            for _ in sign.finditer(turn.text):
                for each, person in zip(board[turn.speaker], people, strict=True):
                    if person.role is not None:
                        each.add(_ROLE if person.role is role else -_ROLE, reason)


def pairings(
    board: Board,
    people: Sequence[Person],
    speakers: Sequence[str],
    left: Collection[Person],
    may_be: Callable[[str, Person], bool],
) -> list[Pairing]:
    """Of these speakers and people those that belong together, the clearest first."""
    found: list[Pairing] = []
    waiting, numbers = set(speakers), {n for n, person in enumerate(people) if person in left}
    while waiting and numbers:
        pairs = [
            (speaker, number)
            for speaker in speakers
            for number in sorted(numbers)
            if speaker in waiting and may_be(speaker, people[number])
        ]
        leads = [ahead(board, speaker, number, numbers) for speaker, number in pairs]
        if max(leads, default=0.0) < ENOUGH:
            break
        speaker, number = pairs[leads.index(max(leads))]
        reasons = tuple(board[speaker][number].reasons)
        found.append(Pairing(speaker, people[number], max(leads), reasons))
        waiting.discard(speaker)
        numbers.discard(number)
    return found


def ahead(board: Board, speaker: str, number: int, left: Collection[int]) -> float:
    """By how much a pair is ahead: of the same name elsewhere, and of the names left here."""
    own = board[speaker][number].total
    elsewhere = [board[each][number].total for each in board if each != speaker]
    here = [board[speaker][each].total for each in left if each != number]
    leads = own - max(elsewhere, default=0.0), own - max(here, default=0.0)
    return sum(leads) if min(leads) > 0 else min(leads)
