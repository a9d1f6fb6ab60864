"""Cues or words joined into the paragraphs of turns, as an editor would set them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from podscribe.layout.cues import PAUSE_S
from podscribe.layout.sentences import ends_sentence
from podscribe.scripts import joined
from podscribe.transcript import Grain, Header, Line, Transcript, Word

AIM_CHARACTERS = 250  # the median of the show's pages is 242
MAX_CHARACTERS = 700  # nine in ten of their paragraphs are under 666
NEAR_CHARACTERS = 150  # from here on a pause after a sentence is reason enough
LEAST_CHARACTERS = 60  # less than this is not left over at the end of a turn
LONG_PAUSE_S = 2 * PAUSE_S
_Item = TypeVar("_Item")


def join_paragraphs(transcript: Transcript) -> Transcript:
    """The transcript with a paragraph a line; one that has paragraphs already stays as it is."""
    if transcript.grain is Grain.PARAGRAPH:
        return transcript
    rows: list[Line | Header] = []
    for block in _blocks(transcript):
        rows += [block] if isinstance(block, Header) else _paragraphs(block)
    return replace(transcript, rows=tuple(rows), grain=Grain.PARAGRAPH)


def _blocks(transcript: Transcript) -> Iterator[Header | list[Line]]:
    """Headers, and between them the runs of lines of one speaker."""
    run: list[Line] = []
    for row in transcript.rows:
        if run and (isinstance(row, Header) or (isinstance(row, Line) and _changes(run[-1], row))):
            yield run
            run = []
        if isinstance(row, Header):
            yield row
        elif isinstance(row, Line) and row.text.strip():
            run.append(row)
    if run:
        yield run


def _changes(before: Line, after: Line) -> bool:
    return after.text.strip() != "" and before.speaker != after.speaker


def _paragraphs(cues: Sequence[Line]) -> list[Line]:
    """The cues of one turn as paragraphs: they share its start, when it is somebody's turn."""
    turn_start = next((cue.start for cue in cues if cue.start is not None), None)
    sentences = [*_sentences(cues)]
    pieces = [
        _Piece(len(cue.text), *_after(cue, following)) for cue, following in _followed(sentences)
    ]
    paragraphs = [_joined(sentences[first:after]) for first, after in _cuts(pieces)]
    if cues[0].speaker is None:
        return paragraphs
    return [replace(paragraph, start=turn_start) for paragraph in paragraphs]


def paragraphs_of(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    """The words of one turn in paragraphs that end where sentences do, if those allow."""
    groups = [group for sentence in _sentences_of(words) for group in _handy(sentence)]
    pieces = [
        _Piece(
            _length(group),
            following is None or ends_sentence(group[-1].text, following[0].text),
            0.0 if following is None else following[0].start - group[-1].end,
        )
        for group, following in _followed(groups)
    ]
    return tuple(
        tuple(word for group in groups[first:after] for word in group)
        for first, after in _cuts(pieces)
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """What no paragraph divides: a cue, a sentence, or a word of an endless one."""

    characters: int
    ends_sentence: bool
    pause_s: float


def _cuts(pieces: Sequence[_Piece]) -> list[tuple[int, int]]:
    """The pieces of each paragraph: the first, and the one after its last."""
    ends: list[int] = []
    length, left = 0, sum(piece.characters + 1 for piece in pieces)
    for number, (piece, coming) in enumerate(pairwise(pieces), 1):
        length += piece.characters + 1
        left -= piece.characters + 1
        if _full(length, left, piece, coming.characters):
            ends.append(number)
            length = 0
    return list(pairwise([0, *ends, len(pieces)]))


def _full(length: int, left: int, last: _Piece, coming: int) -> bool:
    """Whether a paragraph of this length ends before the piece that comes."""
    if length + coming > MAX_CHARACTERS:
        return True
    pause = last.pause_s >= PAUSE_S
    if length < AIM_CHARACTERS:
        return length >= NEAR_CHARACTERS and last.ends_sentence and pause
    if last.pause_s >= LONG_PAUSE_S:
        return True
    return last.ends_sentence and (pause or left >= LEAST_CHARACTERS)


def _after(cue: Line, following: Line | None) -> tuple[bool, float]:
    """Whether a sentence ends with the cue, and the pause behind it."""
    if following is None:
        return True, 0.0
    ends = ends_sentence(_last(cue.text), _first(following.text))
    if cue.end is None or following.start is None:
        return ends, 0.0
    return ends, following.start - cue.end


def _first(text: str) -> str:
    return text.split(maxsplit=1)[0]


def _last(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1]


def _followed(items: Sequence[_Item]) -> Iterator[tuple[_Item, _Item | None]]:
    """Each with the one after it."""
    return zip(items, [*items[1:], None], strict=True)


def _sentences(cues: Sequence[Line]) -> Iterator[Line]:
    """The cues, those divided whose words tell where a sentence ends inside them."""
    for cue in cues:
        known = joined(word.text for word in cue.words) == " ".join(cue.text.split())
        groups = _sentences_of(cue.words) if known else []
        if len(groups) < 2:
            yield cue
            continue
        for words in groups:
            text = joined(word.text for word in words)
            yield replace(
                cue, text=text, start=words[0].start, end=words[-1].end, words=tuple(words)
            )


def _sentences_of(words: Sequence[Word]) -> list[Sequence[Word]]:
    ends = [
        number
        for number, (word, following) in enumerate(pairwise(words), 1)
        if ends_sentence(word.text, following.text)
    ]
    return [words[first:after] for first, after in pairwise([0, *ends, len(words)])]


def _handy(words: Sequence[Word]) -> list[Sequence[Word]]:
    """A sentence as one piece; an endless one, as of text without punctuation, word by word."""
    if _length(words) <= MAX_CHARACTERS:
        return [words]
    return [words[at : at + 1] for at in range(len(words))]


def _length(words: Sequence[Word]) -> int:
    return sum(len(word.text.strip()) + 1 for word in words) - 1


def _joined(cues: Sequence[Line]) -> Line:
    whole = all(cue.words for cue in cues)
    return replace(
        cues[0],
        text=joined(cue.text for cue in cues),
        end=cues[-1].end,
        words=tuple(word for cue in cues for word in cue.words) if whole else (),
        extra=(),
    )
