"""A page's YAML front matter: what it says, and where each piece of it stands in the text.

YAML is composed into nodes and never into objects by itself: a date stays the text that was
written, a time like 1:10 is not read as the number 70, and no tag can make anything but plain
values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.constructor import SafeConstructor

from podscribe.errors import PodscribeError
from podscribe.formats.plain import BYTE_ORDER_MARK

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)
_OPENING_LINES = 5  # a stray character before the first fence is a fault, not another format
LIMIT_NODES = 500_000  # the longest page has under 2,000; aliases may not blow one up

_TAG = "tag:yaml.org,2002:"
_CONSTRUCTOR = SafeConstructor()
_MAKERS = {
    f"{_TAG}int": _CONSTRUCTOR.construct_yaml_int,
    f"{_TAG}float": _CONSTRUCTOR.construct_yaml_float,
    f"{_TAG}bool": _CONSTRUCTOR.construct_yaml_bool,
    f"{_TAG}null": _CONSTRUCTOR.construct_yaml_null,
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a page: its text runs from `start` to `end` of the page's."""

    page: str
    start: int
    end: int
    root: yaml.MappingNode

    def nodes(self) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        yield from self.root.value

    def offset(self, mark: yaml.Mark) -> int:
        """Where in the page a mark points to."""
        return self.start + int(mark.index)

    def place(self, node: yaml.Node) -> int:
        """The line number in the page at which a node begins."""
        return self.page.count("\n", 0, self.start) + int(node.start_mark.line) + 1

    def values(self) -> dict[str, object]:
        """Every key with its plain value."""
        return {key_text(key): plain(value) for key, value in self.nodes()}


def looks_like(page: str) -> bool:
    return _opening(page) is not None


def read(page: str) -> FrontMatter:
    """The page's front matter, or an error that says what is wrong with it."""
    start = _opening(page)
    if start is None:
        raise PodscribeError(
            "has no front matter", place=1, remedy="a page begins with a line of three dashes"
        )
    closing = _FENCE.search(page, start)
    if closing is None:
        raise PodscribeError(
            "its front matter never ends",
            place=page.count("\n") + 1,
            remedy="close it with a line of three dashes; is the file complete?",
        )
    root = _compose(page, start, closing.start())
    if not isinstance(root, yaml.MappingNode):
        raise PodscribeError(
            "its front matter has no keys", place=2, remedy="write it as 'key: value' lines"
        )
    _refuse_bombs(root)
    return FrontMatter(page, start, closing.start(), root)


def _opening(page: str) -> int | None:
    """Where the front matter begins: after the first fence, near the top of the page."""
    at = len(BYTE_ORDER_MARK) if page.startswith(BYTE_ORDER_MARK) else 0
    for _ in range(_OPENING_LINES):
        end = page.find("\n", at)
        if page[at : None if end < 0 else end].rstrip() == "---" and end >= 0:
            return end + 1
        if end < 0:
            return None
        at = end + 1
    return None


def compose(text: str) -> yaml.Node | None:
    """A YAML text's nodes, aliases held in bounds; None where it says nothing."""
    root = _compose(text, 0, len(text))
    if root is not None:
        _refuse_bombs(root)
    return root


def _compose(page: str, start: int, end: int) -> yaml.Node | None:
    text = page[start:end]
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = int(mark.line) if mark else 0
        raise _invalid(page, start, line, error.problem or "cannot be read") from error
    except yaml.YAMLError as error:
        raise _invalid(page, start, 0, str(error).split("\n")[0]) from error
    except RecursionError as error:
        raise _invalid(page, start, 0, "nested too deeply") from error
    return node


def _invalid(page: str, start: int, line: int, problem: str) -> PodscribeError:
    place = page.count("\n", 0, start) + line + 1
    rows = page.split("\n")
    if place <= len(rows) and "{{" in rows[place - 1]:
        return PodscribeError(
            f"is a template: {rows[place - 1].strip()[:60]}",
            place=place,
            remedy="fill in what stands between {{ and }}",
        )
    return PodscribeError(
        f"is not valid YAML ({problem})",
        place=place,
        remedy="mend that line; text with ': ' or '#' in it needs quotes",
    )


def _refuse_bombs(root: yaml.Node) -> None:
    """Aliases may neither go in circles nor multiply without bound."""
    sizes: dict[int, int] = {}
    inside: set[int] = set()
    waiting: list[tuple[yaml.Node, bool]] = [(root, False)]
    while waiting:
        node, counted = waiting.pop()
        if counted:
            inside.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes[id(child)] for child in _children(node))
            if sizes[id(node)] > LIMIT_NODES:
                raise _bomb(node, "its aliases multiply without end")
        elif id(node) in inside:
            raise _bomb(node, "an alias refers to what it stands in")
        elif id(node) not in sizes:
            inside.add(id(node))
            waiting.append((node, True))
            waiting += [(child, False) for child in _children(node)]


def _bomb(node: yaml.Node, what: str) -> PodscribeError:
    return PodscribeError(what, place=int(node.start_mark.line) + 2, remedy="write it out")


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def key_text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise PodscribeError(
            "a key that is no text", place=int(node.start_mark.line) + 2, remedy="name it"
        )
    return str(node.value)


def plain(node: yaml.Node) -> object:
    """The node's value as None, bool, int, float, str, list or dict."""
    if isinstance(node, yaml.MappingNode):
        return {_inner_key(key): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(value) for value in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return scalar(node)


def _inner_key(node: yaml.Node) -> str:
    return str(node.value if isinstance(node, yaml.ScalarNode) else plain(node))


def scalar(node: yaml.ScalarNode) -> object:
    """A scalar's value; what YAML would turn into a date or a sexagesimal number stays text."""
    text = str(node.value)
    maker = _MAKERS.get(node.tag)
    if maker is None or ":" in text:
        return text
    try:
        value: object = maker(node)
    except (ValueError, IndexError, KeyError, OverflowError):
        return text
    return text if isinstance(value, float) and not math.isfinite(value) else value
