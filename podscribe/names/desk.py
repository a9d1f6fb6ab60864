"""What of the names is settled and what is open, while the evidence is gone through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from podscribe.names.cast import Person
from podscribe.names.naming import Certainty, Named, Source
from podscribe.names.speaking import Speaking, is_label


@dataclass(slots=True)
class Desk:
    """The speakers, the people who take part, and what was found out so far."""

    talking: Speaking
    people: tuple[Person, ...]
    settled: dict[str, Named] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)  # who of the people a speaker is
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict)  # whose a voice may be
    strangers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # whose it is not
    doubts: dict[str, list[str]] = field(default_factory=dict)  # why a name is not just assumed
    hints: dict[str, list[str]] = field(default_factory=dict)  # what else there is to say
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[str]:
        """Who says more than a little and has no name."""
        return [each for each in self.talking.main if is_label(each) and each not in self.settled]

    @property
    def taken(self) -> list[str]:
        """The names that speakers have."""
        found = [named.name for named in self.settled.values() if named.name]
        return found + [each for each in self.talking.speakers if not is_label(each)]

    @property
    def left(self) -> list[Person]:
        """The people whom no speaker is yet."""
        taken, placed = self.taken, self.persons.values()
        return [
            person
            for person in self.people
            if person not in placed and not any(person.is_called(name) for name in taken)
        ]

    def settle(
        self,
        speaker: str,
        name: str,
        source: Source,
        certainty: Certainty,
        reasons: Iterable[str],
        person: Person | None = None,
    ) -> None:
        self.settled[speaker] = Named(speaker, name, source, certainty, tuple(reasons))
        if person is not None:
            self.persons[speaker] = person

    def doubt(self, speaker: str, reason: str) -> None:
        self.doubts.setdefault(speaker, []).append(reason)

    def person_called(self, name: str) -> Person | None:
        """Who of the people has that name."""
        return next((person for person in self.people if person.is_called(name)), None)

    def may_be(self, speaker: str, person: Person) -> bool:
        """Whether the voice of a speaker does not speak against it."""
        if any(person.is_called(name) for name in self.strangers.get(speaker, ())):
            return False
        candidates = self.candidates.get(speaker)
        return candidates is None or any(person.is_called(name) for name in candidates)
