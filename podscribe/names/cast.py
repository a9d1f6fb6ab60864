"""Who takes part in an episode, from what was given and what its page says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import yaml

from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes
from podscribe.formats import front_matter
from podscribe.names.spelling import (
    OTHER,
    clean_name,
    first_name,
    fit,
    fit_slug,
    same_person,
)
from podscribe.spelling import plain

_MOST_GUESTS = 100
_PERSON_SUFFIX = ".md"


class Role(StrEnum):
    """What somebody does in an episode."""

    HOST = "host"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part.

    `name` is what is written, None where only the page's slug for them is known. `full` is the
    whole name, where there is more of it. `heard`: the name is known from what is said alone.
    """

    name: str | None
    role: Role | None
    full: str | None = None
    slug: str | None = None
    heard: bool = False

    @property
    def label(self) -> str:
        """How they are spoken of in messages."""
        return self.full or self.name or f"the guest {self.slug!r}"

    def fit(self, heard: str) -> float:
        """How well a name that was heard is theirs."""
        names = [name for name in (self.full, self.name) if name]
        fits = [fit(heard, name) for name in names]
        if self.slug and not names:
            fits.append(fit_slug(heard, self.slug))
        return max(fits, default=OTHER)

    def is_called(self, name: str) -> bool:
        """Whether a name that somebody wrote is theirs."""
        own = self.full or self.name
        return own is not None and same_person(name, own)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who takes part as far as is known, and what there is to say about it."""

    people: tuple[Person, ...] = ()
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageGuests:
    """A page's guests, those found among the people by their names; what was missing."""

    guests: tuple[Person, ...] = ()
    notes: tuple[str, ...] = ()


def page_guests(
    metadata: Mapping[str, object],
    *,
    people: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> PageGuests:
    """The guests a page names.

    A slug is looked up in `people` (slug to name), then as `SLUG.md` in the folder, whose `title`
    is the name. A slug nobody knows stays without a name, for what is said may tell it.
    """
    listed = metadata.get("guests")
    written = listed if isinstance(listed, list) else [listed] if listed else []
    slugs = [text.strip() for text in written[:_MOST_GUESTS] if isinstance(text, str)]
    guests: list[Person] = []
    notes: list[str] = []
    for slug in filter(None, slugs):
        name, problem = _looked_up(slug, people or {}, folder)
        if problem:
            notes.append(problem)
        guests.append(Person(name and first_name(name), Role.GUEST, name, slug))
    return PageGuests(tuple(guests), tuple(notes))


def _looked_up(
    slug: str, people: Mapping[str, str], folder: Path | None
) -> tuple[str | None, str | None]:
    """The name a slug stands for, or what to do about it."""
    if slug in people:
        return clean_name(people[slug]), None
    if " " in slug:
        return clean_name(slug), None  # a page that writes names instead
    remedy = "add them to the people, or say --guest NAME"
    if folder is None or not _is_file_name(slug):
        return None, f"the page's guest {slug!r} is nobody known; {remedy}"
    path = folder / f"{slug}{_PERSON_SUFFIX}"
    if not os.path.isfile(path):
        return None, f"the page's guest {slug!r} has no file in {folder}; {remedy}"
    try:
        return _title_of(path), None
    except PodscribeError as error:
        return None, str(error.in_file(path))


def _is_file_name(slug: str) -> bool:
    return Path(slug).name == slug and "\\" not in slug and "\0" not in slug


def _title_of(path: Path) -> str:
    matter = front_matter.read(decode_text(read_bytes(path)))
    found = matter.pair("title")
    if found is None or not isinstance(found[1], yaml.ScalarNode) or not found[1].value.strip():
        raise PodscribeError("has no title", remedy="write the person's name there")
    return clean_name(str(found[1].value))


def cast_of(
    *,
    hosts: Sequence[str] = (),
    guests: Sequence[str] = (),
    show_hosts: Sequence[str] = (),
    from_page: PageGuests = PageGuests(),
    full_names: bool = False,
) -> Cast:
    """Those who were given, else those of the show and the page; everybody once.

    Guests are called by their first name, as the show's pages have them, unless two share it.
    """
    told = list(from_page.notes) if not guests else []
    conflicts: list[str] = []
    hosting = [Person(clean_name(name), Role.HOST) for name in hosts or show_hosts]
    visiting = [Person(clean_name(name), Role.GUEST) for name in guests] or [*from_page.guests]
    if guests:
        conflicts += _unlike(visiting, from_page.guests)
    people: list[Person] = []
    for person in (*hosting, *visiting):
        again = next((each for each in people if _is_same(each, person)), None)
        namesake = guests and again is not None and again.role is not person.role
        if again is None or (namesake and not _is_written_alike(again, person)):
            people.append(person)
        elif again.role is person.role:
            told.append(f"{again.label} is listed twice as {person.role}; counted once")
    shown = tuple(_shown(person, people, full_names) for person in people)
    return Cast(shown, tuple(conflicts), tuple(told))


def _is_written_alike(one: Person, other: Person) -> bool:
    """Whether host and guest are one: a guest who was given may share the host's first name."""
    return plain(one.full or one.name or "") == plain(other.full or other.name or "")


def _unlike(given: Sequence[Person], listed: Sequence[Person]) -> Iterable[str]:
    """Guests of the page that were not given."""
    for person in listed:
        if not any(_is_same(each, person) for each in given):
            names = ", ".join(each.label for each in given)
            yield f"the page names {person.label} as a guest, and given was {names}"


def _is_same(one: Person, other: Person) -> bool:
    if one.slug and one.slug == other.slug:
        return True
    names = [(one.full or one.name, other), (other.full or other.name, one)]
    for name, person in names:
        if name is None:
            continue
        if person.is_called(name) or (person.name is None and _begins(person.slug, name)):
            return True
    return False


def _begins(slug: str | None, name: str) -> bool:
    return slug is not None and plain(slug).startswith(plain(name))


def _shown(person: Person, people: Sequence[Person], full_names: bool) -> Person:
    """The person with the name that is written: in full where the first name would not do."""
    if person.full is None or person.name is None:
        return person
    namesakes = [
        each
        for each in people
        if each is not person and each.name and plain(first_name(each.name)) == plain(person.name)
    ]
    return replace(person, name=person.full) if full_names or namesakes else person
