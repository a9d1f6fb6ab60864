"""What a show has set up: a preset, then `podscribe.yaml`, each overriding what stands before.

The defaults are those of the dataclasses; a file says only what differs. Every fault names the
file, the line, the key and the nearest known one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import yaml

from podscribe.check.finding import CheckOptions
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes
from podscribe.formats import front_matter
from podscribe.layout.cues import CAPTIONS, LINES, CueOptions

FILE_NAME = "podscribe.yaml"
_SUFFIX = ".yaml"
_LEAST = {"max_characters": 10, "max_seconds": 1.0}  # below this no cue could be read
_Options = TypeVar("_Options")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a show can set."""

    host: tuple[str, ...] = ()  # their names as the pages have them
    lines: CueOptions = LINES
    captions: CueOptions = CAPTIONS
    check: CheckOptions = CheckOptions()


def presets() -> dict[str, str]:
    """The text of every preset that podscribe ships, by name."""
    folder = files("podscribe") / "configs"
    return {
        entry.name.removesuffix(_SUFFIX): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_SUFFIX)
    }


def load_settings(folder: str | Path = ".", profile: str | None = None) -> Settings:
    """The settings that hold in a folder: the preset's, then those of the show's file."""
    settings = Settings()
    if profile is not None:
        settings = read_settings(_preset(profile), f"preset {profile}", settings)
    path = find_file(Path(folder))
    if path is not None:
        try:
            text = decode_text(read_bytes(path))
        except PodscribeError as error:
            raise error.in_file(_shown(path)) from error
        settings = read_settings(text, _shown(path), settings)
    return settings


def find_file(folder: Path) -> Path | None:
    """The show's file in the folder or the nearest one above it."""
    try:
        here = folder.resolve()
    except OSError as error:
        raise PodscribeError(
            "the working folder is not there any more", remedy="change to another"
        ) from error
    return next(
        (each / FILE_NAME for each in (here, *here.parents) if (each / FILE_NAME).is_file()), None
    )


def _shown(path: Path) -> str:
    """The path as short as it can be said."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _preset(name: str) -> str:
    known = presets()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"the presets are {', '.join(known)}"
        raise PodscribeError(f"{name!r} is no preset", remedy=remedy)
    return known[name]


def read_settings(text: str, file: str, base: Settings = Settings()) -> Settings:
    """The base with what the text sets."""
    try:
        node = front_matter.compose(text)
        return base if node is None else _options(node, base, "")
    except PodscribeError as error:
        raise error.in_file(file) from error


def _options(node: yaml.Node, base: _Options, path: str) -> _Options:
    """The options with every key of a mapping set."""
    if not isinstance(node, yaml.MappingNode):
        raise _wrong(node, path or "the file", "'key: value' lines")
    kinds = get_type_hints(type(base))
    known = [field.name for field in fields(base)]  # type: ignore[arg-type]
    changes: dict[str, object] = {}
    for key, value in node.value:
        name = front_matter.key_text(key, _place(key))
        here = f"{path}.{name}" if path else name
        if name not in known:
            raise _unknown(key, here, known)
        if name in changes:
            raise PodscribeError(f"{here} is given twice", place=_place(key), remedy="keep one")
        if not value.tag.endswith(":null"):  # a key without a value sets nothing
            changes[name] = _value(value, kinds[name], getattr(base, name), here)
    return replace(base, **changes)  # type: ignore[type-var]


def _unknown(key: yaml.Node, path: str, known: list[str]) -> PodscribeError:
    near = get_close_matches(path.rpartition(".")[2], known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
    return PodscribeError(f"unknown key {path!r}", place=_place(key), remedy=remedy)


def _value(node: yaml.Node, kind: Any, current: object, path: str) -> object:
    if is_dataclass(kind):
        return _options(node, current, path)
    if get_origin(kind) is tuple:
        return _texts(node, path)
    value = front_matter.plain(node)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    wanted = get_args(kind) or (kind,)
    if type(value) not in wanted:
        names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
        raise _wrong(node, path, names.get(wanted[0], "something else"))
    least = _LEAST.get(path.rpartition(".")[2], 0)
    if isinstance(value, int | float) and value < least:
        raise _wrong(node, path, f"at least {least:g}")
    return value


def _texts(node: yaml.Node, path: str) -> tuple[str, ...]:
    """A list of texts; a single one may stand without its list."""
    values = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(value, yaml.ScalarNode) and value.value for value in values):
        raise _wrong(node, path, "a list of texts")
    return tuple(str(value.value) for value in values)


def _wrong(node: yaml.Node, path: str, wanted: str) -> PodscribeError:
    return PodscribeError(f"{path} should be {wanted}", place=_place(node), remedy="mend that line")


def _place(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
