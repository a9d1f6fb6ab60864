"""The frame of a page: one file that holds all it needs and may ask the network for nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from podscribe.report.markup import Markup, element, joined

_ROOM = Path(__file__).parent
Jump = tuple[str, str]  # the id of a part of the page, and the words of the link to it


def page(
    title: str,
    *body: str,
    style: str = "",
    script: str = "",
    jumps: Sequence[Jump] = (),
    language: str = "en",
) -> str:
    """A whole page. `style` and `script` are its own, after those that all pages share.

    `jumps` are links that come up for who walks the page by keyboard, before all else. Nothing but
    this style and this script has an effect on the page: no attribute, no file, no address. So
    elements have classes, never a `style` or an `onclick`.
    """
    styles, scripts = (
        _shared("style.css") + style,
        _shared("script.js") + script,
    )
    head = (
        element("meta", {"charset": "utf-8"}),
        element(
            "meta",
            {"http-equiv": "Content-Security-Policy", "content": _policy(styles, scripts)},
        ),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("link", {"rel": "icon", "href": "data:,"}),  # or browsers ask a server for one
        element("title", {}, title),
        element("style", {}, Markup(styles)),
    )
    skips = (
        element("a", {"href": f"#{to}"}, words)
        for to, words in (("main", "Skip to the page"), *jumps)
    )
    parts = (
        element("nav", {"class": "skips", "aria-label": "Skip"}, *skips),
        element("main", {"id": "main", "tabindex": -1}, joined(body, "\n")),
        element("script", {}, Markup(scripts)),
    )
    whole = element(
        "html",
        {"lang": language},
        element("head", {}, joined(head, "\n")),
        "\n",
        element("body", {}, joined(parts, "\n")),
    )
    return f"<!doctype html>\n{whole}\n"


def heading(title: str, *below: str) -> Markup:
    """The top of a page: its title, and what stands under it."""
    return element("header", {"class": "top"}, element("h1", {"dir": "auto"}, title), *below)


def section(name: str, title: str, *content: str) -> Markup:
    """A part of a page with a title; `name` is its id, for links."""
    return element(
        "section",
        {"id": name, "aria-labelledby": f"{name}-title"},
        element("h2", {"id": f"{name}-title"}, title),
        joined(content, "\n"),
    )


def asset(path: Path) -> str:
    """A style or a script that stands beside the code, as it can stand inside a page."""
    content = path.read_text(encoding="utf-8")
    assert "</" not in content, f"{path.name} would end its own element"
    return content


def _shared(name: str) -> str:
    return asset(_ROOM / name)


def _policy(style: str, script: str) -> str:
    allowed = {
        "default-src": "'none'",
        "style-src": _digest(style),
        "script-src": _digest(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


def _digest(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
