"""Settings as text: YAML that podscribe.yaml could hold, JSON, or rows of one value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import yaml

from podscribe.config.pairs import Pairs
from podscribe.config.resolving import Setting, shown
from podscribe.config.speakers import Speakers

WIDTH = 80
COMMENT_COLUMN = 44
_INDENT = 2
_ODD_BREAKS = {"\x85", "\u2028", "\u2029"}  # readers of YAML take them for line breaks


def plain(value: object) -> object:
    """The value as it would stand in a file."""
    if isinstance(value, Speakers):
        return int(str(value)) if str(value).isdigit() else str(value)
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Path):
        return shown(value)
    if isinstance(value, Pairs):
        return dict(value)
    return [*value] if isinstance(value, tuple) else value


def in_yaml(value: object, width: int = 10_000) -> str:
    """The value as YAML, a list in brackets."""
    text = _dumped(value, width, allow_unicode=True)
    if not _ODD_BREAKS.isdisjoint(text):
        text = _dumped(value, width, allow_unicode=False)
    return text.removesuffix("...\n").removesuffix("\n")


def _dumped(value: object, width: int, *, allow_unicode: bool) -> str:
    text: str = yaml.safe_dump(
        plain(value), default_flow_style=True, allow_unicode=allow_unicode, width=width
    )
    return text


def as_yaml(settings: Iterable[Setting]) -> str:
    """All as YAML, with where each value comes from as a comment."""
    return "\n".join(_lines(settings))


def _lines(settings: Iterable[Setting]) -> Iterator[str]:
    above: Sequence[str] = ()
    for setting in settings:
        *groups, last = setting.key.split(".")
        for depth, group in enumerate(groups):
            if groups[: depth + 1] != above[: depth + 1]:
                yield f"{' ' * _INDENT * depth}{group}:"
        above = groups
        yield from _entry(setting, last, _INDENT * len(groups))


def _entry(setting: Setting, last: str, indent: int) -> Iterator[str]:
    """The lines of one value; the comment stands behind the last, or below it if that is long."""
    margin = " " * (indent + _INDENT)
    *rows, end = in_yaml(setting.value, WIDTH - len(margin)).split("\n")
    first = f"{' ' * indent}{last}:"
    if rows or len(first) + 1 + len(end) > WIDTH:
        yield first
        yield from (f"{margin}{row}" if row else "" for row in rows)
        first = margin[:-1]
    comment = f"# {' '.join(str(setting.origin).split())}"
    line = f"{first} {end}".ljust(COMMENT_COLUMN - 2)
    if len(line) > COMMENT_COLUMN - 2 and len(line) + 2 + len(comment) > WIDTH:
        yield line
        line = " " * (COMMENT_COLUMN - 2)
    yield f"{line}  {comment}"


def as_json(settings: Iterable[Setting]) -> str:
    """Every key with its value and where that comes from."""
    listed = {each.key: {"value": plain(each.value), "from": str(each.origin)} for each in settings}
    return json.dumps(listed, ensure_ascii=False, indent=2)


def as_rows(value: object) -> tuple[str, ...]:
    """One value for another program: text as it is, a list with a row for each."""
    if isinstance(value, Pairs):
        return tuple(f"{left}: {right}" for left, right in value)
    if isinstance(value, tuple):
        return tuple(row for each in value for row in as_rows(each))
    inside = plain(value)
    return (inside if isinstance(inside, str) else in_yaml(value),)
