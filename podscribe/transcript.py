"""The types that travel between the rooms. Times are seconds; unknown is None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Doubt(StrEnum):
    """What of a word is a guess."""

    TEXT = "text"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is written, which is as it was heard where `heard` is None.

    Otherwise `heard` has the words in whose place it stands, in order. Where several words are
    written in place of others, the first has all that was heard and the rest have `()`.
    """

    text: str
    start: float
    end: float
    probability: float | None = None
    doubts: tuple[Doubt, ...] = ()
    heard: tuple[Word, ...] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which one speaker talks."""

    start: float
    end: float
    speaker: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says before another does, in paragraphs of words; none is empty."""

    speaker: str | None
    paragraphs: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for paragraph in self.paragraphs for word in paragraph)

    @property
    def start(self) -> float:
        return self.paragraphs[0][0].start

    @property
    def end(self) -> float:
        """When its last word is over, which need not be the one that stands last."""
        return max(self.start, *(word.end for word in self.words))


@dataclass(frozen=True, slots=True)
class Line:
    """A cue or a paragraph: what one speaker says, and when.

    A paragraph's `start` is that of its turn, so all paragraphs of one turn share it; its
    words, where there are any, know better. `place` is the line number in the file it was read
    from. `extra` holds what only the format it came from understands.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    words: tuple[Word, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    place: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Header:
    """The title of the chapter that begins with the next line."""

    text: str
    place: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment or style block that stands between the cues of a caption file."""

    text: str
    place: int | None = field(default=None, compare=False)


Row = Line | Header | Note


class Grain(StrEnum):
    """What one line is: a caption of a few words, or a paragraph of a turn."""

    CUE = "cue"
    PARAGRAPH = "paragraph"


def _nothing() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what and when, and what is known about the episode.

    `metadata` is what a page's front matter says of the episode; `provenance` is where the
    transcript came from (engine, model, options).
    """

    rows: tuple[Row, ...] = ()
    grain: Grain = Grain.CUE
    spans: tuple[Span, ...] = ()
    language: str | None = None
    duration: float | None = None
    metadata: Mapping[str, object] = field(default_factory=_nothing)
    provenance: Mapping[str, object] = field(default_factory=_nothing)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(row for row in self.rows if isinstance(row, Line))

    @property
    def headers(self) -> tuple[Header, ...]:
        return tuple(row for row in self.rows if isinstance(row, Header))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Every speaker of a line, in order of first appearance."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines if line.speaker))


def turns(rows: tuple[Row, ...]) -> Iterator[tuple[Line, ...]]:
    """Consecutive lines of one speaker that share their start: the paragraphs of one turn."""
    turn: list[Line] = []
    for row in rows:
        if isinstance(row, Note):
            continue
        if turn and not (isinstance(row, Line) and _same_turn(turn[-1], row)):
            yield tuple(turn)
            turn = []
        if isinstance(row, Line):
            turn.append(row)
    if turn:
        yield tuple(turn)


def _same_turn(before: Line, after: Line) -> bool:
    return before.speaker == after.speaker and before.start == after.start
