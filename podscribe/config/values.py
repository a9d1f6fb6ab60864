"""What may stand beside a key, and how it becomes the value of an option."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

import yaml
from yaml.resolver import Resolver

from podscribe.chapters.propose_options import LEAST_TITLE
from podscribe.config.channels import Channels
from podscribe.config.keys import Key
from podscribe.config.pairs import Pairs
from podscribe.config.presets import presets
from podscribe.config.speakers import Speakers
from podscribe.errors import PodscribeError
from podscribe.formats import WRITABLE, front_matter, named
from podscribe.languages import LANGUAGES, nearest, told
from podscribe.text import Cleanup

_RANGES = {  # the least and the most, by how a key ends
    "max_characters": (10, math.inf),  # below this no cue could be read
    "max_seconds": (1.0, math.inf),
    "patience_s": (1.0, math.inf),
    "margin_s": (0.0, 5.0),  # on each side: a window has 30 s, that of the embedded model 12
    "timeout_s": (0.1, math.inf),
    "auto_chapters.minutes": (0.1, math.inf),
    "title_characters": (LEAST_TITLE, math.inf),
    "_log_probability": (-math.inf, 0.0),
    "_probability": (0.0, 1.0),
    "_from": (0.0, 1.0),
    "_below": (0.0, 1.0),
}
_DEVICE = re.compile(r"auto|cpu|cuda(:\d{1,3})?", re.ASCII)
_MODEL = "a name, a folder, OWNER/NAME of the hub, or embedded"
_FORMATS = "a list of formats, or one"
_WANTED = {
    "profile": "the name of a preset",
    "model": _MODEL,
    "diarizer": _MODEL,
    "speakers": "none, a number such as 2, or two such as 2-4",
    "channels": "mixed or separate",
    "voices": "a file",
    "chapters": "a file, audio, page, auto or none",
    "cleanup": "none or light",
    "language": "a code such as en",
    "device": "auto, cpu, cuda or cuda:1",
    "formats": _FORMATS,
}
AUDIO, PAGE, NONE, AUTO = "audio", "page", "none", "auto"  # where chapters are, if in no file
_TAG = "tag:yaml.org,2002:"
_RESOLVER = Resolver()


def wanted(key: Key) -> str:
    """What may stand beside the key, in words; null is said apart."""
    if key.name in _WANTED:
        return _WANTED[key.name]
    kind = _plain_kind(key)
    if kind in (int, float):
        return f"{'a whole number' if kind is int else 'a number'}{_limits(key)}"
    texts: dict[object, str] = {
        str: "text",
        bool: "true or false",
        Path: "a folder",
        tuple[str, ...]: "a list of texts, or one text",
        Pairs: "texts with a text behind each",
        tuple[float, ...]: f"a list of numbers{_limits(key)}",
    }
    return texts[kind]


def _limits(key: Key) -> str:
    least, most = _range(key)
    if math.isinf(least):
        return f" up to {most:g}"
    return f" from {least:g}" if math.isinf(most) else f" from {least:g} to {most:g}"


def _range(key: Key) -> tuple[float, float]:
    known = (limits for end, limits in _RANGES.items() if key.name.endswith(end))
    return next(known, (1 if _plain_kind(key) is int else 0.0, math.inf))


def _plain_kind(key: Key) -> object:
    """The kind without its null."""
    if not key.optional:
        return key.kind
    (kind,) = (each for each in get_args(key.kind) if each is not type(None))
    return kind


@dataclass(frozen=True, slots=True)
class Reading:
    """A node that stands beside a key. Folders in it are those of the file it stands in."""

    key: Key
    node: yaml.Node
    folder: Path | None = None

    def wrong(self) -> PodscribeError:
        in_file = place(self.node) is not None  # an option or a variable is left out instead
        null = ", or null" if self.key.optional and in_file else ""
        return misfit(self.node, self.key.name, f"{wanted(self.key)}{null}")

    def text(self) -> str:
        """The text as it was written, which is never empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong()
        return str(self.node.value)

    def parts(self) -> Iterable[Reading]:
        """Those of a list; a single one may stand without it."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else [self.node]
        return [Reading(self.key, node, self.folder) for node in nodes]


def read_value(key: Key, node: yaml.Node, folder: Path | None = None) -> object:
    """The value of what stands beside a key, or an error that says what should."""
    reading = Reading(key, node, folder)
    if node.tag == f"{_TAG}null":
        if not key.optional:
            raise reading.wrong()
        return None
    read = _BY_NAME.get(key.name) or _BY_KIND[_plain_kind(key)]
    return read(reading)


def _text(reading: Reading) -> str:
    node = reading.node
    if isinstance(node, yaml.ScalarNode) and reading.key.default == "" and not node.value.strip():
        return ""
    if node.tag == f"{_TAG}bool":
        raise reading.wrong()
    return reading.text()


def _texts(reading: Reading) -> tuple[str, ...]:
    return tuple(part.text() for part in reading.parts())


def _flag(reading: Reading) -> bool:
    if place(reading.node) is None and reading.node.value in ("0", "1"):  # as variables have it
        return bool(reading.node.value == "1")
    value = front_matter.plain(reading.node)
    if not isinstance(value, bool):
        raise reading.wrong()
    return value


def _whole(reading: Reading) -> int:
    value = front_matter.plain(reading.node)
    if type(value) is not int:
        raise reading.wrong()
    return int(_in_range(value, reading))


def _number(reading: Reading) -> float:
    value = front_matter.plain(reading.node)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise reading.wrong()
    return float(_in_range(value, reading))


def _in_range(value: float, reading: Reading) -> float:
    least, most = _range(reading.key)
    if not least <= value <= most:
        raise reading.wrong()
    return value


def _numbers(reading: Reading) -> tuple[float, ...]:
    return tuple(_number(part) for part in reading.parts())


def _folder(reading: Reading) -> Path:
    """A folder in a file is meant from where the file is."""
    path = Path(os.path.expanduser(_text(reading)))
    return path if reading.folder is None else reading.folder / path


def _model(reading: Reading) -> str:
    """A folder beside the file goes before the hub, as one in the working folder does."""
    text = _text(reading)
    if reading.folder is None:
        return text
    path = reading.folder / os.path.expanduser(text)
    return str(path) if path.exists() or text.startswith(("./", "../")) else text


def _language(reading: Reading) -> str:
    """Codes are taken as they are written: `no` is Norwegian."""
    code = reading.text()
    if code not in LANGUAGES:
        near = " or ".join(map(told, nearest(code)))
        remedy = f"did you mean {near}?" if near else "give a code such as en, de or es"
        raise PodscribeError(
            f"{code!r} is no language that a model knows", place=place(reading.node), remedy=remedy
        )
    return code


def _device(reading: Reading) -> str:
    if not _DEVICE.fullmatch(reading.text()):
        raise reading.wrong()
    return reading.text()


def _pairs(reading: Reading) -> Pairs:
    node = reading.node
    if not isinstance(node, yaml.MappingNode):
        raise reading.wrong()
    found: dict[str, str] = {}
    for sides in node.value:
        left, right = (Reading(reading.key, side).text().strip() for side in sides)
        if left in found:
            raise PodscribeError(
                f"{reading.key.name} has {left!r} twice", place=place(sides[0]), remedy="keep one"
            )
        found[left] = right
    return Pairs(found.items())


def _cleanup(reading: Reading) -> Cleanup:
    """`none` is a word here, though YAML 1.1 and people may mean nothing by it."""
    try:
        return Cleanup(reading.text())
    except ValueError as error:
        raise reading.wrong() from error


def _chapters(reading: Reading) -> str:
    """A file beside the one that names it goes before the words for what is no file."""
    text = _text(reading)
    if reading.folder is None or text in (AUDIO, PAGE, NONE, AUTO):
        return text
    return str(reading.folder / os.path.expanduser(text))


def _channels(reading: Reading) -> Channels:
    try:
        return Channels(reading.text())
    except ValueError as error:
        raise reading.wrong() from error


def _speakers(reading: Reading) -> Speakers:
    try:
        return Speakers.parse(reading.text())
    except PodscribeError as error:
        raise reading.wrong() from error


def _profile(reading: Reading) -> str:
    name = reading.text()
    known = presets()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"the presets are {', '.join(known)}"
        raise PodscribeError(f"{name!r} is no preset", place=place(reading.node), remedy=remedy)
    return name


def _formats(reading: Reading) -> tuple[str, ...]:
    names = tuple(_format(part) for part in reading.parts())
    if not names:
        raise reading.wrong()
    return tuple(dict.fromkeys(names))


def _format(reading: Reading) -> str:
    try:
        format = named(reading.text())
    except PodscribeError as error:
        line = place(reading.node)
        raise PodscribeError(error.what, place=line, remedy=error.remedy) from error
    if format not in WRITABLE:
        names = ", ".join(each.name for each in WRITABLE)
        raise PodscribeError(
            f"{format.name} can be read but not written",
            place=place(reading.node),
            remedy=f"choose from {names}",
        )
    return format.name


_BY_NAME: dict[str, Callable[[Reading], object]] = {
    "profile": _profile,
    "model": _model,
    "diarizer": _model,
    "speakers": _speakers,
    "channels": _channels,
    "chapters": _chapters,
    "cleanup": _cleanup,
    "language": _language,
    "device": _device,
    "formats": _formats,
}
_BY_KIND: dict[object, Callable[[Reading], object]] = {
    str: _text,
    bool: _flag,
    int: _whole,
    float: _number,
    Path: _folder,
    Pairs: _pairs,
    tuple[str, ...]: _texts,
    tuple[float, ...]: _numbers,
}


def node_of(text: str, key: Key) -> yaml.Node:
    """What would stand in a file for a text from elsewhere; commas divide lists.

    Pairs are written `heard=written,heard=written`.
    """
    if key.kind is Pairs:
        parts = (part.partition("=") for part in text.split(","))
        nodes = [(_scalar(left.strip()), _scalar(right.strip())) for left, _, right in parts]
        return yaml.MappingNode(f"{_TAG}map", nodes)
    if _plain_kind(key) in (tuple[str, ...], tuple[float, ...]):
        return yaml.SequenceNode(f"{_TAG}seq", [_scalar(part.strip()) for part in text.split(",")])
    node = _scalar(text)
    is_word = node.tag == f"{_TAG}bool" and _plain_kind(key) in (str, Path)  # a folder called "no"
    return yaml.ScalarNode(f"{_TAG}str", text) if is_word else node


def _scalar(text: str) -> yaml.ScalarNode:
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return yaml.ScalarNode(tag, text)


def misfit(node: yaml.Node, name: str, wanted: str) -> PodscribeError:
    """The error for a value of the wrong kind."""
    line = place(node)
    remedy = "change or leave it out" if line is None else "mend that line"
    return PodscribeError(f"{name} should be {wanted}", place=line, remedy=remedy)


def place(node: yaml.Node) -> int | None:
    """The line a node begins in; one that stands in no file has none."""
    return None if node.start_mark is None else int(node.start_mark.line) + 1
