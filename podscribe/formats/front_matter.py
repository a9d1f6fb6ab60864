"""A page's YAML front matter: what it says, and where each piece of it stands in the text.

YAML is composed into nodes and never into objects by itself: a date stays the text that was
written, a time like 1:10 is not read as the number 70, and no tag can make anything but plain
values.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml
from yaml.composer import ComposerError
from yaml.constructor import SafeConstructor

from podscribe.errors import PodscribeError
from podscribe.formats.plain import BYTE_ORDER_MARK

_ANCHOR = re.compile(r"(?:^|[\s\[\]{},:?!-])&\S")
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")  # ends a line in YAML, and in no editor
_CONTROL = yaml.reader.Reader.NON_PRINTABLE
_OPENING_LINES = 5  # a stray character before the first fence is a fault, not another format
LIMIT_NODES = 1_000_000  # the longest page has under 2,000
LIMIT_DEPTH = 50  # the pages need 4; libyaml's own composer crashes at some 10,000
LIMIT_EXPANSION = 1_000_000  # characters that aliases may add to a text, which hardly any has
LIMIT_NUMBER = 2**63
_MOST_PER_CHARACTER = 4  # nodes and characters of nodes that a character without aliases makes

_TAG = "tag:yaml.org,2002:"
_CONSTRUCTOR = SafeConstructor()
_MAKERS = {
    f"{_TAG}int": _CONSTRUCTOR.construct_yaml_int,
    f"{_TAG}float": _CONSTRUCTOR.construct_yaml_float,
    f"{_TAG}bool": _CONSTRUCTOR.construct_yaml_bool,
    f"{_TAG}null": _CONSTRUCTOR.construct_yaml_null,
}


class _ExcessError(ComposerError):
    """A text that is too deep or too large to be a page's."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Stops at a text that is too deep or too large while it is composed."""

    depth = 0
    nodes = 0

    def descend_resolver(self, parent: yaml.Node | None, index: object) -> None:
        self.depth += 1
        self.nodes += 1
        mark = parent.start_mark if parent is not None else None
        if self.depth > LIMIT_DEPTH:
            raise _ExcessError(None, None, f"is nested more than {LIMIT_DEPTH} deep", mark)
        if self.nodes > LIMIT_NODES:
            raise _ExcessError(None, None, f"holds more than {LIMIT_NODES:,} values", mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a page: its text runs from `start` to `end` of the page's."""

    page: str
    start: int
    end: int
    root: yaml.MappingNode

    def nodes(self) -> Iterator[tuple[yaml.Node, yaml.Node]]:
        yield from self.root.value

    def pair(self, name: str) -> tuple[yaml.Node, yaml.Node] | None:
        """A key and its value."""
        return next((pair for pair in self.nodes() if pair[0].value == name), None)

    def offset(self, mark: yaml.Mark) -> int:
        """Where in the page a mark points to."""
        return self.start + int(mark.index)

    def place(self, node: yaml.Node) -> int:
        """The line number in the page at which a node begins."""
        return self.page.count("\n", 0, self.start) + int(node.start_mark.line) + 1

    def key_text(self, node: yaml.Node) -> str:
        """A key of the page, or of a row of its transcript."""
        return key_text(node, self.place(node))


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
            "its front matter has no keys",
            place=page.count("\n", 0, start) + 1,
            remedy="write it as 'key: value' lines",
        )
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
    return _compose(text, 0, len(text))


def _compose(page: str, start: int, end: int) -> yaml.Node | None:
    text = page[start:end]
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except _ExcessError as error:
        line = _counting(text)(error.problem_mark) if error.problem_mark else 0
        raise PodscribeError(
            str(error.problem),
            place=page.count("\n", 0, start) + line + 1,
            remedy="this is no transcript",
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = _counting(text)(mark) if mark else 0
        raise _invalid(page, start, line, error.problem or "cannot be read") from error
    except yaml.YAMLError as error:
        control = _CONTROL.search(text)
        if control is None:
            raise _invalid(page, start, 0, str(error).split("\n")[0]) from error
        raise PodscribeError(
            f"is not valid YAML (it holds the control character U+{ord(control[0]):04X})",
            place=page.count("\n", 0, start + control.start()) + 1,
            remedy="remove it: many editors do not show it",
        ) from error
    if node is not None and _ODD_BREAK.search(text):
        _recount(node, text)
    if node is not None and _ANCHOR.search(text):  # without an anchor there is no alias
        _refuse_bombs(node, page.count("\n", 0, start) + 1, len(text))
    return node


def _counting(text: str) -> Callable[[yaml.Mark], int]:
    """Tells the line of a mark, from 0, as editors count lines."""
    odd = [match.start() for match in _ODD_BREAK.finditer(text)]
    return lambda mark: int(mark.line) - bisect_left(odd, int(mark.index))


def _recount(root: yaml.Node, text: str) -> None:
    """Have the nodes of a text begin in lines as editors count them."""
    line = _counting(text)
    for node in _nodes(root):
        mark = node.start_mark
        node.start_mark = yaml.Mark(mark.name, mark.index, line(mark), mark.column, None, 0)


def _invalid(page: str, start: int, line: int, problem: str) -> PodscribeError:
    place = page.count("\n", 0, start) + line + 1
    row = "".join(page.split("\n")[place - 1 : place])
    if "{{" in row:
        return PodscribeError(
            f"is a template: {row.strip()[:60]}",
            place=place,
            remedy="fill in what stands between {{ and }}",
        )
    if row.lstrip(" ").startswith("\t"):
        return PodscribeError(
            "a line is indented with a tab", place=place, remedy="indent it with blanks"
        )
    return PodscribeError(
        f"is not valid YAML ({problem})",
        place=place,
        remedy="mend that line; text with ': ' or '#' in it needs quotes",
    )


def _refuse_bombs(root: yaml.Node, first: int, characters: int) -> None:
    """Aliases may neither go in circles nor make a text deeper or larger without bound.

    `first` is the line number of the first line, `characters` the length of the text.
    """
    limit = LIMIT_EXPANSION + _MOST_PER_CHARACTER * characters
    sizes: dict[int, int] = {}
    depths: dict[int, int] = {}
    inside: set[int] = set()
    waiting: list[tuple[yaml.Node, bool]] = [(root, False)]
    while waiting:
        node, counted = waiting.pop()
        if counted:
            inside.discard(id(node))
            children = _children(node)
            sizes[id(node)] = _own_size(node) + sum(sizes[id(child)] for child in children)
            depths[id(node)] = 1 + max((depths[id(child)] for child in children), default=0)
            if sizes[id(node)] > limit or depths[id(node)] > LIMIT_DEPTH:
                raise _bomb(node, first, "its aliases multiply without end")
        elif id(node) in inside:
            raise _bomb(node, first, "an alias refers to what it stands in")
        elif id(node) not in sizes:
            inside.add(id(node))
            waiting.append((node, True))
            waiting += [(child, False) for child in _children(node)]


def _own_size(node: yaml.Node) -> int:
    return 1 + (len(node.value) if isinstance(node, yaml.ScalarNode) else 0)


def _bomb(node: yaml.Node, first: int, what: str) -> PodscribeError:
    return PodscribeError(
        what, place=first + int(node.start_mark.line), remedy="write out what the aliases stand for"
    )


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    """It and all below it, each once."""
    done: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in done:
            done.add(id(node))
            waiting += _children(node)
            yield node


def key_text(node: yaml.Node, place: int) -> str:
    """A key; `place` is its line number."""
    if not isinstance(node, yaml.ScalarNode):
        raise PodscribeError(
            "a key is a list or a mapping", place=place, remedy="write a name before the colon"
        )
    return str(node.value)


def repeated_keys(node: yaml.Node) -> list[yaml.ScalarNode]:
    """Every key, at any depth, that its mapping has already: YAML takes the last of them."""
    repeated: list[yaml.ScalarNode] = []
    for each in _nodes(node):
        if isinstance(each, yaml.MappingNode):
            keys = [key for key, _ in each.value if isinstance(key, yaml.ScalarNode)]
            first = {key.value: key for key in reversed(keys)}
            repeated += [key for key in keys if first[key.value] is not key]
    return sorted(repeated, key=lambda key: int(key.start_mark.index))


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
    return value if _in_bounds(value) else text


def _in_bounds(value: object) -> bool:
    """Whether other tools could read a number: a longer one is some identifier's digits."""
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < LIMIT_NUMBER
