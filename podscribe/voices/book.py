"""The people whose voices a show knows, with their consent and their prints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from podscribe.diarize import VoiceModel
from podscribe.errors import PodscribeError
from podscribe.spelling import composed


@dataclass(frozen=True, slots=True)
class Voiceprint:
    """How somebody sounded in one recording: the pipeline's embedding, made one long.

    `model` made it, and only prints of the same model can be compared. `learned` is a date,
    `source` the recording's name, `seconds` how much speech it was made from.
    """

    embedding: tuple[float, ...]
    model: VoiceModel
    learned: str
    source: str
    seconds: float


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """A person, the note of their consent, and their prints."""

    name: str
    consent: str
    prints: tuple[Voiceprint, ...]


@dataclass(frozen=True, slots=True)
class VoiceBook:
    """Everybody whose voice the show knows."""

    people: tuple[KnownVoice, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(person.name for person in self.people)

    def named(self, name: str) -> KnownVoice | None:
        wanted = composed(name)
        return next((person for person in self.people if composed(person.name) == wanted), None)


def one_long(embedding: Sequence[float]) -> tuple[float, ...]:
    """The same direction with length 1; a print keeps nothing else.

    >>> one_long((3.0, 4.0))
    (0.6, 0.8)
    """
    length = math.hypot(*embedding)
    return tuple(value / length for value in embedding)


def with_print(book: VoiceBook, name: str, made: Voiceprint, consent: str | None) -> VoiceBook:
    """The book with one more print; one of the same recording and model gives way to it.

    Who is new needs a note of consent; who is known keeps theirs unless another is given.
    """
    note = require_consent(book, name, consent)
    known = book.named(name)
    if known is None:
        return VoiceBook((*book.people, KnownVoice(name, note, (made,))))
    others = tuple(each for each in known.prints if not replaces(made, each))
    changed = replace(known, consent=note, prints=(*others, made))
    return VoiceBook(tuple(changed if each is known else each for each in book.people))


def require_consent(book: VoiceBook, name: str, consent: str | None) -> str:
    """The note that is given or known, or an error: no voice is kept without one."""
    known = book.named(name)
    note = " ".join((consent or "").split()) or (known.consent if known else "")
    if not note:
        raise PodscribeError(
            f"there is no note of {name}'s consent",
            remedy='a voiceprint is biometric data: say when and how they agreed, --consent "…"',
        )
    return note


def print_in_place_of(book: VoiceBook, name: str, made: Voiceprint) -> Voiceprint | None:
    """The print that a new one would take the place of."""
    known = book.named(name)
    prints = known.prints if known is not None else ()
    return next((each for each in prints if replaces(made, each)), None)


def replaces(new: Voiceprint, old: Voiceprint) -> bool:
    """Whether both are of one recording and model: the new one takes the place."""
    return (new.source, new.model) == (old.source, old.model)


def without(book: VoiceBook, name: str) -> VoiceBook:
    """The book without a person and all their prints."""
    known = book.named(name)
    if known is None:
        near = get_close_matches(name, book.names, n=1)
        others = f"known are {', '.join(book.names)}" if book.names else "no voice is known"
        raise PodscribeError(
            f"{name!r} is no known voice", remedy=f"did you mean {near[0]}?" if near else others
        )
    return VoiceBook(tuple(person for person in book.people if person is not known))


def comparable(book: VoiceBook, model: VoiceModel) -> VoiceBook:
    """Those prints that the model made, and the people who have one."""
    people = (
        replace(person, prints=tuple(each for each in person.prints if each.model == model))
        for person in book.people
    )
    return VoiceBook(tuple(person for person in people if person.prints))


def names_without_prints_of(book: VoiceBook, model: VoiceModel) -> tuple[str, ...]:
    """Whose prints were all made by other models: their voices cannot be recognised by this one."""
    known = comparable(book, model).names
    return tuple(name for name in book.names if name not in known)


def models_of(people: Iterable[KnownVoice]) -> tuple[VoiceModel, ...]:
    """The models that made the prints, each once."""
    return tuple(dict.fromkeys(each.model for person in people for each in person.prints))
