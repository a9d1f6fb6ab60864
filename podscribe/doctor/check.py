"""What is found out: a fact in a sentence, and for each that is not as it should be the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from podscribe.diarize.loading import in_short
from podscribe.errors import PodscribeError

UNKNOWN = "install podscribe again in a new environment; if that does not help, report this line"


class State(StrEnum):
    """How it is with something: a warning keeps nothing from working today."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do if it is not well."""

    name: str
    state: State
    text: str
    remedy: str | None = None


def ok(name: str, text: str) -> Check:
    return Check(name, State.OK, text)


def warning(name: str, text: str, remedy: str) -> Check:
    return Check(name, State.WARNING, text, remedy)


def fault(name: str, text: str, remedy: str) -> Check:
    return Check(name, State.FAULT, text, remedy)


def of_error(name: str, error: Exception) -> Check:
    """The fault that an error is, whoever raised it.

    >>> of_error("disk", OSError("no such device")).text
    'OSError: no such device'
    """
    if not isinstance(error, PodscribeError):
        return fault(name, in_short(error), UNKNOWN)
    text = str(PodscribeError(error.what, file=error.file, place=error.place))
    return fault(name, text, error.remedy or UNKNOWN)


def guarded(name: str, look: Callable[[], Iterable[Check]]) -> Iterator[Check]:
    """What a look finds; if it fails itself, that is a fault."""
    try:
        yield from look()
    except Exception as error:
        yield of_error(name, error)
