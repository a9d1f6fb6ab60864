"""Every key that can be set, by its name: `lines.max_seconds`, in the group `lines`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import reduce
from typing import Any, get_args, get_type_hints

from podscribe.config.settings import RAISED, Settings
from podscribe.errors import PodscribeError


@dataclass(frozen=True, slots=True)
class Key:
    """A key: the option that it sets, of which dataclass and kind, and with which default."""

    name: str
    owner: type
    kind: Any
    default: object

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def optional(self) -> bool:
        """Whether null is a value of its own."""
        return type(None) in get_args(self.kind)


def _keys(options: Any, group: str) -> Iterator[Key]:
    kinds = get_type_hints(type(options))
    for field in fields(options):
        name = f"{group}.{field.name}" if group else field.name
        value = getattr(options, field.name)
        if is_dataclass(kinds[field.name]):
            yield from _keys(value, name)
        elif name not in RAISED:
            yield Key(name, type(options), kinds[field.name], value)


def _groups_above(name: str) -> Iterator[str]:
    parts = name.split(".")
    for count in range(1, len(parts)):
        yield ".".join(parts[:count])


KEYS: Mapping[str, Key] = {key.name: key for key in _keys(Settings(), "")}
GROUPS = tuple(dict.fromkeys(group for name in KEYS for group in _groups_above(name)))


def value_of(settings: Settings, name: str) -> object:
    """The value of a key."""
    value: object = reduce(getattr, name.split("."), settings)
    return value


def keys_named(name: str) -> tuple[Key, ...]:
    """The key of that name, or all of the group, or an error with the nearest."""
    if name in KEYS:
        return (KEYS[name],)
    if name in GROUPS:
        return tuple(key for key in KEYS.values() if key.name.startswith(f"{name}."))
    raise unknown_key(name)


def unknown_key(name: str, place: int | None = None) -> PodscribeError:
    """The error for a name that no key has."""
    return PodscribeError(f"unknown key {name!r}", place=place, remedy=_meant(name))


def _meant(name: str) -> str:
    """What may have been meant: the same name elsewhere, one like it beside it, or anywhere."""
    if name in RAISED:
        return f"set {RAISED[name]} at the top level, which is for all stages"
    group, _, last = name.rpartition(".")
    beside = [each for each in (*KEYS, *GROUPS) if each.rpartition(".")[0] == group]
    elsewhere = {each.rpartition(".")[2]: each for each in reversed((*KEYS, *GROUPS))}
    if last in elsewhere:
        return f"did you mean {elsewhere[last]}?"
    near = get_close_matches(last, [each.rpartition(".")[2] for each in beside], n=1)
    near = near or [elsewhere[each] for each in get_close_matches(last, elsewhere, n=1)]
    if near:
        return f"did you mean {near[0]}?"
    return f"the keys are {', '.join(each.rpartition('.')[2] for each in beside)}"
