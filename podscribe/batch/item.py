"""An episode that is to be done, whatever it was named by."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from podscribe.batch.places import Kind, kind_of, shown


@dataclass(frozen=True, slots=True)
class Published:
    """A transcript that a feed has already."""

    address: str = field(repr=False)
    kind: str  # its media type
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An episode: where its audio is, what its files are called, and what is known of it."""

    id: str  # the same in every run, whatever else is in the list
    source: str = field(repr=False)  # a path, a web address, an object: it may hold a password
    stem: str = ""  # of the files that are written, once everybody has one
    names: tuple[str, ...] = ()  # what it would be called, the plainest first
    mark: str = ""  # another one: its audio has changed
    title: str | None = None
    season: int | None = None
    episode: int | None = None
    size_bytes: int | None = None  # of the audio, as far as it can be told without fetching it
    seconds: float | None = None
    page: Path | None = None  # whose transcript is filled
    published: tuple[Published, ...] = ()

    @property
    def kind(self) -> Kind:
        return kind_of(self.source)

    @property
    def shown(self) -> str:
        """The source without its secrets."""
        return shown(self.source)
