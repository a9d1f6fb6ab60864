"""What a check looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from podscribe.formats.format import Feature
from podscribe.formats.page_source import Page
from podscribe.transcript import Transcript

PAGE_KEYS = ("title", "short", "season", "episode", "guests", "image", "ids", "links")


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What to look for."""

    ignore: tuple[str, ...] = ()  # codes of findings nobody wants to hear of
    required: tuple[str, ...] = PAGE_KEYS  # what a page must say; all but one of 201 say these


@dataclass(frozen=True, slots=True)
class Mend:
    """A change to one row of a page that is certain: a key's new value, or the row's end."""

    row: int
    key: str | None = None
    value: object = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault: where it is, what it is, what to do, and what --fix would do."""

    code: str
    place: int | None
    what: str
    remedy: str
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A transcript as a check sees it. `page` is there when it came from one."""

    transcript: Transcript
    reads: frozenset[Feature]  # what the format it came from can tell
    page: Page | None = None
    hosts: tuple[str, ...] = ()
    options: CheckOptions = CheckOptions()
    copies: Mapping[int, int] = field(default_factory=dict)  # rows pasted twice, and what of


def key_place(page: Page, name: str) -> int | None:
    """The line number of a key of the page's front matter."""
    pair = page.matter.pair(name)
    return page.matter.place(pair[0]) if pair else None


def excerpt(text: str, characters: int = 40) -> str:
    """The beginning of a text, for a person to find it by."""
    text = " ".join(text.split())
    if len(text) > characters:
        text = f"{text[: characters - 1].rstrip()}…"
    return f"'{text}'"
