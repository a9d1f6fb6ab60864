"""Which rows of a ledger are meant: `season=17 doubtful_s>60 title~bread`.

    WHERE      = "all", or comparisons, all of which must hold
    COMPARISON = KEY, one of = != < <= > >= ~ (holds the text, in upper or lower case), VALUE

Values with blanks are quoted. Times are dates (`ended<2026-03-01`, from midnight in UTC) or moments
(`2026-03-01T12:00`). What a row does not know is neither more nor less than anything.
"""

from __future__ import annotations

import operator
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from podscribe.batch.rows import TIMES, Row
from podscribe.batch.states import State
from podscribe.errors import PodscribeError

_TEXTS = (
    *("id", "stem", "source", "title", "page", "stage", "worker", "device", "model"),
    *("language", "reason", "error", "settings"),
)
_NUMBERS = (
    *("season", "episode", "size_bytes", "seconds", "attempts", "failures"),
    *("speakers", "doubtful_s"),
)
KEYS = ("state", *_TEXTS, *_NUMBERS, *TIMES)
_COMPARISON = re.compile(r"([A-Za-z_]+)(!=|<=|>=|=|<|>|~)(.*)", re.DOTALL)
_ORDERED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_MOST = 50
_ALL = "all"

Compare = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One key of a row, and what it must be."""

    key: str
    compare: Compare

    def holds(self, row: Row) -> bool:
        return self.compare(getattr(row, self.key))


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a row; without comparisons every row is meant."""

    comparisons: tuple[Comparison, ...] = ()

    def holds(self, row: Row) -> bool:
        return all(each.holds(row) for each in self.comparisons)


def parse_condition(text: str) -> Condition:
    """The condition that is written there."""
    try:
        parts = shlex.split(text)
    except ValueError as error:
        raise _wrong(text, "a quote is not closed") from error
    if not parts or len(parts) > _MOST:
        raise _wrong(text, "nothing is said" if not parts else "too much is said")
    if parts == [_ALL]:
        return Condition()
    return Condition(tuple(_comparison(part, text) for part in parts))


def _wrong(text: str, what: str) -> PodscribeError:
    return PodscribeError(
        f"{text[:200]!r}: {what}", remedy="write it like 'season=17 title~bread', or all"
    )


def _comparison(part: str, text: str) -> Comparison:
    match = _COMPARISON.fullmatch(part)
    if match is None:
        raise _wrong(text, f"{part!r} compares nothing")
    key, sign, value = match[1].lower(), match[2], match[3]
    if key not in KEYS:
        near = get_close_matches(key, KEYS, n=1)
        known = f"did you mean {near[0]}?" if near else f"known are {', '.join(KEYS)}"
        raise PodscribeError(f"{key!r} is nothing that a ledger knows", remedy=known)
    return Comparison(key, _compare(key, sign, value, text))


def _compare(key: str, sign: str, value: str, text: str) -> Compare:
    if key == "state" or key in _TEXTS:
        if sign == "~":
            return _holding(value.casefold())
        if sign in _ORDERED:
            raise _wrong(text, f"{key} is text, and neither more nor less")
        return _equal(_state(value, text) if key == "state" else value, sign)
    if sign == "~":
        raise _wrong(text, f"{key} is a number, and holds no text")
    wanted = _time(value, text) if key in TIMES else _number(value, text)
    return _ordering(wanted, sign) if sign in _ORDERED else _equal(wanted, sign)


def _holding(wanted: str) -> Compare:
    return lambda found: found is not None and wanted in str(found).casefold()


def _equal(wanted: object, sign: str) -> Compare:
    if isinstance(wanted, str):
        plain = wanted.casefold()
        return lambda found: ((str(found or "")).casefold() == plain) == (sign == "=")
    return lambda found: (found == wanted) == (sign == "=")


def _ordering(wanted: float, sign: str) -> Compare:
    compare = _ORDERED[sign]
    return lambda found: isinstance(found, int | float) and bool(compare(found, wanted))


def _state(value: str, text: str) -> str:
    plain = value.casefold().replace("-", " ").replace("_", " ")
    if plain not in list(State):
        raise _wrong(text, f"a state is one of {', '.join(State)}")
    return plain


def _number(value: str, text: str) -> float:
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", value, re.ASCII):
        raise _wrong(text, f"{value!r} is no number")
    return float(value)


def _time(value: str, text: str) -> float:
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise _wrong(text, f"{value!r} is no date such as 2026-03-01") from error
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
