"""People whose names are only heard: guests that the page has a slug of, and strangers to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from podscribe.names.cast import Person, Role
from podscribe.names.heard import Mention, Way, name_in, says_who_is_there
from podscribe.names.speech import Talk
from podscribe.names.spelling import OTHER, first_name
from podscribe.spelling import plain

_VISITORS = (Way.PRESENTED, Way.GREETED)


def with_heard_names(people: Sequence[Person], talk: Talk) -> tuple[Person, ...]:
    """The people, those of whom only a slug is known with the name that is heard for it."""
    return tuple(person if person.name else _heard_as(person, talk, people) for person in people)


def _heard_as(person: Person, talk: Talk, people: Sequence[Person]) -> Person:
    """The spelling that fits the slug best, and of several the one that is heard most often."""
    spellings = Counter[str]()
    for mention in talk.mentions:
        name = name_in(mention.name)
        others = [each.fit(mention.name) for each in people if each is not person]
        if name and person.fit(name) > max(others, default=OTHER):
            spellings[first_name(name)] += 1
    if not spellings:
        return person
    name = max(spellings, key=lambda each: (person.fit(each), spellings[each]))
    return replace(person, name=name, heard=True)


def present_by_name(people: Sequence[Person], talk: Talk) -> tuple[Person, ...]:
    """Those who are presented, greeted or name themselves, and are none of the people."""
    strangers: dict[str, list[Mention]] = {}
    for mention in talk.mentions:
        name = name_in(mention.name)
        if name and all(person.fit(name) == OTHER for person in people):
            strangers.setdefault(plain(first_name(name)), []).append(mention)
    return tuple(
        _person(found)
        for found in strangers.values()
        if any(says_who_is_there(each) for each in found)
    )


def _person(found: Sequence[Mention]) -> Person:
    names = Counter(first_name(each.name) for each in found)
    visiting = any(each.way in _VISITORS for each in found)
    return Person(names.most_common(1)[0][0], Role.GUEST if visiting else None, heard=True)
