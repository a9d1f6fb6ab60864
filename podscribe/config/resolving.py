"""What holds: defaults, a preset, the show's file, the environment, the options of the command."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from podscribe.config.channels import Channels
from podscribe.config.keys import GROUPS, KEYS, value_of
from podscribe.config.layers import (
    DEFAULT,
    Flag,
    Given,
    Layer,
    Origin,
    from_environment,
    from_flags,
    from_text,
)
from podscribe.config.presets import presets
from podscribe.config.settings import Settings
from podscribe.errors import PodscribeError
from podscribe.files import decode_text, read_bytes

FILE_NAME = "podscribe.yaml"
_PROFILE = "profile"
_RIVALS = ("speakers", "channels")  # who has a channel is not counted: the stronger layer rules
_Options = TypeVar("_Options")


@dataclass(frozen=True, slots=True)
class Setting:
    """A key, its value, and where that comes from."""

    key: str
    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings that hold, and a list of them with where each comes from."""

    settings: Settings
    listed: tuple[Setting, ...]


def resolve(
    folder: str | Path = ".",
    profile: str | None = None,
    *,
    flags: Iterable[Flag] = (),
    environment: Mapping[str, str] | None = None,
) -> Resolved:
    """What holds in a folder; the environment is that of the process unless another is given."""
    variables = os.environ if environment is None else environment
    given = (Flag("--profile", _PROFILE, profile), *flags)
    return _merged(_from_show(Path(folder)), from_environment(variables), from_flags(given))


def load_settings(
    folder: str | Path = ".",
    profile: str | None = None,
    *,
    flags: Iterable[Flag] = (),
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings that hold in a folder."""
    return resolve(folder, profile, flags=flags, environment=environment).settings


def read_settings(text: str, file: str) -> Settings:
    """The settings that a text alone would give, with the preset that it begins from."""
    return _merged(from_text(text, file)).settings


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


def shown(path: Path) -> str:
    """The path as short as it can be said."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _from_show(folder: Path) -> Layer:
    path = find_file(folder)
    if path is None:
        return {}
    try:
        text = decode_text(read_bytes(path))
    except PodscribeError as error:
        raise error.in_file(shown(path)) from error
    return from_text(text, shown(path), path.parent)


def _merged(*layers: Layer) -> Resolved:
    """The layers one over the other, all over the preset that they name."""
    given: Layer = {}
    for layer in layers:
        given = _laid_over(given, layer)
    if _PROFILE in given and given[_PROFILE].value is not None:
        given = {**_from_preset(str(given[_PROFILE].value)), **given}
    settings = _filled(Settings(), "", given)
    return Resolved(
        settings,
        tuple(
            Setting(
                name, value_of(settings, name), given[name].origin if name in given else DEFAULT
            )
            for name in KEYS
        ),
    )


def _laid_over(given: Layer, layer: Layer) -> Layer:
    """The layer, and what was given before it, without what cannot hold beside it."""
    gone = {weaker for stronger, weaker in (_RIVALS, _RIVALS[::-1]) if _rules(layer, stronger)}
    return {**{name: each for name, each in given.items() if name not in gone}, **layer}


def _rules(layer: Layer, rival: str) -> bool:
    """Whether the layer sets the key to something that its rival cannot hold beside."""
    return rival in layer and layer[rival].value not in (None, Channels.MIXED)


def _from_preset(name: str) -> Layer:
    origin = Origin(f"preset {name}")
    layer = from_text(presets()[name], origin.name)
    return {key: Given(each.value, origin) for key, each in layer.items()}


def _filled(options: _Options, group: str, given: Layer) -> _Options:
    """The options of a group with what is given."""
    changes: dict[str, Any] = {}
    for field in fields(options):  # type: ignore[arg-type]
        name = f"{group}.{field.name}" if group else field.name
        if name in GROUPS:
            changes[field.name] = _filled(getattr(options, field.name), name, given)
        elif name in given:
            changes[field.name] = given[name].value
    return replace(options, **changes)  # type: ignore[type-var]
