"""JSON read with care: every field's type looked at, every fault named by its path."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from podscribe.clock import LONGEST_S
from podscribe.errors import PodscribeError
from podscribe.formats.plain import BYTE_ORDER_MARK

LIMIT_DEPTH = 50  # as in the front matter of a page
_DECODER = json.JSONDecoder()
_BLANKS = re.compile(r"[ \t\r\n]*")
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


@lru_cache(maxsize=1)  # every JSON format has a look at the same text in turn
def load(text: str) -> object:
    """The text's value. It is shared: read it, never change it."""
    try:
        value: object = json.loads(
            text.removeprefix(BYTE_ORDER_MARK), parse_constant=_refuse, parse_float=_finite
        )
        if _HALF_CHARACTER.search(text):
            json.dumps(value, ensure_ascii=False).encode()  # two halves of one have become whole
    except json.JSONDecodeError as error:
        raise PodscribeError(
            f"is not valid JSON ({error.msg})", place=error.lineno, remedy="is the file complete?"
        ) from error
    except UnicodeEncodeError as error:
        raise PodscribeError(
            "holds half a character", remedy="write the file as UTF-8 again"
        ) from error
    except RecursionError as error:
        raise PodscribeError("is nested too deeply", remedy="this is no transcript") from error
    except ValueError as error:
        raise PodscribeError(
            f"is not valid JSON ({str(error)[:80]})", remedy="this is no transcript"
        ) from error
    return value


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits[:20])


def places(text: str, key: str) -> list[int]:
    """The line number of each item of the list that stands under a key of the document.

    The text has been loaded before, so it is known to be valid.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    at = _after_blanks(text, 0)
    if text[at] == "[":
        return _item_places(text, at)
    at = _after_blanks(text, at + 1)
    found: list[int] = []
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _after_blanks(text, _after_blanks(text, at) + 1)  # the colon and what follows it
        if name == key and text[at] == "[":
            found = _item_places(text, at)
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return found


def _item_places(text: str, at: int) -> list[int]:
    found: list[int] = []
    place, counted = 1, 0
    at = _after_blanks(text, at + 1)
    while text[at] != "]":
        place, counted = place + text.count("\n", counted, at), at
        found.append(place)
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return found


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _after_comma(text: str, at: int) -> int:
    at = _after_blanks(text, at)
    return _after_blanks(text, at + 1) if text[at] == "," else at


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


def as_metadata(value: object, path: str) -> Mapping[str, object]:
    """An object of any kind of values, no deeper than those that write it can follow."""
    fields = as_mapping(value, path)
    inside: list[object] = [fields]
    for _ in range(LIMIT_DEPTH):
        inside = [inner for each in inside for inner in _inside(each)]
    if inside:
        raise PodscribeError(
            f"{path} is nested more than {LIMIT_DEPTH} deep", remedy="this is no transcript"
        )
    return fields


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def as_sequence(value: object, path: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong(path, "a list", value)
    return value


def as_text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "text", value)
    if "\0" in value:
        raise PodscribeError(f"{path} holds a NUL character", remedy="remove it")
    return value


def as_seconds(value: object, path: str) -> float:
    return _time(_number(value, path, "a number of seconds"), path)


def as_milliseconds(value: object, path: str) -> float:
    """Seconds of a field in milliseconds."""
    return _time(_number(value, path, "a number of milliseconds") / 1000, path)


def _time(seconds: float, path: str) -> float:
    if not 0 <= seconds <= LONGEST_S:
        raise PodscribeError(
            f"{path} is {seconds:.6g}, which is no time in an episode", remedy="mend that number"
        )
    return seconds


def as_share(value: object, path: str) -> float:
    """A probability."""
    share = _number(value, path, "a number")
    if not math.isfinite(share):
        raise _wrong(path, "a probability", value)
    return share


def _number(value: object, path: str, wanted: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(path, wanted, value)
    try:
        return float(value)
    except OverflowError:  # a whole number of hundreds of digits
        return math.inf if value > 0 else -math.inf


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
