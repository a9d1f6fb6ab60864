"""A file of voices with other people in it: what its keepers wrote beside them stays.

Who has not changed stays as they stand; of who has, the comments above them and the keys that
podscribe does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import yaml

from podscribe.formats import front_matter
from podscribe.voices.book import KnownVoice

Describe = Callable[[KnownVoice], dict[str, Any]]
Dump = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Somebody in the file: their lines, comments above included, and all their keys."""

    person: KnownVoice
    lines: Sequence[str]
    fields: dict[str, Any]


def rewritten(
    text: str,
    before: Sequence[KnownVoice],
    after: Sequence[KnownVoice],
    describe: Describe,
    dump: Dump,
) -> str | None:
    """The text, in which `before` stand, with `after`; None where people have no lines of their
    own in it, as in braces.
    """
    root = front_matter.compose(text)
    people = _people(root)
    if not people:
        return None
    lines = text.split("\n")
    starts = [each.start_mark.line for each in people]
    bounds = [_above(lines, at) for at in (*starts, _line_after(root, len(lines)))]
    entries = {
        person.name: _Entry(person, lines[bounds[at] : bounds[at + 1]], _fields(people[at]))
        for at, person in enumerate(before)
    }
    first = lines[starts[0]]
    indent = first[: len(first) - len(first.lstrip(" "))]
    kept = [] if after else ["  []"]
    for person in after:
        kept += _written(person, entries.get(person.name), indent, describe, dump)
    if first.endswith("\r"):
        kept = [f"{line.rstrip(chr(13))}\r" for line in kept]
    return "\n".join([*lines[: bounds[0]], *kept, *lines[bounds[-1] :]])


def _people(root: yaml.Node | None) -> Sequence[yaml.Node]:
    """Those of the list, if each begins a line."""
    assert isinstance(root, yaml.MappingNode)
    listed = next(value for key, value in root.value if key.value == "people")
    return () if listed.flow_style else listed.value


def _line_after(root: yaml.Node | None, end: int) -> int:
    """The line of the key behind the list of people, or that behind the last."""
    assert isinstance(root, yaml.MappingNode)
    keys = [key for key, _ in root.value]
    number = next(at for at, key in enumerate(keys) if key.value == "people")
    return keys[number + 1].start_mark.line if number + 1 < len(keys) else end


def _above(lines: Sequence[str], at: int) -> int:
    """Where the comments and blank lines begin that stand above a line."""
    while at and _is_silent(lines[at - 1]):
        at -= 1
    return at


def _is_silent(line: str) -> bool:
    """Whether it is blank or a comment."""
    return line.strip()[:1] in ("", "#")


def _fields(node: yaml.Node) -> dict[str, Any]:
    found = front_matter.plain(node)
    assert isinstance(found, dict)
    return found


def _written(
    person: KnownVoice, entry: _Entry | None, indent: str, describe: Describe, dump: Dump
) -> list[str]:
    if entry is not None and entry.person == person:
        return [*entry.lines]
    fields = describe(person)
    above: Sequence[str] = ()
    if entry is not None:
        known = dict(zip(entry.person.prints, entry.fields["prints"], strict=True))
        prints = zip(person.prints, fields["prints"], strict=True)
        fields["prints"] = [known.get(made, each) for made, each in prints]
        fields = {**entry.fields, **fields}
        above = [*takewhile(_is_silent, entry.lines)]
    return [*above, *(f"{indent}{line}" for line in dump([fields]).rstrip("\n").split("\n"))]
