"""The manifest: which episodes are measured, against what, and how much worse each may get."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import yaml

from podscribe.audio.address import is_address, parse_address
from podscribe.check.codes import code_named
from podscribe.config.keys import KEYS
from podscribe.config.values import misfit, place, read_value
from podscribe.errors import PodscribeError
from podscribe.files import STANDARD_STREAM, decode_text, read_bytes
from podscribe.formats import front_matter
from podscribe.regress.measures import BY_KEY, MEASURES

SUFFIX = ".regress.yaml"
_SUFFIXES = (".yaml", ".yml", ".json")  # of YAML in general
BASELINE_SUFFIX = ".baseline.json"
TOP_KEYS = ("profile", "tolerances", "episodes")
EPISODE_KEYS = ("audio", "result", "reference", "profile", "tolerances", "ignore")
NAME = re.compile(r"\w[\w .+()-]*")  # it is part of a test's name, and of a file's
_NAME_CHARACTERS = 100
_Value = TypeVar("_Value")
_Tolerances = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Episode:
    """An episode: its audio (a file or an address) or a stored result, and its reference.

    `tolerances` has those of the manifest, and the defaults. `ignore`: findings of `check` with
    which its reference is scored all the same.
    """

    name: str
    place: int
    reference: Path
    audio: str | None = field(repr=False)  # an address may hold a password
    result: Path | None
    profile: str | None
    tolerances: _Tolerances
    ignore: tuple[str, ...] = ()

    @property
    def hypothesis(self) -> str:
        """What is measured, without what an address may hold of secrets."""
        if self.audio is not None and is_address(self.audio):
            return parse_address(self.audio).shown
        return str(self.audio or self.result)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a manifest; `episode` is the one that cannot be measured for it."""

    error: PodscribeError
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """The episodes that can be measured, and what is wrong with the rest.

    `names` are those of all episodes in order, whether they can be measured or not.
    """

    path: Path
    names: tuple[str, ...]
    episodes: tuple[Episode, ...]
    faults: tuple[Fault, ...] = ()

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def stem(self) -> str:
        """The name without the suffix."""
        name = self.path.name
        return name.removesuffix(SUFFIX) if name.endswith(SUFFIX) else self.path.stem

    @property
    def baseline(self) -> Path:
        """The file of the baseline, beside the manifest; no two of a folder share one."""
        name = self.stem if self.path.name.endswith(SUFFIX) else self.path.name
        return self.folder / f"{name}{BASELINE_SUFFIX}"


def read_manifest(path: str | Path) -> Manifest:
    """The manifest in a file; an error where nothing of it can be read."""
    path = Path(path)
    if str(path) == STANDARD_STREAM:
        raise PodscribeError("beside standard input is no baseline", remedy="name a manifest")
    if os.path.isdir(path):
        raise PodscribeError(
            "is a folder", file=path, remedy="name a manifest; podscribe regress init writes one"
        )
    if path.suffix.lower() not in _SUFFIXES:
        raise PodscribeError(
            "is no manifest", file=path, remedy="podscribe regress init FOLDER writes one"
        )
    try:
        node = front_matter.compose(decode_text(read_bytes(path)))
        if node is None:
            raise _without_episodes()
        return _Reading(path).manifest(node)
    except PodscribeError as error:
        raise error.in_file(path) from error


def _without_episodes(line: int | None = None) -> PodscribeError:
    return PodscribeError(
        "names no episodes", place=line, remedy="podscribe regress init FOLDER writes a manifest"
    )


Pairs = Mapping[str, yaml.Node]


class _Reading:
    """A manifest while it is read: what is wrong is kept, and the rest is read all the same."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._faults: list[Fault] = []
        self._episode: str | None = None  # the one that is being read

    def manifest(self, root: yaml.Node) -> Manifest:
        if not isinstance(root, yaml.MappingNode):
            raise misfit(root, "the manifest", "'key: value' lines")
        pairs = self._pairs(root, TOP_KEYS, "the manifest")
        profile = self._value(pairs, "profile", _profile)
        defaults = {measure.key: measure.tolerance for measure in MEASURES}
        tolerances = self._tolerances(pairs, defaults)
        if "episodes" not in pairs or not pairs["episodes"].value:
            raise _without_episodes(place(root))
        if not isinstance(pairs["episodes"], yaml.MappingNode):
            raise misfit(pairs["episodes"], "episodes", "names with the keys of each beneath")
        named = [*self._named(pairs["episodes"])]
        read = [self._read_episode(key, node, profile, tolerances) for key, node in named]
        return Manifest(
            path=self._path,
            names=tuple(str(key.value) for key, _ in named),
            episodes=tuple(each for each in read if each is not None),
            faults=tuple(self._faults),
        )

    def _named(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            wrong = _wrong_name(key) or _twice(str(key.value), seen)
            if wrong is not None:
                self._wrong(wrong, key)
                continue
            seen.add(str(key.value))
            yield key, value

    def _read_episode(
        self,
        key: yaml.ScalarNode,
        node: yaml.Node,
        profile: str | None,
        tolerances: _Tolerances,
    ) -> Episode | None:
        self._episode = name = str(key.value)
        before = len(self._faults)
        pairs = self._pairs(node, EPISODE_KEYS, name)
        audio = self._value(pairs, "audio", self._audio)
        result = self._value(pairs, "result", self._file)
        reference = self._value(pairs, "reference", self._file)
        own = self._value(pairs, "profile", _profile)
        allowed = self._tolerances(pairs, tolerances)
        ignore = self._value(pairs, "ignore", _codes) or ()
        if len(self._faults) == before:
            self._require_whole(key, pairs)
        self._episode = None
        if len(self._faults) > before or reference is None:
            return None
        return Episode(
            name=name,
            place=place(key) or 0,
            reference=reference,
            audio=audio,
            result=result,
            profile=own or profile,
            tolerances=allowed,
            ignore=ignore,
        )

    def _require_whole(self, key: yaml.ScalarNode, pairs: Pairs) -> None:
        if "reference" not in pairs:
            what, remedy = "has no reference", "name the transcript that is right"
            self._wrong(PodscribeError(f"{key.value} {what}", remedy=remedy), key)
        if "audio" not in pairs and "result" not in pairs:
            what, remedy = "has neither audio nor result", "name what to measure"
            self._wrong(PodscribeError(f"{key.value} {what}", remedy=remedy), key)
        if "audio" in pairs and "result" in pairs:
            what, remedy = "has both audio and result", "keep the one to measure"
            self._wrong(PodscribeError(f"{key.value} {what}", remedy=remedy), key)

    def _wrong(self, error: PodscribeError, node: yaml.Node) -> None:
        located = PodscribeError(
            error.what,
            file=error.file or self._path,
            place=error.place or place(node),
            remedy=error.remedy,
        )
        self._faults.append(Fault(located, self._episode))

    def _pairs(self, node: yaml.Node, known: Sequence[str], what: str) -> Pairs:
        """The keys that are known and have a value; what is wrong with others is kept."""
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self._wrong(misfit(node, what, "'key: value' lines"), node)
            return found
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            wrong = _unknown("key", key, known) or _twice(name, seen)
            if wrong is not None:
                self._wrong(wrong, key)
            elif not _is_null(value):
                found[name] = value
            seen.add(name)
        return found

    def _value(
        self, pairs: Pairs, key: str, read: Callable[[yaml.Node, str], _Value]
    ) -> _Value | None:
        if key not in pairs:
            return None
        try:
            return read(pairs[key], key)
        except PodscribeError as error:
            self._wrong(error, pairs[key])
            return None

    def _tolerances(self, pairs: Pairs, defaults: _Tolerances) -> _Tolerances:
        if "tolerances" not in pairs:
            return defaults
        node = pairs["tolerances"]
        if not isinstance(node, yaml.MappingNode):
            self._wrong(misfit(node, "tolerances", "measures with a number behind each"), node)
            return defaults
        given: dict[str, float | None] = {}
        seen: set[str] = set()
        for key, value in node.value:
            wrong = _unknown("measure", key, tuple(BY_KEY)) or _twice(str(key.value), seen)
            if wrong is not None:
                self._wrong(wrong, key)
                continue
            seen.add(str(key.value))
            try:
                given[key.value] = _tolerance(value, str(key.value))
            except PodscribeError as error:
                self._wrong(error, value)
        return MappingProxyType({**defaults, **given})

    def _audio(self, node: yaml.Node, key: str) -> str:
        text = _text(node, key)
        if not is_address(text):
            return str(self._file(node, key))
        try:
            parse_address(text)
        except PodscribeError as error:
            raise PodscribeError(f"{key} {error.what}", remedy=error.remedy) from error
        return text

    def _file(self, node: yaml.Node, key: str) -> Path:
        """A file, meant from where the manifest is."""
        text = _text(node, key)
        path = self._path.parent / os.path.expanduser(text)
        if path.is_dir():
            raise PodscribeError(f"{key}: {text} is a folder", remedy="name a file in it")
        if not path.exists():
            remedy = _near_file(path, text) or "paths begin in the manifest's folder"
            raise PodscribeError(f"{key}: there is no {text}", remedy=remedy)
        return path


def _wrong_name(node: yaml.Node) -> PodscribeError | None:
    name = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    if NAME.fullmatch(name) and len(name) <= _NAME_CHARACTERS:
        return None
    shown = repr(name) if name else "a list or a mapping"
    return PodscribeError(
        f"{shown} is no name for an episode", remedy="use letters, digits, blanks and . - + _ ( )"
    )


def _twice(name: str, seen: Container[str]) -> PodscribeError | None:
    return PodscribeError(f"{name} is given twice", remedy="keep one") if name in seen else None


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")


def _text(node: yaml.Node, key: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise misfit(node, key, "the name of a file")
    return str(node.value)


def _profile(node: yaml.Node, key: str) -> str:
    return str(read_value(KEYS[key], node))


def _codes(node: yaml.Node, key: str) -> tuple[str, ...]:
    nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(each, yaml.ScalarNode) for each in nodes):
        raise misfit(node, key, "codes of findings, such as [T101]")
    return tuple(code_named(str(each.value)).name for each in nodes)


def _tolerance(node: yaml.Node, key: str) -> float | None:
    value = front_matter.plain(node)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise misfit(node, f"tolerances.{key}", "a number from 0, or null: it is not judged")
    return float(value)


def _unknown(what: str, node: yaml.Node, known: Sequence[str]) -> PodscribeError | None:
    name = str(node.value) if isinstance(node, yaml.ScalarNode) else "a list or a mapping"
    if name in known:
        return None
    near = get_close_matches(name, known, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"the {what}s are {', '.join(known)}"
    return PodscribeError(f"unknown {what} {name!r}", remedy=remedy)


def _near_file(path: Path, text: str) -> str | None:
    """The file that may have been meant."""
    try:
        names = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return None
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean {Path(text).with_name(near[0])}?" if near else None
