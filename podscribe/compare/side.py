"""One of the two texts: its words as they stand and normalised, with times, speakers and turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podscribe.compare.languages import language_of
from podscribe.compare.normal import UNSPACED, normalised
from podscribe.compare.words import Said, said_in
from podscribe.errors import PodscribeError
from podscribe.layout.timing import timed, trusted
from podscribe.transcript import Grain, Header, Line, Note, Transcript

MOST_WORDS = 200_000  # 20 hours of talk, which take minutes where both sides share nothing


@dataclass(frozen=True, slots=True)
class Token:
    """A normalised word, and the words from `first` up to `after` that it was made from.

    `aside`: it stands in round brackets, and counts for no error rate.
    """

    text: str
    first: int
    after: int
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """A turn, or a cue where nobody is named: its words and when it begins, as the file has it."""

    first: int
    after: int
    speaker: str | None
    start: float | None
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A header and the word that comes after it."""

    title: str
    first: int
    start: float | None


@dataclass(frozen=True, slots=True)
class Side:
    """A transcript taken apart for comparison. What is not known of it is empty.

    `by_sign`: its words are the signs of a script that has no blanks.
    """

    transcript: Transcript
    language: str | None
    words: tuple[Said, ...]
    tokens: tuple[Token, ...]
    turns: tuple[Stand, ...]
    chapters: tuple[Chapter, ...]
    has_turns: bool  # whether somebody speaks, or paragraphs are told
    by_sign: bool = False

    @property
    def has_times(self) -> bool:
        return any(word.start is not None for word in self.words)

    @property
    def has_speakers(self) -> bool:
        return any(word.speaker is not None for word in self.words)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as they stand."""
        return tuple(word.text for word in self.words)

    @property
    def runs(self) -> tuple[str, ...]:
        """What stands between blanks, be it one word or many."""
        return tuple(self.text_of(range(len(self.words))).split()) if self.by_sign else self.texts

    def text_of(self, words: range) -> str:
        """The words in the range, with the blanks that stand between them."""
        said = self.words[words.start : words.stop]
        if not self.by_sign:
            return " ".join(word.text for word in said)
        texts = [word.text if word.clings else f" {word.text}" for word in said]
        return "".join(texts).removeprefix(" ")

    @property
    def token_texts(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    @property
    def token_times(self) -> tuple[float | None, ...]:
        return tuple(self.words[token.first].start for token in self.tokens)


def side_of(transcript: Transcript, language: str | None = None, *, by_sign: bool = False) -> Side:
    """The transcript taken apart; its language is the one given, told, or guessed.

    `by_sign`: where that has no blanks, each sign is a word.
    """
    lines = [line for line in transcript.lines if line.text.strip()]
    language = language or language_of(
        transcript, [run for line in lines for run in line.text.split()]
    )
    by_sign = by_sign and language in UNSPACED
    words = tuple(_said(lines, transcript, by_sign=by_sign))
    if len(words) > MOST_WORDS:
        raise PodscribeError(
            f"{len(words):,} words are too many to compare",
            remedy=f"divide it into parts of fewer than {MOST_WORDS:,}",
        )
    tokens = tuple(
        Token(token, piece.first, piece.after, piece.aside)
        for piece in normalised([word.text for word in words], language)
        for token in piece.tokens
    )
    has_turns = transcript.grain is Grain.PARAGRAPH or any(line.speaker for line in lines)
    counts = Counter(word.line for word in words)
    lengths = [counts[number] for number in range(len(lines))]
    turns = tuple(_turns(transcript, lengths, has_turns))
    chapters = tuple(_chapters(transcript, lengths))
    return Side(transcript, language, words, tokens, turns, chapters, has_turns, by_sign)


def _said(lines: Sequence[Line], transcript: Transcript, *, by_sign: bool) -> Iterator[Said]:
    times = timed(lines, transcript.duration, transcript.grain) or lines
    believed = {*trusted(lines)}
    before: Line | None = None
    for number, (line, told) in enumerate(zip(lines, times, strict=True)):
        opens = number in believed and not _goes_on(before, line, transcript.grain)
        yield from said_in(number, line, told, opens, by_sign=by_sign)
        before = line


def _goes_on(before: Line | None, line: Line, grain: Grain) -> bool:
    """Whether a paragraph goes on with a turn whose start it repeats."""
    return (
        grain is Grain.PARAGRAPH
        and before is not None
        and (before.speaker, before.start) == (line.speaker, line.start)
    )


def _turns(transcript: Transcript, lengths: Sequence[int], has_turns: bool) -> Iterator[Stand]:
    """The turns of the transcript; every cue by itself where nothing tells of turns."""
    words = iter(lengths)
    group: list[Line] = []
    first = after = 0
    for row in transcript.rows:
        if isinstance(row, Note) or (isinstance(row, Line) and not row.text.strip()):
            continue
        if group and not (
            isinstance(row, Line) and has_turns and _same_turn(group[-1], row, transcript.grain)
        ):
            yield _stand(group, first, after)
            group, first = [], after
        if isinstance(row, Line):
            group.append(row)
            after += next(words)
    if group:
        yield _stand(group, first, after)


def _same_turn(before: Line, line: Line, grain: Grain) -> bool:
    if before.speaker != line.speaker:
        return False
    return grain is Grain.CUE or line.start is None or before.start == line.start


def _stand(lines: Sequence[Line], first: int, after: int) -> Stand:
    line = lines[0]
    start = line.words[0].start if line.words else line.start
    return Stand(first, after, line.speaker, start, len(lines))


def _chapters(transcript: Transcript, lengths: Sequence[int]) -> Iterator[Chapter]:
    words = iter(lengths)
    waiting: list[Header] = []
    count = 0
    for row in transcript.rows:
        if isinstance(row, Header):
            waiting.append(row)
        elif isinstance(row, Line) and row.text.strip():
            yield from (Chapter(header.text, count, row.start) for header in waiting)
            waiting = []
            count += next(words)
    yield from (Chapter(header.text, count, None) for header in waiting)
