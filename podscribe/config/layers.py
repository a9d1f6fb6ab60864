"""What a file, the environment or a command sets, each key with where it is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

from podscribe.config.keys import GROUPS, KEYS, unknown_key
from podscribe.config.settings import RAISED
from podscribe.config.values import misfit, node_of, place, read_value
from podscribe.errors import PodscribeError
from podscribe.formats import front_matter

PREFIX = "PODSCRIBE_"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a file and a line of it, a preset, a variable, or an option.

    >>> str(Origin("podscribe.yaml", 3))
    'podscribe.yaml:3'
    """

    name: str
    line: int | None = None

    def __str__(self) -> str:
        return self.name if self.line is None else f"{self.name}:{self.line}"


DEFAULT = Origin("default")


@dataclass(frozen=True, slots=True)
class Given:
    """A value that is set."""

    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class Flag:
    """An option of a command and what was given to it; None: it was not given."""

    option: str
    key: str
    value: str | bool | None


Layer = Mapping[str, Given]


def from_text(text: str, file: str, folder: Path | None = None) -> Layer:
    """What a text in YAML sets; `folder` is where the paths in it begin."""
    try:
        node = front_matter.compose(text)
        if node is None:
            return {}
        return {
            name: Given(read_value(KEYS[name], value, folder), Origin(file, place(key)))
            for name, key, value in _pairs(node, "", set())
        }
    except PodscribeError as error:
        raise error.in_file(file) from error


def _pairs(
    mapping: yaml.Node, group: str, seen: set[str]
) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """The full name of every key that sets something, with its node and its value's."""
    if not isinstance(mapping, yaml.MappingNode):
        raise misfit(mapping, group or "the file", "'key: value' lines")
    for key, value in mapping.value:
        line = place(key)
        text = front_matter.key_text(key, line or 0)
        name = f"{group}.{text}" if group else text
        if name not in KEYS and name not in GROUPS:
            raise unknown_key(name, line)
        if name in seen:
            raise PodscribeError(f"{name} is given twice", place=line, remedy="keep one")
        seen.add(name)
        if value.value == "" and value.tag.endswith(":null"):
            continue  # a key without a value sets nothing
        if name in GROUPS:
            yield from _pairs(value, name, seen)
        else:
            yield name, key, value


def variable_of(name: str) -> str:
    """The environment variable that sets a key: PODSCRIBE_LINES_MAX_SECONDS."""
    return f"{PREFIX}{name.replace('.', '_').upper()}"


VARIABLES = {variable_of(name): name for name in KEYS}


def from_environment(environment: Mapping[str, str]) -> Layer:
    """What variables set; an empty one sets nothing, as if it were not there."""
    layer: dict[str, Given] = {}
    for variable in sorted(name for name in environment if name.startswith(PREFIX)):
        if variable not in VARIABLES:
            raise _unknown_variable(variable)
        if environment[variable].strip():
            layer[VARIABLES[variable]] = _given(
                VARIABLES[variable], environment[variable], variable
            )
    return layer


def _unknown_variable(variable: str) -> PodscribeError:
    """The value is not told: it may be a secret."""
    if "TOKEN" in variable:
        remedy = "unset it: a token is read from HF_TOKEN"
    else:
        near = _near_variable(variable)
        remedy = f"did you mean {near}?" if near else "unset it"
    return PodscribeError(f"{variable} is no setting", remedy=remedy)


def _near_variable(variable: str) -> str | None:
    raised = {variable_of(path): variable_of(key) for path, key in RAISED.items()}
    if variable in raised:
        return raised[variable]
    names = [each.removeprefix(PREFIX) for each in VARIABLES]  # which would make all alike
    near = get_close_matches(variable.removeprefix(PREFIX), names, n=1)
    return f"{PREFIX}{near[0]}" if near else None


def from_flags(flags: Iterable[Flag]) -> Layer:
    """What the options of a command set; an empty text is a mistake, and does not mean null."""
    return {
        flag.key: _given(flag.key, _as_text(flag), flag.option)
        for flag in flags
        if flag.value is not None
    }


def _as_text(flag: Flag) -> str:
    text = flag.value if isinstance(flag.value, str) else str(flag.value).lower()
    if not text.strip():
        raise PodscribeError(
            "is empty",
            file=flag.option,
            remedy="is a variable not set? leave the option out, or give it a value",
        )
    return text


def _given(name: str, text: str, origin: str) -> Given:
    try:
        return Given(read_value(KEYS[name], node_of(text, KEYS[name])), Origin(origin))
    except PodscribeError as error:
        raise error.in_file(origin) from error
