"""HTML and SVG as text in which nothing that came from outside can be taken for markup.

>>> element("p", {"class": "said"}, "a < b", element("b", {}, "c"))
'<p class="said">a &lt; b<b>c</b></p>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})  # of SVG none are
_STRANGE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)  # no HTML has these
Attribute = str | int | float | bool | None
Attributes = Mapping[str, Attribute]


class Markup(str):
    """Text that is markup. Any other string becomes text when it is put into an element."""

    __slots__ = ()


def text(said: str) -> Markup:
    """The text as markup that shows it: escaped, what HTML cannot hold as U+FFFD.

    >>> text('<script>"\\0"')
    '&lt;script&gt;&quot;\ufffd&quot;'
    """
    if isinstance(said, Markup):
        return said
    return Markup(escape(_STRANGE.sub("\ufffd", said)))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Parts one after the other, those that are no markup escaped."""
    return Markup(text(between).join(map(text, parts)))


def element(tag: str, attributes: Attributes, *content: str) -> Markup:
    """An element. Of attributes, True is the bare name, None and False are left out.

    >>> element("input", {"type": "checkbox", "checked": True, "title": None})
    '<input type="checkbox" checked>'
    """
    opening = f"<{tag}{''.join(_attributes(attributes))}>"
    if not content and tag in VOID:
        return Markup(opening)
    return Markup(f"{opening}{''.join(map(text, content))}</{tag}>")


def _attributes(attributes: Attributes) -> Iterable[str]:
    for name, value in attributes.items():
        if value is True:
            yield f" {name}"
        elif value is not None and value is not False:
            yield f' {name}="{text(_written(value))}"'


def _written(value: str | int | float) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
