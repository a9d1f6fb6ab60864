"""Who is who: what is found out about an episode's speakers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Source(StrEnum):
    """What ties a name to a speaker, the most trusted first."""

    GIVEN = "given"
    VOICE = "voice"
    PAGE = "page"  # the only place left among those who take part
    SPEECH = "speech"
    ORDER = "order"


class Certainty(StrEnum):
    """How far a name can be relied on."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Named:
    """What is known of one speaker; without a name, why there is none."""

    speaker: str
    name: str | None = None
    source: Source | None = None
    certainty: Certainty | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """Every speaker that had a number, what contradicts, and what else there is to say."""

    speakers: tuple[Named, ...] = ()
    conflicts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each speaker who has one."""
        found = {each.speaker: each.name for each in self.speakers if each.name}
        return MappingProxyType(found)

    @property
    def doubts(self) -> tuple[str, ...]:
        """A sentence for each name that is a guess, and for each speaker without one."""
        return tuple(
            f"{each.speaker} {_state(each)}: {'; '.join(each.reasons) or 'nothing tells who it is'}"
            for each in self.speakers
            if each.name is None or each.certainty is Certainty.GUESS
        )

    @property
    def record(self) -> dict[str, object]:
        """For a transcript's provenance: where each name came from."""
        return {each.speaker: _fields(each) for each in self.speakers}


def _state(named: Named) -> str:
    return f"is taken for {named.name}" if named.name else "keeps its number"


def _fields(named: Named) -> dict[str, object]:
    fields = {
        "name": named.name,
        "source": named.source and str(named.source),
        "certainty": named.certainty and str(named.certainty),
        "reasons": list(named.reasons),
    }
    return {key: value for key, value in fields.items() if value}
