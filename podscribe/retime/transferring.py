"""Names and headers of an edited page laid over a new automatic transcript."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from podscribe.compare.differences import PASSAGE_WORDS
from podscribe.compare.side import Side
from podscribe.errors import PodscribeError
from podscribe.formats.vtt import PAYLOAD
from podscribe.retime.matching import Match, match, require_alike
from podscribe.retime.owners import Owners
from podscribe.transcript import Grain, Header, Line, Row, Transcript

NEAR_WORDS = 3  # from the beginning of a paragraph a header stands before it
OF_THE_OLD = ("quotableClips", "duration")  # what a page says of times that are no more


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A passage that the page does not have; its speaker is a label, or nobody."""

    start: float | None
    end: float | None
    words: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Transferred:
    """The automatic transcript with the names and headers of the page.

    `lost` are headers over rows that are not found, `replaced` counts those it had itself.
    """

    transcript: Transcript
    words: int
    named: int
    unnamed: tuple[Unnamed, ...]
    headers: int
    lost: tuple[Header, ...]
    replaced: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of one line that one person says; `line_first` is the first of the line."""

    line: Line
    line_first: int
    first: int
    after: int

    @property
    def opens_line(self) -> bool:
        return self.first == self.line_first

    @property
    def ends_line(self) -> bool:
        return self.after - self.line_first == len(self.line.text.split())


def transfer(page: Transcript, automatic: Transcript) -> Transferred:
    """The automatic transcript, its words and times, with who says them and where chapters begin.

    Without headers on the page those of the automatic transcript stay.
    """
    if not (page.speakers or page.headers):
        raise PodscribeError(
            "has neither names nor headers to lay over another", remedy="give an edited page"
        )
    found = match(page, automatic)
    require_alike(found)
    owners = Owners(found)
    headers = _headers(found, owners)
    known = {*page.speakers}
    return Transferred(
        transcript=replace(
            automatic,
            rows=tuple(_rows(found.other, owners, headers)),
            spans=tuple(
                replace(span, speaker=owners.labels.get(span.speaker, span.speaker))
                for span in automatic.spans
            ),
            metadata={**automatic.metadata, **_metadata(page)},
        ),
        words=len(owners.names),
        named=sum(name in known for name in owners.names),
        unnamed=tuple(_unnamed(found.other, owners.names, known)),
        headers=len(page.headers),
        lost=tuple(_lost(found)),
        replaced=len(automatic.headers) if page.headers else 0,
    )


def _metadata(page: Transcript) -> Mapping[str, object]:
    return {key: value for key, value in page.metadata.items() if key not in OF_THE_OLD}


def _over(page: Transcript) -> Iterator[tuple[Header, int, int]]:
    """Every header and the words, from the first to after the last, of the row that it is over."""
    waiting: list[Header] = []
    first = 0
    for row in page.rows:
        if isinstance(row, Header):
            waiting.append(row)
        elif isinstance(row, Line) and row.text.strip():
            after = first + len(row.text.split())
            yield from ((header, first, after) for header in waiting)
            waiting, first = [], after
    yield from ((header, first, first) for header in waiting)


def _headers(found: Match, owners: Owners) -> dict[int, list[Header]]:
    """The headers by the automatic word that they stand before."""
    placed: dict[int, list[Header]] = {}
    count = len(owners.names)
    latest = 0  # each is placed by itself, and none before the one above it
    starts = _line_starts(found.other)
    for header, first, after in _over(found.page.transcript):
        at = owners.place(first) if after > first else count
        latest = max(latest, _snapped(at, starts, owners, found.other))
        placed.setdefault(latest, []).append(header)
    return placed


def _line_starts(side: Side) -> list[int]:
    numbers = (len([*words]) for _, words in groupby(side.words, lambda word: word.line))
    starts = [0]
    for number in numbers:
        starts.append(starts[-1] + number)
    return starts


def _snapped(at: int, starts: Sequence[int], owners: Owners, side: Side) -> int:
    """The place, or the beginning of a line near it: a header divides no cue for its own sake."""
    names = owners.names
    if 0 < at < len(names) and names[at] != names[at - 1]:
        return at
    nearest = min(starts, key=lambda start: abs(start - at))
    near = side.transcript.grain is Grain.CUE or abs(nearest - at) <= NEAR_WORDS
    return nearest if near else at


def _lost(found: Match) -> Iterator[Header]:
    for header, first, after in _over(found.page.transcript):
        if after > first and found.says(first, after) and not found.finds(first, after):
            yield header


def _rows(side: Side, owners: Owners, headers: Mapping[int, Sequence[Header]]) -> Iterator[Row]:
    """The rows of the automatic transcript, its lines divided where somebody else speaks."""
    transcript, names = side.transcript, owners.names
    timing = _Timing(side)
    first = 0
    for row in transcript.rows:
        if isinstance(row, Line) and row.text.strip():
            after = first + len(row.text.split())
            inside = range(first + 1, after)
            cuts = [at for at in inside if names[at] != names[at - 1] or at in headers]
            for begin, end in pairwise([first, *cuts, after]):
                over = headers.get(begin, ())
                yield from over
                piece = _Piece(row, first, begin, end)
                yield timing.line(piece, names[begin], after_header=bool(over))
            first = after
        elif not isinstance(row, Header) or not headers:
            yield row
    yield from headers.get(first, ())


class _Timing:
    """Lines out of pieces, in order: paragraphs of one turn share its start."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._openings = {turn.first for turn in side.turns} if side.has_speakers else set()
        self._name: str | None = None
        self._begun: float | None = None

    def line(self, piece: _Piece, name: str | None, *, after_header: bool) -> Line:
        line, words = piece.line, self._side.words
        start = line.start if piece.opens_line else words[piece.first].start
        if self._side.transcript.grain is Grain.PARAGRAPH:
            start = self._turn_start(piece, name, start, after_header=after_header)
        if piece.opens_line and piece.ends_line:
            extra = tuple(pair for pair in line.extra if pair[0] != PAYLOAD or name == line.speaker)
            return replace(line, start=start, speaker=name, extra=extra)
        texts = line.text.split()
        inside = slice(piece.first - piece.line_first, piece.after - piece.line_first)
        return replace(
            line,
            text=" ".join(texts[inside]),
            start=start,
            end=line.end if piece.ends_line or line.end is None else words[piece.after - 1].end,
            speaker=name,
            words=line.words[inside] if len(line.words) == len(texts) else (),
            extra=(),
        )

    def _turn_start(
        self, piece: _Piece, name: str | None, start: float | None, *, after_header: bool
    ) -> float | None:
        """When the turn begins that the piece belongs to."""
        goes_on = name is not None and name == self._name and not after_header
        if not goes_on or piece.first in self._openings:
            self._name = name
            self._begun = self._side.words[piece.first].start if piece.line.words else start
        return self._begun


def _unnamed(side: Side, names: Sequence[str | None], known: set[str]) -> Iterator[Unnamed]:
    """Long passages that nobody of the page says."""
    at = 0
    for name, group in groupby(names):
        after = at + len([*group])
        if name not in known and after - at >= PASSAGE_WORDS:
            yield Unnamed(side.words[at].start, side.words[after - 1].end, after - at, name)
        at = after
