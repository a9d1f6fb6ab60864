"""JSON read with care: every field's type looked at, every fault named by its path."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

from podscribe.clock import LONGEST_S
from podscribe.errors import PodscribeError
from podscribe.formats.plain import BYTE_ORDER_MARK


@lru_cache(maxsize=1)  # every JSON format has a look at the same text in turn
def load(text: str) -> object:
    """The text's value. It is shared: read it, never change it."""
    try:
        return json.loads(text.removeprefix(BYTE_ORDER_MARK), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise PodscribeError(
            f"is not valid JSON ({error.msg})", place=error.lineno, remedy="is the file complete?"
        ) from error
    except RecursionError as error:
        raise PodscribeError("is nested too deeply", remedy="this is no transcript") from error
    except ValueError as error:
        raise PodscribeError(
            f"is not valid JSON ({str(error)[:80]})", remedy="this is no transcript"
        ) from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def looks_like(text: str, *keys: str) -> bool:
    """Whether the text is a JSON object that has one of the keys."""
    if not text.removeprefix(BYTE_ORDER_MARK).lstrip().startswith("{"):
        return False
    try:
        value = load(text)
    except PodscribeError:
        return False
    return isinstance(value, Mapping) and any(key in value for key in keys)


def as_mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _wrong(path, "an object", value)
    return value


def as_sequence(value: object, path: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong(path, "a list", value)
    return value


def as_text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "text", value)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PodscribeError(
            f"{path} holds half a character", remedy="write the file as UTF-8 again"
        ) from error
    return value


def as_seconds(value: object, path: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(path, "a number of seconds", value)
    if not 0 <= value <= LONGEST_S:
        raise PodscribeError(
            f"{path} is {value:.6g}, which is no time in an episode", remedy="mend that number"
        )
    return float(value)


def as_milliseconds(value: object, path: str) -> float:
    """Seconds of a field in milliseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(path, "a number of milliseconds", value)
    return as_seconds(value / 1000, path)


def as_share(value: object, path: str) -> float:
    """A probability."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(path, "a number", value)
    return float(value)


def optional_text(value: object, path: str) -> str | None:
    return None if value is None else as_text(value, path)


def optional_seconds(value: object, path: str) -> float | None:
    return None if value is None else as_seconds(value, path)


def optional_share(value: object, path: str) -> float | None:
    return None if value is None else as_share(value, path)


def _wrong(path: str, wanted: str, value: object) -> PodscribeError:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    kind = "missing" if value is None else kinds.get(type(value), "a number")
    return PodscribeError(f"{path} should be {wanted} and is {kind}", remedy="mend that field")


def dump(value: object) -> str:
    """JSON as people can read it, one row a line where the rows are flat."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
