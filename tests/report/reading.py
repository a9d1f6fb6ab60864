"""A page taken apart by the standard library's parser, as a browser would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})


@dataclass(slots=True)
class Element:
    """An element with its attributes and all the text within it."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""
    within: list[Element] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {attrs}"
        element = Element(tag, dict(attrs), within=[*self.open])
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1].tag == tag, f"</{tag}> closes nothing"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def elements(markup: str, tag: str | None = None) -> list[Element]:
    """The elements of a page in order; fails where one is not closed."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    assert not reader.open, f"left open: {[element.tag for element in reader.open]}"
    return [element for element in reader.found if tag is None or element.tag == tag]
