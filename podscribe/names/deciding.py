"""Who is who, from all that tells it.

The evidence counts in this order: what was given, known voices, the page, what is said, the order
of speaking. The page says who takes part, what is said mostly which of the speakers they are.
What contradicts is reported, what is doubtful is marked, and where two people are too close to
tell, the speaker keeps the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from podscribe.names.by_voice import by_voice
from podscribe.names.cast import PageGuests, Person, Role, cast_of
from podscribe.names.desk import Desk
from podscribe.names.heard import Way
from podscribe.names.meeting import present_by_name, with_heard_names
from podscribe.names.naming import Certainty, Named, Naming, Source
from podscribe.names.order import likely_host
from podscribe.names.speaking import is_label, speaking
from podscribe.names.speech import ENOUGH, PLENTY, Board, Pairing, Talk, pairings, points, talk_of
from podscribe.names.spelling import OTHER, SAME, clean_name, fit, fit_slug, same_person
from podscribe.transcript import Transcript
from podscribe.voices import Recognition, Verdict

_BEFORE = "named by a person before"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known beside the transcript itself.

    `names` (of speakers), `hosts` and `guests` were given for this episode, `settled` are names
    that a person gave in an earlier run; `show_hosts` are the show's, `page` the page's guests,
    `voices` what the voices are recognised as.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    show_hosts: tuple[str, ...] = ()
    page: PageGuests = PageGuests()
    voices: tuple[Recognition, ...] = ()


def name_speakers(
    transcript: Transcript, evidence: Evidence = Evidence(), *, full_names: bool = False
) -> Naming:
    """The names of those speakers that have a number: SPEAKER_00 and so on."""
    talking = speaking(transcript)
    talk = talk_of(talking)
    cast = cast_of(
        hosts=evidence.hosts,
        guests=evidence.guests,
        show_hosts=evidence.show_hosts,
        from_page=evidence.page,
        full_names=full_names,
    )
    desk = Desk(talking, with_heard_names(cast.people, talk))
    desk.conflicts += cast.conflicts
    desk.notes += cast.notes
    given(desk, evidence.names)
    settled(desk, evidence.settled)
    by_voice(desk, evidence.voices)
    board = points(talk, desk.people)
    from_speech(desk, board, desk.people)
    from_page(desk, board)
    strangers = present_by_name(desk.people, talk)
    from_speech(desk, points(talk, strangers), strangers)
    from_page(desk, board)
    by_order(desk, board)
    _compare_voices(desk, evidence.voices)
    _compare_speech(desk, talk, strangers)
    return _naming(desk)


def given(desk: Desk, names: Mapping[str, str]) -> None:
    """What was said of a speaker when the episode was run."""
    for speaker, name in names.items():
        if speaker not in desk.talking.speakers:
            known = ", ".join(sorted(desk.talking.speakers)) or "none"
            desk.conflicts.append(
                f"{name} was given for {speaker}, and nobody is called that: "
                f"the speakers are {known}"
            )
            continue
        written = clean_name(name)
        person = desk.person_called(written)
        desk.settle(speaker, written, Source.GIVEN, Certainty.SURE, ["given"], person)


def settled(desk: Desk, names: Mapping[str, str]) -> None:
    """What a person said of a speaker of an earlier run, as long as nobody says otherwise now."""
    now = {named.name: each for each, named in desk.settled.items()}
    for speaker, name in names.items():
        if speaker in desk.settled:
            continue
        if speaker not in desk.talking.speakers:
            desk.notes.append(f"{speaker}, who was named {name} before, is not there any more")
            continue
        if name in now:
            desk.notes.append(
                f"{now[name]} is {name} as given, and so is {speaker}, {_BEFORE}: "
                f"name {speaker} as well if that is somebody else"
            )
        person = desk.person_called(name)
        desk.settle(speaker, name, Source.GIVEN, Certainty.SURE, [_BEFORE], person)


def from_speech(desk: Desk, board: Board, people: Sequence[Person]) -> None:
    """The speakers that what is said ties to people whom nobody is yet."""
    if people == desk.people:
        left = desk.left
    else:
        left = [each for each in people if not any(map(each.is_called, desk.taken))]
    for found in pairings(board, people, desk.open, left, desk.may_be):
        name = found.person.name
        if name is not None:
            certainty = _certainty(found)
            desk.settle(found.speaker, name, Source.SPEECH, certainty, found.reasons, found.person)


def _certainty(found: Pairing) -> Certainty:
    """A name that is only heard may be misspelt, or somebody else's."""
    person, much = found.person, found.ahead >= PLENTY
    if person.heard:
        spelt_so = bool(person.slug and person.name and fit_slug(person.name, person.slug) == SAME)
        return Certainty.LIKELY if spelt_so or (much and not person.slug) else Certainty.GUESS
    return Certainty.SURE if much else Certainty.LIKELY


def from_page(desk: Desk, board: Board) -> None:
    """The one speaker who is left is the one person who is left, unless something contradicts."""
    if len(desk.open) != 1 or len(desk.left) != 1:
        return
    (speaker,), (person,) = desk.open, desk.left
    if person.name is None or not _is_free(desk, board, speaker, person):
        return
    alone = len(desk.talking.main) == 1
    reason = "the only one who speaks" if alone else "the only one left"
    role = f"{person.label} is the {person.role}" if person.role else person.label
    certainty = Certainty.GUESS if person.heard and not person.slug else Certainty.LIKELY
    desk.settle(speaker, person.name, Source.PAGE, certainty, [f"{reason}; {role}"], person)


def _is_free(desk: Desk, board: Board, speaker: str, person: Person) -> bool:
    """Whether neither voice nor talk says that a speaker is somebody else."""
    against = board[speaker][desk.people.index(person)].total <= -2 * ENOUGH
    return not against and speaker not in desk.doubts and desk.may_be(speaker, person)


def by_order(desk: Desk, board: Board) -> None:
    """Who opens the talk of two is the host, the other one the guest: a guess."""
    hosts = [person for person in desk.people if person.role is Role.HOST]
    guests = [person for person in desk.people if person.role is Role.GUEST]
    opener = likely_host(desk.talking)
    if len(hosts) != 1 or len(guests) > 1 or len(desk.open) != 2 or opener is None:
        return
    (other,) = (each for each in desk.open if each != opener)
    pairs = [(opener, hosts[0], "speaks first and asks more")]
    pairs += [(other, guest, "does not open the talk") for guest in guests]
    if any(
        person not in desk.left or not _is_free(desk, board, each, person)
        for each, person, _ in pairs
    ):
        return
    for speaker, person, reason in pairs:
        if person.name is not None:
            desk.settle(speaker, person.name, Source.ORDER, Certainty.GUESS, [reason], person)


def _compare_voices(desk: Desk, voices: Sequence[Recognition]) -> None:
    """Given names that the voices contradict."""
    for voice in voices:
        named = desk.settled.get(voice.speaker)
        if named is None or named.source is not Source.GIVEN or voice.verdict is not Verdict.SURE:
            continue
        assert named.name and voice.name
        if not same_person(named.name, voice.name):
            desk.conflicts.append(
                f"{voice.speaker} is {named.name} as given, and sounds like {voice.name} "
                f"({voice.scores[0].cosine:.2f})"
            )


def _compare_speech(desk: Desk, talk: Talk, strangers: Sequence[Person]) -> None:
    """Names that contradict what is said."""
    for mention in talk.mentions:
        named = desk.settled.get(mention.speaker)
        if named is None or mention.way is not Way.SELF or not mention.name[:1].isupper():
            continue
        if named.name and fit(mention.name, named.name) == OTHER:
            told = f'{mention.speaker} is {named.name}, and says "my name is {mention.name}"'
            if told not in desk.conflicts:
                desk.conflicts.append(told)
    guests = [person for person in desk.people if person.role is Role.GUEST and person.name]
    for stranger in strangers:
        presented = any(
            mention.way is Way.PRESENTED and stranger.fit(mention.name) > OTHER
            for mention in talk.mentions
        )
        if presented and guests and stranger not in desk.persons.values():
            names = ", ".join(person.label for person in guests)
            desk.conflicts.append(f"what is said presents {stranger.name}; expected: {names}")


def _naming(desk: Desk) -> Naming:
    numbered = [speaker for speaker in desk.talking.speakers if is_label(speaker)]
    missing = [person.label for person in desk.left if person.name is not None]
    if missing and desk.talking.main:
        desk.notes.append(f"no speaker was found for {' and '.join(missing)}{_others(desk)}")
    return Naming(
        tuple(desk.settled.get(each) or _nameless(desk, each) for each in numbered),
        tuple(desk.conflicts),
        tuple(desk.notes),
    )


def _others(desk: Desk) -> str:
    """Who the speakers are instead; nothing where one of them could be anybody."""
    named = [desk.settled[each] for each in desk.talking.main if each in desk.settled]
    if desk.open or not named:
        return ""
    return f": {'; '.join(map(_who, named))}"


def _who(named: Named) -> str:
    told = named.source in (Source.GIVEN, Source.VOICE)
    return f"{named.speaker} is {named.name}{f', {named.reasons[0]}' if told else ''}"


def _nameless(desk: Desk, speaker: str) -> Named:
    reasons = [*desk.doubts.get(speaker, ()), *desk.hints.get(speaker, ())]
    if speaker not in desk.talking.main:
        words = desk.talking.words
        reasons.append(f"says {words[speaker] / words.total():.1%} of the words")
    elif desk.left and not reasons:
        names = " or ".join(person.label for person in desk.left)
        reasons.append(f"could be {names}, and nothing tells")
    return Named(speaker, reasons=tuple(reasons))
