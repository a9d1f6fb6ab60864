"""Names by the voices the show knows."""

from __future__ import annotations

from collections.abc import Sequence

from podscribe.names.cast import Role
from podscribe.names.desk import Desk
from podscribe.names.naming import Certainty, Source
from podscribe.voices import Recognition, Verdict

CLEARER = 1.5  # times as far off must the second of two speakers be who sound like one person


def by_voice(desk: Desk, voices: Sequence[Recognition]) -> None:
    """Whose voices they are; where that is only likely, those who take part count alone."""
    told: dict[str, list[Recognition]] = {}
    for voice in voices:
        if voice.speaker in desk.settled or voice.speaker not in desk.talking.speakers:
            continue
        if voice.name is not None:
            told.setdefault(voice.name, []).append(voice)
        elif voice.verdict is Verdict.CLOSE:
            _between_two(desk, voice)
        elif voice.verdict is Verdict.UNKNOWN:
            desk.strangers[voice.speaker] = tuple(score.name for score in voice.scores)
    surest_first = sorted(told.items(), key=lambda each: not any(map(_is_sure, each[1])))
    for name, heard in surest_first:
        _whose_voice(desk, name, sorted(heard, key=lambda each: -each.scores[0].cosine))


def _between_two(desk: Desk, voice: Recognition) -> None:
    """Two known people sound like that: it is told only if one of them alone takes part."""
    sounds = " and ".join(f"{score.name} ({score.cosine:.2f})" for score in voice.scores[:2])
    people = [desk.person_called(name) for name in voice.candidates]
    expected = [*{id(person): person for person in people if person is not None}.values()]
    if len(expected) == 1 and expected[0] in desk.left:
        (person,) = expected
        reasons = [f"sounds like {sounds}", f"of these only {person.label} takes part"]
        name = person.name or voice.candidates[people.index(person)]
        desk.settle(voice.speaker, name, Source.VOICE, Certainty.LIKELY, reasons, person)
    else:
        desk.candidates[voice.speaker] = voice.candidates
        desk.doubt(voice.speaker, f"sounds like {sounds}, too close to tell")


def _whose_voice(desk: Desk, name: str, heard: Sequence[Recognition]) -> None:
    """Of the speakers that sound like one person, nearest first, those who are that person."""
    person = desk.person_called(name)
    holders = (
        each
        for each, named in desk.settled.items()
        if named.name == name or (person is not None and desk.persons.get(each) is person)
    )
    holder = next(holders, None)
    sure = [voice for voice in heard if _is_sure(voice)]
    if holder is not None:
        _leave(desk, heard, f"who is {holder} already")
    elif sure:
        for voice in sure:
            _settle(desk, voice, name, Certainty.SURE)
        if len(sure) > 1:
            both = " and ".join(voice.speaker for voice in sure)
            desk.conflicts.append(f"{both} all sound like {name}: one person heard as several?")
        _leave(desk, heard[len(sure) :], f"who is {sure[0].speaker} more surely")
    elif person is None:
        for voice in heard:  # strangers often come as near as that
            reason = f"{_sounds_like(voice)}, who is not expected: too far off to be sure"
            desk.hints.setdefault(voice.speaker, []).append(reason)
    elif len(heard) == 1 or _is_clearer(heard[0], heard[1]):
        _settle(desk, heard[0], name, Certainty.LIKELY)
        _leave(desk, heard[1:], f"who is {heard[0].speaker} more likely")
    else:
        _leave(desk, heard, "and is not the only one")
        for voice in heard:
            desk.candidates[voice.speaker] = voice.candidates


def _is_sure(voice: Recognition) -> bool:
    return voice.verdict is Verdict.SURE


def _is_clearer(one: Recognition, other: Recognition) -> bool:
    return 1 - other.scores[0].cosine >= CLEARER * (1 - one.scores[0].cosine)


def _settle(desk: Desk, voice: Recognition, name: str, certainty: Certainty) -> None:
    person = desk.person_called(name)
    written = person.name if person is not None and person.name else name
    reason = _sounds_like(voice)
    desk.settle(voice.speaker, written, Source.VOICE, certainty, [reason], person)
    roles = {each.role for each in desk.people}
    if person is None and {Role.HOST, Role.GUEST} <= roles:  # a host nobody named is no surprise
        expected = " and ".join(each.label for each in desk.people)
        desk.conflicts.append(
            f"{voice.speaker} {reason}, who is not among those expected: {expected}"
        )


def _leave(desk: Desk, voices: Sequence[Recognition], why: str) -> None:
    for voice in voices:
        desk.doubt(voice.speaker, f"{_sounds_like(voice)}, {why}")


def _sounds_like(voice: Recognition) -> str:
    return f"sounds like {voice.scores[0].name} ({voice.scores[0].cosine:.2f})"
